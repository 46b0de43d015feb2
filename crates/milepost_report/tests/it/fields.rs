//! Live fields: what each prints, from the facts of the sample.

use milepost_report::document::{Block, plain};

use crate::sample;

/// The text of a section that is one paragraph.
fn filled(text: &str) -> String {
    let composed = sample::section(text);
    assert!(composed.problems.is_empty(), "{text}: {:?}", composed.problems);
    match composed.document.cover.as_slice() {
        [Block::Paragraph(words)] => plain(words),
        [] => String::new(),
        other => panic!("{text} is not one paragraph: {other:?}"),
    }
}

#[test]
fn a_standard_that_no_source_confirms_is_marked_and_what_follows_is_told() {
    for (field, text) in [
        ("target('c1')", "100%"),
        ("target('c14')", "95% (sample configuration)"),
        ("target('c12')", "not set"),
        ("certainty('c1')", "stated"),
        ("certainty('c14')", "unverified"),
        ("position('c14')", "below"),
        ("outcome('c14')", "plan"),
        ("follows('c14')", "A plan is owed"),
        ("follows('c1')", "not available"),
    ] {
        assert_eq!(filled(&format!("{{{{ {field} }}}}")), text, "{field}");
    }
}

#[test]
fn a_text_may_ask_whether_there_is_something_to_say() {
    for (field, text) in [
        ("known('c1')", "True"),
        ("judged('c1')", "True"),
        ("known('c4a')", "True"),
        ("judged('c4a')", "False"),
        ("periods('c1', 2)|join(', ')", "FFY2010, FFY2011"),
        ("periods('c1', 9)|length", "3"),
        ("periods('c1', 0)|length", "0"),
        ("submitted('c1')", "3"),
        ("expected('c1')", "4"),
    ] {
        assert_eq!(filled(&format!("{{{{ {field} }}}}")), text, "{field}");
    }
    // A name that nobody declares is not answered with "no".
    for text in ["{{ known('c99') }}", "{{ judged('c99') }}", "{{ periods('c99', 2) }}", "{{ known('c1', of='x') }}"] {
        assert_eq!(sample::section(text).problems.len(), 1, "{text}");
    }
}

#[test]
fn results_are_worded() {
    for (field, text) in [
        ("shown('c1')", "99.75%"),
        ("shown('c1', places=0)", "100%"),
        ("shown('c2', 'age=0')", "99.5%"),
        ("shown('c2', group='age=2')", "93.6%"),
        ("shown('c5')", "0.873%"),
        ("shown('c12')", "not applicable"),
        ("shown('c13')", "no cases"),
        ("num('c2')", "4,867"),
        ("den('c5')", "68,412"),
        ("num('c14')", "61.8"),
        ("num('c14', places=2)", "61.80"),
        ("num('c2', plain=true) - den('c2', plain=true)", "-210"),
        ("num('c4a')", "not available"),
        ("num('c12')", "not applicable"),
        ("part('c1', 'additions')", "49"),
        ("value('c1')", "99.7481108312"),
        ("value('c12')", "not available"),
        ("state('c13')", "no cases"),
        ("state('c13') == 'no_cases'", "True"),
    ] {
        assert_eq!(filled(&format!("{{{{ {field} }}}}")), text, "{field}");
    }
}

#[test]
fn judgements_are_worded() {
    for (field, text) in [
        ("status('c1')", "not met"),
        ("status('c1') == 'not_met'", "True"),
        ("status('c13')", "no data"),
        ("change('c1')", "progress"),
        ("change('c2')", "not available"),
        ("needed('c5')", "2"),
        ("needed('c2')", ""),
        ("target('c1')", "100%"),
        ("target('c5')", "0.875%"),
        ("target('c12')", "not set"),
        ("prior('c1')", "97.6%"),
        ("prior('c1', places=2)", "97.60%"),
        ("prior('c2') is none", "True"),
        ("prior.label", "FFY2010"),
        // 99.748… − 97.6 = 2.148…
        ("points('c1', 1)", "+2.1"),
        ("points('c1', 3)", "+2.148"),
        ("points('c1', 1, sign=false)", "2.1"),
        ("points('c2')", "not available"),
        ("reason('c1')", "Invented."),
        ("chip('c1')", "Not met"),
        ("chip('c1', of='change')", "Progress"),
        ("chip('c2', of='change')", "Not available"),
    ] {
        assert_eq!(filled(&format!("{{{{ {field} }}}}")), text, "{field}");
    }
}

#[test]
fn texts_and_wording_come_from_pack_and_calendar() {
    for (field, text) in [
        ("title('c1')", "Timely services"),
        ("cites('c1')", "20 U.S.C. 1416(a)(3)(A); 20 U.S.C. 1442"),
        ("setting('family_delay_method')", "count_as_timely"),
        ("words(0)", "zero"),
        ("words(12)", "twelve"),
        ("words('403')", "four hundred three"),
        ("words('1,021')", "one thousand twenty-one"),
        ("words(2000000)", "two million"),
        ("words(-7)", "minus seven"),
        ("when('2011-07-01')", "July 1, 2011"),
        ("when(period.end)", "June 30, 2012"),
        // 33 of 2,900 children: 1.1379… percent.
        ("percent(33, '2,900', 2)", "1.14%"),
        ("percent(1, 0)", "not available"),
        ("'1976' | figure", "1,976"),
        ("'0.5' | figure(2)", "0.50"),
        // 132 + 6 + 1976
        ("rows('replies') | total('asked')", "2,114"),
        ("rows('replies', group='White')[0].replied", "634"),
        ("rows('replies', group='Nobody') | length", "0"),
        ("agencies('town') | map(attribute='title') | join('; ')", "Alder; Birch"),
        ("agencies('town', within='EAST') | map(attribute='id') | join('; ')", "T2"),
        ("groups('child_count', 'age') | map(attribute='title') | join('; ')", "Under 1; 1; 2"),
    ] {
        assert_eq!(filled(&format!("{{{{ {field} }}}}")), text, "{field}");
    }
}

#[test]
fn a_loop_on_lines_of_its_own_fills_a_table_without_gaps() {
    let text = "| a | b |\n|---|---|\n{% for r in rows('replies') %}\n  {% if r.asked != '6' %}\n\
                | {{ r.group }} | {{ r.asked }} |\n  {% endif %}\n{% endfor %}\n\nAfter.";
    let composed = sample::section(text);
    assert!(composed.problems.is_empty(), "{:?}", composed.problems);
    let [Block::Table(table), Block::Paragraph(_)] = composed.document.cover.as_slice() else {
        panic!("{:?}", composed.document.cover)
    };
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(|c| plain(c)).collect()).collect();
    assert_eq!(rows, [["Asian", "132"], ["White", "1976"]]);
}

#[test]
fn the_title_may_hold_fields() {
    assert_eq!(sample::report().document.title, "Early Intervention Annual Performance Report");
}

#[test]
fn comments_leave_nothing_behind() {
    assert_eq!(filled("<!-- {{ not_asked }} -->\nText<!-- inside --> here."), "Text here.");
}
