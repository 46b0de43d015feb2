use jiff::ToSpan;
use milepost_calendar::{Calendar, Period, PeriodKind};
use milepost_expression::{Slot, Value};
use milepost_pack::{Counted, Dataset, DerivedForm, DerivedKind, Kind, Measure, Pack, Populations, Source, Stratifier};

/// Everything that is counted in one slice of a dataset.
#[derive(Clone, Debug)]
pub struct DatasetPlan<'p> {
    pack: &'p Pack,
    dataset: &'p Dataset,
    period: Period,
    tasks: Vec<Task<'p>>,
}

/// One measure's part in a plan.
#[derive(Clone, Debug)]
pub struct Task<'p> {
    /// The measure.
    pub measure: &'p Measure,
    /// What the rows are to it.
    pub aspect: Aspect,
    /// The groupings: none of the stratifiers (the total), one of them, or a cross of several.
    pub groupings: Vec<Vec<&'p Stratifier>>,
}

/// What the rows of a dataset are to a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The rows it counts.
    Rows,
    /// The frame that gives its strata their weights.
    Frame,
}

impl<'p> DatasetPlan<'p> {
    /// The plan for a slice: every measure that reads the dataset, as its rows or as its frame.
    /// `None` if the pack has no such dataset.
    pub fn new(pack: &'p Pack, dataset: &str, period: &Period) -> Option<Self> {
        let dataset = pack.datasets.iter().find(|d| d.id == dataset)?;
        let tasks = pack.measures.iter().flat_map(|measure| tasks_of(dataset, measure)).collect();
        Some(Self { pack, dataset, period: period.clone(), tasks })
    }

    /// The pack.
    pub fn pack(&self) -> &'p Pack {
        self.pack
    }

    /// The dataset.
    pub fn dataset(&self) -> &'p Dataset {
        self.dataset
    }

    /// The period of the slice.
    pub fn period(&self) -> &Period {
        &self.period
    }

    /// What is counted.
    pub fn tasks(&self) -> &[Task<'p>] {
        &self.tasks
    }

    /// The slices in which lookups look: those of the other dataset that hold a day between `back`
    /// days before the first and `forward` days after the last day of this slice. What was put into
    /// a slice farther away is not seen, whatever its date.
    pub fn reach(&self) -> Vec<(String, Period)> {
        let mut reach: Vec<(String, Period)> = Vec::new();
        for derived in &self.dataset.derived {
            let Source::Lookup(lookup) = &derived.source else { continue };
            let Some(other) = self.pack.datasets.iter().find(|d| d.id == lookup.dataset) else { continue };
            let Some(calendar) = calendar_of(self.pack, &other.calendar) else { continue };
            let from = self.period.start.checked_sub(i64::from(lookup.back_days).days());
            let to = self.period.end.checked_add(i64::from(lookup.forward_days).days());
            let (Ok(from), Ok(to)) = (from, to) else { continue };
            for period in periods_touching(calendar, other.period, from, to) {
                let slice = (other.id.clone(), period);
                if !reach.contains(&slice) {
                    reach.push(slice);
                }
            }
        }
        reach.sort_by(|a, b| (&a.0, a.1.start).cmp(&(&b.0, b.1.start)));
        reach
    }
}

/// The slices of its dataset that a measure reads for a period, then those of its frame. A period
/// that the calendar can't give has none; a derived measure reads results, not slices.
pub fn measure_slices(pack: &Pack, measure: &Measure, period: &Period) -> Vec<(String, Period)> {
    let Some(counted) = counted(&measure.kind) else { return Vec::new() };
    let frame = match &measure.kind {
        Kind::WeightedProportion { frame, .. } if *frame != counted.dataset => Some(frame.as_str()),
        _ => None,
    };
    let shifted = calendar_of(pack, &measure.calendar).and_then(|c| c.shifted(period, counted.period_offset));
    let Some(shifted) = shifted else { return Vec::new() };
    [Some(counted.dataset.as_str()), frame]
        .into_iter()
        .flatten()
        .flat_map(|id| dataset_slices(pack, id, &shifted).into_iter().map(|p| (id.to_owned(), p)))
        .collect()
}

