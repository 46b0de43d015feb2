//! Runs the cases of a spec: rows in through the same intake, store, calculator and judgement as in
//! any home, and what comes out held against what the case says.

mod compare;
mod grid;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use milepost_calendar::Clock;
use milepost_dataset::Dialect;
use milepost_measure::{Calculator, decimal_text, parts_text};
use milepost_pack::spec::{Case, Expected, ExpectedProblem, Load, parse};
use milepost_pack::{Files, Pack};

use crate::home::read;
use crate::{AppError, Home, LoadRequest, Loaded, ResultQuery, Unwatched};
use compare::Lines;

/// How the cases ended.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Cases that came out as they say.
    pub passed: usize,
    /// The others: file, line, name, and what is different.
    pub failures: Vec<String>,
}

/// Runs every case of a pack's spec, or of a folder that holds only a spec, counting with a calculator.
///
/// The files of a pack are declarations of each of its cases; a folder without a pack leaves it to
/// the cases to declare what they need. No case at all is a failure.
///
/// # Errors
/// The world broke; whatever is wrong with a case is in the verdict.
pub async fn run(files: &Files, calculator: &Arc<dyn Calculator>) -> Result<Verdict, AppError> {
    let is_spec = |path: &str| path.ends_with(".md") && (path.starts_with("spec/") || !files.contains_key("pack.toml"));
    let pack: Files = files.iter().filter(|(path, _)| !is_spec(path)).map(|(p, b)| (p.clone(), b.clone())).collect();
    let is_pack = files.contains_key("pack.toml");
    // Most cases of a pack add no declarations: for them it is read once.
    let whole = if is_pack { milepost_pack::check(&pack).pack } else { None };
    let mut verdict = Verdict::default();
    for (path, bytes) in files.iter().filter(|(path, _)| is_spec(path)) {
        let (spec, problems) = parse(path, &String::from_utf8_lossy(bytes));
        if !problems.is_empty() {
            verdict.failures.push(milepost_pack::render(&problems, files, false, 110));
        }
        for case in &spec.cases {
            let known = whole.as_ref().filter(|_| case.declarations.is_empty());
            let differences = run_case(case, &pack, known, calculator).await?;
            if differences.is_empty() {
                verdict.passed += 1;
            } else {
                let place = format!("{path}:{}: {}", case.line, case.name);
                verdict.failures.push(format!("{place}\n  {}", differences.join("\n  ")));
            }
        }
    }
    if verdict.passed == 0 && verdict.failures.is_empty() {
        verdict
            .failures
            .push("there is no case: a spec is Markdown with `## Case` headings, in the folder `spec`".into());
    }
    Ok(verdict)
}

/// Everything that came out of a case otherwise than it says. `known` is its pack where it is read already.
async fn run_case(
    case: &Case,
    pack: &Files,
    known: Option<&Pack>,
    calculator: &Arc<dyn Calculator>,
) -> Result<Vec<String>, AppError> {
    let mut declared = if pack.contains_key("pack.toml") { pack.clone() } else { Files::new() };
    declared.extend(case.declarations.clone());
    let wants_problems = case.expectations.iter().any(|e| matches!(e.what, Expected::Problems(_)));
    let mut differences = grid::differences(case);
    if wants_problems {
        differences.extend(checker_differences(case, &declared));
        return Ok(differences);
    }
    if case.loads.is_empty() && case.expectations.iter().all(|e| matches!(e.what, Expected::Values(_))) {
        return Ok(differences);
    }
    let mut pack = match known.map_or_else(|| read(declared).map(|(pack, _)| pack), |known| Ok(known.clone())) {
        Ok(pack) => pack,
        Err(AppError::Pack { problems, files }) => {
            differences.push(milepost_pack::render(&problems, &files, false, 100));
            return Ok(differences);
        }
        Err(error) => return Err(error),
    };
    // A case says something about few of a pack's measures; the others would take most of the time.
    if let Some(asked) = measures_asked(case) {
        pack.keep_measures(&asked);
    }
    let folder = tempfile::tempdir().map_err(|e| AppError::world("there is no temporary folder", e))?;
    match Ran::of(case, pack, folder.path(), calculator).await {
        Ok(ran) => differences.extend(ran.differences(case)),
        Err(AppError::Usage(what) | AppError::Input(what)) => differences.push(what),
        Err(error) => return Err(error),
    }
    Ok(differences)
}

