//! Whatever a pack's files hold, the checker returns, and says what is wrong.

use milepost_pack::{Files, check, render, spec};

use crate::{example, files, told};

fn codes(files: &Files) -> Vec<&'static str> {
    let checked = check(files);
    assert!(checked.pack.is_none());
    // Rendering must not fall over what reading survived.
    assert!(!render(&checked.problems, files, false, 80).is_empty());
    let mut codes: Vec<_> = checked.problems.iter().map(|problem| problem.code).collect();
    codes.dedup();
    codes
}

#[test]
fn nesting_without_end_is_refused() {
    let deep = 1_000_000;
    for text in [
        format!("x = {}", "[".repeat(deep)),
        format!("x = {}", "{ a = ".repeat(200_000)),
        format!("{}a = 1", "a.".repeat(deep)),
        format!("[{}a]", "a.".repeat(deep)),
        format!("x = {}{}", "[".repeat(deep), "]".repeat(deep)),
    ] {
        assert_eq!(codes(&files(&[("a.toml", &text)])), ["P001"], "{}", &text[..20]);
    }
}

#[test]
fn a_file_too_large_is_refused_without_being_read() {
    let text = format!("\"{}\" = 1", "k".repeat(50_000_000));
    assert_eq!(codes(&files(&[("a.toml", &text)])), ["P002"]);
}

