//! Small programs for tests, and tables of rows written as text.

use jiff::civil::{Date, date};
use milepost_calendar::{Calendar, Period, PeriodKind, Wave};
use milepost_expression::{DecisionTable, Expression, Number, RowText, Scope, Slot, Type, Value, compile};
use milepost_measure::{
    AsOf, Calculator, Cells, DatasetPlan, Group, LoadedSlices, MeasureResult, Plain, RollUp, RolledUp, Submitted,
    roll_up, slices_needed,
};
use milepost_pack::*;

/// A program with a state `ST`, years from July (`FFY2011`), quarters, months and two waves.
pub(crate) fn program() -> Pack {
    let wave = |label: &str, start, end| Wave { label: label.to_owned(), start, end };
    let calendar = Calendar {
        id: "ffy".to_owned(),
        year_starts: (7, 1),
        year_label: Some("FFY{start}".to_owned()),
        quarter_label: Some("FFY{start}Q{quarter}".to_owned()),
        month_label: Some("{year}-{month}".to_owned()),
        waves: vec![
            wave("fall", date(2011, 9, 1), date(2011, 11, 30)),
            wave("spring", date(2012, 3, 1), date(2012, 5, 31)),
        ],
    };
    let mut pack = Pack {
        id: "tiny".to_owned(),
        title: "A tiny program".to_owned(),
        release: "1".to_owned(),
        about: String::new(),
        authority: String::new(),
        state_agency: "ST".to_owned(),
        cites: Vec::new(),
        citations: Vec::new(),
        calendars: vec![calendar],
        agency_types: Vec::new(),
        agencies: Vec::new(),
        memberships: Vec::new(),
        code_lists: Vec::new(),
        datasets: Vec::new(),
        measures: Vec::new(),
        measure_order: Vec::new(),
        standards: Vec::new(),
        consequences: Vec::new(),
        settings: Vec::new(),
        reports: Vec::new(),
        samples: Vec::new(),
        synthetic: Vec::new(),
        files: Files::default(),
        hash: String::new(),
    };
    agency(&mut pack, "ST", "state", "");
    pack
}

/// Adds an agency that exists for ever, below a parent if one is named.
pub(crate) fn agency(pack: &mut Pack, id: &str, kind: &str, parent: &str) {
    pack.agencies.push(Agency {
        id: id.to_owned(),
        title: id.to_owned(),
        kind: kind.to_owned(),
        validity: Validity::default(),
        span: Span::default(),
    });
    if !parent.is_empty() {
        member(pack, id, parent, None, None);
    }
}

/// Adds a membership from one day to another.
pub(crate) fn member(pack: &mut Pack, member: &str, parent: &str, from: Option<Date>, to: Option<Date>) {
    pack.memberships.push(Membership {
        member: member.to_owned(),
        parent: parent.to_owned(),
        validity: Validity { from, to },
        reason: String::new(),
        span: Span::default(),
    });
}

/// Adds a setting that has one value for ever.
pub(crate) fn setting(pack: &mut Pack, id: &str, kind: Type, values: &[(Value, Validity)]) {
    pack.settings.push(Setting {
        id: id.to_owned(),
        title: String::new(),
        about: String::new(),
        kind,
        choices: Vec::new(),
        values: values
            .iter()
            .map(|(value, validity)| SettingValue { value: value.clone(), validity: *validity })
            .collect(),
        cites: Vec::new(),
        certainty: Certainty::Stated,
        span: Span::default(),
    });
}

/// How a derived value of a table is made.
pub(crate) enum Made<'a> {
    /// By an expression.
    By(&'a str),
    /// By a decision table: inputs, then rows of cells with the outcome last, of a type.
    Decided(&'a [&'a str], &'a [&'a [&'a str]], Type),
    /// By looking at other rows.
    LookedUp(Look<'a>),
}

/// A lookup in words.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) dataset: &'a str,
    pub(crate) on: &'a str,
    pub(crate) anchor: &'a str,
    pub(crate) back: i32,
    pub(crate) forward: i32,
    pub(crate) condition: &'a str,
    /// `exists`, `count`, or `sum`, `first`, `last` and an expression.
    pub(crate) take: &'a str,
    pub(crate) itself: bool,
}

/// How a stratifier of a table groups.
pub(crate) enum By<'a> {
    /// By the value of a name, with these codes.
    Name(&'a str, &'a [&'a str]),
    /// By conditions: code and condition.
    When(&'a [(&'a str, &'a str)]),
}

/// A dataset in words.
pub(crate) struct Table<'a> {
    pub(crate) id: &'a str,
    pub(crate) columns: &'a [(&'a str, Type)],
    /// Names of columns.
    pub(crate) key: &'a [&'a str],
    pub(crate) unit: &'a str,
    pub(crate) agency: Option<&'a str>,
    pub(crate) reported_by: &'a str,
    pub(crate) period: PeriodKind,
    pub(crate) derived: &'a [(&'a str, Made<'a>)],
    pub(crate) stratifiers: &'a [(&'a str, By<'a>)],
}