fn checker_differences(case: &Case, declared: &Files) -> Vec<String> {
    let found = milepost_pack::check(declared).problems;
    let wanted = case.expectations.iter().flat_map(|e| match &e.what {
        Expected::Problems(problems) => problems.as_slice(),
        _ => &[],
    });
    let fits =
        |wanted: &ExpectedProblem, code: &str, message: &str| wanted.code == code && message.contains(&wanted.fragment);
    let mut differences = Vec::new();
    let mut expected = Vec::new();
    for problem in wanted {
        expected.push(problem);
        if !found.iter().any(|f| fits(problem, f.code, &f.message)) {
            differences
                .push(format!("line {}: {} `{}` was not reported", problem.line, problem.code, problem.fragment));
        }
    }
    for problem in found.iter().filter(|f| !expected.iter().any(|e| fits(e, f.code, &f.message))) {
        differences.push(format!("{} was reported and not expected: {}", problem.code, problem.message));
    }
    differences
}

/// The moment at which all cases take place.
struct SpecClock;

impl Clock for SpecClock {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

/// What came out of a case.
struct Ran {
    results: Lines,
    determinations: Lines,
    rejects: Lines,
    outcomes: Vec<String>,
}

/// What a case may ask of a result.
const RESULT_COLUMNS: [&str; 14] = [
    "measure",
    "period",
    "agency",
    "group",
    "state",
    "numerator",
    "denominator",
    "value",
    "shown",
    "additions",
    "exclusions",
    "exceptions",
    "submitted",
    "expected",
];
/// What a case may ask of a determination.
const DETERMINATION_COLUMNS: [&str; 13] = [
    "measure",
    "period",
    "agency",
    "group",
    "standard",
    "target",
    "status",
    "change",
    "needed",
    "reason",
    "certainty",
    "position",
    "outcome",
];

impl Ran {
    async fn of(case: &Case, pack: Pack, folder: &Path, calculator: &Arc<dyn Calculator>) -> Result<Self, AppError> {
        let mut number: u64 = 0;
        let ids = move || {
            number += 1;
            let mut bytes = [0; 10];
            bytes[2..].copy_from_slice(&number.to_be_bytes());
            bytes
        };
        let home = Home::create(&folder.join("home"), Arc::new(SpecClock), ids, "spec").await?;
        let mut home = home.with_calculator(Arc::clone(calculator));
        home.install_checked(Arc::new(pack), Vec::new()).await?;
        let mut ran = Self {
            results: Lines::of(&RESULT_COLUMNS),
            determinations: Lines::of(&DETERMINATION_COLUMNS),
            rejects: Lines::default(),
            outcomes: Vec::new(),
        };
        for (index, load) in case.loads.iter().enumerate() {
            let loaded = submit(&home, load, index, folder).await?;
            ran.outcomes.push(loaded.outcome.as_str().to_owned());
            if let Some(path) = &loaded.rejects {
                ran.rejects.read_csv(path)?;
            }
        }
        let computed = home.compute(None, None, &Unwatched).await?;
        if let Some(fault) = computed
            .iter()
            .flat_map(|c| c.faults.iter().cloned().chain(c.problems.iter().map(ToString::to_string)))
            .next()
        {
            return Err(AppError::Input(fault));
        }
        ran.read_results(&home).await?;
        for done in computed.into_iter().filter(|done| !done.computation.is_empty()) {
            let judged = home.packs().any(|i| i.pack.id == done.pack && !i.pack.standards.is_empty());
            if judged {
                home.determine(Some(&done.pack), &done.period, None).await?;
            }
        }
        for d in home.determinations(&ResultQuery::default()).await? {
            ran.determinations.rows.push(vec![
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
                d.certainty,
                d.position,
                d.outcome,
            ]);
        }
        home.close().await?;
        Ok(ran)
    }

