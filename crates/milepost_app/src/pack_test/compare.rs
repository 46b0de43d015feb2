use std::path::Path;

use milepost_pack::spec::Table;

use crate::AppError;

/// Lines that came out, under their header.
#[derive(Default)]
pub(super) struct Lines {
    header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Lines {
    pub(super) fn of(header: &[&str]) -> Self {
        Self { header: header.iter().map(|h| (*h).to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds the lines of a CSV file.
    pub(super) fn read_csv(&mut self, path: &Path) -> Result<(), AppError> {
        let unreadable = |e: csv::Error| AppError::world("the rejects of a case can't be read", e);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(unreadable)?;
        let header = reader.headers().map_err(unreadable)?;
        self.header = header.iter().map(|h| h.trim_start_matches('\u{feff}').to_owned()).collect();
        for record in reader.records() {
            self.rows.push(record.map_err(unreadable)?.iter().map(str::to_owned).collect());
        }
        Ok(())
    }

    /// Expected lines that did not come out. The columns of the table say which fields count; the
    /// first columns of a line, those before `state` or `status`, say which line is meant.
    pub(super) fn missing(&self, table: &Table, what: &str) -> Vec<String> {
        let unknown: Vec<&String> = table.header.iter().filter(|h| !self.header.contains(h)).collect();
        if let Some(unknown) = unknown.first() {
            return vec![format!("`{unknown}` is no column of a {what}; there are {}", self.header.join(", "))];
        }
        let mut differences = Vec::new();
        for (line, wanted) in &table.rows {
            let chosen: Vec<Vec<&str>> = self.rows.iter().map(|row| self.fields(row, &table.header)).collect();
            if chosen.iter().any(|row| row == wanted) {
                continue;
            }
            let key = keys(&table.header);
            let near: Vec<String> =
                chosen.iter().filter(|row| row[..key] == wanted[..key]).map(|row| row.join(",")).collect();
            let came = if near.is_empty() { format!("no such {what}") } else { near.join("; ") };
            differences.push(format!("line {line}: expected {}\n           came out {came}", wanted.join(",")));
        }
        differences
    }

    /// Whether exactly the expected lines came out, in the order of the table. A field of `problem`
    /// or `cure` may be a part of what came out.
    pub(super) fn unlike(&self, table: &Table) -> Vec<String> {
        let chosen: Vec<Vec<&str>> = self.rows.iter().map(|row| self.fields(row, &table.header)).collect();
        let mut differences = Vec::new();
        if chosen.len() != table.rows.len() {
            let came: Vec<String> = chosen.iter().map(|row| row.join(",")).collect();
            let count = (table.rows.len(), chosen.len());
            differences.push(format!(
                "{} rejected rows expected, {} came out:\n    {}",
                count.0,
                count.1,
                came.join("\n    ")
            ));
        }
        for ((line, wanted), came) in table.rows.iter().zip(&chosen) {
            let alike =
                table.header.iter().zip(wanted).zip(came).all(|((column, wanted), came)| match column.as_str() {
                    "problem" | "cure" => came.contains(wanted.as_str()),
                    _ => came == wanted,
                });
            if !alike {
                differences.push(format!(
                    "line {line}: expected {}\n           came out {}",
                    wanted.join(","),
                    came.join(",")
                ));
            }
        }
        differences
    }

    fn fields<'r>(&self, row: &'r [String], columns: &[String]) -> Vec<&'r str> {
        let field = |column: &String| {
            let place = self.header.iter().position(|h| h == column);
            place.and_then(|place| row.get(place)).map_or("", String::as_str)
        };
        columns.iter().map(field).collect()
    }
}

/// How many columns at the beginning name a line rather than say something of it.
fn keys(header: &[String]) -> usize {
    header.iter().take_while(|h| ["measure", "period", "agency", "group", "standard"].contains(&h.as_str())).count()
}
