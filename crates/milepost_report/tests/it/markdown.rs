//! Markdown to documents.

use milepost_report::document::{Align, Block, CalloutKind, Document, Inline, plain};

use crate::sample;

fn document(text: &str) -> Document {
    let composed = sample::section(text);
    assert!(composed.problems.is_empty(), "{:?}", composed.problems);
    composed.document
}

fn outline(text: &str) -> Vec<(u8, String, String)> {
    document(text).outline().into_iter().map(|entry| (entry.level, entry.id, entry.text)).collect()
}

fn entry(level: u8, id: &str, text: &str) -> (u8, String, String) {
    (level, id.to_owned(), text.to_owned())
}

#[test]
fn the_highest_heading_is_a_chapter_whatever_its_level() {
    let chapters = [entry(2, "a", "A"), entry(3, "b", "B"), entry(2, "c", "C")];
    assert_eq!(outline("# A\n\n## B\n\n# C"), chapters);
    assert_eq!(outline("## A\n\n### B\n\n## C"), chapters);
}

#[test]
fn ids_are_the_authors_or_come_from_the_text_and_are_unique() {
    assert_eq!(
        outline("# Données & more!\n\n# Same\n\n# Same\n\n# Other {#same}\n\n# ***"),
        [
            entry(2, "donn-es-more", "Données & more!"),
            entry(2, "same-2", "Same"),
            entry(2, "same-3", "Same"),
            entry(2, "same", "Other"),
            entry(2, "section", "***"),
        ]
    );
}

#[test]
fn the_cover_is_what_stands_before_the_first_heading() {
    let cover = document("To the Legislature\n\n# One\n\nText.");
    assert_eq!(cover.cover, [Block::Paragraph(vec![Inline::Text("To the Legislature".into())])]);
    // The sample's title is "Report".
    let titled = document("# REPORT\n\nTo the Legislature\n\n# One");
    assert_eq!((titled.title.as_str(), titled.cover.len(), titled.outline().len()), ("REPORT", 1, 1));
    let untitled = document("# One\n\nText.");
    assert_eq!((untitled.cover.len(), untitled.outline().len()), (0, 1));
}

#[test]
fn a_caption_names_its_table() {
    let text = "Table: Table 2.1. *Children*, by age {#table-2-1}\n\n| Age | n | Share | Note |\n|---|---|---|:-:|\n\
                | 0 | 1,518 | 9% | - |\n| 1 | - | not available | few |";
    let document = document(text);
    let [Block::Table(table)] = document.cover.as_slice() else { panic!("{:?}", document.cover) };
    assert_eq!((table.id.as_str(), plain(&table.caption).as_str()), ("table-2-1", "Table 2.1. Children, by age"));
    assert_eq!(table.alignment, [Align::End, Align::End, Align::End, Align::Center]);
    assert!(table.row_headers);
}

#[test]
fn first_cells_head_their_rows_when_all_are_short() {
    let heads = |caption: &str, first: &str| {
        let document = document(&format!("Table: T {caption}\n\n| a | b |\n|---|---|\n| {first} | y |\n| x | y |"));
        matches!(&document.cover[..], [Block::Table(table)] if table.row_headers)
    };
    let long = "long ".repeat(20);
    assert!(heads("{#t}", "Asian"));
    assert!(!heads("{#t}", ""));
    assert!(!heads("{#t}", &long));
    assert!(heads("{#t .row-headers}", &long));
    assert!(!heads("{.no-row-headers}", "Asian"));
}

