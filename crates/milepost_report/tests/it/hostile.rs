//! Texts and data that want to do harm: a message or harmless text, never a panic, never a tag.

use milepost_report::{Level, html};
use proptest::prelude::*;

use crate::pages::faults;
use crate::sample;

fn errors(text: &str) -> Vec<String> {
    let problems = sample::section(text).problems;
    problems.into_iter().filter(|problem| problem.level == Level::Error).map(|problem| problem.what).collect()
}

#[test]
fn endless_work_is_stopped() {
    let stopped = "the section asks for too much work and was stopped";
    let nested = "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}";
    assert_eq!(errors(nested), [stopped]);
    let silent = "{% for a in range(9999) %}{% for b in range(9999) %}{% set x = b %}{% endfor %}{% endfor %}";
    assert_eq!(errors(silent), [stopped]);
    assert_eq!(errors("{{ 'x' * 100000000000 }}").len(), 1);
    assert_eq!(errors("{% for a in range(100000000000) %}{% endfor %}").len(), 1);
    assert_eq!(errors("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}").len(), 1);
    assert_eq!(errors("{{ range(100000) | list | string | length * ('a' * 900000) }}").len(), 1);
}

#[test]
fn a_section_that_grows_too_long_is_refused() {
    let text = "{% set x = 'word ' * 100000 %}{% for i in range(12) %}{{ x }}{% endfor %}";
    assert_eq!(errors(text), ["the section grew beyond 4 MiB"]);
}

#[test]
fn a_huge_table_is_cut_and_told() {
    let columns = 600;
    let header = format!("|{}\n|{}\n", " a |".repeat(columns), "---|".repeat(columns));
    // Short rows are filled up to the header's width: 600 x 600 cells from a few kilobytes.
    let composed = sample::section(&format!("{header}{}", "| b |\n".repeat(600)));
    let told: Vec<&str> = composed.problems.iter().map(|problem| problem.what.as_str()).collect();
    assert_eq!(told, ["the tables of this section have more than 200000 cells; the last rows are left out"]);
}

#[test]
fn deep_nesting_is_flattened() {
    for text in [
        ">".repeat(20_000) + " end",
        "- ".repeat(5_000) + "end",
        "*a **a ".repeat(2_000) + "end",
        format!("{}end{}", "[".repeat(20_000), "](https://e.org)".repeat(20_000)),
        "> [!NOTE]\n".repeat(500) + "> end",
        "a\n: ".repeat(300) + "end",
    ] {
        let composed = sample::section(&text);
        let page = html::page(&composed.document);
        assert!(page.contains("end"), "{}", &text[..20]);
        assert_eq!(faults(&page), Vec::<String>::new(), "{}", &text[..20]);
    }
}

#[test]
fn tags_of_authors_are_text_and_told() {
    let text = "# A\n\n<script>alert(1)</script>\n\nInline <img src=x onerror=alert(1)> here.\n\n<div>\n*text*\n</div>\n\n<style>p{}</style>";
    let composed = sample::section(text);
    assert!(composed.problems.iter().all(|p| p.what.starts_with("HTML is not read in a report") && p.line.is_some()));
    let lines: Vec<Option<u32>> = composed.problems.iter().map(|problem| problem.line).collect();
    assert_eq!((lines.first(), lines.last()), (Some(&Some(3)), Some(&Some(11))));
    let page = html::page(&composed.document);
    assert!(!page.contains("<script") && !page.contains("<img") && page.matches("<style>").count() == 1);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_eq!(faults(&page), Vec::<String>::new());
}

#[test]
fn links_lead_to_the_web_or_within_the_page_only() {
    for to in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java&#x73;cript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "other.html",
        "status:great",
        " javascript:x",
    ] {
        let composed = sample::section(&format!("# A\n\n[text](<{to}>)"));
        assert_eq!(composed.problems.len(), 1, "{to}");
        let page = html::page(&composed.document);
        assert!(!page.to_lowercase().contains("javascript:"), "{to}");
        assert_eq!(page.matches("<a ").count(), 2, "{to}: the skip link and the contents");
    }
    let quoted = sample::section("[x](<https://e.org/\"onmouseover=\"alert(1)>)");
    assert_eq!(faults(&html::page(&quoted.document)), Vec::<String>::new());
}