impl Default for Table<'_> {
    fn default() -> Self {
        Self {
            id: "visit",
            columns: &[],
            key: &["key"],
            unit: "key",
            agency: None,
            reported_by: "state",
            period: PeriodKind::Year,
            derived: &[],
            stratifiers: &[],
        }
    }
}

/// Adds a dataset to a program; its settings and the datasets it looks into stand there already
/// (it may look into itself).
pub(crate) fn dataset(pack: &mut Pack, table: &Table<'_>) {
    let slot = |name: &str| Slot(table.columns.iter().position(|(id, _)| *id == name).expect(name));
    let mut kinds: Vec<Option<Type>> = Vec::new();
    let mut derived: Vec<Derived> = Vec::new();
    for (index, (id, made)) in table.derived.iter().enumerate() {
        let scope = scope_of(pack, table, &kinds);
        let (source, kind) = source_of(pack, table, &kinds, &scope, made);
        kinds.push(Some(kind));
        derived.push(Derived {
            id: (*id).to_owned(),
            about: String::new(),
            slot: Slot(table.columns.len() + index),
            looked_up: is_looked_up(&source, &derived),
            source,
            span: Span::default(),
        });
    }
    let scope = scope_of(pack, table, &kinds);
    let first = table.columns.len() + table.derived.len();
    let setting_slots = pack.settings.iter().enumerate().map(|(i, s)| (s.id.clone(), Slot(first + i))).collect();
    let end = first + pack.settings.len();
    let stratifiers = table.stratifiers.iter().map(|(id, by)| stratifier(id, by, &scope)).collect();
    let dataset = Dataset {
        id: table.id.to_owned(),
        title: String::new(),
        about: String::new(),
        cites: Vec::new(),
        role: None,
        validity: Validity::default(),
        calendar: "ffy".to_owned(),
        period: table.period,
        slice: SliceBy::Submission,
        agency_column: table.agency.map(slot),
        reported_by: table.reported_by.to_owned(),
        key: table.key.iter().map(|k| slot(k)).collect(),
        unit: slot(table.unit),
        columns: table.columns.iter().map(|(id, kind)| column(id, *kind)).collect(),
        derived,
        checks: Vec::new(),
        stratifiers,
        scope,
        setting_slots,
        period_slots: (Slot(end), Slot(end + 1)),
        span: Span::default(),
    };
    pack.datasets.push(dataset);
}

fn is_looked_up(source: &Source, before: &[Derived]) -> bool {
    let reads = match source {
        Source::Expression(formula) => formula.expression.reads(),
        Source::Decision(table) => table.inputs().iter().flat_map(Expression::reads).collect(),
        Source::Lookup(_) => return true,
    };
    before.iter().any(|derived| derived.looked_up && reads.contains(&derived.slot))
}

fn column(id: &str, kind: Type) -> Column {
    Column {
        id: id.to_owned(),
        title: String::new(),
        about: String::new(),
        kind,
        places: 2,
        required: false,
        minimum: None,
        maximum: None,
        pattern: None,
        longest: None,
        codes: None,
        references: None,
        not_applicable: None,
        confidential: false,
        level: Level::Error,
        span: Span::default(),
    }
}

fn scope_of(pack: &Pack, table: &Table<'_>, kinds: &[Option<Type>]) -> Scope {
    let mut scope = Scope::new();
    for (id, kind) in table.columns {
        scope.add(*id, *kind);
    }
    for (index, (id, _)) in table.derived.iter().enumerate() {
        match kinds.get(index).copied().flatten() {
            Some(kind) => scope.add(*id, kind),
            None => scope.add_unnamed(),
        };
    }
    for setting in &pack.settings {
        scope.add(format!("setting.{}", setting.id), setting.kind);
    }
    scope.add("period.start", Type::Date);
    scope.add("period.end", Type::Date);
    scope
}

