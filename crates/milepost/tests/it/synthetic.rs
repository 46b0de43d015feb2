//! Synthetic units: the same seed gives the same files, and what the program counts in them is what they were meant
//! to come to.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use milepost_testkit::{Home, Table};

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

[[agency_file]]
file = "towns.csv"

[[membership_file]]
file = "members.csv"

[[code_list]]
id = "help"
title = "Help"
codes = [{ code = "home", title = "At home" }, { code = "away", title = "Away" }]

[[dataset]]
id = "family_month"
title = "Families"
about = "One row per family and month."
cites = ["act"]
calendar = "year"
period = "month"
slice = "date:month"
agency = "town"
key = ["month", "family"]
unit = "family"
column = [
  { id = "month", title = "Month", type = "date", required = true },
  { id = "town", title = "Town", type = "text", required = true },
  { id = "family", title = "Family", type = "text", required = true },
  { id = "help", title = "Help", type = "text", codes = "help" },
  { id = "hours", title = "Hours", type = "decimal", places = 1 },
]

[[dataset]]
id = "person_month"
title = "People"
about = "One row per person and month."
cites = ["act"]
calendar = "year"
period = "month"
slice = "date:month"
agency = "town"
key = ["month", "person"]
unit = "person"
column = [
  { id = "month", title = "Month", type = "date", required = true },
  { id = "town", title = "Town", type = "text", required = true },
  { id = "family", title = "Family", type = "text", required = true },
  { id = "person", title = "Person", type = "text", required = true },
  { id = "help", title = "Help of the family", type = "text", codes = "help" },
  { id = "stayed", title = "Months", type = "integer" },
]

[[synthetic]]
id = "families"
about = "Families of one to three."
calendar = "year"
first_month = "2020-11"
agencies = "town"
largest = "T2"
most_members = 3
stay = 4
trend = 120
season = 20
gaps = 1000
dirty = 300

[[synthetic.rows]]
dataset = "family_month"
per = "unit"

[synthetic.rows.columns]
month = { formula = "synthetic.month" }
town = { formula = "synthetic.agency" }
family = { sequence = "F{n}" }
help = { once = { choose = { home = 3, away = 1 } } }
hours = { formula = "CASE help WHEN 'home' THEN 1.5 ELSE 4 END" }

[[synthetic.rows]]
dataset = "person_month"
per = "member"

[synthetic.rows.columns]
month = { formula = "synthetic.month" }
town = { formula = "synthetic.agency" }
family = { of_unit = "family" }
person = { sequence = "P{n}" }
help = { of_unit = "help" }
stayed = { formula = "synthetic.stayed" }

[[measure]]
id = "families"
title = "Families"
definition = "All families."
cites = ["act"]
kind = "count"
calendar = "year"
period = "month"
direction = "neutral"
unit_of_count = "families"
unit = "count"
dataset = "family_month"

[[measure]]
id = "hours"
title = "Hours a family"
definition = "Hours of all families by the number of families helped at home."
cites = ["act"]
kind = "ratio"
calendar = "year"
period = "month"
direction = "neutral"
unit_of_count = "hours"
unit = "ratio"
dataset = "family_month"
numerator = "hours"
denominator = "CASE WHEN help = 'home' THEN 1 ELSE 0 END"
decimals = 1
may_exceed = "hours are no part of families"

[[measure]]
id = "people_at_home"
title = "People helped at home"
definition = "All people of families helped at home."
cites = ["act"]
kind = "count"
calendar = "year"
period = "month"
direction = "neutral"
unit_of_count = "people"
unit = "count"
dataset = "person_month"
initial_population = "help = 'home'"
"#;

const TOWNS: usize = 12;
const MONTHS: [&str; 4] = ["2020-11", "2020-12", "2021-01", "2021-02"];

fn home_with_pack() -> Home {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    fs::create_dir_all(home.beside("pack")).unwrap();
    home.write("pack/pack.toml", PACK);
    let lines = |line: fn(usize) -> String| (1..=TOWNS).map(line).collect::<String>();
    home.write(
        "pack/towns.csv",
        "id,title,type,valid_from,valid_to\n".to_owned() + &*lines(|n| format!("T{n},Town {n},town,,\n")),
    );
    home.write(
        "pack/members.csv",
        "member,parent,valid_from,valid_to,reason\n".to_owned() + &*lines(|n| format!("T{n},STATE,,,\n")),
    );
    home
}