#[test]
fn callouts_take_their_first_words_as_title() {
    let callout = |text: &str| match &document(text).cover[..] {
        [Block::Callout(callout)] => {
            let words = callout.blocks.iter().map(|block| match block {
                Block::Paragraph(words) => plain(words),
                other => panic!("{other:?}"),
            });
            (callout.kind, plain(&callout.title), words.collect::<Vec<_>>())
        }
        other => panic!("{other:?}"),
    };
    let lead = |kind, title: &str, words: &[&str]| {
        (kind, title.to_owned(), words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(
        callout("> [!WARNING]\n> As printed in 2013: \"10\"; it is\n> 19.\n>\n> More: this."),
        lead(CalloutKind::Warning, "As printed in 2013", &["\"10\"; it is 19.", "More: this."])
    );
    assert_eq!(callout("> [!NOTE]\n> **Few:** words."), lead(CalloutKind::Note, "Few", &["words."]));
    assert_eq!(callout("> [!NOTE]\n> No colon here."), lead(CalloutKind::Note, "", &["No colon here."]));
    let late = format!("{} : late", "word ".repeat(20));
    assert_eq!(callout(&format!("> [!TIP]\n> {late}")).1, "");
}

#[test]
fn notes_are_numbered_as_the_text_refers_to_them() {
    let document = document(
        "# A\n\nFirst[^b] and second[^a], first again[^b].\n\n[^a]: Note a, see also[^c].\n\n[^b]: Note b.\n\n[^c]: Note c.",
    );
    let notes: Vec<(String, u32)> = document
        .notes
        .iter()
        .map(|note| match &note.blocks[..] {
            [Block::Paragraph(words)] => (plain(words), note.references),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(notes, [("Note b.".to_owned(), 2), ("Note a, see also.".to_owned(), 1), ("Note c.".to_owned(), 1)]);
}

#[test]
fn values_are_text_wherever_they_are_printed() {
    // A value full of marks: `Hawaiian or Pacific (incl. *other* | islands)`, `<script>alert(1)</script> & few`.
    let text = "{% set r = rows('replies')[1] %}\n**{{ r.group }}** `{{ r.group }}` [{{ r.remark }}](https://e.org/{{ r.asked }})\n\n\
                | a |\n|---|\n| {{ r.group }} |\n\n```\n{{ r.remark }}\n```\n";
    let marked = "Hawaiian or Pacific (incl. *other* | islands)";
    let script = "<script>alert(1)</script> & few";
    let document = document(text);
    let [Block::Paragraph(words), Block::Table(table), Block::Code { text: code, .. }] = &document.cover[..] else {
        panic!("{:?}", document.cover)
    };
    let text = |text: &str| Inline::Text(text.to_owned());
    assert_eq!(
        words[..],
        [
            Inline::Strong(vec![text(marked)]),
            text(" "),
            Inline::Code(marked.to_owned()),
            text(" "),
            Inline::Link { to: "https://e.org/6".into(), text: vec![text(script)] },
        ]
    );
    assert_eq!(plain(&table.rows[0][0]), marked);
    assert_eq!(code.trim_end(), script);
}

#[test]
fn an_escaped_value_can_fill_an_id_and_a_link() {
    let text = "{% set id = 'c1-result' %}\n# A {#{{ id }}}\n\n[there](#{{ id }})\n\n{% macro t(id) %}\n\n\
                Table: T {#{{ id }}}\n\n| a |\n|---|\n| b |\n\n{% endmacro %}\n{{ t('t-1') }}";
    let document = document(text);
    assert_eq!(document.outline()[0].id, "c1-result");
    assert_eq!(document.tables()[0].0, "t-1");
}

#[test]
fn mail_and_breaks_are_understood() {
    let document = document("Write to <office@example.org>.\n\n| a |\n|---|\n| one<br>two<BR /> |");
    let [Block::Paragraph(words), Block::Table(table)] = &document.cover[..] else { panic!("{:?}", document.cover) };
    let address = vec![Inline::Text("office@example.org".into())];
    assert_eq!(words[1], Inline::Link { to: "mailto:office@example.org".into(), text: address });
    let text = |text: &str| Inline::Text(text.to_owned());
    assert_eq!(table.rows[0][0], [text("one"), Inline::Break, text("two"), Inline::Break]);
}

#[test]
fn terms_and_checklists_are_blocks_of_their_own() {
    let document = document("Target\n: 100%\n\n- [x] done\n- [ ] open\n- plain");
    let [Block::Terms(terms), Block::List(list)] = &document.cover[..] else { panic!("{:?}", document.cover) };
    assert_eq!((plain(&terms[0].term).as_str(), terms[0].said.len()), ("Target", 1));
    assert_eq!(list.items.iter().map(|item| item.done).collect::<Vec<_>>(), [Some(true), Some(false), None]);
}

#[test]
fn the_structure_is_told_as_json() {
    let document = document("# A\n\nMet: {{ chip('c2') }}[^1]\n\n[^1]: Why.");
    insta::assert_snapshot!(serde_json::to_string(&document.sections).unwrap(), @r#"[{"file":"a.md","blocks":[{"heading":{"level":2,"id":"a","text":[{"text":"A"}]}},{"paragraph":[{"text":"Met: "},{"status":{"code":"met","text":"Met"}},{"note":{"number":1,"occurrence":1}}]}]}]"#);
}
