//! From sections with live fields to a document: templates first, then Markdown, then the whole.

use std::error::Error as _;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use crate::document::{Block, Callout, CalloutKind, Document, Inline};
use crate::facts::{FactError, Facts};
use crate::fields::{self, Reported};
use crate::markdown::{self, Lines};
use crate::problem::{Level, Problem};
use crate::reference::FIELDS;
use crate::{assemble, inert};

/// Work that one section's template may cost: instructions and 64-byte pieces of text.
const FUEL: u64 = 2_000_000;
/// Longest Markdown that a section may become, in bytes.
const LONGEST_SECTION: usize = 4 << 20;
/// Unanswerable questions that are reported for one section.
const MOST_QUESTIONS: usize = 100;

/// The text of one section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionText<'a> {
    /// Path in the pack, for problems.
    pub file: &'a str,
    /// Markdown with live fields.
    pub text: &'a str,
}

/// A document and what is wrong with the texts it was made of. All sections were tried; one that
/// could not be made stands in the document as a warning that says so.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The document.
    pub document: Document,
    /// Problems in the order of sections.
    pub problems: Vec<Problem>,
}

impl Composed {
    /// True when something is missing from the document.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.level == Level::Error)
    }
}

/// Makes a document. `title` may hold live fields; `language` is a language tag such as `en`.
pub fn compose(title: &str, language: &str, sections: &[SectionText<'_>], facts: Arc<dyn Facts>) -> Composed {
    let context = facts.context();
    let reported = Arc::new(Reported::default());
    let fields = Fields { facts, reported, context: &context };
    let mut problems = Vec::new();
    let title = fields.title(title, &mut problems);
    let mut made = Vec::new();
    for section in sections {
        problems.extend(foreign_comments(section));
        let parsed = match fields.fill(section, &mut problems) {
            Some(filled) => markdown::parse(&filled.text, section.file, &filled.lines, &mut problems),
            None => markdown::Parsed { blocks: vec![missing(section.file)], ..Default::default() },
        };
        made.push((section.file.to_owned(), parsed));
    }
    let document = assemble::document(title, language, &context, made, &mut problems);
    Composed { document, problems }
}

/// Comments in the manner of Jinja would be printed: `{#` begins the id of a heading here.
fn foreign_comments(section: &SectionText<'_>) -> impl Iterator<Item = Problem> {
    let lines = (1..).zip(section.text.lines()).filter(|(_, line)| line.contains("{# "));
    lines.map(|(line, _)| Problem {
        level: Level::Warning,
        file: section.file.to_owned(),
        line: Some(line),
        what: "`{# … #}` is printed".into(),
        help: "comments are <!-- … -->".into(),
    })
}

/// Stands in for a section that could not be made, so that nobody mistakes the rest for the whole.
fn missing(file: &str) -> Block {
    let text = format!("The section {file} could not be made; the list of problems says why.");
    Block::Callout(Callout {
        kind: CalloutKind::Caution,
        title: vec![Inline::Text("Section missing".into())],
        blocks: vec![Block::Paragraph(vec![Inline::Text(text)])],
    })
}

struct Fields<'a> {
    facts: Arc<dyn Facts>,
    reported: Arc<Reported>,
    context: &'a serde_json::Map<String, serde_json::Value>,
}

struct Filled {
    text: String,
    lines: Lines,
}

impl Fields<'_> {
    fn title(&self, title: &str, problems: &mut Vec<Problem>) -> String {
        let section = SectionText { file: "title", text: title };
        let filled = self.fill(&section, problems);
        let text = filled.map_or_else(|| title.to_owned(), |filled| inert::revealed(&filled.text));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Answers the live fields of a section. When some have no answer, all of them are reported.
    fn fill(&self, section: &SectionText<'_>, problems: &mut Vec<Problem>) -> Option<Filled> {
        self.reported.clear();
        let text = inert::without_disguises(section.text);
        let before = problems.len();
        for _ in 0..MOST_QUESTIONS {
            match self.render(&text) {
                Ok(filled) if filled.text.len() > LONGEST_SECTION => {
                    problems.push(too_long(section.file));
                    return None;
                }
                Ok(filled) => return (problems.len() == before).then_some(filled),
                Err(error) => {
                    problems.push(self.problem(section.file, &text, &error));
                    match fact_behind(&error) {
                        Some(fact) => self.reported.add(fact),
                        None => return None,
                    }
                }
            }
        }
        None
    }

    fn render(&self, text: &str) -> Result<Filled, Error> {
        let env = environment(&self.facts, &self.reported);
        let template = env.template_from_named_str("section", text)?;
        let (filled, spans) = template.render_with_spans(fields::names(&env, self.context))?;
        let lines = Lines::new(&spans, text);
        Ok(Filled { text: filled, lines })
    }

    fn problem(&self, file: &str, text: &str, error: &Error) -> Problem {
        let what = match (error.kind(), error.detail()) {
            (ErrorKind::OutOfFuel, _) => "the section asks for too much work and was stopped".to_owned(),
            (ErrorKind::InvalidOperation, Some(detail)) => detail.to_owned(),
            (ErrorKind::UndefinedError, detail) => {
                let place = error.range().and_then(|range| text.get(range)).unwrap_or_default();
                match (place.is_empty(), detail) {
                    (false, _) => format!("`{place}` is not defined"),
                    (true, Some(detail)) => format!("undefined value: {detail}"),
                    (true, None) => "undefined value".to_owned(),
                }
            }
            (kind, Some(detail)) => format!("{kind}: {detail}"),
            (kind, None) => kind.to_string(),
        };
        let line = error.line().and_then(|line| u32::try_from(line).ok());
        Problem { level: Level::Error, file: file.to_owned(), line, what, help: self.help(error) }
    }

    fn help(&self, error: &Error) -> String {
        if let Some(fact) = fact_behind(error) {
            return fact.help();
        }
        match error.kind() {
            ErrorKind::UndefinedError => {
                let names: Vec<String> = self.context.keys().map(|name| format!("`{name}`")).collect();
                format!("plain names are {}; fields of rows are columns of their dataset", names.join(", "))
            }
            ErrorKind::UnknownFunction => {
                let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
                format!("live fields are {}", names.join(", "))
            }
            ErrorKind::OutOfFuel => "look for a loop over a very long range or list".into(),
            ErrorKind::SyntaxError => "fields stand in {{ … }}, statements in {% … %}, comments in <!-- … -->".into(),
            _ => String::new(),
        }
    }
}

