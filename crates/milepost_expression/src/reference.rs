//! What the language has, as data: the reference page and the suggestions for misspelt names are made
//! of it, and every example is run by a test.

use crate::{Scope, Type};

/// An operator or a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its symbol or name.
    pub name: &'static str,
    /// True for what is written with arguments in parentheses.
    pub is_function: bool,
    /// How it is written, with names for its operands.
    pub form: &'static str,
    /// What it does, one sentence or two; what absent operands do to it, where that isn't plain.
    pub about: &'static str,
    /// A complete expression; names are those of [`example_scope`].
    pub example: &'static str,
    /// The example's value, as [`crate::Value`] is displayed.
    pub result: &'static str,
}

/// The names that examples use: `race`, codes, which holds `asian` and `white`, and `left_on`, an absent date.
pub fn example_scope() -> Scope {
    let mut scope = Scope::new();
    scope.add("race", Type::Codes);
    scope.add("left_on", Type::Date);
    scope
}

/// Everything, in the order in which a reader would look for it.
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// The entry of a name, in capitals or not.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
}

const fn operator(
    name: &'static str,
    form: &'static str,
    about: &'static str,
    example: &'static str,
    result: &'static str,
) -> Entry {
    Entry { name, is_function: false, form, about, example, result }
}

const fn function(
    name: &'static str,
    form: &'static str,
    about: &'static str,
    example: &'static str,
    result: &'static str,
) -> Entry {
    Entry { name, is_function: true, form, about, example, result }
}