fn source_of(pack: &Pack, table: &Table<'_>, kinds: &[Option<Type>], scope: &Scope, made: &Made<'_>) -> (Source, Type) {
    match made {
        Made::By(text) => {
            let formula = formula(text, scope);
            let kind = formula.expression.kind();
            (Source::Expression(formula), kind)
        }
        Made::Decided(inputs, rows, kind) => {
            let inputs: Vec<Expression> = inputs.iter().map(|text| formula(text, scope).expression).collect();
            let rows: Vec<RowText> = rows
                .iter()
                .map(|row| {
                    let (outcome, cells) = row.split_last().expect("a row has an outcome");
                    RowText { cells: cells.iter().map(|c| (*c).to_owned()).collect(), outcome: (*outcome).to_owned() }
                })
                .collect();
            (Source::Decision(DecisionTable::compile(inputs, &rows, *kind, scope).expect("a good table")), *kind)
        }
        Made::LookedUp(look) => looked_up(pack, table, kinds, scope, look),
    }
}

/// The other row's names, then `this.NAME`; the two whole rows are put end to end.
fn looked_up(pack: &Pack, table: &Table<'_>, kinds: &[Option<Type>], scope: &Scope, look: &Look<'_>) -> (Source, Type) {
    let mut both = Scope::new();
    let other = pack.datasets.iter().find(|d| d.id == look.dataset);
    let other_columns: Vec<(String, Type)> = match other {
        Some(other) => other.columns.iter().map(|c| (c.id.clone(), c.kind)).collect(),
        None => table.columns.iter().map(|(id, kind)| ((*id).to_owned(), *kind)).collect(),
    };
    let other_scope = other.map_or(scope, |d| &d.scope);
    for (name, kind) in padded(other_scope) {
        if name.is_empty() {
            both.add_unnamed()
        } else {
            both.add(name, kind)
        };
    }
    for (name, kind) in padded(scope) {
        if name.is_empty() || name.contains('.') {
            both.add_unnamed()
        } else {
            both.add(format!("this.{name}"), kind)
        };
    }
    let on = other_columns.iter().position(|(id, _)| id == look.on).expect("the column of the date");
    let (word, value) = look.take.split_once(' ').unwrap_or((look.take, ""));
    let value = (!value.is_empty()).then(|| formula(value, &both));
    let kind = match word {
        "exists" => Type::Boolean,
        "count" => Type::Integer,
        _ => value.as_ref().expect("a value").expression.kind(),
    };
    let take = match (word, value) {
        ("exists", _) => Take::Exists,
        ("count", _) => Take::Count,
        ("sum", Some(value)) => Take::Sum(value),
        ("first", Some(value)) => Take::First(value),
        ("last", Some(value)) => Take::Last(value),
        (other, _) => panic!("no way to take {other}"),
    };
    let _ = kinds;
    let source = Source::Lookup(Lookup {
        dataset: look.dataset.to_owned(),
        on: Slot(on),
        anchor: formula(look.anchor, scope),
        back_days: look.back,
        forward_days: look.forward,
        condition: (!look.condition.is_empty()).then(|| formula(look.condition, &both)),
        take,
        itself: look.itself,
    });
    (source, kind)
}

/// Every slot of a scope with its name, unnamed ones as empty text.
fn padded(scope: &Scope) -> Vec<(String, Type)> {
    let mut all = vec![(String::new(), Type::Text); scope.len()];
    for (name, kind) in scope.names() {
        let (slot, _) = scope.find(name).expect("a named slot");
        all[slot.0] = (name.to_owned(), kind);
    }
    all
}

fn stratifier(id: &str, by: &By<'_>, scope: &Scope) -> Stratifier {
    let code = |code: &str| Code { code: code.to_owned(), title: code.to_owned() };
    let (groups, by) = match by {
        By::Name(name, codes) => {
            let (slot, kind) = scope.find(name).expect(name);
            let by = if kind == Type::Codes { GroupBy::Codes(slot) } else { GroupBy::Text(slot) };
            (codes.iter().map(|c| code(c)).collect(), by)
        }
        By::When(groups) => {
            let conditions = groups.iter().map(|(_, text)| formula(text, scope)).collect();
            (groups.iter().map(|(c, _)| code(c)).collect(), GroupBy::Conditions(conditions))
        }
    };
    Stratifier { id: id.to_owned(), title: id.to_owned(), groups, by, span: Span::default() }
}

pub(crate) fn formula(text: &str, scope: &Scope) -> Formula {
    let expression = compile(text, scope).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    Formula { text: text.to_owned(), span: Span::default(), expression }
}

