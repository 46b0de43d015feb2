//! A pack as authors write it, from text to results: what the other tests build by hand is laid out
//! as the reader of packs lays it out.

use std::collections::BTreeMap;

use milepost_pack::{Pack, check};

use crate::program::{World, find, parts, said};

const PACK: &str = r#"
[pack]
id = "reading"
title = "Reading circles"
release = "1"
about = "Circles in which children read."
authority = "A library."
state_agency = "ST"
cites = ["charter"]

[[citation]]
id = "charter"
text = "Charter, section 2"

[[calendar]]
id = "ffy"
year_starts = "07-01"
year_label = "FFY{start}"
quarter_label = "FFY{start}Q{quarter}"

[[agency_type]]
id = "state"
title = "state"
plural = "states"

[[agency_type]]
id = "branch"
title = "branch"
plural = "branches"

[[agency]]
id = "ST"
title = "State"
type = "state"

[[agency]]
id = "B1"
title = "First branch"
type = "branch"

[[agency]]
id = "B2"
title = "Second branch"
type = "branch"

[[membership]]
member = "B1"
parent = "ST"

[[membership]]
member = "B2"
parent = "ST"

[[setting]]
id = "enough_pages"
title = "Pages that are enough"
about = "How many pages make a good meeting."
type = "integer"
cites = ["charter"]
[[setting.value]]
value = 10

[[dataset]]
id = "meeting"
title = "Meetings"
about = "One row per child and meeting."
cites = ["charter"]
calendar = "ffy"
period = "quarter"
agency = "branch"
reported_by = "branch"
key = ["meeting"]
unit = "child"

[[dataset.column]]
id = "meeting"
title = "Meeting"
type = "text"
required = true

[[dataset.column]]
id = "child"
title = "Child"
type = "text"
required = true

[[dataset.column]]
id = "branch"
title = "Branch"
type = "text"
required = true

[[dataset.column]]
id = "day"
title = "Day"
type = "date"
required = true

[[dataset.column]]
id = "pages"
title = "Pages"
type = "integer"

[[dataset.derived]]
id = "enough"
value = "pages >= setting.enough_pages"

[[dataset.lookup]]
id = "earlier"
dataset = "meeting"
on = "day"
anchor = "day"
back = "100 days"
forward = "0 days"
where = "enough AND day < this.day"
take = "count"

[[dataset.decision]]
id = "habit"
inputs = ["enough", "earlier"]
type = "text"
rows = [
    ["yes", "1..", "keeps"],
    ["yes", "0", "starts"],
    ["*", "*", "rests"],
]

[[dataset.stratifier]]
id = "habit"
title = "Habit"
by = "habit"
groups = [{ code = "keeps", title = "Keeps" }, { code = "starts", title = "Starts" }, { code = "rests", title = "Rests" }]

[[measure]]
id = "good"
title = "Good meetings"
definition = "Meetings with enough pages, out of all whose pages were counted."
cites = ["charter"]
kind = "proportion"
calendar = "ffy"
period = "year"
direction = "higher"
unit_of_count = "meetings"
unit = "percent"
dataset = "meeting"
denominator = "pages IS NOT NULL"
numerator = "enough"
stratifiers = ["habit"]

[[measure]]
id = "kept"
title = "Kept up"
definition = "Meetings that kept a habit, out of good ones."
cites = ["charter"]
kind = "proportion"
calendar = "ffy"
period = "year"
direction = "higher"
unit_of_count = "meetings"
unit = "percent"
dataset = "meeting"
initial_population = "enough"
numerator = "habit = 'keeps'"

[[measure]]
id = "strength"
title = "Strength"
definition = "Kept meetings out of all."
cites = ["charter"]
kind = "derived"
calendar = "ffy"
period = "year"
direction = "higher"
unit_of_count = "meetings"
unit = "percent"
numerator = "kept.numerator"
denominator = "good.denominator"
may_exceed = "They are counted by two conditions."
"#;

fn pack() -> Pack {
    let files = BTreeMap::from([("pack.toml".to_owned(), PACK.as_bytes().to_vec())]);
    let checked = check(&files);
    let errors: Vec<String> = checked.errors().map(|p| format!("{} {} {}", p.code, p.message, p.label)).collect();
    assert_eq!(errors, [] as [&str; 0]);
    checked.pack.expect("a pack without errors")
}

#[test]
fn a_pack_of_text_counts_as_its_words_say() {
    let mut world = World::new(pack());
    // a: 12 pages, then 9 pages, then 10 in the next quarter, 61 days after the first: it keeps.
    // b: 20 pages, then 20 more than 100 days later: it starts twice. c: pages unknown.
    world.load(
        "meeting",
        "FFY2011Q1",
        "1 | a | B1 | 2011-08-01 | 12
         2 | a | B1 | 2011-09-01 | 9
         3 | b | B2 | 2011-07-02 | 20",
    );
    world.load(
        "meeting",
        "FFY2011Q2",
        "4 | a | B1 | 2011-10-01 | 10
         5 | b | B2 | 2011-11-30 | 20
         6 | c | B2 | 2011-12-01 |",
    );
    let results = world.results();
    let counts = |numerator, denominator| {
        format!("additions=0 denominator={denominator} exceptions=0 exclusions=0 numerator={numerator}")
    };
    assert_eq!(parts(find(&results, "good", "ST", "")), counts(4, 5));
    assert_eq!(parts(find(&results, "good", "B1", "")), counts(2, 3));
    assert_eq!(parts(find(&results, "good", "ST", "habit=keeps")), counts(1, 1));
    assert_eq!(parts(find(&results, "good", "ST", "habit=starts")), counts(3, 3));
    assert_eq!(parts(find(&results, "good", "B1", "habit=rests")), counts(0, 1));
    assert_eq!(parts(find(&results, "kept", "ST", "")), counts(1, 4));
    assert_eq!(said(find(&results, "strength", "ST", "")), "20");
    assert_eq!(said(find(&results, "strength", "B2", "")), "0");
}
