use milepost_pack::{Files, Problem, Severity, Span, check, render, summary};

use crate::{example, files};

fn problem(file: &str, range: std::ops::Range<usize>) -> Problem {
    Problem {
        code: "P003",
        severity: Severity::Error,
        message: "`titel` isn't known".to_owned(),
        span: Span { file: file.into(), range },
        label: "here".to_owned(),
        help: "did you mean `title`?".to_owned(),
    }
}

fn shown(content: &str, needle: &str) -> String {
    let at = content.find(needle).unwrap();
    render(&[problem("a.toml", at..at + needle.len())], &files(&[("a.toml", content)]), false, 80)
}

#[test]
fn the_offending_text_is_underlined_between_its_neighbours() {
    let expected = "\
error[P003] unknown key

  × `titel` isn't known
   ╭─[a.toml:3:2]
 2 │ two
 3 │  titel = 1
   ·  ──┬──
   ·    ╰── here
 4 │ four
   ╰────
  help: did you mean `title`?

1 error
";
    assert_eq!(shown("one\ntwo\n titel = 1\nfour\nfive\n", "titel"), expected);
}

#[test]
fn a_line_is_counted_alike_with_windows_line_ends_and_a_byte_order_mark() {
    let shown = shown("\u{feff}one\r\ntwo\r\ntitel = 1\r\nfour\r\n", "titel");
    assert!(shown.contains("[a.toml:3:1]"), "{shown}");
    assert!(shown.contains(" 3 │ titel = 1"), "{shown}");
    assert!(!shown.contains('\u{feff}'), "{shown}");
}

#[test]
fn columns_are_characters_and_a_long_line_is_cut() {
    let content = format!("x = \"{}\" # titel {}", "é".repeat(5_000), "y".repeat(5_000));
    let shown = shown(&content, "titel");
    // Five characters of `x = "`, 5,000 of the text, and four of `" # `, then one from 1.
    assert!(shown.contains("[a.toml:1:5010]"), "{shown}");
    assert!(shown.contains("titel yyy"), "{shown}");
    assert!(shown.len() < 3_000, "{}", shown.len());
}

#[test]
fn a_terminal_is_never_steered_by_a_pack() {
    let shown = shown("# \u{1b}[2J\u{202e} titel\n", "titel");
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
}

#[test]
fn what_is_no_text_or_no_file_is_still_shown() {
    let bytes: Files = [("a.toml".to_owned(), b"id = \"caf\xe9\"\n".to_vec())].into();
    let at_byte = render(&[problem("a.toml", 9..10)], &bytes, false, 80);
    assert!(at_byte.contains("[a.toml:1:10]"), "{at_byte}");
    let nowhere = render(&[problem("none.toml", 7..9)], &bytes, false, 80);
    assert!(nowhere.contains("[none.toml:1:1]"), "{nowhere}");
}

#[test]
fn problems_are_counted_by_severity() {
    let error = problem("a.toml", 0..1);
    let warning = Problem { severity: Severity::Warning, ..error.clone() };
    assert_eq!(summary(&[]), "no problems");
    assert_eq!(summary(std::slice::from_ref(&error)), "1 error");
    assert_eq!(summary(&[error.clone(), warning.clone(), error.clone()]), "2 errors, 1 warning");
    assert_eq!(summary(&[warning.clone(), warning]), "2 warnings");
}

#[test]
fn color_changes_nothing_but_color() {
    let files = example(&[("more.toml", "[[agency]]\nid = \"C2\"\n")]);
    let problems = check(&files).problems;
    let (plain, colored) = (render(&problems, &files, false, 80), render(&problems, &files, true, 80));
    assert!(colored.contains('\u{1b}') && !plain.contains('\u{1b}'));
    let mut stripped = String::new();
    for (index, part) in colored.split("\u{1b}[").enumerate() {
        stripped.push_str(if index == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped, plain);
}
