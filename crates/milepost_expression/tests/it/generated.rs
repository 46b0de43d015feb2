//! Well-typed expressions and rows, by chance.

use std::sync::Arc;

use jiff::civil::Date;
use milepost_expression::{Number, Scope, Type, Value};
use proptest::prelude::*;

/// Two names for each type, so that a row can hold a present and an absent value at once.
pub(crate) fn scope() -> Scope {
    let mut scope = Scope::new();
    for kind in Type::ALL {
        scope.add(format!("{kind}_one"), kind);
        scope.add(format!("{kind}.two"), kind);
    }
    scope
}

/// A row for [`scope`], with values at the ends of their types more often than chance would have it.
pub(crate) fn row() -> impl Strategy<Value = Vec<Value>> {
    let slots: Vec<BoxedStrategy<Value>> =
        Type::ALL.into_iter().flat_map(|kind| [value(kind).boxed(), value(kind).boxed()]).collect();
    slots
}

fn value(kind: Type) -> BoxedStrategy<Value> {
    let present = match kind {
        Type::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        Type::Integer => prop_oneof![
            4 => -10..10_i64,
            1 => any::<i64>(),
            1 => prop::sample::select(vec![i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX]),
        ]
        .prop_map(Value::Integer)
        .boxed(),
        Type::Decimal => prop_oneof![
            4 => (-1_000..1_000_i128, 1..20_i128).prop_map(|(one, other)| Number::new(one, other)),
            1 => any::<i128>().prop_map(Number::from_integer),
            1 => (any::<i128>(), 1..i128::MAX).prop_map(|(one, other)| Number::new(one, other)),
            1 => prop::sample::select(vec![i128::MIN, i128::MAX]).prop_map(Number::from_integer),
        ]
        .prop_map(Value::Decimal)
        .boxed(),
        Type::Text => {
            prop_oneof![3 => "[ab_%A' ]{0,3}", 1 => any::<String>()].prop_map(|text| Value::Text(text.into())).boxed()
        }
        Type::Date => prop_oneof![
            4 => (2007..2013_i16, 1..=12_i8, 1..=31_i8),
            1 => (-9999..=9999_i16, 1..=12_i8, 1..=31_i8),
        ]
        .prop_map(|(year, month, day)| {
            Value::Date((1..=day).rev().find_map(|day| Date::new(year, month, day).ok()).unwrap())
        })
        .boxed(),
        Type::Codes => prop::collection::btree_set("[ab]", 0..3)
            .prop_map(|codes| Value::Codes(codes.into_iter().map(Arc::from).collect()))
            .boxed(),
    };
    prop_oneof![1 => Just(Value::Null), 3 => present].boxed()
}

/// The text of an expression of a type over [`scope`].
pub(crate) fn text(kind: Type) -> BoxedStrategy<String> {
    (0..4_u32).prop_flat_map(move |depth| expression(kind, depth)).boxed()
}

fn expression(kind: Type, depth: u32) -> BoxedStrategy<String> {
    let names =
        prop::sample::select(vec![format!("{kind}_one"), format!("{kind}.two"), format!("CAST(NULL AS {kind})")]);
    if depth == 0 {
        let constants: &[&str] = match kind {
            Type::Boolean => &["TRUE", "FALSE"],
            Type::Integer => &["0", "1", "-3", "9223372036854775807", "-9223372036854775808"],
            Type::Decimal => &["0.0", "2.5", "-0.25", ".125", "12345678901234567890.5"],
            Type::Text => &["''", "'a'", "'it''s'", "'%'", "'é\n'"],
            Type::Date => &["DATE '2012-02-29'", "DATE '0000-01-01'", "DATE '9999-12-31'"],
            Type::Codes => return names.boxed(),
        };
        return prop_oneof![3 => names, 1 => prop::sample::select(constants).prop_map(String::from)].boxed();
    }
    let of = |kind| expression(kind, depth - 1);
    // A value, a condition and a list of the same type make what every type has.
    let any_type = (of(kind), of(kind), of(Type::Boolean), of(Type::Integer), 0..5_u8).prop_map(
        |(one, other, condition, number, form)| match form {
            0 => format!("COALESCE({one}, NULL, {other})"),
            1 => format!("NULLIF({one}, {other})"),
            2 => format!("CASE WHEN {condition} THEN {one} ELSE {other} END"),
            3 => format!("CASE {number} WHEN 1 THEN {one} WHEN -3 THEN {other} END"),
            _ => format!("({one})"),
        },
    );
    let own = match kind {
        Type::Boolean => boolean(depth - 1),
        Type::Integer => integer(depth - 1),
        Type::Decimal => decimal(depth - 1),
        Type::Text => (of(Type::Text), of(Type::Text), of(Type::Integer), 0..6_u8)
            .prop_map(|(one, other, number, form)| match form {
                0 => format!("({one} || {other})"),
                1 => format!("CONCAT({one}, {other}, NULL)"),
                2 => format!("UPPER({one})"),
                3 => format!("TRIM({one})"),
                4 => format!("CAST({number} AS TEXT)"),
                _ => format!("GREATEST({one}, {other})"),
            })
            .boxed(),
        Type::Date => (of(Type::Date), of(Type::Date), of(Type::Integer), -30..30_i32, 0..6_u8)
            .prop_map(|(one, other, number, amount, form)| match form {
                0 => format!("({one} + {number})"),
                1 => format!("({one} - {number})"),
                2 => format!("({number} + {one})"),
                3 => format!("({one} - INTERVAL '{amount}' MONTH)"),
                4 => format!("({one} + INTERVAL '{amount}' YEAR)"),
                _ => format!("LEAST({one}, {other})"),
            })
            .boxed(),
        Type::Codes => of(Type::Codes),
    };
    prop_oneof![2 => own, 1 => any_type].boxed()
}

