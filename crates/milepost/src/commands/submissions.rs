use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::session;
use crate::sheet::{self, Column, Format, Sheet};

/// Show what was submitted, and how it ended.
#[derive(Debug, Args)]
#[command(after_long_help = sheet::help(COLUMNS))]
pub(crate) struct Submissions {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// How they are printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Submissions {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let home = session::open_to_read(&self.home, person).await?;
        let mut sheet = Sheet { columns: COLUMNS, rows: Vec::new() };
        for listed in home.submissions().await? {
            let s = listed.submission;
            sheet.rows.push(vec![
                s.id,
                s.pack,
                s.dataset,
                s.period.unwrap_or_else(|| listed.periods.join(" ")),
                s.coverage.unwrap_or_default(),
                s.received_at.to_string(),
                s.received_by,
                if s.nothing_to_report { "nothing to report".to_owned() } else { s.source_name },
                s.outcome,
                s.rows_read.to_string(),
                s.rows_accepted.to_string(),
                s.rows_rejected.to_string(),
                s.warnings.to_string(),
                listed.stands.as_str().to_owned(),
            ]);
        }
        Ok(sheet.print(self.format, std::io::stdout().lock())?)
    }
}

const COLUMNS: &[Column] = &[
    ("submission", "id"),
    ("pack", "id of the pack"),
    ("dataset", "id of the dataset"),
    ("period", "label of its period, or of those found in its rows"),
    ("agency", "the one agency that it is about; empty for all"),
    ("received", "when"),
    ("by", "by whom"),
    ("file", "name of the file, or `nothing to report`"),
    ("outcome", "accepted, accepted_with_warnings, partially_accepted or rejected"),
    ("read", "rows read"),
    ("accepted", "rows accepted"),
    ("rejected", "rows rejected"),
    ("warnings", "rows accepted with a warning"),
    ("stands", "yes; no;\npartly: later submissions took its place for some agencies or periods"),
];