/// The slices in which a measure's rows of an earlier period are followed up; none for most measures.
pub(crate) fn follow_up_slices(pack: &Pack, measure: &Measure, period: &Period) -> Vec<(String, Period)> {
    let followed = counted(&measure.kind).and_then(|counted| counted.follow_up.as_ref());
    let slices = |id: &String| dataset_slices(pack, id, period).into_iter().map(|slice| (id.clone(), slice)).collect();
    followed.map(slices).unwrap_or_default()
}

/// All slices that the measures of a period read, each once, in the order of the datasets.
pub fn slices_needed(pack: &Pack, period: &Period) -> Vec<(String, Period)> {
    let mut slices: Vec<(String, Period)> = Vec::new();
    let mut waiting: Vec<(&Measure, Period)> = measures_in_use(pack, period).map(|m| (m, period.clone())).collect();
    while let Some((measure, period)) = waiting.pop() {
        let read = measure_slices(pack, measure, &period);
        for slice in read.into_iter().chain(follow_up_slices(pack, measure, &period)) {
            if !slices.contains(&slice) {
                slices.push(slice);
            }
        }
        // What is read for the same period is in use for it too, and waits already.
        let Kind::Derived(derived @ DerivedKind { form: DerivedForm::OverPeriods { .. }, .. }) = &measure.kind else {
            continue;
        };
        for earlier in input_periods(pack, measure, derived, &period) {
            waiting.extend(closure(pack, &derived.inputs).into_iter().map(|m| (m, earlier.clone())));
        }
    }
    let place = |id: &str| pack.datasets.iter().position(|d| d.id == id);
    slices.sort_by_key(|(dataset, period)| (place(dataset), period.start));
    slices
}

/// The measures that have results for a period: of its calendar and kind, and in use on its last day.
pub fn measures_in_use<'p>(pack: &'p Pack, period: &Period) -> impl Iterator<Item = &'p Measure> {
    let period = period.clone();
    pack.measures.iter().filter(move |measure| is_in_use(measure, &period))
}

/// True when a measure has results for a period: it is of its calendar and kind, and in use on its last day.
pub(crate) fn is_in_use(measure: &Measure, period: &Period) -> bool {
    measure.calendar == period.calendar && measure.period == period.kind && measure.validity.holds_on(period.end)
}

/// The periods whose results a measure made of results reads, the latest last: the period itself, or
/// those over which it is made. Fewer than it asks for where the calendar ends.
pub(crate) fn input_periods(pack: &Pack, measure: &Measure, derived: &DerivedKind, period: &Period) -> Vec<Period> {
    let DerivedForm::OverPeriods { periods, lag, .. } = derived.form else { return vec![period.clone()] };
    let input = derived.inputs.iter().find_map(|id| pack.measures.iter().find(|m| m.id == *id));
    let calendar = calendar_of(pack, &measure.calendar);
    let (Some(input), Some(calendar)) = (input, calendar) else { return Vec::new() };
    let last = calendar.containing(input.period, period.end).ok();
    let count = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let backward = std::iter::successors(last, |p| calendar.previous(p));
    let mut found: Vec<Period> = backward.skip(count(lag)).take(count(periods)).collect();
    found.reverse();
    found
}

/// Measures with those that they read for the same period, however far round.
fn closure<'p>(pack: &'p Pack, ids: &[String]) -> Vec<&'p Measure> {
    let mut found: Vec<&Measure> = Vec::new();
    let mut waiting: Vec<&String> = ids.iter().collect();
    while let Some(id) = waiting.pop() {
        let Some(measure) = pack.measures.iter().find(|m| m.id == *id) else { continue };
        if found.iter().any(|known| known.id == measure.id) {
            continue;
        }
        found.push(measure);
        match &measure.kind {
            Kind::Derived(DerivedKind { form: DerivedForm::OverPeriods { .. }, .. }) => {}
            Kind::Derived(derived) => waiting.extend(&derived.inputs),
            _ => {}
        }
    }
    found
}

