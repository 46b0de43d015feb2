use std::path::PathBuf;

use clap::Args;
use milepost_app::ResultQuery;

use crate::failure::Failure;
use crate::session;
use crate::sheet::{self, Column, Format, Sheet};

/// Show determinations.
#[derive(Debug, Args)]
#[command(after_long_help = sheet::help(COLUMNS))]
pub(crate) struct Determinations {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Only this pack
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    /// Only of this measure
    #[arg(long, value_name = "ID")]
    measure: Option<String>,
    /// Only of this period
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Only of this agency
    #[arg(long, value_name = "ID")]
    agency: Option<String>,
    /// How they are printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Determinations {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let home = session::open_to_read(&self.home, person).await?;
        let query = ResultQuery {
            pack: self.pack,
            measure: self.measure,
            period: self.period,
            agency: self.agency,
            ..ResultQuery::default()
        };
        let rows = home.determinations(&query).await?.into_iter().map(|d| {
            vec![
                d.pack,
                d.measure,
                d.period,
                d.agency,
                d.group,
                d.standard,
                d.target,
                d.status,
                d.change,
                d.needed.unwrap_or_default(),
                d.reason,
                d.made_on.to_string(),
                d.computation,
                d.certainty,
                d.position,
                d.outcome,
            ]
        });
        let sheet = Sheet { columns: COLUMNS, rows: rows.collect() };
        Ok(sheet.print(self.format, std::io::stdout().lock())?)
    }
}

const COLUMNS: &[Column] = &[
    ("pack", "id of the pack"),
    ("measure", "id of the measure"),
    ("period", "label of the period"),
    ("agency", "id of the agency"),
    ("group", "empty: totals are judged"),
    ("standard", "id of the standard"),
    ("target", "what it wants"),
    (
        "status",
        "met; not_met; no_data: there is no value;\nnot_applicable: no number was set, or the question does not arise",
    ),
    ("change", "progress, slippage, maintained, none; empty without a period before"),
    (
        "needed",
        "how many more cases (fewer, where less is better) would meet the standard;\nempty if it is met or none would",
    ),
    ("reason", "why, in sentences"),
    ("on", "day for which it was determined"),
    ("computation", "id of the computation that was judged"),
    ("certainty", "of the standard: stated, inferred; unverified: sample configuration, no source confirms it"),
    ("position", "in an expected range: below, within, above; empty without one"),
    ("outcome", "code of what follows, as the standard's consequence declares it; empty for nothing"),
];
