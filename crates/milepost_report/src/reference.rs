//! The live fields that section texts may hold, for the reference. Tests hold the list against what there is.

/// A live field or a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub written: &'static str,
    /// What it gives.
    pub gives: &'static str,
}

const fn field(name: &'static str, written: &'static str, gives: &'static str) -> Field {
    Field { name, written, gives }
}

/// Fields that answer a question. Those about a result take a group (second argument or `group=`), `period=` and
/// `agency=`; those about a judgement `standard=` too.
pub const FIELDS: &[Field] = &[
    field(
        "shown",
        r#"shown("c1")"#,
        "the value with its unit, `99.75%`; without one, the state in words; `places=` for other digits",
    ),
    field("num", r#"num("c1")"#, "what stands above the line, `396`; `places=`; `plain=true` to calculate with"),
    field("den", r#"den("c1")"#, "what stands below the line"),
    field("part", r#"part("c7", "additions")"#, "any part of a result by its name"),
    field("value", r#"value("c1")"#, "the exact value, 12 significant digits"),
    field(
        "state",
        r#"state("c1")"#,
        "`value`, `no_cases`, `not_submitted`, `not_applicable` or `suppressed`; printed in words",
    ),
    field("submitted", r#"submitted("c1")"#, "how many agencies submitted, this one and those below it"),
    field("expected", r#"expected("c1")"#, "how many of them were expected to"),
    field("status", r#"status("c1")"#, "`met`, `not_met`, `no_data` or `not_applicable`; printed in words"),
    field("change", r#"change("c1")"#, "`progress`, `slippage`, `maintained` or `none`; printed in words"),
    field(
        "needed",
        r#"needed("c5")"#,
        "how many more cases (fewer, where less is better) would meet the standard; empty if none would, or if it is met",
    ),
    field(
        "target",
        r#"target("c1")"#,
        "what must be reached: `100%`, `at most 5%`; one that no source confirms with the words `(sample configuration)`",
    ),
    field("certainty", r#"certainty("c1")"#, "how sure the standard is: `stated`, `inferred` or `unverified`"),
    field("position", r#"position("s1")"#, "where the value lies in an expected range: `below`, `within` or `above`"),
    field("outcome", r#"outcome("c1")"#, "the code of what follows, by the standard's consequence"),
    field("follows", r#"follows("c1")"#, "what follows, in the words of the consequence"),
    field("prior", r#"prior("c1")"#, "the value of the period before, as `shown`"),
    field(
        "points",
        r#"points("c1", 1)"#,
        "the change from the period before with its sign, in points; `sign=false` without",
    ),
    field("reason", r#"reason("c1")"#, "why it was judged so, in sentences"),
    field("chip", r#"chip("c1")"#, r#"a mark of shape, word and color for the status; `of="change"` for the change"#),
    field(
        "known",
        r#"known("c1", period="FFY2010")"#,
        "true when there is a result to ask about, with or without a value",
    ),
    field("judged", r#"judged("c1")"#, "true when there is a determination to ask about"),
    field(
        "periods",
        r#"periods("c1", 3)"#,
        "labels of the report's period and those before it that have a result, at most so many, the earliest first",
    ),
    field("title", r#"title("c1")"#, "the measure's name"),
    field("definition", r#"definition("c1")"#, "the measure's definition in words"),
    field("cites", r#"cites("c1")"#, "its authorities as they are written in the field"),
    field("setting", r#"setting("half_from")"#, "a setting's value in the report's period"),
    field(
        "rows",
        r#"rows("dispute", kind="hearing")"#,
        "accepted rows of a dataset in file order whose columns have these values, to loop over; `period=`",
    ),
    field(
        "groups",
        r#"groups("child_count", "race")"#,
        "the groups of a stratifier, each with `code` and `title`, to loop over",
    ),
    field(
        "agencies",
        r#"agencies("county", within="east")"#,
        "the agencies of a type at the end of the period, each with `id` and `title`, to loop over; all without `within=`",
    ),
    field("percent", "percent(part, whole, 2)", "one number as percent of another, with so many digits"),
    field("words", "words(7)", "a whole number in words: `seven`"),
    field("when", r#"when("2012-07-01")"#, "a date in words: `July 1, 2012`"),
];

/// Filters, written behind what they work on.
pub const FILTERS: &[Field] = &[
    field("figure", "row.count|figure(1)", "a number of a row with separators and so many digits after the point"),
    field("total", r#"rows("dispute")|total("count")"#, "the sum of a column"),
];

/// Plain names, with what they have.
pub const NAMES: &[Field] = &[
    field("period", "period.label", "the report's period: `label`, `start`, `end`; dates as YEAR-MONTH-DAY"),
    field("prior", "prior.label", "the period before, likewise"),
    field(
        "agency",
        "agency.title",
        "the agency that the report is for: `id`, `title`, `type`; `above` and `members`, lists of agencies on the period's last day; `answered_by`, the title of the agency that answers for it, or nothing",
    ),
    field(
        "report",
        "report.title",
        "the report: `id`, `title`, the month in which it is `released`, and the pack's `release`",
    ),
    field("pack", "pack.authority", "the pack: `id`, `title`, `release`, `authority`"),
];
