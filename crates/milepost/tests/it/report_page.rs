//! The demonstration's report as a reader sees it.

use std::fs;
use std::path::PathBuf;

use milepost_testkit::Home;
use milepost_testkit::browser::{Browser, unless_missing};

use crate::demonstration::{home, pack};

fn page(home: &Home) -> PathBuf {
    home.path().join("reports/apr-FFY2011.html")
}

/// Letters and digits alone, so that punctuation and capitals don't matter.
fn plain(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of headings, captions of tables and titles of figures, in the order of the page.
fn headings(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices('<') {
        let tag: String = html[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        if matches!(tag.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "caption" | "figcaption") {
            let inside = &html[at..];
            let text = inside.split_once(&format!("</{tag}>")).map_or("", |(text, _)| text);
            found.push(plain(&without_tags(text)));
        }
    }
    found
}

fn without_tags(html: &str) -> String {
    let mut inside = false;
    let keep = |c: char| {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => return Some(c),
            _ => {}
        }
        Some(' ')
    };
    html.chars().filter_map(keep).collect::<String>().replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn every_heading_of_the_published_report_is_there_as_often_as_in_it() {
    let mut found = headings(&fs::read_to_string(page(&home())).unwrap());
    let wanted = fs::read_to_string(pack().join("headings.csv")).unwrap();
    let mut wanted: Vec<csv::StringRecord> =
        csv::Reader::from_reader(wanted.as_bytes()).records().map(Result::unwrap).collect();
    assert!(wanted.len() > 100);
    // Each heading of the page stands for one of the published ones; the longest choose first, for a
    // short one may be how a longer one begins.
    wanted.sort_by_key(|record| std::cmp::Reverse(record[1].len()));
    let mut missing = Vec::new();
    for record in &wanted {
        let heading = plain(&record[1]);
        match found.iter().position(|f| f.starts_with(&heading)) {
            Some(at) => drop(found.swap_remove(at)),
            None => missing.push(format!("line {}: {}", &record[0], &record[1])),
        }
    }
    assert!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
}

#[test]
fn the_report_passes_axe_wide_and_narrow_and_needs_nothing_else() {
    let Some(browser) = unless_missing(Browser::start()) else { return };
    let home = home();
    for width in [1280, 400] {
        browser.open(&page(&home), width, 900);
        assert_eq!(browser.violations(), [], "at {width} pixels");
        assert_eq!(browser.value("return performance.getEntriesByType('resource').length"), 0);
        let overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.value(overflow), 0, "the page itself must not scroll sideways at {width} pixels");
    }
}
