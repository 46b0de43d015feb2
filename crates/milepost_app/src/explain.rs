use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;

use jiff::civil::Date;
use milepost_measure::{
    AgencyTree, AsOf, DatasetPlan, Explanation, Group, LoadedSlices, MeasureResult, Question, Record, Slice, Sources,
    SubmissionNote, decimal_text, explain, measure_slices, parts_text, shown,
};
use milepost_oversight::{answering, bound_text, standards_in_force};
use milepost_pack::{Bound, Certainty, DerivedForm, Kind, Measure, Pack};

use crate::home::{listed, measure_of, not_computed, period_of};
use crate::slices::Standing;
use crate::{AppError, Home, values};

/// Which number is asked about.
#[derive(Clone, Debug)]
pub struct ExplainRequest {
    /// Pack of the measure; the only one that has it, without one.
    pub pack: Option<String>,
    /// Id of the measure.
    pub measure: String,
    /// Label of the period.
    pub period: String,
    /// Id of the agency.
    pub agency: String,
    /// Group as files write it; empty for the total.
    pub group: String,
}

impl Home {
    /// Says why a result is what it is: citation, definition, compiled measure, submissions, counts
    /// at every step. The keys of the records on each side go to a file, if one is named; the look at
    /// them is audited. Returns the text and the number of keys written.
    ///
    /// # Errors
    /// A name is unknown, there is no such result, or the world broke.
    pub async fn explain(
        &self,
        request: &ExplainRequest,
        records: Option<&Path>,
    ) -> Result<(String, Option<u64>), AppError> {
        let installed = self.pack_declaring(request.pack.as_deref(), "measure", &request.measure, measure_ids)?;
        let pack = &*installed.pack;
        let measure = measure_of(pack, &request.measure)?;
        let period = period_of(pack, &request.period)?;
        let Some(computation) = self.store.latest_computation(&pack.id, &period.label, None).await? else {
            return Err(not_computed(pack, &period));
        };
        let results = self.stored_results(&computation)?;
        let group = group_of(&results, &measure.id, &request.group)?;
        let sources = self.sources(pack, measure, &period, computation.finished_at).await?;
        let question = Question {
            pack,
            period: &period,
            measure: &measure.id,
            agency: &request.agency,
            group: &group,
            memberships: AsOf::SliceEnd,
            results: &results,
        };
        let mut keys = records.map(RecordKeys::create).transpose()?;
        let explanation = explain(&question, &sources, &mut |record| {
            if let Some(keys) = &mut keys {
                keys.write(record);
            }
        })
        .map_err(|error| AppError::Usage(error.to_string()))?;
        let written = keys.map(RecordKeys::finish).transpose()?;
        if let Some(written) = written {
            let subject = format!("{}/{}/{}/{}", measure.id, period, request.agency, request.group);
            let mut unit = self.begin("explain").await?;
            unit.note("records.read", &subject, &serde_json::json!({ "keys": written })).await?;
            unit.commit().await?;
        }
        let mut text = String::new();
        say(&mut text, &explanation, measure, pack, 0);
        if group.is_total() {
            say_standards(&mut text, pack, measure, &request.agency, period.end);
        }
        let _ = writeln!(text, "Computation {}, finished {}.", computation.id, computation.finished_at);
        let later = self.later_than(pack, &computation).await?;
        if !later.is_empty() {
            let _ =
                writeln!(text, "Rows of {} came in since; they count from the next `compute` on.", later.join(", "));
        }
        Ok((text, written))
    }

    /// The slices of a measure and its inputs as they stood when the computation read them.
    async fn sources(
        &self,
        pack: &Pack,
        measure: &Measure,
        period: &milepost_calendar::Period,
        at: jiff::Timestamp,
    ) -> Result<ReadSlices, AppError> {
        let mut waiting = vec![measure];
        let mut standings: Vec<Standing> = Vec::new();
        while let Some(measure) = waiting.pop() {
            if let Kind::Derived(derived) = &measure.kind {
                waiting.extend(derived.inputs.iter().filter_map(|id| pack.measures.iter().find(|m| m.id == *id)));
            }
            for (dataset, slice) in measure_slices(pack, measure, period) {
                let mut needed = vec![(dataset.clone(), slice.clone())];
                needed.extend(DatasetPlan::new(pack, &dataset, &slice).map(|plan| plan.reach()).unwrap_or_default());
                for (dataset, slice) in needed {
                    if !standings.iter().any(|s| s.dataset == dataset && s.period == slice) {
                        standings.push(self.standing_at(pack, &dataset, &slice, Some(at)).await?);
                    }
                }
            }
        }
        let notes = standings.iter().flat_map(|standing| {
            standing.sources.iter().map(|source| SubmissionNote {
                dataset: standing.dataset.clone(),
                period: standing.period.label.clone(),
                agency: source.submission.coverage.clone().unwrap_or_else(|| pack.state_agency.clone()),
                reference: format!("{} ({})", source.submission.id, source.submission.source_name),
                rows: source.submission.rows_accepted,
            })
        });
        Ok(ReadSlices { notes: notes.collect(), slices: self.load_slices(pack, &standings)? })
    }
}

