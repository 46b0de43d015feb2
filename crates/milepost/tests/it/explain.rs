//! `explain` of results that are made of other results, or that follow rows up: it says from what.

use std::fs;

use milepost_testkit::{Home, Ran};

const PACK: &str = r#"
[pack]
id = "visits"
title = "Visits"
release = "1"
about = "An invented program for tests."
authority = "Nobody"
state_agency = "STATE"
cites = ["act"]

[[citation]]
id = "act"
text = "Visits Act, section 1"

[[calendar]]
id = "year"
year_starts = "01-01"
year_label = "{start}"
quarter_label = "{start}Q{quarter}"
month_label = "{year}-{month}"

[[agency_type]]
id = "state"
title = "state"
plural = "states"

[[agency_type]]
id = "town"
title = "town"
plural = "towns"

[[agency]]
id = "STATE"
title = "The state"
type = "state"

[[agency]]
id = "T1"
title = "Town 1"
type = "town"

[[agency]]
id = "T2"
title = "Town 2"
type = "town"

[[membership]]
member = "T1"
parent = "STATE"

[[membership]]
member = "T2"
parent = "STATE"

[[dataset]]
id = "visit"
title = "Visits"
about = "One row per visit."
cites = ["act"]
calendar = "year"
period = "month"
slice = "date:day"
agency = "town"
reported_by = "town"
key = ["visit"]
unit = "family"
column = [
  { id = "visit", title = "Visit", type = "text", required = true },
  { id = "family", title = "Family", type = "text", required = true },
  { id = "town", title = "Town", type = "text", required = true },
  { id = "day", title = "Day", type = "date", required = true },
  { id = "cost", title = "Cost", type = "decimal", places = 2, required = true },
]

[[dataset.lookup]]
id = "came_again"
dataset = "visit"
on = "day"
anchor = "day"
back = "0 days"
forward = "31 days"
where = "day > this.day"
take = "exists"

[[measure]]
id = "visits"
title = "Visits"
definition = "All visits."
kind = "count"
dataset = "visit"
unit = "count"
period = "month"
unit_of_count = "visits"
cites = ["act"]
calendar = "year"
direction = "neutral"

[[measure]]
id = "cost"
title = "Cost"
definition = "Mean cost of a visit."
kind = "ratio"
dataset = "visit"
numerator = "cost"
denominator = "1"
may_exceed = "dollars are no part of one"
decimals = 2
unit = "dollars"
period = "month"
unit_of_count = "dollars"
cites = ["act"]
calendar = "year"
direction = "neutral"

[[measure]]
id = "visits_of_quarter"
title = "Visits of a quarter"
definition = "Mean of three months."
kind = "over_periods"
measure = "visits"
periods = 3
take = "mean"
unit = "count"
period = "quarter"
unit_of_count = "visits"
cites = ["act"]
calendar = "year"
direction = "neutral"

[[measure]]
id = "place"
title = "Place"
definition = "From the fewest visits."
kind = "rank"
measure = "visits"
among = "town"
order = "lowest_first"
only = "visits.value < 9"
unit = "count"
period = "month"
unit_of_count = "towns"
cites = ["act"]
calendar = "year"
direction = "neutral"

[[measure]]
id = "share"
title = "Share"
definition = "Each town's part of the mean cost, by its visits."
kind = "apportioned"
amount = "cost"
by = "visits"
among = "town"
decimals = 2
unit = "dollars"
period = "month"
unit_of_count = "dollars"
cites = ["act"]
calendar = "year"
direction = "neutral"

[[measure]]
id = "again"
title = "Came again"
definition = "Visits of the month before after which the family came again in this one."
kind = "proportion"
dataset = "visit"
numerator = "came_again"
period_offset = -1
follow_up = "visit"
unit = "percent"
period = "month"
unit_of_count = "visits"
cites = ["act"]
calendar = "year"
direction = "higher"
"#;

/// Town 1: two visits in January, one in February, three in March; Town 2: one a month.
fn home() -> Home {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    fs::create_dir_all(home.beside("pack")).unwrap();
    home.write("pack/pack.toml", PACK);
    home.run(["init", "--pack", &home.beside("pack")]).ok();
    let months = [
        ("2020-01", "a,F1,T1,2020-01-10,10.00\nb,F2,T1,2020-01-20,10.00\nc,F3,T2,2020-01-05,0.01\n"),
        ("2020-02", "d,F1,T1,2020-02-03,5.00\ne,F4,T2,2020-02-05,5.00\n"),
        (
            "2020-03",
            "f,F5,T1,2020-03-01,1.00\ng,F6,T1,2020-03-02,1.00\nh,F7,T1,2020-03-03,1.00\ni,F8,T2,2020-03-04,1.00\n",
        ),
    ];
    for (month, rows) in months {
        let file = home.write(&format!("{month}.csv"), "visit,family,town,day,cost\n".to_owned() + rows);
        home.run(["load", "visit", &file]).ok();
    }
    home.run(["compute"]).ok();
    home
}

fn explained(measure: &str, period: &str, agency: &str) -> Ran {
    home().run(["explain", measure, "--period", period, "--agency", agency]).ok()
}

#[track_caller]
fn says(ran: Ran, texts: &[&str]) {
    let flat = Ran { out: ran.out.split_whitespace().collect::<Vec<_>>().join(" "), ..ran };
    texts.iter().fold(flat, |ran, text| ran.says(text));
}

#[test]
fn a_mean_of_periods_names_each_with_its_value() {
    // (2 + 1 + 3) / 3
    says(
        explained("visits_of_quarter", "2020Q1", "T1"),
        &["Visits of a quarter, T1, 2020Q1", "2 (2)", "2 in 2020-01", "1 in 2020-02", "3 in 2020-03"],
    );
}

#[test]
fn a_rank_says_among_how_many_and_shares_it_with_whom() {
    says(
        explained("place", "2020-01", "T1"),
        &["2 (2)", "only: visits.value < 9", "Of 2 that are ranked; 1 with this value", "visits: Visits, T1, 2020-01"],
    );
    says(explained("place", "2020-02", "T2"), &["1 (1)", "Of 2 that are ranked; 2 with this value"]);
}

#[test]
fn a_share_names_the_amount_and_the_weights() {
    // 20.01 by 3 is 6.67; two thirds of it are 4.446…, which gets the cent that is left over, one third 2.223….
    says(
        explained("share", "2020-01", "T1"),
        &["(4.45)", "Of 6.67, by a weight of 2 among 3 in all", "visits: Visits, T1, 2020-01"],
    );
    says(explained("share", "2020-01", "T2"), &["(2.22)", "Of 6.67, by a weight of 1 among 3 in all"]);
}

#[test]
fn a_followed_up_share_names_the_rows_of_the_period_before() {
    // Of a and b in January, a's family came again in February.
    says(
        explained("again", "2020-02", "T1"),
        &["= 1 of 2", "numerator: came_again", "Read: visit 2020-01", "2 denominator", "1 numerator"],
    );
}