/// Where a measure's rows come from; `None` for a derived measure.
pub fn counted(kind: &Kind) -> Option<&Counted> {
    Some(match kind {
        Kind::Count(counted)
        | Kind::Ratio { counted, .. }
        | Kind::Mean { counted, .. }
        | Kind::Quantile { counted, .. }
        | Kind::Classes { counted, .. }
        | Kind::Unduplicated { counted, .. }
        | Kind::Reported { counted, .. }
        | Kind::Proportion(Populations { counted, .. })
        | Kind::WeightedProportion { populations: Populations { counted, .. }, .. } => counted,
        Kind::Derived(_) => return None,
    })
}

pub(crate) fn calendar_of<'p>(pack: &'p Pack, id: &str) -> Option<&'p Calendar> {
    pack.calendars.iter().find(|c| c.id == id)
}

/// The values of a row that its slice decides: settings and the period's first and last day.
pub(crate) fn fixed_values(pack: &Pack, dataset: &Dataset, period: &Period) -> Vec<(Slot, Value)> {
    let settings = dataset.setting_slots.iter().map(|(id, slot)| {
        let setting = pack.settings.iter().find(|s| s.id == *id);
        (*slot, setting.map_or(Value::Null, |s| s.on(period.end)))
    });
    let (start, end) = dataset.period_slots;
    settings.chain([(start, Value::Date(period.start)), (end, Value::Date(period.end))]).collect()
}

/// The slices of a dataset that lie wholly within a period.
fn dataset_slices(pack: &Pack, dataset: &str, period: &Period) -> Vec<Period> {
    let Some(dataset) = pack.datasets.iter().find(|d| d.id == dataset) else { return Vec::new() };
    let Some(calendar) = calendar_of(pack, &dataset.calendar) else { return Vec::new() };
    periods_touching(calendar, dataset.period, period.start, period.end)
        .into_iter()
        .filter(|p| period.start <= p.start && p.end <= period.end)
        .collect()
}

/// The periods of a kind that hold a day between two, both included, in order.
fn periods_touching(
    calendar: &Calendar,
    kind: PeriodKind,
    from: jiff::civil::Date,
    to: jiff::civil::Date,
) -> Vec<Period> {
    if kind == PeriodKind::Wave {
        let labels = calendar.waves.iter().filter(|w| w.start <= to && from <= w.end).map(|w| w.label.as_str());
        let mut waves: Vec<Period> = labels.filter_map(|label| calendar.period(label).ok()).collect();
        waves.sort_by_key(|w| w.start);
        return waves;
    }
    let first = calendar.containing(kind, from).ok();
    std::iter::successors(first, |p| calendar.next(p)).take_while(|p| p.start <= to).collect()
}

fn tasks_of<'p>(dataset: &'p Dataset, measure: &'p Measure) -> Vec<Task<'p>> {
    let mut tasks = Vec::new();
    if counted(&measure.kind).is_some_and(|c| c.dataset == dataset.id) {
        tasks.push(Task { measure, aspect: Aspect::Rows, groupings: groupings(dataset, measure) });
    }
    if matches!(&measure.kind, Kind::WeightedProportion { frame, .. } if *frame == dataset.id) {
        tasks.push(Task { measure, aspect: Aspect::Frame, groupings: vec![Vec::new()] });
    }
    tasks
}

/// The total, each stratifier, each declared cross.
pub(crate) fn groupings<'p>(dataset: &'p Dataset, measure: &Measure) -> Vec<Vec<&'p Stratifier>> {
    let find = |id: &String| dataset.stratifiers.iter().find(|s| s.id == *id);
    let single = measure.stratifiers.iter().map(|id| vec![id.clone()]);
    std::iter::once(Vec::new())
        .chain(single)
        .chain(measure.crosses.iter().cloned())
        .filter_map(|ids: Vec<String>| ids.iter().map(find).collect())
        .collect()
}
