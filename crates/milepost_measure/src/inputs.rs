//! What cells depend on beside rows, one named input for each thing that an author of a pack may change.

use std::fmt::Write as _;

use milepost_calendar::Period;
use milepost_pack::{Dataset, GroupBy, Kind, Pack, Source, Stratifier, Take};

use crate::DatasetPlan;
use crate::plan::fixed_values;

/// Something that the cells of a slice depend on, apart from rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanInput {
    /// What it is.
    pub kind: PlanInputKind,
    /// Its id; that of a derived value has its dataset's before it: `visit.late`.
    pub name: String,
    /// Text that changes when, and only when, it means something else. Titles and prose are not in it.
    pub text: String,
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanInputKind {
    /// The columns, unit and key of a dataset, and the days of its slices.
    Dataset,
    /// The value of a setting in the slices' periods.
    Setting,
    /// A derived value: an expression, a decision table or a lookup.
    Derived,
    /// A measure with its groupings.
    Measure,
}

impl PlanInputKind {
    /// The word in files: `dataset`, `setting`, `derived`, `measure`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Setting => "setting",
            Self::Derived => "derived",
            Self::Measure => "measure",
        }
    }
}

impl DatasetPlan<'_> {
    /// Everything that the cells depend on apart from rows: compiled expressions, groupings, settings of the period,
    /// and the same of the datasets that lookups look into. Each name of a kind stands once.
    pub fn inputs(&self) -> Vec<PlanInput> {
        let mut inputs = Inputs::default();
        inputs.add_dataset(self.pack(), self.dataset(), self.period());
        for (other, period) in self.reach() {
            if let Some(other) = self.pack().datasets.iter().find(|d| d.id == other) {
                inputs.add_dataset(self.pack(), other, &period);
            }
        }
        for task in self.tasks() {
            let mut text = format!("{:?} {}\n", task.aspect, kind_text(&task.measure.kind));
            for (role, formula) in compiled_texts(&task.measure.kind) {
                let _ = writeln!(text, "  {role} {formula}");
            }
            for grouping in &task.groupings {
                let _ = writeln!(text, "  by {}", grouping.iter().map(|s| stratifier_text(s)).collect::<String>());
            }
            inputs.add(PlanInputKind::Measure, task.measure.id.clone(), &text);
        }
        inputs.that_are_read()
    }

    /// The inputs as one text, whose hash names the plan.
    pub fn canonical_text(&self) -> String {
        let text = |input: &PlanInput| format!("{} {}\n{}", input.kind.as_str(), input.name, input.text);
        self.inputs().iter().map(text).collect()
    }
}

#[derive(Default)]
struct Inputs(Vec<PlanInput>);

impl Inputs {
    /// Adds to the text of an input.
    fn add(&mut self, kind: PlanInputKind, name: String, text: &str) {
        match self.0.iter_mut().find(|input| input.kind == kind && input.name == name) {
            Some(known) => known.text += text,
            None => self.0.push(PlanInput { kind, name, text: text.to_owned() }),
        }
    }

    /// All without the settings that no expression names. Where a name stands in a text, whatever the text means by
    /// it, the setting stays: one too many costs time, one too few would keep old cells.
    fn that_are_read(self) -> Vec<PlanInput> {
        let Self(inputs) = self;
        let (settings, others): (Vec<_>, Vec<_>) = inputs.into_iter().partition(|i| i.kind == PlanInputKind::Setting);
        let is_read = |setting: &PlanInput| {
            others.iter().any(|other| other.text.contains("setting") && other.text.contains(&setting.name))
        };
        let read: Vec<PlanInput> = settings.into_iter().filter(is_read).collect();
        others.into_iter().chain(read).collect()
    }