/// A measure of the year in percent, higher is better, without groups.
pub(crate) fn measure<'p>(pack: &'p mut Pack, id: &str, kind: Kind) -> &'p mut Measure {
    pack.measures.push(Measure {
        id: id.to_owned(),
        title: format!("Title of {id}"),
        definition: format!("Definition of {id}"),
        cites: Vec::new(),
        validity: Validity::default(),
        calendar: "ffy".to_owned(),
        period: PeriodKind::Year,
        direction: Direction::Higher,
        unit_of_count: "visits".to_owned(),
        display: Display { unit: Unit::Percent, places: 1, rounding: Rounding::HalfAwayFromZero },
        stratifiers: Vec::new(),
        crosses: Vec::new(),
        kind,
        published: true,
        may_exceed: false,
        span: Span::default(),
    });
    pack.measures.last_mut().expect("just added")
}

/// Compiles a text over a dataset's rows; `None` for no text.
pub(crate) fn over(pack: &Pack, dataset: &str, text: &str) -> Option<Formula> {
    let dataset = pack.datasets.iter().find(|d| d.id == dataset).expect(dataset);
    (!text.is_empty()).then(|| formula(text, &dataset.scope))
}

pub(crate) fn counted(pack: &Pack, dataset: &str, initial_population: &str) -> Counted {
    Counted {
        dataset: dataset.to_owned(),
        initial_population: over(pack, dataset, initial_population),
        period_offset: 0,
        follow_up: None,
    }
}

/// Populations in the order in which they are asked: initial population, denominator, exclusion,
/// numerator, addition, exception; an empty text for one that is not declared.
pub(crate) fn populations(pack: &Pack, dataset: &str, texts: [&str; 6]) -> Populations {
    Populations {
        counted: counted(pack, dataset, texts[0]),
        denominator: over(pack, dataset, texts[1]),
        exclusion: over(pack, dataset, texts[2]),
        numerator: over(pack, dataset, texts[3]).expect("a numerator"),
        addition: over(pack, dataset, texts[4]),
        exception: over(pack, dataset, texts[5]),
    }
}

/// A derived measure's kind: inputs with the parts that are read, and one text (a value) or two (a share).
pub(crate) fn derived(inputs: &[(&str, &[&str])], texts: &[&str]) -> Kind {
    let mut scope = Scope::new();
    for (input, parts) in inputs {
        for part in *parts {
            scope.add(format!("{input}.{part}"), Type::Decimal);
        }
    }
    let form = match texts {
        [value] => DerivedForm::Value(formula(value, &scope)),
        [above, below] => DerivedForm::Share { numerator: formula(above, &scope), denominator: formula(below, &scope) },
        _ => panic!("one text or two"),
    };
    Kind::Derived(DerivedKind { inputs: inputs.iter().map(|(id, _)| (*id).to_owned()).collect(), scope, form })
}

pub(crate) fn half() -> Number {
    Number::new(1, 2)
}

pub(crate) fn period(pack: &Pack, label: &str) -> Period {
    pack.calendars[0].period(label).expect(label)
}

/// A program with rows.
pub(crate) struct World {
    pub(crate) pack: Pack,
    pub(crate) loaded: LoadedSlices,
    pub(crate) submitted: Vec<Submitted>,
    pub(crate) memberships: AsOf,
}

impl World {
    /// A program without rows. Its measures are put in the order of what they read.
    pub(crate) fn new(mut pack: Pack) -> Self {
        let reads = |measure: &Measure| match &measure.kind {
            Kind::Derived(derived) => derived.inputs.clone(),
            _ => Vec::new(),
        };
        let mut order: Vec<usize> = Vec::new();
        while order.len() < pack.measures.len() {
            let is_done = |id: &String| order.iter().any(|i| pack.measures[*i].id == *id);
            let ready = (0..pack.measures.len())
                .find(|i| !order.contains(i) && reads(&pack.measures[*i]).iter().all(is_done))
                .expect("measures that do not read each other");
            order.push(ready);
        }
        pack.measure_order = order;
        Self { pack, loaded: LoadedSlices::new(), submitted: Vec::new(), memberships: AsOf::SliceEnd }
    }

    /// Loads rows of a slice, submitted by the state: a line a row, `|` between fields.
    pub(crate) fn load(&mut self, dataset: &str, label: &str, rows: &str) {
        self.load_unsubmitted(dataset, label, rows);
        self.submit(dataset, label, "ST");
    }

    pub(crate) fn load_unsubmitted(&mut self, dataset: &str, label: &str, rows: &str) {
        let period = period(&self.pack, label);
        let table = self.pack.datasets.iter().find(|d| d.id == dataset).expect(dataset);
        self.loaded.load_values(&self.pack, table, &period, values(table, rows));
    }

