//! Measures and rows by chance.

use jiff::civil::Date;
use milepost_calendar::PeriodKind;
use milepost_expression::{Number, Scope, Type, Value};
use milepost_measure::{LoadedSlices, SliceRow};
use milepost_pack::{Code, Kind, Pack, Populations, Validity};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::generated;
use crate::program::{
    By, Look, Made, Table, agency, counted, dataset, half, measure, over, period, populations, program, setting,
};

/// What makes a program and its rows.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    derived: (String, String),
    table_is_total: bool,
    look: (bool, u8, i32, i32, bool, bool),
    groups: [String; 2],
    measures: Vec<Measured>,
    pub(crate) rows: Vec<Vec<Value>>,
    around: Vec<(u8, Vec<Value>)>,
    /// How many files the slice is spread over.
    pub(crate) files: usize,
    /// The rows of one agency count no longer.
    pub(crate) one_is_out: bool,
}

#[derive(Clone, Debug)]
struct Measured {
    kind: u8,
    conditions: [Option<String>; 6],
    numbers: [(Type, String); 2],
    text: String,
    places: u8,
    stratifiers: Vec<&'static str>,
    crosses: Vec<Vec<&'static str>>,
}

const STRATIFIERS: [&str; 5] = ["text", "codes", "flag", "when", "made"];
const PERIODS: [&str; 3] = ["FFY2010", "FFY2011", "FFY2012"];
pub(crate) const COUNTED: &str = "FFY2011";

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let tame = prop_oneof![5 => Just(true), 1 => Just(false)];
    tame.prop_flat_map(|tame| {
        let derived =
            select(Type::ALL.to_vec()).prop_flat_map(|kind| (generated::text(kind), generated::text(Type::Boolean)));
        let reach = || select(vec![0, 1, 30]);
        (
            derived,
            prop_oneof![9 => Just(true), 1 => Just(false)],
            (any::<bool>(), 0..8_u8, reach(), reach(), any::<bool>(), any::<bool>()),
            [generated::text(Type::Boolean), generated::text(Type::Boolean)],
            vec(measured(), 1..6),
            vec(row(tame), 0..50),
            vec((0..4_u8, row(tame)), 0..30),
            1..4_usize,
            any::<bool>(),
        )
            .prop_map(|(derived, table_is_total, look, groups, measures, rows, around, files, one_is_out)| {
                Case { derived, table_is_total, look, groups, measures, rows, around, files, one_is_out }
            })
    })
}

fn measured() -> impl Strategy<Value = Measured> {
    let condition = || {
        let own = select(vec!["seen", "holds", "class = 2", "integer_one >= setting.least", "found IS NOT NULL"]);
        let mixed = (own.clone(), generated::text(Type::Boolean)).prop_map(|(own, text)| format!("{own} AND {text}"));
        prop_oneof![2 => own.prop_map(str::to_owned), 3 => generated::text(Type::Boolean), 1 => mixed]
    };
    let number = || {
        prop_oneof![
            (Just(Type::Integer), generated::text(Type::Integer)),
            (Just(Type::Decimal), generated::text(Type::Decimal)),
            (Just(Type::Integer), Just("class".to_owned())),
            (
                Just(Type::Decimal),
                select(vec!["decimal_one", "decimal_one * 2", "COALESCE(decimal_one, 0.5)"]).prop_map(str::to_owned)
            ),
        ]
    };
    let option = || proptest::option::of(condition());
    (
        0..9_u8,
        [option(), option(), option(), option(), option(), option()],
        [number(), number()],
        prop_oneof![generated::text(Type::Text), Just("text_one".to_owned())],
        0..4_u8,
        subsequence(STRATIFIERS.to_vec(), 0..=5),
        vec(subsequence(STRATIFIERS.to_vec(), 2..=3), 0..2),
    )
        .prop_map(|(kind, conditions, numbers, text, places, stratifiers, crosses)| Measured {
            kind,
            conditions,
            numbers,
            text,
            places,
            stratifiers,
            crosses,
        })
}

