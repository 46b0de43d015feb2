use super::{Expected, ExpectedProblem, Load, Table};
use crate::read::nearest;
use crate::rules::{p050_spec, rules};
use crate::{Problem, Span};

/// A fenced block, read.
pub(super) enum Block {
    /// For people alone.
    Prose,
    /// A file of the pack.
    File(String, String),
    /// A submission.
    Load(Load),
    /// What must come out.
    Expectation(Expected),
}

/// The words after a fence.
struct Info<'i> {
    language: &'i str,
    words: Vec<&'i str>,
    options: Vec<(&'i str, &'i str)>,
}

impl<'i> Info<'i> {
    fn new(info: &'i str) -> Self {
        let mut all = info.split_whitespace();
        let mut read = Self { language: all.next().unwrap_or_default(), words: Vec::new(), options: Vec::new() };
        for word in all {
            match word.split_once('=') {
                Some((name, value)) => read.options.push((name, value.trim_matches('"'))),
                None => read.words.push(word),
            }
        }
        read
    }

    fn option(&self, name: &str) -> Option<String> {
        self.options.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
    }

    /// Says which options aren't known.
    fn only(&self, known: &[&str], span: &Span) -> Result<(), Vec<Problem>> {
        let unknown = self.options.iter().filter(|(name, _)| !known.contains(name));
        let problems: Vec<_> = unknown.map(|(name, _)| p050_spec::unknown_option(name, known, span.clone())).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

const TABLES: [&str; 4] = ["results", "determinations", "rejects", "values"];
const TEXTS: [&str; 2] = ["problems", "outcome"];

impl Block {
    /// Reads a block with its fence's place.
    pub(super) fn read(info: &str, content: String, line: usize, span: &Span) -> Result<Self, Vec<Problem>> {
        let info = Info::new(info);
        if let Some(name) = info.option("file") {
            info.only(&["file"], span)?;
            return match info.words.first() {
                Some(word) => Err(vec![p050_spec::unknown_word(word, &[], span.clone())]),
                None => Ok(Self::File(name, content)),
            };
        }
        match (info.language, &info.words[..]) {
            ("toml", []) => {
                info.only(&["file"], span)?;
                Ok(Self::File(format!("line_{line:05}.toml"), content))
            }
            ("toml", ["ignore"]) => Ok(Self::Prose),
            ("toml", [word, ..]) => Err(vec![p050_spec::unknown_word(word, &["ignore"], span.clone())]),
            ("csv", [word]) if TABLES.contains(word) => {
                info.only(&[], span)?;
                table(word, &content, line, span).map(Self::Expectation)
            }
            ("csv", [dataset]) => {
                info.only(&["period", "agency", "dialect"], span)?;
                load(&info, dataset, Some(content), line, span).map(Self::Load)
            }
            ("csv", words) => {
                let word = words.get(1).copied().unwrap_or("csv");
                Err(vec![p050_spec::unknown_word(word, &TABLES, span.clone())])
            }
            ("nothing", [dataset]) => {
                info.only(&["period", "agency"], span)?;
                load(&info, dataset, None, line, span).map(Self::Load)
            }
            ("nothing", _) => Err(vec![p050_spec::no_dataset(span.clone())]),
            ("text", ["problems"]) => problems(&content, line, span).map(Self::Expectation),
            ("text", ["outcome"]) => {
                let outcomes: Vec<String> =
                    content.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
                match outcomes.is_empty() {
                    true => Err(vec![p050_spec::empty("outcome", span.clone())]),
                    false => Ok(Self::Expectation(Expected::Outcome(outcomes))),
                }
            }
            ("text", [word, ..]) if nearest(word, TEXTS.into_iter()).is_some() => {
                Err(vec![p050_spec::unknown_word(word, &TEXTS, span.clone())])
            }
            _ => Ok(Self::Prose),
        }
    }
}

fn load(info: &Info<'_>, dataset: &str, rows: Option<String>, line: usize, span: &Span) -> Result<Load, Vec<Problem>> {
    let Some(period) = info.option("period") else {
        return Err(vec![p050_spec::no_period(dataset, &TABLES, span.clone())]);
    };
    let (agency, dialect) = (info.option("agency"), info.option("dialect"));
    Ok(Load { line, dataset: dataset.to_owned(), period, agency, dialect, rows })
}

fn table(word: &str, content: &str, line: usize, span: &Span) -> Result<Expected, Vec<Problem>> {
    let table = Table::read(content, line + 1, span)?;
    let ends = (table.header.first().map(String::as_str), table.header.last().map(String::as_str));
    if word == "values" && ends != (Some("expression"), Some("value")) {
        return Err(vec![p050_spec::not_a_grid(span.clone())]);
    }
    Ok(match word {
        "results" => Expected::Results(table),
        "determinations" => Expected::Determinations(table),
        "rejects" => Expected::Rejects(table),
        _ => Expected::Values(table),
    })
}

fn problems(content: &str, line: usize, span: &Span) -> Result<Expected, Vec<Problem>> {
    let mut expected = Vec::new();
    let mut unknown = Vec::new();
    for (index, text) in content.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let (code, fragment) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        if !rules().iter().any(|rule| rule.code == code) {
            unknown.push(p050_spec::unknown_code(code, line + 1 + index, span.clone()));
        }
        let (code, fragment) = (code.to_owned(), fragment.trim().to_owned());
        expected.push(ExpectedProblem { line: line + 1 + index, code, fragment });
    }
    match (expected.is_empty(), unknown.is_empty()) {
        (true, _) => Err(vec![p050_spec::empty("problems", span.clone())]),
        (_, false) => Err(unknown),
        _ => Ok(Expected::Problems(expected)),
    }
}
