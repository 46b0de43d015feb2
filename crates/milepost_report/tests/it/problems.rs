//! What is wrong in a section's text: all of it, with file, line and help.

use milepost_report::{Composed, Level};

use crate::sample;

fn told(composed: &Composed) -> Vec<String> {
    composed.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn every_field_without_an_answer_is_told_with_its_line() {
    let text = "# One\n\n{{ shown('c99') }}\n\n{{ rows('reply') | length }} {{ num('c1') }}\n\n\
                {% if true %}\n{{ part('c1', 'addition') }}\n{% endif %}\n{{ setting('delay') }} {{ shown('c99') }}\n";
    let composed = sample::section(text);
    assert_eq!(
        told(&composed),
        [
            "a.md:3: there is no measure `c99` (known names: `c1`, `c2`, `c4a`, `c5`, `c12`, `c13`, `c14`)",
            "a.md:5: there is no dataset `reply` (did you mean `replies`?)",
            "a.md:8: there is no part `addition` (did you mean `additions`?)",
            "a.md:10: there is no setting `delay` (known names: `family_delay_method`)",
        ]
    );
    assert!(composed.has_errors());
}

#[test]
fn other_errors_end_their_section_and_name_the_place() {
    for (text, expected) in [
        ("a\n\n{{ perod.label }}", "a.md:3: `perod"),
        ("{{ period.lable }}", "a.md:1: `period.lable` is not defined"),
        ("{% for r in rows('replies') %}\n{{ r.nothing }}\n{% endfor %}", "a.md:2: `r.nothing` is not defined"),
        ("{{ shwon('c1') }}", "a.md:1: unknown function"),
        ("{{ shown('c1' }}", "a.md:1: syntax error"),
        ("{% if %}", "a.md:1: syntax error"),
        ("{{ shown('c1', colour='red') }}", "a.md:1: too many arguments: unknown keyword argument 'colour'"),
        ("{{ shown() }}", "a.md:1: missing argument"),
        ("{{ words('1.5') }}", "a.md:1: `1.5` is not a whole number that has words"),
        ("{{ when('2011-02-30') }}", "a.md:1: `2011-02-30` is not a date like 2011-07-01"),
        ("{{ percent('x', 2) }}", "a.md:1: `x` is not a number"),
        ("{{ chip('c1', of='colour') }}", "a.md:1: a chip is `of` status or change, not `colour`"),
        ("{{ num('c14', plain=true) }}", "a.md:1: `plain` wants a whole number"),
    ] {
        let composed = sample::section(text);
        let told = told(&composed);
        assert!(told.len() == 1 && told[0].starts_with(expected), "{text}: {told:?}");
        assert!(composed.problems.iter().all(|problem| problem.level == Level::Error));
    }
}

#[test]
fn all_sections_are_tried_and_a_missing_one_is_seen() {
    use std::sync::Arc;

    use milepost_report::{SectionText, compose, html};
    let section = |file, text| SectionText { file, text };
    let sections = [section("a.md", "{{ nothing }}"), section("b.md", "# B\n\nHere."), section("c.md", "{{ no }}")];
    let composed = compose("Report", "en", &sections, Arc::new(sample::Invented));
    let files: Vec<&str> = composed.problems.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["a.md", "c.md"]);
    let page = html::page(&composed.document);
    assert!(page.contains("The section a.md could not be made") && page.contains("Here."));
}

#[test]
fn structure_is_checked_and_mended() {
    for (text, expected) in [
        ("# A\n\n### B", "a.md:3: the heading `B` skips a level (use one `#` fewer; it is shown one level higher)"),
        (
            "# A {#x}\n\n{% for i in [1, 2] %}\n\n{% endfor %}\n## B {#x}",
            "a.md:6: the id `x` is used twice (ids are unique in a report; the later one gets a number)",
        ),
        ("# A\n\nSee [B](#b).", "a.md:3: the link `#b` leads nowhere (give the heading, table or figure this id)"),
        ("# A\n\n{# note #}", "a.md:3: `{# … #}` is printed (comments are <!-- … -->)"),
        ("# A\n\nTable: Alone", "a.md:3: a caption without a table (a caption stands right before its table)"),
        ("# A\n\n> ## B", "a.md:3: a heading inside a list, quotation or note (it is shown as strong text)"),
        ("# A\n\n[^n]: Note.", "a.md: nothing refers to the note `n` (it is left out)"),
        ("# A {#é}", "a.md:1: `é` is no id (an id has ASCII letters, digits, `-` and `_`)"),
        ("# A\n\n![x](x.png)", "a.md:3: a report holds no pictures (draw a chart from data, or describe it in words)"),
        (
            "# A\n\nTable: T {.wide}\n\n| a |\n|---|\n| b |",
            "a.md:5: a table knows no `.wide` (known: `.row-headers`, `.no-row-headers`)",
        ),
    ] {
        let composed = sample::section(text);
        assert_eq!(told(&composed), [expected], "{text}");
        assert!(!composed.has_errors(), "{text}");
    }
}

#[test]
fn faults_of_a_chart_name_their_line() {
    let text =
        "# A\n\nWords.\n\n```chart line id=f\n# y: percent\n# colour: red\nYear,State\n2010,1,2\n2011,many\n```\n";
    assert_eq!(
        told(&sample::section(text)),
        [
            "a.md:5: the chart has no title (write ```chart line id=NAME title=\"…\" and CSV below it: a header, then one line a label)",
            "a.md:7: a chart knows no line `# colour:` (known: caption, note, x, y, standard)",
            "a.md:9: 3 cells where the header has 2 (a number with separators must stand in quotes, or come from a live field)",
            "a.md:10: `many` is not a number (write a number or `not available`)",
        ]
    );
}
