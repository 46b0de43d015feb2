use milepost_pack::spec::{Expected, ExpectedProblem, parse};

const CHAPTER: &str = r#"# Counting

Rows are counted.

```toml
[pack]
id = "a"
```

```csv visit period=2023
visit_id
V0
```

## Two rows

Prose, and a list:

```csv visit period=2024 agency=C1 dialect=semicolon
visit_id;minutes
V1;3
```

```nothing visit period=2024 agency=C2
```

```csv results
measure,numerator,denominator
timely, 1,"2"

late,0,2
```

```text outcome
accepted
accepted
```

## About nothing in particular

```sh
milepost demo
```

## A bad pack

```toml file=more.toml
[[agency]]
```

```markdown file=reports/a.md
# Not a chapter
```

```text problems
P004 has no `id`

P004
```

# Another chapter

## Values

```csv values
expression,a,value
a + 1,2,3
a + 1,,
```
"#;

#[test]
fn a_chapter_is_read_into_its_cases() {
    let (file, problems) = parse("spec/counting.md", CHAPTER);
    assert_eq!(problems, []);
    assert_eq!(file.title, "Counting");
    let names: Vec<_> = file.cases.iter().map(|c| (c.chapter.as_str(), c.name.as_str(), c.line)).collect();
    let line = |heading: &str| CHAPTER.lines().position(|l| l == heading).unwrap() + 1;
    assert_eq!(
        names,
        [
            ("Counting", "Two rows", line("## Two rows")),
            ("Counting", "A bad pack", line("## A bad pack")),
            ("Another chapter", "Values", line("## Values")),
        ]
    );
}

#[test]
fn rows_are_submitted_in_order_after_those_of_the_chapter() {
    let (file, _) = parse("a.md", CHAPTER);
    let loads: Vec<_> = file.cases[0]
        .loads
        .iter()
        .map(|l| (l.dataset.as_str(), l.period.as_str(), l.agency.as_deref(), l.dialect.as_deref(), l.rows.as_deref()))
        .collect();
    assert_eq!(
        loads,
        [
            ("visit", "2023", None, None, Some("visit_id\nV0\n")),
            ("visit", "2024", Some("C1"), Some("semicolon"), Some("visit_id;minutes\nV1;3\n")),
            ("visit", "2024", Some("C2"), None, None),
        ]
    );
}

#[test]
fn expectations_keep_their_lines() {
    let (file, _) = parse("a.md", CHAPTER);
    let Expected::Results(table) = &file.cases[0].expectations[0].what else { panic!("results") };
    assert_eq!(table.header, ["measure", "numerator", "denominator"]);
    let line = CHAPTER.lines().position(|l| l.starts_with("timely")).unwrap() + 1;
    assert_eq!(table.rows[0], (line, ["timely", "1", "2"].map(String::from).to_vec()));
    assert_eq!(table.rows[1].0, line + 2, "the empty line between counts");
    assert_eq!(table.field(&table.rows[1].1, "denominator"), Some("2"));
    assert_eq!(file.cases[0].expectations[1].what, Expected::Outcome(vec!["accepted".into(), "accepted".into()]));
    let line = CHAPTER.lines().position(|l| l.starts_with("P004")).unwrap() + 1;
    let expected = [(line, "has no `id`"), (line + 2, "")].map(|(line, fragment)| ExpectedProblem {
        line,
        code: "P004".into(),
        fragment: fragment.into(),
    });
    assert_eq!(file.cases[1].expectations[0].what, Expected::Problems(expected.to_vec()));
}

#[test]
fn declarations_are_files_of_a_pack_and_a_new_chapter_starts_without_any() {
    let (file, _) = parse("a.md", CHAPTER);
    let names: Vec<_> = file.cases[1].declarations.keys().map(String::as_str).collect();
    assert_eq!(names, ["line_00005.toml", "more.toml", "reports/a.md"]);
    assert_eq!(file.cases[1].declarations["reports/a.md"], b"# Not a chapter\n");
    assert!(file.cases[2].declarations.is_empty() && file.cases[2].loads.is_empty());
}

/// A block under a case, and the beginning of what is wrong with it; nothing for a block that is right.
#[test]
fn a_block_that_would_be_skipped_is_a_problem() {
    for (block, message) in [
        ("```csv results\na\n1\n```", ""),
        ("```csv results period=2024\na\n1\n```", "`period=` isn't an option"),
        ("```csv resluts\na\n1\n```", "nobody knows for which period `resluts`"),
        ("```csv visit perod=2024\na\n1\n```", "`perod=` isn't an option"),
        ("```csv\na\n1\n```", "`csv` says nothing here"),
        ("```csv results extra\na\n1\n```", "`extra` says nothing here"),
        ("```csv results\n```", "the table block is empty"),
        ("```csv results\na,b\n1\n```", "line 5 has 1 fields, the header 2"),
        ("```csv values\na,value\n1,2\n```", "a grid of values begins"),
        ("```csv values\nexpression,value\n1,1\n```", ""),
        ("```text problem\nP001\n```", "`problem` says nothing here"),
        ("```text problems\n```", "the problems block is empty"),
        ("```text problems\nQ1 what\n```", "line 4: there is no rule with code `Q1`"),
        ("```text outcome\n```", "the outcome block is empty"),
        ("```nothing period=2024\n```", "nobody knows for which dataset"),
        ("```toml hidden\n```", "`hidden` says nothing here"),
        ("```toml\n[pack]\n```", "case `One` expects nothing"),
        ("```toml ignore\n[pack]\n```", ""),
        ("```sql\nSELECT 1\n```", ""),
        ("```text\nproblems\n```", ""),
        ("```text outcome\na\n```\n\n## One\n\n```text outcome\na\n```", "a second case is called `One`"),
        (
            "```toml file=a.toml\n```\n\n```toml file=a.toml\n```\n\n```text outcome\na\n```",
            "the file `a.toml` is there",
        ),
    ] {
        let (_, problems) = parse("a.md", &format!("## One\n\n{block}\n"));
        match message {
            "" => assert_eq!(problems, [], "{block}"),
            _ => {
                assert_eq!(problems.len(), 1, "{block}: {problems:?}");
                assert!(problems[0].message.starts_with(message), "{block}: {}", problems[0].message);
            }
        }
    }
}

#[test]
fn an_expectation_before_the_first_case_is_a_problem() {
    let (file, problems) = parse("a.md", "# Chapter\n\n```csv results\na\n1\n```\n");
    assert!(file.cases.is_empty());
    assert!(problems[0].message.starts_with("nothing is run before"), "{problems:?}");
}

#[test]
fn windows_line_ends_and_blocks_in_lists_are_read_alike() {
    let (file, problems) = parse("a.md", "# T\r\n\r\n## One\r\n\r\n```text outcome\r\naccepted\r\n```\r\n");
    assert_eq!(problems, []);
    assert_eq!(file.cases[0].expectations[0].what, Expected::Outcome(vec!["accepted".into()]));
    let (file, problems) = parse("a.md", "## One\n\n- in a list\n\n  ```csv results\n  a,b\n  1,2\n  ```\n");
    assert_eq!(problems, []);
    let Expected::Results(table) = &file.cases[0].expectations[0].what else { panic!("results") };
    assert_eq!((table.header.join(","), table.rows[0].0, table.rows[0].1.join(",")), ("a,b".into(), 7, "1,2".into()));
}