struct ReadSlices {
    slices: LoadedSlices,
    notes: Vec<SubmissionNote>,
}

impl Sources for ReadSlices {
    fn slice(&self, dataset: &str, period: &str) -> Box<dyn Slice + '_> {
        Box::new(self.slices.slice(dataset, period))
    }

    fn submissions(&self, dataset: &str, period: &str) -> Vec<SubmissionNote> {
        self.notes.iter().filter(|n| n.dataset == dataset && n.period == period).cloned().collect()
    }
}

/// Record keys with the side on which each stands.
struct RecordKeys {
    out: csv::Writer<File>,
    written: u64,
    failed: Option<csv::Error>,
}

impl RecordKeys {
    fn create(path: &Path) -> Result<Self, AppError> {
        let unwritable = |e| AppError::world(format!("`{}` can't be written", path.display()), e);
        let mut out = csv::Writer::from_path(path).map_err(unwritable)?;
        out.write_record(["measure", "dataset", "period", "agency", "key", "standing"]).map_err(unwritable)?;
        Ok(Self { out, written: 0, failed: None })
    }

    fn write(&mut self, record: &Record<'_>) {
        let key: Vec<String> =
            record.key.iter().map(|(column, value)| format!("{column}={}", values::text(value))).collect();
        let standing = record.standing.as_str();
        let row = [record.measure, record.dataset, record.period, record.agency, &key.join(" "), standing];
        match self.out.write_record(row) {
            Ok(()) => self.written += 1,
            Err(error) => self.failed = self.failed.take().or(Some(error)),
        }
    }

    fn finish(mut self) -> Result<u64, AppError> {
        let unwritable = |e| AppError::world("the record keys can't be written", e);
        match self.failed {
            Some(error) => Err(unwritable(error)),
            None => self.out.flush().map(|()| self.written).map_err(|e| unwritable(e.into())),
        }
    }
}

fn measure_ids(pack: &Pack) -> Vec<&str> {
    pack.measures.iter().map(|m| m.id.as_str()).collect()
}

fn group_of(results: &[MeasureResult], measure: &str, text: &str) -> Result<Group, AppError> {
    let own = || results.iter().filter(|r| r.measure == measure).map(|r| &r.group);
    own().find(|group| group.to_string() == text).cloned().ok_or_else(|| {
        let mut groups: Vec<String> = own().map(ToString::to_string).filter(|g| !g.is_empty()).collect();
        groups.sort();
        groups.dedup();
        let known = match groups.len() {
            0 => "; it is not broken down".to_owned(),
            _ => listed(groups.iter().map(String::as_str).take(12).collect()),
        };
        AppError::Usage(format!("`{measure}` has no group `{text}`{known}"))
    })
}

fn step_words(step: &str) -> &str {
    match step {
        "rows" => "rows of the agency and the group",
        "initial_population" => "looked at: the initial population",
        "in_denominator" => "in the denominator, before anything is taken out",
        "exclusions" => "taken out as exclusions",
        "numerator_without_additions" => "in the numerator by themselves",
        "additions" => "added to the numerator",
        "exceptions" => "taken out as exceptions",
        "unobserved" => "without a value to observe",
        "not_applicable" => "that say it does not apply",
        "frame" => "in the frame that gives the strata their weights",
        other => other,
    }
}

