//! Documents as HTML.

use std::collections::BTreeSet;

use milepost_report::html;

use crate::sample;

/// Elements that have no end tag.
const VOID: [&str; 3] = ["meta", "br", "hr"];

/// What is wrong with a page's tags: unbalanced ones, ids used twice, references to ids that aren't there.
pub(crate) fn faults(page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut open, mut ids, mut references) = (Vec::new(), BTreeSet::new(), Vec::new());
    let style = page.find("<style>").zip(page.find("</style>"));
    let markup = match style {
        Some((start, end)) => format!("{}{}", &page[..start], &page[end + "</style>".len()..]),
        None => page.to_owned(),
    };
    for tag in markup.split('<').skip(1).filter(|tag| !tag.starts_with('!')) {
        let Some((tag, text)) = tag.split_once('>') else {
            faults.push(format!("`<{tag}` doesn't end"));
            continue;
        };
        if text.contains('>') {
            faults.push(format!("a bare `>` after <{tag}>"));
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.to_owned()) {
                faults.push(format!("</{name}> ends something else"));
            }
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name.to_owned());
        }
        for (attribute, value) in attributes(tag) {
            match attribute {
                "id" if !ids.insert(value.to_owned()) => faults.push(format!("id {value} twice")),
                "aria-labelledby" => references.extend(value.split(' ').map(str::to_owned)),
                "href" => references.extend(value.strip_prefix('#').map(str::to_owned)),
                _ => {}
            }
        }
    }
    faults.extend(open.into_iter().map(|name| format!("<{name}> has no end")));
    faults.extend(references.into_iter().filter(|id| !ids.contains(id)).map(|id| format!("no id {id}")));
    faults
}

fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let pieces: Vec<&str> = tag.split('"').collect();
    let pairs: Vec<(&str, &str)> = pieces
        .chunks_exact(2)
        .filter_map(|pair| Some((pair[0].trim_end_matches('=').rsplit(' ').next()?, pair[1])))
        .collect();
    pairs.into_iter()
}

fn page(text: &str) -> String {
    html::page(&sample::section(text).document)
}

/// What stands in <main>.
fn main_of(text: &str) -> String {
    let page = page(text);
    let start = page.find("<main id=\"page.main\" tabindex=\"-1\">\n").unwrap()
        + "<main id=\"page.main\" tabindex=\"-1\">\n".len();
    page[start..page.find("</main>").unwrap()].to_owned()
}

#[test]
fn the_sample_report_has_no_problems_and_is_well_formed() {
    let composed = sample::report();
    assert!(composed.problems.is_empty(), "{:#?}", composed.problems);
    assert_eq!(faults(&html::page(&composed.document)), Vec::<String>::new());
}

#[test]
fn the_check_of_pages_finds_faults() {
    assert_eq!(faults("<p>a</p><br><svg/><a href=\"#x\" id=\"x\">b</a>"), Vec::<String>::new());
    assert_eq!(faults("<p><em>a</p></em>").len(), 2);
    assert_eq!(faults("<p id=\"a\"></p><p id=\"a\"></p><a href=\"#b\"></a>"), ["id a twice", "no id b"]);
    assert_eq!(faults("<p>1 > 2"), ["a bare `>` after <p>", "<p> has no end"]);
}

#[test]
fn a_page_has_landmarks_language_and_title() {
    let page = html::page(&sample::report().document);
    for part in [
        "<html lang=\"en\">",
        "<title>Early Intervention Annual Performance Report</title>",
        "<a class=\"skip\" href=\"#page.main\">",
        "<header class=\"cover\">",
        "<nav aria-labelledby=\"page.contents\">",
        "<main id=\"page.main\"",
        "<footer>",
        "default-src 'none'",
    ] {
        assert_eq!(page.matches(part).count(), 1, "{part}");
    }
    assert_eq!(page.matches("<h1>").count(), 1);
    for part in ["<script", "<img", "<link", "<iframe", "url(", "@import"] {
        assert!(!page.contains(part), "{part}");
    }
    // Nothing but links leads out.
    assert_eq!(page.matches("https://").count(), page.matches("href=\"https://").count());
}