fn too_long(file: &str) -> Problem {
    Problem {
        level: Level::Error,
        file: file.to_owned(),
        line: None,
        what: format!("the section grew beyond {} MiB", LONGEST_SECTION >> 20),
        help: "a report tells; rows in bulk belong in a file of their own".into(),
    }
}

fn fact_behind(error: &Error) -> Option<&FactError> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(fact) = cause.downcast_ref() {
            return Some(fact);
        }
        source = cause.source();
    }
    None
}

fn environment<'text>(facts: &Arc<dyn Facts>, reported: &Arc<Reported>) -> Environment<'text> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    env.set_syntax(syntax());
    env.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    env.set_formatter(|out, _, value| {
        if value.is_undefined() {
            return Err(Error::from(ErrorKind::UndefinedError));
        }
        if value.is_none() {
            return Ok(out.write_str("not available")?);
        }
        let text = value.to_string();
        if value.is_safe() {
            out.write_str(&text)?
        } else {
            out.write_str(&inert::disguised(fields::spoken(&text)))?
        };
        Ok(())
    });
    fields::add_to(&mut env, Arc::clone(facts), Arc::clone(reported));
    env
}

/// Comments are HTML's, because `{#` begins the id of a heading in Markdown; a line that holds only a
/// statement leaves no empty line behind, which would end a table.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .comment_delimiters("<!--", "-->")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    struct Nothing;

    impl Facts for Nothing {
        fn result(&self, _: &crate::Asked<'_>) -> Result<crate::Shown, FactError> {
            Err(unanswered())
        }
        fn judgement(&self, _: &crate::Asked<'_>, _: Option<&str>) -> Result<crate::Judgement, FactError> {
            Err(unanswered())
        }
        fn rows(&self, _: &str, _: &[(String, String)], _: Option<&str>) -> Result<Vec<crate::Row>, FactError> {
            Err(unanswered())
        }
        fn groups(&self, _: &str, _: &str) -> Result<Vec<crate::GroupTitle>, FactError> {
            Err(unanswered())
        }
        fn agencies(&self, _: &str, _: Option<&str>) -> Result<Vec<crate::AgencyTitle>, FactError> {
            Err(unanswered())
        }
        fn measure(&self, _: &str) -> Result<crate::MeasureText, FactError> {
            Err(unanswered())
        }
        fn setting(&self, _: &str) -> Result<String, FactError> {
            Err(unanswered())
        }
        fn periods(&self, _: &crate::Asked<'_>, _: usize) -> Result<Vec<String>, FactError> {
            Err(unanswered())
        }
        fn context(&self) -> serde_json::Map<String, serde_json::Value> {
            serde_json::Map::new()
        }
    }

    fn unanswered() -> FactError {
        FactError::Unanswerable { what: "nothing is known".into(), help: String::new() }
    }

    #[test]
    fn the_reference_lists_the_fields_that_there_are() {
        let facts: Arc<dyn Facts> = Arc::new(Nothing);
        let env = environment(&facts, &Arc::default());
        let plain: BTreeSet<String> = Environment::new().globals().map(|(name, _)| name.to_owned()).collect();
        let ours = env.globals().map(|(name, _)| name.to_owned()).filter(|name| !plain.contains(name));
        let listed: BTreeSet<String> = FIELDS.iter().map(|field| field.name.to_owned()).collect();
        assert_eq!(ours.collect::<BTreeSet<_>>(), listed);
    }
}
