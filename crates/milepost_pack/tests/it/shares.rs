//! Which shares of derived measures are proven to stay within 0 and 100 percent. Each line is worked by
//! hand: `p` is a proportion with additions, `k` has the classes en and es, `c` and `d` are counts, `w` is
//! weighted, `x` a ratio of sums that may be negative.

use milepost_pack::check;

use crate::{example, told};

const MEASURES: &str = r#"
[[measure]]
id = "p"
title = "P"
definition = "P."
cites = ["act"]
kind = "proportion"
calendar = "civil"
period = "year"
direction = "higher"
unit_of_count = "visits"
unit = "percent"
dataset = "visit"
numerator = "minutes > 10"
addition = "minutes > 5"
exception = "minutes > 2"
exclusion = "minutes > 100"

[[measure]]
id = "k"
title = "K"
definition = "K."
cites = ["act"]
kind = "classes"
calendar = "civil"
period = "year"
direction = "higher"
unit_of_count = "visits"
unit = "count"
dataset = "visit"
class = "language"
class_list = "language"

[[measure]]
id = "c"
title = "C"
definition = "C."
cites = ["act"]
kind = "count"
calendar = "civil"
period = "year"
direction = "higher"
unit_of_count = "visits"
unit = "count"
dataset = "visit"

[[measure]]
id = "d"
title = "D"
definition = "D."
cites = ["act"]
kind = "unduplicated"
calendar = "civil"
period = "year"
direction = "higher"
unit_of_count = "families"
unit = "count"
dataset = "visit"
unit_column = "family"

[[measure]]
id = "w"
title = "W"
definition = "W."
cites = ["act"]
kind = "weighted_proportion"
calendar = "civil"
period = "year"
direction = "higher"
unit_of_count = "visits"
unit = "percent"
dataset = "visit"
numerator = "minutes > 10"
stratum = "language"
stratum_list = "language"
frame = "visit"
frame_stratum = "language"

[[measure]]
id = "x"
title = "X"
definition = "X."
cites = ["act"]
kind = "ratio"
calendar = "civil"
period = "year"
direction = "higher"
unit_of_count = "visits"
unit = "days"
dataset = "visit"
numerator = "days_between(asked_on, visited_on)"
denominator = "1"

[[measure]]
id = "share"
title = "S"
definition = "S."
cites = ["act"]
kind = "derived"
calendar = "civil"
period = "year"
direction = "higher"
unit_of_count = "visits"
unit = "percent"
"#;

fn is_proven(numerator: &str, denominator: &str) -> Option<String> {
    let text = format!("{MEASURES}numerator = \"{numerator}\"\ndenominator = \"{denominator}\"\n");
    let files = example(&[("measures.toml", &text)]);
    let told = told(&check(&files), &files);
    assert!(told.len() <= 1 && told.iter().all(|problem| problem.starts_with("P031")), "{told:?}");
    told.into_iter().next()
}

#[test]
fn a_part_of_a_whole_is_proven() {
    for (numerator, denominator) in [
        ("p.numerator", "p.denominator"),
        ("p.additions", "p.numerator"),
        ("p.numerator - p.additions", "p.denominator - p.additions"),
        ("p.denominator - p.numerator", "p.denominator"),
        ("p.numerator + p.exclusions", "p.denominator + p.exclusions + p.exceptions"),
        ("k.en", "k.n"),
        ("k.en + k.es", "k.n"),
        ("k.en", "k.en + k.es"),
        ("0.5 * k.en + k.es", "k.en + k.es"),
        ("k.n - k.en - k.es", "k.n"),
        ("c.count", "c.count + d.count"),
        ("c.value", "c.count"),
        ("w.met", "w.scored"),
        ("w.scored", "w.responded"),
        ("2 * w.met", "w.met + w.responded"),
        ("k.n / 4", "k.n / 2"),
        ("0 * x.numerator + c.count", "c.count"),
    ] {
        assert_eq!(is_proven(numerator, denominator), None, "{numerator} / {denominator}");
    }
}

#[test]
fn what_may_leave_the_whole_is_not() {
    for (numerator, denominator) in [
        ("p.denominator", "p.numerator"),
        ("p.numerator + p.additions", "p.denominator"),
        ("p.exclusions", "p.denominator"),
        ("k.n", "k.en + k.es"),
        ("k.en + k.es", "k.es"),
        ("1.01 * k.en", "k.en"),
        ("k.en", "k.n - k.en"),
        ("c.count", "d.count"),
        ("c.count", "p.denominator"),
        ("w.responded", "w.scored"),
        ("x.numerator", "x.denominator"),
        ("c.count + x.numerator", "c.count + x.numerator + d.count"),
        ("c.count", "c.count + 1"),
        ("CASE WHEN c.count > 1 THEN 1 ELSE 0 END", "c.count"),
    ] {
        assert!(is_proven(numerator, denominator).is_some(), "{numerator} / {denominator}");
    }
}

#[test]
fn a_numerator_below_zero_is_told_as_such() {
    for numerator in ["p.numerator - p.denominator", "p.additions - p.numerator", "k.en - k.n", "c.count - d.count"] {
        let problem = is_proven(numerator, "p.denominator + k.n + c.count");
        assert!(problem.is_some_and(|text| text.contains("from being negative")), "{numerator}");
    }
}
