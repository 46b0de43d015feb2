//! Sane dialects of delimited text, and what the reader says about the others.

use milepost_dataset::{DateOrder, Dialect, Encoding, Outcome};

use crate::world::{HEADER, World, file, row};

fn take(dialect: &str, bytes: &[u8]) -> crate::world::Taken {
    World { dialect: dialect.parse().unwrap(), ..World::clinic() }.take(bytes)
}

#[test]
fn dialects_say_the_same() {
    let text = file(&[("note", "né, a")]).replace("né, a", "\"né, a\"");
    let expected = take("", text.as_bytes());
    assert_eq!(expected.intake.outcome, Outcome::Accepted);
    let other = |d: char| text.replace(',', &d.to_string()).replace(&format!("\"né{d} a\""), "né, a");
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let utf16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
    let tongues = |text: String| text.replace("en;so", "\"en;so\"");
    let cases: [(&str, Vec<u8>); 12] = [
        ("", text.replace('\n', "\r\n").into()),
        ("", text.replace('\n', "\r").into()),
        ("", text.replace('\n', "\n\n").into()),
        ("", text.trim_end().into()),
        ("", marked(b"\xef\xbb\xbf", text.as_bytes())),
        ("", text.replace(",yes,", ",\"yes\",").replace("V2,", " V2 ,").into()),
        ("semicolon", tongues(other(';')).into()),
        ("tab", other('\t').into()),
        ("pipe", other('|').into()),
        ("windows-1252", latin),
        ("utf-16", utf16(u16::to_le_bytes)),
        ("", marked(b"\xfe\xff", &utf16(u16::to_be_bytes))),
    ];
    for (dialect, bytes) in cases {
        let taken = take(dialect, &bytes);
        assert_eq!(taken.intake.row_problems, [], "{dialect}");
        assert_eq!(
            taken.intake.fingerprint, expected.intake.fingerprint,
            "{dialect}: {:?}",
            taken.intake.file_problems
        );
    }
}

#[test]
fn a_mark_says_more_than_the_declared_encoding() {
    let text = format!("\u{feff}{}", file(&[("note", "né")]));
    assert_eq!(take("windows-1252", text.as_bytes()).intake.outcome, Outcome::Accepted);
}

#[test]
fn tabs_go_with_their_ending() {
    let world = World { name: "visits.TSV".to_owned(), ..World::clinic() };
    assert_eq!(world.take(file(&[]).replace(',', "\t")).intake.outcome, Outcome::Accepted);
}

#[test]
fn words_of_a_dialect_are_known_or_refused() {
    let dialect: Dialect = "semicolon, Windows-1252,us-dates,sheet=Visits 2011".parse().unwrap();
    let expected = Dialect {
        delimiter: Some(b';'),
        encoding: Encoding::Windows1252,
        dates: DateOrder::MonthFirst,
        sheet: Some("Visits 2011".to_owned()),
    };
    assert_eq!(dialect, expected);
    assert!("semicolons".parse::<Dialect>().unwrap_err().to_string().starts_with("`semicolons` is not part"));
}

#[test]
fn another_delimiter_is_guessed_in_the_cure_alone() {
    let taken = take("", file(&[]).replace(',', ";").as_bytes());
    assert_eq!(taken.intake.outcome, Outcome::Rejected);
    let missing = taken.intake.file_problems.iter().find(|p| p.code == "D007").unwrap();
    assert!(missing.cure.contains("`semicolon`"), "{}", missing.cure);
}

#[test]
fn a_misspelt_column_is_offered_the_one_that_lacks() {
    let taken = take("", file(&[]).replace("minutes", "minuets").as_bytes());
    let [missing, unknown] = &taken.intake.file_problems[..] else { panic!("{:?}", taken.intake.file_problems) };
    assert_eq!((missing.code, &*missing.message), ("D007", "the header lacks `minutes`"));
    assert_eq!((unknown.code, &*unknown.cure), ("D008", "Did you mean `minutes`?"));
}

#[test]
fn lines_are_counted_through_quotes_and_line_ends() {
    for end in ["\n", "\r\n", "\r"] {
        let mut world = World::clinic();
        world.column("note").longest = None;
        let good = row("V1", &[("note", "\"two\nlines\"")]);
        let text = format!("{end}{HEADER}{end}{end}{good}{end}{}{end}", row("V2", &[("kept", "?")]));
        let taken = world.take(&text);
        let lines: Vec<u64> = taken.intake.row_problems.iter().map(|p| p.line).collect();
        assert_eq!((taken.rows()[0].line, lines), (4, vec![6]), "{end:?}");
    }
}

#[test]
fn columns_stand_in_any_order_and_rows_may_end_with_delimiters() {
    let text = "note,site,tongues,kind,kept,fee,minutes,seen_on,clinic,visit_key,,\n\
                ok,S1,so;en,first,YES,12.5,+8,2011-09-01,A,V1,,\n";
    let taken = take("", text.as_bytes());
    assert_eq!(taken.intake.outcome, Outcome::Accepted, "{:?}", taken.intake.file_problems);
    let usual = take("", format!("{HEADER}\n{}\n", row("V1", &[])).as_bytes());
    assert_eq!(taken.intake.fingerprint, usual.intake.fingerprint);
}
