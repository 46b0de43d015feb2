use std::io::{self, Write};

use clap::ValueEnum;

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for people
    Table,
    /// Comma-separated values with a header
    Csv,
    /// A list of objects; figures stay text, so that they stay exact
    Json,
}

/// A column: its name in every format, and what it holds.
pub(crate) type Column = (&'static str, &'static str);

/// The columns as the help of a command lists them.
pub(crate) fn help(columns: &[Column]) -> String {
    let width = columns.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let indent = format!("\n{}", " ".repeat(width + 4));
    let line = |(name, holds): &Column| format!("  {name:width$}  {}", holds.replace('\n', &indent));
    let lines: Vec<String> = columns.iter().map(line).collect();
    format!("Columns:\n{}", lines.join("\n"))
}

/// Rows under a header, ready to be printed in any format.
pub(crate) struct Sheet {
    pub(crate) columns: &'static [Column],
    pub(crate) rows: Vec<Vec<String>>,
}

impl Sheet {
    pub(crate) fn print(&self, format: Format, mut out: impl Write) -> io::Result<()> {
        match format {
            Format::Table => self.table(&mut out)?,
            Format::Csv => self.csv(&mut out)?,
            Format::Json => self.json(&mut out)?,
        }
        out.flush()
    }

    fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(|(name, _)| name)).map_err(unwritten)?;
        for row in &self.rows {
            writer.write_record(row).map_err(unwritten)?;
        }
        writer.flush()
    }

    fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = self
            .rows
            .iter()
            .map(|row| {
                let field = |text: &String| if text.is_empty() { serde_json::Value::Null } else { text.clone().into() };
                self.columns.iter().map(|(name, _)| (*name).to_owned()).zip(row.iter().map(field)).collect()
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        writeln!(out)
    }

    fn table(&self, out: &mut impl Write) -> io::Result<()> {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or(0).max(self.columns[column].0.len())
        };
        // Columns that are empty in every row tell nothing on a screen.
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|&c| self.rows.is_empty() || self.rows.iter().any(|r| !r[c].is_empty()))
            .collect();
        let widths: Vec<usize> = shown.iter().map(|&column| width(column)).collect();
        let header = shown.iter().map(|&c| self.columns[c].0).collect::<Vec<_>>();
        line(out, &header, &widths)?;
        line(out, &widths.iter().map(|w| "─".repeat(*w)).collect::<Vec<_>>(), &widths)?;
        for row in &self.rows {
            line(out, &shown.iter().map(|&c| row[c].as_str()).collect::<Vec<_>>(), &widths)?;
        }
        Ok(())
    }
}

/// What kept a record from being written, as such: whether the reader has gone must still show.
fn unwritten(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn line(out: &mut impl Write, cells: &[impl AsRef<str>], widths: &[usize]) -> io::Result<()> {
    let padded: Vec<String> =
        cells.iter().zip(widths).map(|(cell, width)| format!("{:<width$}", cell.as_ref())).collect();
    writeln!(out, "{}", padded.join("  ").trim_end())
}