#[test]
fn blocks_become_the_elements_that_mean_them() {
    insta::assert_snapshot!(main_of("# Indicator 1: *Timely*\n\nText & <more>[^1].\n\n[^1]: Why.").trim(), @r##"
    <section aria-labelledby="indicator-1-timely">
    <h2 id="indicator-1-timely"><span class="lead">Indicator 1<span class="unseen">:</span></span> <em>Timely</em></h2>
    <p>Text &amp; &lt;more&gt;<sup><a class="note-ref" id="note.1.1" href="#note.1" aria-label="Note 1">1</a></sup>.</p>
    </section>
    <section class="notes" aria-labelledby="page.notes"><h2 id="page.notes">Notes</h2>
    <ol>
    <li id="note.1"><p>Why.</p>
    <p class="back">Back to <a href="#note.1.1" aria-label="Back to the text of note 1">the text</a></p></li>
    </ol></section>
    "##);
}

#[test]
fn tables_head_their_columns_and_rows() {
    insta::assert_snapshot!(main_of("# A\n\nTable: *T* {#t}\n\n| | n |\n|---|---|\n| x | 1 |\n| **All** | 2 |").trim(), @r##"
    <section aria-labelledby="a">
    <h2 id="a">A</h2>
    <div class="table" role="group" aria-labelledby="t.caption" tabindex="0"><table id="t"><caption id="t.caption"><span><em>T</em></span></caption><thead><tr><td></td><th scope="col" class="end">n</th></tr></thead><tbody><tr><th scope="row" class="tight">x</th><td class="end">1</td></tr><tr class="sum"><th scope="row" class="tight"><strong>All</strong></th><td class="end">2</td></tr></tbody></table></div>
    </section>
    "##);
}

#[test]
fn status_is_told_by_shape_and_word() {
    let page = main_of("# A\n\n[Not met](status:not_met) [Met](status:met)");
    let chips: Vec<&str> = page.split("<span class=\"chip ").skip(1).collect();
    assert!(chips[0].starts_with("bad\"><svg") && chips[0].contains("</svg>Not met</span>"), "{page}");
    assert!(chips[1].starts_with("good\"><svg") && chips[1].contains("</svg>Met</span>"), "{page}");
    let shape = |chip: &str| chip.split_once("<svg").unwrap().1.split_once("</svg>").unwrap().0.to_owned();
    assert_ne!(shape(chips[0]), shape(chips[1]));
}

#[test]
fn contents_name_chapters_and_their_parts_unless_parts_repeat() {
    let entries =
        |text: &str| page(text).split("<nav").nth(1).unwrap().split("</nav>").next().unwrap().matches("<a ").count();
    assert_eq!(entries("# A\n\n## Part 1\n\n# B\n\n## Part 2"), 4);
    assert_eq!(entries("# A\n\n## Measurement\n\n# B\n\n## Measurement"), 2);
    assert!(!page("No headings.").contains("<nav"));
}

#[test]
fn key_facts_are_short_terms() {
    let class = |text: &str| main_of(&format!("# A\n\n{text}")).contains("<dl class=\"facts\">");
    assert!(class("Target\n: 100%\n\nActual\n: 99.75%"));
    assert!(!class("Target\n: 100%"));
    assert!(!class("Target\n: 100%\n\nWhy\n: Because it is a compliance indicator."));
}

#[test]
fn a_figure_has_two_widths_a_sentence_and_its_data() {
    let page = main_of("# A\n\n```chart line id=f title=\"T\"\nYear,State\n2010,1\n2011,2\n```");
    assert_eq!((page.matches("<svg").count(), page.matches("role=\"img\"").count()), (2, 2));
    assert!(page.contains("<figure id=\"f\">") && page.contains("<figcaption>T</figcaption>"));
    assert!(page.contains("<p class=\"says\">Line chart by year. State: 1 in 2010, 2 in 2011.</p>"), "{page}");
    assert!(
        page.contains("<table id=\"f.data\"><caption id=\"f.data.caption\"><span>Data for T</span></caption>"),
        "{page}"
    );
}

#[test]
fn the_running_title_cannot_leave_its_style() {
    let composed = milepost_report::compose(
        "A \" } </style><script> {{ '\"; } body { display: none' }}",
        "en",
        &[],
        std::sync::Arc::new(sample::Invented),
    );
    let page = html::page(&composed.document);
    assert_eq!(faults(&page), Vec::<String>::new());
    assert_eq!((page.matches("</style>").count(), page.matches("<script").count()), (1, 0));
}
