//! The sample report in a real Chromium: every kind of block, both charts, wide and narrow.

use std::path::{Path, PathBuf};

use milepost_report::html;
use milepost_testkit::browser::{Browser, unless_missing};

use crate::sample;

const WIDE: u32 = 1280;
const NARROW: u32 = 400;

fn page(name: &str, text: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn the_sample_report_passes_axe_and_needs_nothing_else() {
    let Some(browser) = unless_missing(Browser::start()) else { return };
    let file = page("sample.html", &html::page(&sample::report().document));
    for width in [WIDE, NARROW] {
        browser.open(&file, width, 900);
        assert_eq!(browser.violations(), [], "at {width} pixels");
        assert_eq!(browser.value("return performance.getEntriesByType('resource').length"), 0);
        assert_eq!(browser.value("return document.scripts.length"), 0);
        let overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.value(overflow), 0, "the page itself must not scroll sideways at {width} pixels");
        let shown =
            "return [...document.querySelectorAll('svg[role=img]')].filter(svg => svg.checkVisibility()).length";
        assert_eq!(browser.value(shown), 2, "one picture of each chart at {width} pixels");
        browser.picture(&file.with_file_name(format!("sample_{width}.png")));
    }
    browser.print(&file.with_file_name("sample.pdf"));
}

#[test]
fn axe_does_find_what_is_wrong() {
    let Some(browser) = unless_missing(Browser::start()) else { return };
    let whole = html::page(&sample::report().document);
    let spoiled =
        whole.replacen("--quiet: #4a5560;", "--quiet: #c4c9ce;", 1).replacen("<html lang=\"en\">", "<html>", 1);
    assert_ne!(whole, spoiled);
    browser.open(&page("spoiled.html", &spoiled), WIDE, 900);
    let rules: Vec<String> = browser.violations().into_iter().map(|violation| violation.rule).collect();
    assert!(rules.contains(&"color-contrast".to_owned()), "{rules:?}");
    assert!(rules.contains(&"html-has-lang".to_owned()), "{rules:?}");
}