#[test]
fn safe_text_of_a_value_is_still_only_markdown() {
    // An author may trust a value's Markdown; its tags are refused all the same.
    let composed = sample::section("{{ '**b** <script>x</script>' | safe }}");
    let page = html::page(&composed.document);
    assert!(page.contains("<strong>b</strong>") && !page.contains("<script"));
}

#[test]
fn disguised_characters_cannot_be_forged() {
    // U+F5000 + 0x3C would stand for `<` if an author's text or a value could hold it.
    let forged = "\u{F503C}script\u{F503E} {{ '\u{F503C}b\u{F503E}' }}";
    let page = html::page(&sample::section(forged).document);
    assert!(page.contains("\u{FFFD}script\u{FFFD} \u{FFFD}b\u{FFFD}"));
}

#[test]
fn a_note_that_refers_to_itself_ends() {
    let composed = sample::section("# A\n\nText[^a].\n\n[^a]: See[^a] and[^b].\n\n[^b]: See[^a].");
    let references: Vec<u32> = composed.document.notes.iter().map(|note| note.references).collect();
    assert_eq!(references, [3, 1]);
    assert_eq!(faults(&html::page(&composed.document)), Vec::<String>::new());
}

proptest! {
    #[test]
    fn any_text_makes_a_well_formed_page(text in "[-a-z0-9 \n#*_`|>\\[\\](){}<!&:~=+.^%\"'é\u{F503C}]{0,300}") {
        let composed = sample::section(&text);
        prop_assert_eq!(faults(&html::page(&composed.document)), Vec::<String>::new());
        composed.document.tables();
    }

    #[test]
    fn any_data_makes_a_picture_or_a_message(
        kind in "line|bar|pie",
        head in "[a-zé<\"', ]{0,20}",
        cells in prop::collection::vec("-?[0-9]{0,30}(\\.[0-9]{0,30})?%?|not available|<b>|\"", 0..12),
        width in 1usize..4,
    ) {
        let rows: Vec<String> = cells.chunks(width).map(|row| format!("x & y,{}", row.join(","))).collect();
        let names = ["A", "Target", "C", "D"][..width].join(",");
        let text = format!("```chart {kind} id=f title=\"{}\"\n{head},{names}\n{}\n```", "T", rows.join("\n"));
        let composed = sample::section(&text);
        prop_assert!(!composed.problems.is_empty() || !composed.document.tables().is_empty());
        prop_assert_eq!(faults(&html::page(&composed.document)), Vec::<String>::new());
    }

    #[test]
    fn any_value_is_printed_as_it_is(value in "[-a-z0-9#*_`|>\\[\\](){}<!&:~=+.^%\"'é,;/\\\\]{1,60}") {
        let quoted = value.replace('\\', "\\\\").replace('\'', "\\'");
        let text = format!("# A\n\n{{% set v = '{quoted}' %}}\nBefore {{{{ v }}}} after.\n\n| h |\n|---|\n| x{{{{ v }}}} |\n");
        let composed = sample::section(&text);
        prop_assert_eq!(composed.problems, []);
        let blocks = &composed.document.sections[0].blocks;
        let milepost_report::document::Block::Paragraph(words) = &blocks[1] else { panic!("{blocks:?}") };
        prop_assert_eq!(milepost_report::document::plain(words), format!("Before {value} after."));
        let milepost_report::document::Block::Table(table) = &blocks[2] else { panic!("{blocks:?}") };
        prop_assert_eq!(milepost_report::document::plain(&table.rows[0][0]), format!("x{value}"));
    }
}
