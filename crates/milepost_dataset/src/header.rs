//! Which field of a file goes into which column of a dataset.

use milepost_pack::Dataset;

use crate::check;
use crate::problem::{FileProblem, shortened};
use crate::record::Record;
use crate::rejects::NOTES;

/// A header, matched.
#[derive(Debug)]
pub(crate) struct Header {
    /// Names as they stood, without those at the end that are empty or of an earlier answer.
    pub(crate) names: Vec<Vec<u8>>,
    /// Field of each column of the dataset.
    pub(crate) fields: Vec<usize>,
    /// How many of a row's fields are the submitter's own.
    pub(crate) width: usize,
    /// How many fields after them are the notes of an earlier answer.
    pub(crate) notes: usize,
}

impl Header {
    /// True when a row has a field for every name, and nothing but empty ones after them.
    pub(crate) fn fits(&self, record: &Record) -> bool {
        let expected = self.width + self.notes;
        record.len() == expected
            || (record.len() > expected && (expected..record.len()).all(|i| record.field(i).is_empty()))
    }
}

/// Matches names whatever their capitals and the spaces around them. All problems come at once; the
/// header only, if none of them is an error.
pub(crate) fn matched(
    record: &Record,
    dataset: &Dataset,
    delimiter: Option<u8>,
    problems: &mut Vec<FileProblem>,
) -> Option<Header> {
    let mut names: Vec<String> = record.fields().map(|f| String::from_utf8_lossy(f).trim().to_owned()).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    let declared = |name: &str| dataset.columns.iter().position(|c| c.id.eq_ignore_ascii_case(name));
    let notes = names.len() >= NOTES.len()
        && names[names.len() - NOTES.len()..].iter().zip(NOTES).all(|(n, note)| n == note && declared(n).is_none());
    if notes {
        names.truncate(names.len() - NOTES.len());
    }
    if names.iter().any(|n| n.contains('\u{fffd}')) {
        // What its names are can't be told, so nothing is said about them.
        let message = "the header is not text in the declared encoding".to_owned();
        problems.push(FileProblem::error(check::WRONG_ENCODING, message).at(record.line));
        return None;
    }
    let before = problems.len();
    let mut fields = vec![None; dataset.columns.len()];
    for (index, name) in names.iter().enumerate() {
        let line = record.line;
        if name.is_empty() {
            let message = format!("column {} of the header has no name", index + 1);
            problems.push(FileProblem::error(check::UNNAMED_COLUMN, message).at(line));
        } else if let Some(first) = names[..index].iter().position(|n| n.eq_ignore_ascii_case(name)) {
            let shown = shortened(name.as_bytes());
            let message = format!("`{shown}` stands in columns {} and {}", first + 1, index + 1);
            problems.push(FileProblem::error(check::DUPLICATE_COLUMN, message).at(line));
        } else if let Some(column) = declared(name) {
            fields[column] = Some(index);
        }
    }
    missing(&names, dataset, &fields, record.line, delimiter, problems);
    unknown(&names, dataset, &fields, record.line, problems);
    if problems[before..].iter().any(|p| p.level == milepost_pack::Level::Error) {
        return None;
    }
    let width = names.len();
    let names = record.fields().take(width).map(<[u8]>::to_vec).collect();
    let notes = if notes { NOTES.len() } else { 0 };
    Some(Header { names, fields: fields.into_iter().flatten().collect(), width, notes })
}

fn missing(
    names: &[String],
    dataset: &Dataset,
    fields: &[Option<usize>],
    line: u64,
    delimiter: Option<u8>,
    problems: &mut Vec<FileProblem>,
) {
    let missing: Vec<&str> =
        dataset.columns.iter().zip(fields).filter(|(_, f)| f.is_none()).map(|(c, _)| c.id.as_str()).collect();
    if missing.is_empty() {
        return;
    }
    let list = missing.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(", ");
    let mut problem = FileProblem::error(check::MISSING_COLUMN, format!("the header lacks {list}")).at(line);
    if let Some((word, _)) = other_delimiter(names, delimiter) {
        problem = problem.cured(format!(
            "The header looks as if its columns were parted by another delimiter: submit with the dialect `{word}`."
        ));
    }
    problems.push(problem);
}

/// The delimiter that a header of one single name seems to have been written with.
fn other_delimiter(names: &[String], delimiter: Option<u8>) -> Option<(&'static str, u8)> {
    let [only] = names else { return None };
    let known = [("semicolon", b';'), ("tab", b'\t'), ("pipe", b'|'), ("comma", b',')];
    known.into_iter().find(|(_, d)| delimiter.is_some_and(|used| used != *d) && only.as_bytes().contains(d))
}

fn unknown(names: &[String], dataset: &Dataset, fields: &[Option<usize>], line: u64, problems: &mut Vec<FileProblem>) {
    let known = |name: &String| dataset.columns.iter().any(|c| c.id.eq_ignore_ascii_case(name));
    for name in names.iter().filter(|n| !n.is_empty() && !known(n)) {
        let shown = shortened(name.as_bytes());
        let message = format!("the column `{shown}` is not one of `{}`", dataset.id);
        let problem = FileProblem::warning(check::UNKNOWN_COLUMN, message).at(line);
        let lacking = dataset.columns.iter().zip(fields).filter(|(_, f)| f.is_none()).map(|(c, _)| c.id.as_str());
        let meant = lacking
            .map(|id| (strsim::jaro_winkler(id, &shown.to_ascii_lowercase()), id))
            .filter(|(likeness, _)| *likeness > 0.85)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        problems.push(match meant {
            Some((_, id)) => problem.cured(format!("Did you mean `{id}`?")),
            None => problem,
        });
    }
}