static ENTRIES: [Entry; 48] = [
    operator("=", "a = b", "Equal. Absent when either side is.", "'north' = 'North'", "false"),
    operator("<>", "a <> b", "Not equal; `!=` is the same.", "2 <> 2.0", "false"),
    operator("<", "a < b", "Less; earlier for dates; before by code point for text.", "1.5 < 2", "true"),
    operator("<=", "a <= b", "Less or equal.", "DATE '2012-06-30' <= DATE '2012-06-30'", "true"),
    operator(">", "a > b", "Greater.", "'b' > 'a'", "true"),
    operator(">=", "a >= b", "Greater or equal.", "left_on >= DATE '2012-01-01'", "absent"),
    operator(
        "IS DISTINCT FROM",
        "a IS [NOT] DISTINCT FROM b",
        "Not equal, where absent equals absent; never absent itself.",
        "left_on IS DISTINCT FROM NULL",
        "false",
    ),
    operator(
        "BETWEEN",
        "a [NOT] BETWEEN low AND high",
        "Within both bounds, which are included.",
        "3 BETWEEN 1 AND 3",
        "true",
    ),
    operator(
        "IN",
        "a [NOT] IN (b, c, …)",
        "Equal to one of a list. Absent when it equals none and the list has an absent value.",
        "'e' IN ('a', 'e')",
        "true",
    ),
    operator(
        "LIKE",
        "text [NOT] LIKE 'pattern' [ESCAPE '!']",
        "The whole text fits a pattern: `%` is any run of characters, `_` exactly one. Case counts. There is no escape \
         character unless one is named.",
        "'S017' LIKE 'S0__'",
        "true",
    ),
    operator("IS NULL", "a IS [NOT] NULL", "Absent (or not); never absent itself.", "left_on IS NULL", "true"),
    operator("IS TRUE", "a IS [NOT] TRUE", "True, neither false nor absent.", "(left_on = left_on) IS TRUE", "false"),
    operator("IS FALSE", "a IS [NOT] FALSE", "False, neither true nor absent.", "(1 = 2) IS FALSE", "true"),
    operator(
        "IS UNKNOWN",
        "a IS [NOT] UNKNOWN",
        "Of a boolean, absent.",
        "(left_on = left_on) IS NOT UNKNOWN",
        "false",
    ),
    operator(
        "AND",
        "a AND b",
        "True when both are, false when either is, else absent. Once the left side is false the right one isn't looked at.",
        "left_on IS NULL AND 2 > 1",
        "true",
    ),
    operator(
        "OR",
        "a OR b",
        "True when either is, false when both are, else absent. Once the left side is true the right one isn't looked at.",
        "left_on > DATE '2012-01-01' OR 2 > 1",
        "true",
    ),
    operator("NOT", "NOT a", "True for false, false for true, absent for absent.", "NOT 1 = 2", "true"),
    operator("+", "a + b", "The sum of numbers; a date so many days later.", "DATE '2012-02-28' + 2", "2012-03-01"),
    operator(
        "-",
        "a - b",
        "The difference of numbers; a date so many days earlier; the days from the second date to the first.",
        "DATE '2012-03-01' - DATE '2012-02-28'",
        "2",
    ),
    operator("*", "a * b", "The product.", "3 * 0.5", "1.5"),
    operator(
        "/",
        "a / b",
        "The exact quotient, a decimal also for integers. Absent when the divisor is zero.",
        "1 / 3",
        "1/3",
    ),
    operator(
        "%",
        "a % b",
        "The remainder of integers, with the sign of `a`. Absent when the divisor is zero.",
        "-7 % 3",
        "-1",
    ),
    operator("||", "a || b", "Two texts, one after the other. Absent when either is.", "'FFY' || '2011'", "FFY2011"),
    operator(
        "INTERVAL",
        "date + INTERVAL 'n' DAY | MONTH | YEAR",
        "A date later (or, after `-`, earlier) by calendar units. A day that the month lacks becomes its last day.",
        "DATE '2012-02-29' + INTERVAL '1' YEAR",
        "2013-02-28",
    ),
    operator("DATE", "DATE 'year-month-day'", "A constant date.", "DATE '2012-06-30'", "2012-06-30"),
    operator(
        "CASE",
        "CASE WHEN condition THEN a … ELSE b END, CASE x WHEN value THEN a … ELSE b END",
        "The value behind the first condition that is true (or the first value that equals `x`); absent if there is \
         none and no ELSE.",
        "CASE WHEN 2 < 1 THEN 'low' ELSE 'high' END",
        "high",
    ),
    operator(
        "CAST",
        "CAST(a AS TYPE)",
        "The value in another type, where that can't fail: an integer as DECIMAL or TEXT, a boolean as INTEGER (1, 0) or \
         TEXT, a date as TEXT; and NULL as anything.",
        "CAST(2 > 1 AS INTEGER)",
        "1",
    ),
    function("COALESCE", "COALESCE(a, b, …)", "The first value that isn't absent.", "COALESCE(NULL, 2, 3)", "2"),
    function("NULLIF", "NULLIF(a, b)", "Absent when both are equal, else `a`.", "NULLIF(-9, -9)", "absent"),
    function("LEAST", "LEAST(a, b, …)", "The smallest value, absent ones left aside.", "LEAST(NULL, 3, 2)", "2"),
    function(
        "GREATEST",
        "GREATEST(a, b, …)",
        "The greatest value, absent ones left aside.",
        "GREATEST(DATE '2012-01-01', left_on)",
        "2012-01-01",
    ),
    function("ABS", "ABS(x)", "The number without its sign.", "ABS(-2.5)", "2.5"),
    function(
        "ROUND",
        "ROUND(x), ROUND(x, places)",
        "Rounded, halves away from zero: to an integer, or to a constant number of decimal places (tens when negative).",
        "ROUND(-2.5)",
        "-3",
    ),
    function("FLOOR", "FLOOR(x)", "The largest integer that isn't above.", "FLOOR(-2.5)", "-3"),
    function("CEIL", "CEIL(x)", "The smallest integer that isn't below; CEILING is the same.", "CEIL(-2.5)", "-2"),
    function("LENGTH", "LENGTH(text)", "How many characters (Unicode code points).", "LENGTH('Ünal')", "4"),
    function("LOWER", "LOWER(text)", "In small letters.", "LOWER('Yes')", "yes"),
    function("UPPER", "UPPER(text)", "In capital letters.", "UPPER('Yes')", "YES"),
    function("TRIM", "TRIM(text)", "Without spaces at both ends.", "TRIM('  a b ')", "a b"),
    function("CONCAT", "CONCAT(a, b, …)", "Texts joined, absent ones left out.", "CONCAT('a', NULL, 'b')", "ab"),
    function(
        "years_between",
        "years_between(from, to)",
        "Completed years: the most years by which `from` can be moved without passing `to`. Negative when `to` is earlier.",
        "years_between(DATE '2009-07-01', DATE '2012-06-30')",
        "2",
    ),
    function(
        "months_between",
        "months_between(from, to)",
        "Completed months, counted like years.",
        "months_between(DATE '2012-01-31', DATE '2012-02-29')",
        "1",
    ),
    function(
        "days_between",
        "days_between(from, to)",
        "Days from the first date to the second: `to - from`.",
        "days_between(DATE '2012-02-28', DATE '2012-03-01')",
        "2",
    ),
    function("year", "year(date)", "The year of a date.", "year(DATE '2012-06-30')", "2012"),
    function("month", "month(date)", "The month of a date, 1 to 12.", "month(DATE '2012-06-30')", "6"),
    function("day", "day(date)", "The day of a date, 1 to 31.", "day(DATE '2012-06-30')", "30"),
    function("has", "has(codes, 'code')", "True when the code is among them.", "has(race, 'asian')", "true"),
    function("count_codes", "count_codes(codes)", "How many codes there are.", "count_codes(race)", "2"),
];