fn sample(home: &Home, seed: &str, folder: &str) -> BTreeMap<String, String> {
    let (pack, folder) = (home.beside("pack"), home.beside(folder));
    let more = ["--seed", seed, "--people", "600", "--months", "4", "-o", &folder];
    home.run_without_home([&["sample", &pack][..], &more].concat()).ok();
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), read(&path))).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_files_and_another_seed_others() {
    let home = home_with_pack();
    let first = sample(&home, "7", "first");
    assert_eq!(first.len(), 2 * (MONTHS.len() + 1), "{:?}", first.keys());
    assert_eq!(sample(&home, "7", "again"), first);
    let other = sample(&home, "8", "other");
    assert!(first.iter().all(|(name, text)| other[name] != *text));
}

#[test]
fn what_is_counted_is_what_was_meant() {
    let home = home_with_pack();
    let pack = home.beside("pack");
    home.run(["init", "--pack", &pack]).ok();
    let files = sample(&home, "7", "rows");
    let mut rejected = 0;
    for (name, text) in files.iter().filter(|(name, _)| !name.contains("totals")) {
        let dataset = name.split('-').next().unwrap();
        let ran = home.run(["load", dataset, &home.beside(&format!("rows/{name}")), "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(json["counts"]["read"], text.lines().count() - 1);
        rejected += json["counts"]["rejected"].as_u64().unwrap();
    }
    let made: usize =
        files.iter().filter(|(n, _)| !n.contains("totals")).map(|(_, text)| text.lines().count() - 1).sum();
    let totals = |dataset: &str| Table::read(&files[&format!("{dataset}-totals.csv")]);
    let good = |dataset: &str| -> u64 {
        let rows = totals(dataset)
            .select(&[("column", "")], &["rows"])
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        rows.iter().map(|rows| rows.parse::<u64>().unwrap()).sum()
    };
    assert_eq!(good("family_month") + good("person_month") + rejected, made as u64);
    assert!(rejected > 0, "three in a hundred rows are damaged");

    home.run(["compute"]).ok();
    let results = home.run(["results", "--format", "csv"]).ok().table();
    let meant = |dataset: &str, month: &str, town: &str, column: &str, code: &str, field: &str| {
        let wanted = [("period", month), ("agency", town), ("column", column), ("code", code)];
        let found = totals(dataset).select(&wanted, &[field]).concat().first().map(|text| (*text).to_owned());
        found.unwrap_or_else(|| "0".to_owned())
    };
    let mut gaps = 0;
    for (month, town) in MONTHS.iter().flat_map(|month| (1..=TOWNS).map(move |town| (*month, format!("T{town}")))) {
        let of = |measure: &str, field: &str| {
            results.one(&[("measure", measure), ("period", month), ("agency", &town)], &[field])[0].to_owned()
        };
        assert_eq!(of("families", "value"), meant("family_month", month, &town, "", "", "rows"), "{month} {town}");
        assert_eq!(of("hours", "numerator"), meant("family_month", month, &town, "hours", "", "sum"), "{month} {town}");
        assert_eq!(
            of("hours", "denominator"),
            meant("family_month", month, &town, "help", "home", "rows"),
            "{month} {town}"
        );
        assert_eq!(
            of("people_at_home", "value"),
            meant("person_month", month, &town, "help", "home", "rows"),
            "{month} {town}"
        );
        gaps += usize::from(of("families", "value") == "0");
    }
    assert!((1..TOWNS).contains(&gaps), "one month of a town in ten is a gap: {gaps}");
}

#[test]
fn towns_have_believable_sizes() {
    let home = home_with_pack();
    let files = sample(&home, "7", "rows");
    let january = Table::read(&files["family_month-totals.csv"]);
    let rows = january.select(&[("column", ""), ("period", "2021-01")], &["agency", "rows"]);
    let sizes: BTreeMap<&str, u64> = rows.iter().map(|row| (row[0], row[1].parse().unwrap())).collect();
    let all: u64 = sizes.values().sum();
    assert!((30..40).contains(&(sizes["T2"] * 100 / all)), "a third of all: {sizes:?}");
    assert!(sizes["T1"] > sizes["T3"] && sizes["T3"] > sizes["T12"], "{sizes:?}");
}

#[test]
fn a_pack_without_synthetic_units_says_so() {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/pack");
    let more = ["--people", "10", "--months", "1", "-o", &home.beside("rows")];
    home.run_without_home([&["sample", pack][..], &more].concat()).exits(2).says("[[synthetic]]");
    home.run_without_home(["sample", pack, "--people", "10", "-o", &home.beside("rows")]).exits(2).says("--months");
}