/// A row of few keys, units, agencies and days, then the values of the generated scope as they can be stored.
fn row(tame: bool) -> impl Strategy<Value = Vec<Value>> {
    let text = |texts: &'static [&'static str]| select(texts).prop_map(|text| Value::Text(text.into()));
    let day = select(vec![(2011, 7, 1), (2011, 7, 2), (2011, 7, 31), (2011, 8, 1), (2012, 6, 30), (2012, 7, 1)]);
    let day = day.prop_map(|(year, month, day)| Value::Date(Date::constant(year, month, day)));
    let day = prop_oneof![1 => Just(Value::Null), 8 => day];
    (text(&["1", "2", "3", "4", "5"]), text(&["p", "q", "r"]), text(&["A1", "A2", "A3"]), day, generated::row())
        .prop_map(move |(key, unit, agency, day, values)| {
            let values = values.into_iter().map(|value| storable(value, tame));
            [key, unit, agency, day].into_iter().chain(values).collect()
        })
}

fn storable(value: Value, tame: bool) -> Value {
    match value {
        Value::Integer(n) if tame => Value::Integer(n % 1000),
        Value::Decimal(number) => {
            let most = if tame { 100_000 } else { 10_i128.pow(30) };
            Value::Decimal(Number::new(number.to_integer() % most * 100 + number.numer() % 100, 100))
        }
        Value::Codes(codes) if codes.is_empty() => Value::Null,
        Value::Text(text) => Value::Text(text.replace('\0', "").into()),
        Value::Date(date) if tame && !(1000..3000).contains(&date.year()) => Value::Null,
        value => value,
    }
}

impl Case {
    /// The program that the case is about.
    pub(crate) fn pack(&self) -> Pack {
        let mut pack = program();
        for id in ["A1", "A2", "A3"] {
            agency(&mut pack, id, "unit", "ST");
        }
        setting(&mut pack, "least", Type::Integer, &[(Value::Integer(3), Validity::default())]);
        let scope = generated::scope();
        let columns = columns(&scope);
        let event = Table { id: "event", columns: &columns, unit: "unit", agency: Some("agency"), ..Table::default() };
        dataset(&mut pack, &event);
        let table = [
            &["'a' | 'b'", "*", "1"][..],
            &["*", "..0", "2"],
            &["absent", "*", "absent"],
            &["*", "*", if self.table_is_total { "3" } else { "error: no such case" }],
        ];
        let (any, boolean) = &self.derived;
        let derived = [
            ("any", Made::By(any)),
            ("holds", Made::By(boolean)),
            ("class", Made::Decided(&["text_one", "integer_one"], &table, Type::Integer)),
            ("seen", Made::LookedUp(self.look("exists"))),
            ("found", Made::LookedUp(self.look(TAKES[usize::from(self.look.1)]))),
        ];
        let when = [("x", self.groups[0].as_str()), ("y", self.groups[1].as_str()), ("z", "seen")];
        let stratifiers = [
            ("text", By::Name("text_one", &["a", "b", "A"])),
            ("codes", By::Name("codes_one", &["a", "b"])),
            ("flag", By::Name("boolean_one", &["true", "false"])),
            ("when", By::When(&when)),
            ("made", By::Name("class", &["1", "2"])),
        ];
        let visit = Table {
            columns: &columns,
            unit: "unit",
            agency: Some("agency"),
            derived: &derived,
            stratifiers: &stratifiers,
            ..Table::default()
        };
        dataset(&mut pack, &visit);
        for (index, measured) in self.measures.iter().enumerate() {
            let kind = measured.kind(&pack);
            let measure = measure(&mut pack, &format!("m{index}"), kind);
            measure.period = PeriodKind::Year;
            measure.stratifiers = measured.stratifiers.iter().map(|s| (*s).to_owned()).collect();
            let cross = |cross: &Vec<&str>| cross.iter().map(|s| (*s).to_owned()).collect();
            measure.crosses = measured.crosses.iter().map(cross).collect();
        }
        pack
    }