    async fn read_results(&mut self, home: &Home) -> Result<(), AppError> {
        for found in home.results(&ResultQuery::default()).await? {
            for r in &found.results {
                let number = |part: &Option<num_rational::BigRational>| part.as_ref().map_or(String::new(), parts_text);
                let part = |name: &str| r.parts.get(name).map_or(String::new(), parts_text);
                let measure = found.pack.measures.iter().find(|m| m.id == r.measure);
                let shown = r.value.as_ref().zip(measure).map(|(v, m)| milepost_measure::shown(v, &m.display));
                self.results.rows.push(vec![
                    r.measure.clone(),
                    r.period.clone(),
                    r.agency.clone(),
                    r.group.to_string(),
                    r.state.as_str().to_owned(),
                    number(&r.numerator),
                    number(&r.denominator),
                    r.value.as_ref().map_or(String::new(), decimal_text),
                    shown.unwrap_or_default(),
                    part("additions"),
                    part("exclusions"),
                    part("exceptions"),
                    r.coverage.0.to_string(),
                    r.coverage.1.to_string(),
                ]);
            }
        }
        Ok(())
    }

    fn differences(&self, case: &Case) -> Vec<String> {
        let mut differences = Vec::new();
        for expectation in &case.expectations {
            match &expectation.what {
                Expected::Results(table) => differences.extend(self.results.missing(table, "result")),
                Expected::Determinations(table) => {
                    differences.extend(self.determinations.missing(table, "determination"))
                }
                Expected::Rejects(table) => differences.extend(self.rejects.unlike(table)),
                Expected::Outcome(outcomes) if *outcomes != self.outcomes => {
                    differences.push(format!(
                        "line {}: the outcomes are {}, not {}",
                        expectation.line,
                        self.outcomes.join(", "),
                        outcomes.join(", ")
                    ));
                }
                Expected::Outcome(_) | Expected::Values(_) | Expected::Problems(_) => {}
            }
        }
        differences
    }
}

/// Ids of the measures of which a case says something; `None` where a table leaves open which.
fn measures_asked(case: &Case) -> Option<BTreeSet<&str>> {
    let tables = case.expectations.iter().filter_map(|expectation| match &expectation.what {
        Expected::Results(table) | Expected::Determinations(table) => Some(table),
        _ => None,
    });
    let mut asked = BTreeSet::new();
    for table in tables {
        let column = table.header.iter().position(|name| name == "measure")?;
        asked.extend(table.rows.iter().filter_map(|(_, row)| row.get(column)).map(String::as_str));
    }
    Some(asked)
}

async fn submit(home: &Home, load: &Load, index: usize, folder: &Path) -> Result<Loaded, AppError> {
    let unwritable = |e| AppError::world("the rows of a case can't be written", e);
    let file = match &load.rows {
        None => None,
        Some(rows) => {
            let path = folder.join(format!("{}-{index}.csv", load.dataset));
            // A dialect hands the rows over as they stand; without one, a case may leave columns out.
            let whole = if load.dialect.is_some() { rows.clone() } else { with_all_columns(home, load, rows) };
            std::fs::write(&path, whole).map_err(unwritable)?;
            Some(path)
        }
    };
    let dialect = load.dialect.as_deref().unwrap_or_default();
    let dialect: Dialect =
        dialect.parse().map_err(|e: milepost_dataset::UnknownDialect| AppError::Usage(e.to_string()))?;
    let request = LoadRequest {
        dataset: load.dataset.clone(),
        file,
        pack: None,
        agency: load.agency.clone(),
        period: Some(load.period.clone()),
        dialect,
        rejects: None,
        dry_run: false,
    };
    home.load(&request, &mut |_| {}).await
}

/// Adds the declared columns that a case leaves out, empty: a reader of the spec sees what matters.
fn with_all_columns(home: &Home, load: &Load, rows: &str) -> String {
    let datasets = home.packs().flat_map(|installed| &installed.pack.datasets);
    let Some(dataset) = datasets.into_iter().find(|d| d.id == load.dataset) else { return rows.to_owned() };
    let header = rows.lines().next().unwrap_or_default();
    let named: Vec<&str> = header.split(',').map(str::trim).collect();
    let left_out: Vec<&str> = dataset.columns.iter().map(|c| c.id.as_str()).filter(|id| !named.contains(id)).collect();
    let commas = ",".repeat(left_out.len());
    let mut lines = rows.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().map(|header| [&[header], left_out.as_slice()].concat().join(",")).unwrap_or_default();
    std::iter::once(first).chain(lines.map(|line| format!("{line}{commas}"))).map(|line| line + "\n").collect()
}