#[test]
fn a_long_key_a_long_id_and_a_long_expression_are_told_in_short() {
    let long = "k".repeat(1_000_000);
    for text in [
        format!("{long} = 1"),
        format!("[[agency]]\nid = \"{long}\"\ntitle = \"x\"\ntype = \"county\""),
        format!("[[membership]]\nmember = \"{long}\"\nparent = \"ST\""),
        format!("[[agency_file]]\nfile = \"{long}\""),
    ] {
        let files = example(&[("more.toml", &text)]);
        let told = told(&check(&files), &files);
        assert_eq!(told.len(), 1, "{}", &text[..30]);
        assert!(told[0].len() < 300, "{}", told[0].len());
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_where_they_stand() {
    for (bytes, at) in [(&b"\xff\xfe[\0p\0"[..], 1), (b"id = \"caf\xe9\"", 10), (b"a = 1\n\xc3", 1)] {
        let pack: Files = [("a.toml".to_owned(), bytes.to_vec())].into();
        let checked = check(&pack);
        assert_eq!(checked.problems.len(), 1);
        assert_eq!((checked.problems[0].code, checked.problems[0].line_column(&pack).column), ("P002", at));
    }
}

#[test]
fn nul_is_a_syntax_error() {
    assert_eq!(codes(&files(&[("a.toml", "[pack]\nid = \"a\0b\"\n")])), ["P001"]);
    assert_eq!(codes(&files(&[("a.toml", &"\0".repeat(100_000))])), ["P001"]);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read_over() {
    let mut files = example(&[]);
    let text = String::from_utf8(files["pack.toml"].clone()).unwrap();
    files.insert("pack.toml".to_owned(), format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes());
    files.insert("agencies.toml".to_owned(), b"\xef\xbb\xbf[[agency_file]]\r\nfile = \"data/a.csv\"\r\n".to_vec());
    files.insert("data/a.csv".to_owned(), b"\xef\xbb\xbfid,title,type\r\nC2,\"Second, county\",county\r\n".to_vec());
    let checked = check(&files);
    assert_eq!(told(&checked, &files), Vec::<String>::new());
    let pack = checked.pack.unwrap();
    let second = pack.agencies.iter().find(|agency| agency.id == "C2").unwrap();
    assert_eq!(second.title, "Second, county");
    assert_eq!(&files["data/a.csv"][second.span.range.clone()], b"C2,\"Second, county\",county");
}

#[test]
fn a_hundred_thousand_declarations_are_read() {
    let line = |n: usize| format!("[[agency]]\nid = \"A{n}\"\ntitle = \"Agency {n}\"\ntype = \"county\"\n");
    let mut files = example(&[]);
    for file in 0..10 {
        let text: String = (0..10_000).map(|n| line(file * 10_000 + n)).collect();
        files.insert(format!("agencies_{file}.toml"), text.into_bytes());
    }
    let checked = check(&files);
    assert_eq!(told(&checked, &files), Vec::<String>::new());
    assert_eq!(checked.pack.unwrap().agencies.len(), 100_002);
}

#[test]
fn a_hundred_thousand_mistakes_are_cut_to_what_can_be_read() {
    let line = "[[membership]]\nmember = \"nobody\"\nparent = \"noone\"\n";
    let mut files = example(&[]);
    for file in 0..5 {
        files.insert(format!("memberships_{file}.toml"), line.repeat(20_000).into_bytes());
    }
    let checked = check(&files);
    let (last, told) = checked.problems.split_last().unwrap();
    assert_eq!(told.len(), 1_000);
    assert!(told.iter().all(|problem| problem.code == "P009"));
    assert_eq!(last.message, "there are more problems than the first 1000");
    assert!(render(&checked.problems, &files, false, 80).ends_with("1001 errors\n"));
}

#[test]
fn too_many_declarations_or_files_are_refused() {
    let settings: String = (0..501).map(|n| format!("[[setting]]\nid = \"s{n}\"\n\n")).collect();
    let problems = check(&example(&[("settings.toml", &settings)])).problems;
    assert!(problems.iter().any(|problem| problem.code == "P002" && problem.message.contains("501")));
    let many: Files = (0..10_001).map(|n| (format!("{n}.txt"), Vec::new())).collect();
    assert_eq!(codes(&many), ["P002"]);
}

#[test]
fn numbers_and_dates_at_the_edge_of_their_types_are_read_or_refused() {
    for value in ["9223372036854775808", "-9223372036854775809", "1e400", "nan", "inf", "-inf", "0x7FFFFFFFFFFFFFFFF"] {
        let text = format!(
            "[[setting]]\nid = \"slippage_points\"\ntitle = \"x\"\nabout = \"x\"\ntype = \"decimal\"\ncites = [\"act\"]\n\
             value = [{{ value = {value} }}]\n"
        );
        let files = example(&[("settings.toml", &text)]);
        assert!(
            check(&files).errors().all(|problem| problem.code == "P006"),
            "{value}: {:?}",
            told(&check(&files), &files)
        );
        assert!(check(&files).pack.is_none(), "{value}");
    }
    let sample = "[[sample]]\ndataset = \"visit\"\nperiod = \"2024\"\nnature = \"generated\"\n[[sample.block]]\ncount = 3\n\
                  columns = { visit_id = { exactly = { a = 9223372036854775807, b = 9223372036854775807, \
                  c = 9223372036854775807 } }, family = \"f\", county = { choose = { C1 = 0 } } }\n";
    let files = example(&[("samples.toml", sample)]);
    let told = told(&check(&files), &files);
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn hostile_expressions_and_patterns_are_faults() {
    for numerator in
        ["(".repeat(100_000), "NOT ".repeat(100_000), "a+".repeat(100_000), "'".to_owned(), "\\u0000".to_owned()]
    {
        let text = format!(
            "[[measure]]\nid = \"m\"\ntitle = \"x\"\ndefinition = \"x\"\ncites = [\"act\"]\nkind = \"proportion\"\n\
             calendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\nunit_of_count = \"x\"\nunit = \"percent\"\n\
             dataset = \"visit\"\nnumerator = \"{numerator}\"\n"
        );
        assert_eq!(codes(&example(&[("measures.toml", &text)])), ["P021"], "{}", &numerator[..1]);
    }
    let column = |pattern: &str| {
        format!(
            "[[dataset]]\nid = \"d\"\ntitle = \"d\"\nabout = \"d\"\ncites = [\"act\"]\ncalendar = \"civil\"\nperiod = \"year\"\n\
             key = [\"a\"]\nunit = \"a\"\ncolumn = [{{ id = \"a\", title = \"a\", type = \"text\", required = true, \
             pattern = '{pattern}' }}]\n"
        )
    };
    for pattern in ["(", "a{1000}{1000}{1000}", "[z-a]"] {
        assert_eq!(codes(&example(&[("d.toml", &column(pattern))])), ["P006"], "{pattern}");
    }
    assert_eq!(codes(&example(&[("d.toml", &column(&"(".repeat(100_000)))])), ["P006"]);
}

#[test]
fn measures_in_long_chains_and_circles_are_ordered_without_recursion() {
    let measure = |id: usize, reads: usize| {
        format!(
            "[[measure]]\nid = \"m{id}\"\ntitle = \"x\"\ndefinition = \"x\"\ncites = [\"act\"]\nkind = \"derived\"\n\
             calendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\nunit_of_count = \"x\"\nunit = \"ratio\"\n\
             value = \"m{reads}.value + 1\"\n"
        )
    };
    // Declared with the last first, so that the order has to be found.
    let chain = 5_000;
    let mut text: String = (1..chain).rev().map(|id| measure(id, id - 1)).collect();
    text.push_str(&measure(0, 0).replace("m0.value", "timely.value"));
    let files = example(&[("measures.toml", &text)]);
    let pack = check(&files).into_pack().unwrap();
    let last = &pack.measures[*pack.measure_order.last().unwrap()];
    assert_eq!(last.id, format!("m{}", chain - 1));
    let circle: String = (0..chain).map(|id| measure(id, (id + 1) % chain)).collect();
    assert_eq!(codes(&example(&[("measures.toml", &circle)])), ["P030"]);
}

#[test]
fn hostile_markdown_is_read() {
    for text in [
        ">".repeat(100_000),
        "[".repeat(100_000),
        "- ".repeat(50_000),
        "```csv results\n".repeat(20_000),
        "## a\n".repeat(20_000),
        format!("# x\n```toml\n{}\n```\n{}", "#".repeat(1_000_000), "## c\n```text outcome\nx\n```\n".repeat(10_000)),
        "## a\n```csv results\n\"\n```\n".to_owned(),
        "#".repeat(3 << 20),
        "\0\u{feff}\r\r\r".to_owned(),
    ] {
        let (file, problems) = spec::parse("a.md", &text);
        assert!(file.cases.len() + problems.len() <= 21_000);
    }
}

#[test]
fn a_pack_cut_off_anywhere_is_read_as_far_as_it_goes() {
    let whole = example(&[])["pack.toml"].clone();
    // A prime step meets every kind of place: within a key, a string, a header, a number.
    for end in (0..whole.len()).step_by(13) {
        let files: Files = [("pack.toml".to_owned(), whole[..end].to_vec())].into();
        let checked = check(&files);
        // It may end just behind a declaration, and be whole without those that follow.
        assert_eq!(checked.pack.is_none(), checked.errors().count() > 0, "cut at {end}");
        for problem in &checked.problems {
            assert!(problem.span.range.start <= problem.span.range.end && problem.span.range.end <= end, "{problem:?}");
        }
    }
}
