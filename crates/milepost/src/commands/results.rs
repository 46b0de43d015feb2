use std::path::PathBuf;

use clap::Args;
use milepost_app::ResultQuery;
use milepost_measure::{MeasureResult, decimal_text, parts_text, shown};
use milepost_pack::Measure;

use crate::failure::Failure;
use crate::session;
use crate::sheet::{self, Column, Format, Sheet};

/// Show results.
#[derive(Debug, Args)]
#[command(after_long_help = sheet::help(COLUMNS))]
pub(crate) struct Results {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Only this pack
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    /// Only this measure
    #[arg(long, value_name = "ID")]
    measure: Option<String>,
    /// Only this period
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Only this agency
    #[arg(long, value_name = "ID")]
    agency: Option<String>,
    /// Only this group, as `race=black`; empty text for the total
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Results of this computation [default: the latest of each pack and period]
    #[arg(long, value_name = "ID")]
    computation: Option<String>,
    /// How they are printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Results {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let home = session::open_to_read(&self.home, person).await?;
        let query = ResultQuery {
            pack: self.pack,
            measure: self.measure,
            period: self.period,
            agency: self.agency,
            group: self.group,
            computation: self.computation,
        };
        let mut sheet = Sheet { columns: COLUMNS, rows: Vec::new() };
        for found in home.results(&query).await? {
            for result in &found.results {
                let measure = found.pack.measures.iter().find(|m| m.id == result.measure);
                sheet.rows.push(row(&found.pack.id, result, measure, &found.computation.id));
            }
        }
        Ok(sheet.print(self.format, std::io::stdout().lock())?)
    }
}

const COLUMNS: &[Column] = &[
    ("pack", "id of the pack"),
    ("measure", "id of the measure"),
    ("period", "label of the period"),
    ("agency", "id of the agency"),
    ("group", "`race=black`, crosses `age=0+race=black`; empty for the total"),
    (
        "state",
        "value; no_cases: nothing counted, 0 of 0;\nnot_submitted: nothing was submitted; not_applicable: whoever reported said so",
    ),
    ("numerator", "above the line, additions included:\nan integer, an exact decimal, or a reduced fraction p/q"),
    ("denominator", "below the line, exclusions and exceptions gone; likewise"),
    ("value", "the value, 12 significant digits, a percentage as 0 to 100; empty without one"),
    ("shown", "the value as reports show it"),
    ("additions", "cases counted above the line although not in the numerator by themselves"),
    ("exclusions", "cases taken out of the denominator before the numerator is asked"),
    ("exceptions", "cases taken out of the denominator because they are not in the numerator"),
    ("submitted", "agencies below that submitted"),
    ("expected", "agencies below that are expected to submit"),
    ("computation", "id of the computation"),
];

/// One line of results: the columns that others rely on first.
fn row(pack: &str, result: &MeasureResult, measure: Option<&Measure>, computation: &str) -> Vec<String> {
    let number = |part: &Option<num_rational::BigRational>| part.as_ref().map_or(String::new(), parts_text);
    let part = |name: &str| result.parts.get(name).map_or(String::new(), parts_text);
    let display = measure
        .map(|m| milepost_pack::Display { places: result.printed_places.unwrap_or(m.display.places), ..m.display });
    vec![
        pack.to_owned(),
        result.measure.clone(),
        result.period.clone(),
        result.agency.clone(),
        result.group.to_string(),
        result.state.as_str().to_owned(),
        number(&result.numerator),
        number(&result.denominator),
        result.value.as_ref().map_or(String::new(), decimal_text),
        result.value.as_ref().zip(display).map_or(String::new(), |(value, display)| shown(value, &display)),
        part("additions"),
        part("exclusions"),
        part("exceptions"),
        result.coverage.0.to_string(),
        result.coverage.1.to_string(),
        computation.to_owned(),
    ]
}