fn boolean(depth: u32) -> BoxedStrategy<String> {
    let of = move |kind| expression(kind, depth);
    let logic =
        (of(Type::Boolean), of(Type::Boolean), of(Type::Boolean), 0..9_u8).prop_map(|(one, other, third, form)| {
            match form {
                0 | 1 => format!("({one} AND {other} AND {third})"),
                2 | 3 => format!("({one} OR {other} OR {third})"),
                4 => format!("(NOT {one} AND {other})"),
                5 => format!("({one} IS UNKNOWN)"),
                6 => format!("({one} IS NOT TRUE)"),
                7 => format!("({one} IS FALSE OR {other})"),
                _ => format!("({one} <> {other})"),
            }
        });
    let ordered = prop::sample::select(vec![Type::Integer, Type::Decimal, Type::Text, Type::Date]);
    let comparison = (ordered, 0..9_u8).prop_flat_map(move |(kind, form)| {
        (of(kind), of(kind), of(kind)).prop_map(move |(one, other, third)| match form {
            0 => format!("({one} = {other})"),
            1 => format!("({one} < {other})"),
            2 => format!("({one} >= {other})"),
            3 => format!("({one} BETWEEN {other} AND {third})"),
            4 => format!("({one} NOT IN ({other}, {third}))"),
            5 => format!("({one} IN ({other}, {third}))"),
            6 => format!("({one} IS DISTINCT FROM {other})"),
            7 => format!("({one} IS NOT DISTINCT FROM {other})"),
            _ => format!("({one} IS NOT NULL)"),
        })
    });
    let tests =
        (of(Type::Text), of(Type::Codes), of(Type::Codes), 0..4_u8).prop_map(
            |(text, codes, others, form)| match form {
                0 => format!("({text} LIKE '%a_')"),
                1 => format!("({text} NOT LIKE 'a!_%' ESCAPE '!')"),
                2 => format!("has({codes}, {text})"),
                _ => format!("({codes} = {others})"),
            },
        );
    prop_oneof![3 => logic, 3 => comparison, 1 => tests].boxed()
}

fn integer(depth: u32) -> BoxedStrategy<String> {
    let of = |kind| expression(kind, depth);
    (
        of(Type::Integer),
        of(Type::Integer),
        of(Type::Decimal),
        of(Type::Text),
        (of(Type::Date), of(Type::Date)),
        0..14_u8,
    )
        .prop_map(|(one, other, decimal, text, (from, to), form)| match form {
            0 => format!("({one} + {other})"),
            1 => format!("({one} - {other})"),
            2 => format!("({one} * {other})"),
            3 => format!("({one} % {other})"),
            4 => format!("(- {one})"),
            5 => format!("ABS({one})"),
            6 => format!("ROUND({decimal})"),
            7 => format!("FLOOR({decimal})"),
            8 => format!("CEIL({decimal})"),
            9 => format!("LENGTH({text})"),
            10 => format!("({to} - {from})"),
            11 => format!("months_between({from}, {to})"),
            12 => format!("years_between({from}, {to})"),
            _ => format!("LEAST({one}, {other})"),
        })
        .boxed()
}

fn decimal(depth: u32) -> BoxedStrategy<String> {
    let of = |kind| expression(kind, depth);
    (of(Type::Decimal), of(Type::Decimal), of(Type::Integer), 0..10_u8)
        .prop_map(|(one, other, number, form)| match form {
            0 => format!("({one} + {other})"),
            1 => format!("({one} - {number})"),
            2 => format!("({number} * {other})"),
            3 => format!("({one} / {other})"),
            4 => format!("({number} / {number})"),
            5 => format!("(- {one})"),
            6 => format!("ROUND({one}, 2)"),
            7 => format!("ROUND({number}, -1)"),
            8 => format!("GREATEST({number}, {other})"),
            _ => format!("ABS({one})"),
        })
        .boxed()
}