    fn look(&self, take: &'static str) -> Look<'static> {
        let (own, _, back, forward, itself, conditional) = self.look;
        Look {
            dataset: if own { "visit" } else { "event" },
            on: "day",
            anchor: "day",
            back,
            forward,
            condition: if conditional { "boolean_one OR integer_one > this.integer_one" } else { "" },
            take,
            itself: own && itself,
        }
    }

    /// The rows of the slice that is counted and those around it. What counts no longer is not among them.
    pub(crate) fn loaded(&self, pack: &Pack, out: &str) -> LoadedSlices {
        let mut loaded = LoadedSlices::new();
        for table in &pack.datasets {
            for (index, label) in PERIODS.iter().enumerate() {
                let own = table.id == "visit" && *label == COUNTED;
                let around = self.around.iter().filter(|(place, _)| usize::from(*place) == index);
                let around = around.filter(|_| !own).map(|(_, values)| values);
                let rows = self.rows.iter().filter(|_| own).chain(around).map(slice_row);
                loaded.load(table, &period(pack, label), rows.filter(|row| row.agency != out).collect::<Vec<_>>());
            }
        }
        loaded
    }

    /// Every row of the slice, those too that count no longer.
    pub(crate) fn slice_rows(&self) -> Vec<SliceRow> {
        self.rows.iter().map(slice_row).collect()
    }
}

const TAKES: [&str; 8] = [
    "count",
    "sum integer_one",
    "sum decimal_one",
    "first text_one",
    "last text_one",
    "first boolean_one",
    "last integer_one + this.integer_one",
    "exists",
];

fn slice_row(values: impl AsRef<[Value]>) -> SliceRow {
    let values = values.as_ref();
    SliceRow { agency: values[2].to_string(), values: values.to_vec() }
}

fn columns(scope: &Scope) -> Vec<(&str, Type)> {
    let own = [("key", Type::Text), ("unit", Type::Text), ("agency", Type::Text), ("day", Type::Date)];
    own.into_iter().chain(scope.names()).collect()
}

impl Measured {
    fn kind(&self, pack: &Pack) -> Kind {
        let text = |place: usize| self.conditions[place].as_deref().unwrap_or("");
        let numerator = if text(3).is_empty() { "holds" } else { text(3) };
        let texts = [text(0), text(1), text(2), numerator, text(4), text(5)];
        let counted = || counted(pack, "visit", text(0));
        let formula = |text: &str| over(pack, "visit", text).expect("a text");
        let number = |place: usize| formula(&self.numbers[place].1);
        let codes = || ["a", "b", "ab", ""].map(|c| Code { code: c.to_owned(), title: String::new() }).to_vec();
        let populations = || -> Populations { populations(pack, "visit", texts) };
        let (counted, places) = (counted(), self.places);
        match self.kind {
            0 => Kind::Count(counted),
            1 => Kind::Proportion(populations()),
            2 => Kind::Ratio { counted, numerator: number(0), denominator: number(1), places },
            3 => Kind::Mean { counted, observation: number(0), places },
            4 => Kind::Quantile { counted, observation: number(0), places, share: half() },
            5 => Kind::Classes { counted, class: formula(&self.text), classes: codes() },
            6 => Kind::WeightedProportion {
                populations: populations(),
                stratum: formula("text_one"),
                strata: codes(),
                frame: "visit".to_owned(),
                frame_stratum: formula(&self.text),
                frame_condition: over(pack, "visit", text(5)),
            },
            7 => Kind::Unduplicated { counted, unit: pack.datasets[1].unit },
            _ => Kind::Reported {
                counted,
                numerator: Some(number(0)),
                denominator: Some(number(1)),
                value: None,
                not_applicable: over(pack, "visit", text(5)),
            },
        }
    }
}