    /// Says that an agency submitted, rows or nothing.
    pub(crate) fn submit(&mut self, dataset: &str, label: &str, agency: &str) {
        let (dataset, period, agency) = (dataset.to_owned(), label.to_owned(), agency.to_owned());
        self.submitted.push(Submitted { dataset, period, agency });
    }

    pub(crate) fn slice_cells(&self, dataset: &str, label: &str) -> Cells {
        let plan = DatasetPlan::new(&self.pack, dataset, &period(&self.pack, label)).expect("a plan");
        Plain.cells(&plan, &self.loaded.slice(dataset, label)).expect("rows that can be counted")
    }

    pub(crate) fn cells(&self, label: &str) -> Vec<Cells> {
        let needed = slices_needed(&self.pack, &period(&self.pack, label));
        needed.iter().map(|(dataset, period)| self.slice_cells(dataset, &period.label)).collect()
    }

    pub(crate) fn rolled(&self, label: &str) -> RolledUp {
        self.rolled_from(label, &self.cells(label))
    }

    pub(crate) fn rolled_from(&self, label: &str, cells: &[Cells]) -> RolledUp {
        roll_up(&RollUp {
            pack: &self.pack,
            period: &period(&self.pack, label),
            memberships: self.memberships,
            cells,
            submitted: &self.submitted,
        })
    }

    /// The results of FFY2011, which has no problems.
    pub(crate) fn results(&self) -> Vec<MeasureResult> {
        let rolled = self.rolled("FFY2011");
        assert_eq!(rolled.problems, []);
        rolled.results
    }
}

/// Rows of a dataset from text.
pub(crate) fn values(dataset: &Dataset, rows: &str) -> Vec<Vec<Value>> {
    let lines = rows.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('|').map(str::trim).collect();
            assert_eq!(fields.len(), dataset.columns.len(), "{line}");
            fields.iter().zip(&dataset.columns).map(|(field, column)| value(field, column.kind)).collect()
        })
        .collect()
}

pub(crate) fn value(field: &str, kind: Type) -> Value {
    if field.is_empty() {
        return Value::Null;
    }
    match kind {
        Type::Boolean => Value::Boolean(field == "yes"),
        Type::Integer => Value::Integer(field.parse().expect(field)),
        Type::Decimal => Value::Decimal(number(field)),
        Type::Text => Value::Text(field.into()),
        Type::Date => Value::Date(field.parse().expect(field)),
        Type::Codes => {
            let mut codes: Vec<_> = field.split(';').map(std::sync::Arc::from).collect();
            codes.sort();
            Value::Codes(codes.into())
        }
    }
}

/// A decimal number such as `-12.50`, or a ratio `1/3`.
pub(crate) fn number(text: &str) -> Number {
    let Some((whole, fraction)) = text.split_once('.') else { return text.parse().expect(text) };
    let digits: i128 = format!("{whole}{fraction}").parse().expect(text);
    Number::new(digits, 10_i128.pow(u32::try_from(fraction.len()).expect("few digits")))
}

/// A group from its text: `race=black`.
pub(crate) fn group(text: &str) -> Group {
    let pairs = text.split('+').filter(|t| !t.is_empty()).map(|t| t.split_once('=').expect(text));
    Group(pairs.map(|(stratifier, code)| (stratifier.to_owned(), code.to_owned())).collect())
}

/// The result of a measure at an agency and a group.
pub(crate) fn find<'r>(
    results: &'r [MeasureResult],
    measure: &str,
    agency: &str,
    group_text: &str,
) -> &'r MeasureResult {
    let group = group(group_text);
    results
        .iter()
        .find(|r| r.measure == measure && r.agency == agency && r.group == group)
        .unwrap_or_else(|| panic!("no result of {measure} for {agency} {group_text}"))
}

/// State and value in one word: `66.6666666667`, `no_cases`.
pub(crate) fn said(result: &MeasureResult) -> String {
    match &result.value {
        Some(value) => milepost_measure::decimal_text(value),
        None => result.state.as_str().to_owned(),
    }
}

/// The parts of a result, each as `name=value`, in order of name.
pub(crate) fn parts(result: &MeasureResult) -> String {
    let part = |(name, value): (&String, &num_rational::BigRational)| {
        format!("{name}={}", milepost_measure::parts_text(value))
    };
    result.parts.iter().map(part).collect::<Vec<_>>().join(" ")
}