    /// How the rows of a slice are completed.
    fn add_dataset(&mut self, pack: &Pack, dataset: &Dataset, period: &Period) {
        let is_new = !self.0.iter().any(|i| i.kind == PlanInputKind::Dataset && i.name == dataset.id);
        self.add(PlanInputKind::Dataset, dataset.id.clone(), &format!("{} {}\n", period.start, period.end));
        for (slot, value) in fixed_values(pack, dataset, period) {
            if let Some((id, _)) = dataset.setting_slots.iter().find(|(_, own)| **own == slot) {
                let text = format!("{} {} is {value:?}\n", dataset.id, slot.0);
                self.add(PlanInputKind::Setting, id.clone(), &text);
            }
        }
        if !is_new {
            return;
        }
        let columns: Vec<String> = dataset.columns.iter().map(|c| format!("{} {:?}", c.id, c.kind)).collect();
        let text = format!(
            "[{}] agency {:?} unit {:?} key {:?} period {:?}\n",
            columns.join(" "),
            dataset.agency_column,
            dataset.unit,
            dataset.key,
            dataset.period_slots
        );
        self.add(PlanInputKind::Dataset, dataset.id.clone(), &text);
        for derived in &dataset.derived {
            let text = format!("{} {}\n", derived.slot.0, source_text(&derived.source));
            self.add(PlanInputKind::Derived, format!("{}.{}", dataset.id, derived.id), &text);
        }
    }
}

/// The compiled formulas of a measure with their roles, as canonical text.
pub(crate) fn compiled_texts(kind: &Kind) -> Vec<(&'static str, String)> {
    crate::formulas::formulas(kind).into_iter().map(|(role, f)| (role, f.expression.to_string())).collect()
}

/// What a kind says beside its formulas.
fn kind_text(kind: &Kind) -> String {
    let list = |codes: &[milepost_pack::Code]| codes.iter().map(|c| c.code.as_str()).collect::<Vec<_>>().join(" ");
    match kind {
        Kind::Count(_) => "count".to_owned(),
        Kind::Proportion(_) => "proportion".to_owned(),
        Kind::Ratio { places, .. } => format!("ratio {places}"),
        Kind::Mean { places, .. } => format!("mean {places}"),
        Kind::Quantile { places, .. } => format!("quantile {places}"),
        Kind::Classes { classes, .. } => format!("classes {}", list(classes)),
        Kind::WeightedProportion { strata, frame, .. } => format!("weighted {frame} {}", list(strata)),
        Kind::Unduplicated { unit, .. } => format!("unduplicated {}", unit.0),
        Kind::Reported { .. } => "reported".to_owned(),
        Kind::Derived(_) => "derived".to_owned(),
    }
}

fn source_text(source: &Source) -> String {
    match source {
        Source::Expression(formula) => formula.expression.to_string(),
        Source::Decision(table) => format!("{table:?}"),
        Source::Lookup(lookup) => {
            let take = match &lookup.take {
                Take::Exists => "exists".to_owned(),
                Take::Count => "count".to_owned(),
                Take::Sum(f) => format!("sum {}", f.expression),
                Take::First(f) => format!("first {}", f.expression),
                Take::Last(f) => format!("last {}", f.expression),
            };
            let condition = lookup.condition.as_ref().map_or(String::new(), |f| f.expression.to_string());
            format!(
                "lookup {} on {} from {} back {} forward {} itself {} where {condition} take {take}",
                lookup.dataset,
                lookup.on.0,
                lookup.anchor.expression,
                lookup.back_days,
                lookup.forward_days,
                lookup.itself
            )
        }
    }
}

fn stratifier_text(stratifier: &Stratifier) -> String {
    let by = match &stratifier.by {
        GroupBy::Text(slot) => format!("text {}", slot.0),
        GroupBy::Codes(slot) => format!("codes {}", slot.0),
        GroupBy::Conditions(conditions) => {
            conditions.iter().map(|f| format!("({})", f.expression)).collect::<Vec<_>>().join(" ")
        }
    };
    let codes: Vec<&str> = stratifier.groups.iter().map(|g| g.code.as_str()).collect();
    format!("[{} {by} {}]", stratifier.id, codes.join(" "))
}