/// The parts that no step tells: sums, and the strata of a weighted share with their weights.
fn further_parts(result: &MeasureResult, measure: &Measure, line: &mut impl FnMut(String)) {
    let part = |name: &str| result.parts.get(name).map_or_else(|| "-".to_owned(), decimal_text);
    match &measure.kind {
        Kind::Mean { .. } if result.value.is_some() => {
            line(format!("  Sum {} over {} values", part("sum"), part("n")));
        }
        Kind::WeightedProportion { strata, .. } => {
            line("  By stratum: in the frame, answered, weight of an answer, scored, met".to_owned());
            for code in strata.iter().map(|stratum| &stratum.code) {
                let of = |name: &str| part(&format!("{name}.{code}"));
                line(format!(
                    "  {:>9}  {:>9}  {:>14}  {:>9}  {:>9}  {code}",
                    of("frame"),
                    of("responded"),
                    of("weight"),
                    of("scored"),
                    of("met")
                ));
            }
        }
        Kind::Derived(derived) => match &derived.form {
            DerivedForm::OverPeriods { .. } => {
                for (name, value) in &result.parts {
                    if let Some(period) = name.strip_prefix("value.") {
                        line(format!("  {:>9}  in {period}", decimal_text(value)));
                    }
                }
            }
            DerivedForm::Rank { .. } if result.value.is_some() => {
                line(format!("  Of {} that are ranked; {} with this value", part("ranked"), part("tied")));
            }
            DerivedForm::Apportioned { .. } if result.value.is_some() => line(format!(
                "  Of {}, by a weight of {} among {} in all",
                part("amount"),
                part("weight"),
                part("weights")
            )),
            _ => {}
        },
        _ => {}
    }
}

/// Words the standards that a result is held against, each with how sure it is.
fn say_standards(text: &mut String, pack: &Pack, measure: &Measure, agency: &str, day: Date) {
    let tree = AgencyTree::on(pack, day);
    if let Some(by) = answering(pack, &tree, agency) {
        let _ = writeln!(text, "  Not judged: {by} answers for it");
        return;
    }
    for standard in standards_in_force(pack, &measure.id, agency, &tree, day) {
        let kind = standard.kind.as_str().replace('_', " ");
        let bound = match (&standard.bound, bound_text(&standard.bound)) {
            (Bound::None, _) => "no number is set".to_owned(),
            (Bound::AtLeast(_), bound) => format!("at least {bound}"),
            (Bound::OfResults { low, high }, _) => {
                format!("the value of {}", low.iter().chain(high).cloned().collect::<Vec<_>>().join(" to "))
            }
            (_, bound) => bound,
        };
        let sure = match standard.certainty {
            Certainty::Stated => "",
            Certainty::Inferred => ", inferred from its source",
            Certainty::Unverified => ", sample configuration: no source confirms it",
        };
        let _ = writeln!(text, "  Held against: {kind}, {bound} ({}{sure})", standard.id);
    }
}

/// Words an explanation; inputs of a derived measure stand below it, indented.
fn say(text: &mut String, explanation: &Explanation, measure: &Measure, pack: &Pack, depth: usize) {
    let pad = "    ".repeat(depth);
    let result = &explanation.result;
    let group = if result.group.is_total() { String::new() } else { format!(", {}", result.group) };
    let mut line = |words: String| {
        let _ = writeln!(text, "{pad}{words}");
    };
    line(format!("{}: {}, {}, {}{group}", result.measure, explanation.title, result.agency, result.period));
    line(match (&result.value, &result.numerator, &result.denominator) {
        (Some(value), numerator, denominator) => {
            let parts = numerator.as_ref().zip(denominator.as_ref());
            let parts = parts.map_or(String::new(), |(n, d)| format!(" = {} of {}", parts_text(n), parts_text(d)));
            format!("  {} ({}){parts}", shown(value, &measure.display), decimal_text(value))
        }
        (None, ..) => format!("  {}", result.state.as_str().replace('_', " ")),
    });
    line(format!("  Authority: {}", explanation.citations.join("; ")));
    line(format!("  Definition: {}", explanation.definition.split_whitespace().collect::<Vec<_>>().join(" ")));
    for (role, formula) in &explanation.compiled {
        line(format!("  {role}: {formula}"));
    }
    for note in &explanation.submissions {
        line(format!(
            "  Read: {} {} from {}, {} rows, submission {}",
            note.dataset, note.period, note.agency, note.rows, note.reference
        ));
    }
    for step in &explanation.steps {
        line(format!("  {:>9}  {} ({})", step.count, step_words(step.name), step.dataset));
    }
    further_parts(result, measure, &mut line);
    for input in &explanation.inputs {
        if let Some(measure) = pack.measures.iter().find(|m| m.id == input.result.measure) {
            say(text, input, measure, pack, depth + 1);
        }
    }
}
