use crate::rules::p050_spec;
use crate::{Problem, Span};

/// A table of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Fields of each line, as many as there are columns, with the line's number in the file.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// Reads CSV whose first line is the header. `line` is its number in the file.
    pub(super) fn read(content: &str, line: usize, span: &Span) -> Result<Self, Vec<Problem>> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(content.as_bytes());
        let mut problems = Vec::new();
        let mut records = Vec::new();
        let (mut counted, mut breaks) = (0, 0);
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let start = record.position().map_or(0, |position| position.byte());
                    let start = usize::try_from(start).unwrap_or(0).min(content.len());
                    // A record's position is before the empty lines above it.
                    let blank = content[start..].bytes().take_while(|b| matches!(b, b'\n' | b'\r')).count();
                    breaks += content[counted..start + blank].bytes().filter(|b| *b == b'\n').count();
                    counted = start + blank;
                    records.push((line + breaks, record.iter().map(str::to_owned).collect::<Vec<_>>()));
                }
                Err(error) => problems.push(p050_spec::no_csv(&error.to_string(), span.clone())),
            }
        }
        let mut records = records.into_iter();
        let Some((_, header)) = records.next() else {
            problems.push(p050_spec::empty("table", span.clone()));
            return Err(problems);
        };
        let rows: Vec<(usize, Vec<String>)> = records.collect();
        let uneven = rows.iter().filter(|(_, fields)| fields.len() != header.len());
        problems.extend(uneven.map(|(at, fields)| p050_spec::uneven(*at, fields.len(), header.len(), span.clone())));
        if problems.is_empty() { Ok(Self { header, rows }) } else { Err(problems) }
    }

    /// The field of a row under a column.
    pub fn field<'t>(&self, row: &'t [String], column: &str) -> Option<&'t str> {
        let at = self.header.iter().position(|name| name == column)?;
        row.get(at).map(String::as_str)
    }
}
