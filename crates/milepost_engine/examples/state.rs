//! Counts stored slices, for measuring: `state PACK_FOLDER DATASET SLICES_FOLDER THREADS engine|plain|scan [CELLS.csv]`.
//!
//! SLICES_FOLDER holds one stored file for each period: `LABEL-0.parquet`. Prints one line of JSON with the rows, the
//! cells and the seconds that counting took; `scan` reads the columns and counts nothing. Cells go to a CSV file.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use milepost_calendar::Period;
use milepost_dataset::read_slice;
use milepost_engine::Engine;
use milepost_expression::Value;
use milepost_measure::{
    Calculator, Cells, DatasetPlan, Failure, Plain, RelatedRow, Slice, SliceRow, StoredPart, Tally,
};
use milepost_pack::{Dataset, Files};

/// One stored file.
struct Stored<'a> {
    dataset: &'a Dataset,
    file: PathBuf,
}

impl Slice for Stored<'_> {
    fn stored(&self) -> Option<Vec<StoredPart>> {
        Some(vec![StoredPart { file: self.file.clone(), except: BTreeSet::new() }])
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Result<SliceRow, Failure>> + '_> {
        let opened = File::open(&self.file).map_err(Failure::from);
        match opened.and_then(|file| read_slice(file, self.dataset).map_err(Failure::from)) {
            Ok(rows) => Box::new(rows.map(|row| {
                let row = row.map_err(Failure::from)?;
                Ok(SliceRow { agency: row.agency.to_string(), values: row.values })
            })),
            Err(failure) => Box::new(std::iter::once(Err(failure))),
        }
    }

    fn related(&self, _: &str, _: &Value) -> Result<Vec<RelatedRow>, Failure> {
        Ok(Vec::new())
    }
}

#[expect(clippy::disallowed_methods, reason = "an example is a program of its own")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn run(arguments: &[String]) -> Result<String, Failure> {
    let [folder, dataset, slices, threads, how, rest @ ..] = arguments else {
        return Err("PACK_FOLDER DATASET SLICES_FOLDER THREADS engine|plain|scan [CELLS.csv]".into());
    };
    let checked = milepost_pack::check(&files(Path::new(folder))?);
    let pack = checked.pack.ok_or_else(|| format!("{:?}", checked.problems))?;
    let table = pack.datasets.iter().find(|d| d.id == *dataset).ok_or("no such dataset")?;
    let calendar = pack.calendars.iter().find(|c| c.id == table.calendar).ok_or("no calendar")?;
    let engine = Engine::new(threads.parse()?, 256 << 20);
    let mut periods: Vec<(Period, PathBuf)> = Vec::new();
    for entry in fs::read_dir(slices)? {
        let file = entry?.path();
        let label = file.file_stem().and_then(|s| s.to_str()).and_then(|s| s.strip_suffix("-0")).ok_or("a name")?;
        periods.push((calendar.period(label)?, file.clone()));
    }
    periods.sort_by_key(|(period, _)| period.start);
    let start = Instant::now();
    let mut all: Vec<Cells> = Vec::new();
    let mut rows = 0;
    for (period, file) in periods {
        let plan = DatasetPlan::new(&pack, dataset, &period).ok_or("no plan")?;
        let slice = Stored { dataset: table, file };
        match how.as_str() {
            "engine" => all.push(engine.cells(&plan, &slice)?),
            "plain" => all.push(Plain.cells(&plan, &slice)?),
            _ => rows += engine.read_through(&plan, &slice)?,
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    rows += all.iter().map(|cells| cells.rows_read).sum::<u64>();
    let cells: usize = all.iter().map(|cells| cells.parts.len()).sum();
    if let Some(out) = rest.first() {
        fs::write(out, written(&all)?)?;
    }
    let handed_over = engine.handed_over();
    Ok(format!(r#"{{"rows": {rows}, "cells": {cells}, "seconds": {seconds:.4}, "handed_over": {handed_over}}}"#))
}

fn files(folder: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            files.insert(name, fs::read(path)?);
        }
    }
    Ok(files)
}

/// Cells as lines: period, agency, group, measure, and up to five parts.
fn written(all: &[Cells]) -> Result<String, Failure> {
    let mut text = "period,agency,group,measure,parts\n".to_owned();
    for cells in all {
        for (key, tally) in &cells.parts {
            let parts = match tally {
                Tally::Count(n) => n.to_string(),
                Tally::Proportion(p) => {
                    format!("{} {} {} {} {}", p.numerator, p.denominator, p.additions, p.exclusions, p.exceptions)
                }
                Tally::Mean { sum, n } => format!("{sum} {n}"),
                Tally::Ratio { numerator, denominator } => format!("{numerator} {denominator}"),
                _ => return Err("parts of another kind".into()),
            };
            writeln!(text, "{},{},{},{},{parts}", cells.period, key.agency, key.group, key.measure)?;
        }
    }
    Ok(text)
}
