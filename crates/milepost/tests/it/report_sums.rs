//! In the reports of a pack on generated rows everything that is printed as a total is one, and what adds up over
//! agencies does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use milepost_testkit::Table;

use crate::generated::{Generated, Made, generated, pack_with};

/// A quarter, the month before it, and the quarter a year earlier, whose cases it follows up.
const MONTHS: &[&str] = &["2014-04", "2014-05", "2014-06", "2015-03", "2015-04", "2015-05", "2015-06"];
const QUARTERLY: Made = Made {
    people: "60",
    months: "18",
    seed: "11",
    format: "csv",
    loaded: MONTHS,
    computed: &["2014-05", "2015-04", "FFY2015Q3"],
};
const YEARLY: Made = Made { people: "150", months: "24", loaded: &[], computed: &["2023", "FFY2023"], ..QUARTERLY };

/// Parents by agency, as the pack's file of memberships has them.
fn parents(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(format!("{folder}/data/memberships.csv")).unwrap();
    let mut parents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in Table::read(&text).select(&[], &["member", "parent"]) {
        parents.entry(row[0].to_owned()).or_default().insert(row[1].to_owned());
    }
    parents
}

/// Agencies above an agency.
fn above(agency: &str, parents: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for parent in parents.get(agency).into_iter().flatten() {
        found.insert(parent.clone());
        found.extend(above(parent, parents));
    }
    found
}

/// The id of the first report that a file of the pack declares.
fn report_in(folder: &str, file: &str) -> String {
    let text = fs::read_to_string(format!("{folder}/{file}")).unwrap();
    let id = text.lines().find_map(|line| line.strip_prefix("id = \""));
    id.unwrap().trim_end_matches('"').to_owned()
}

/// A table of a report.
fn printed(made: &Generated, report: &str, period: &str, agency: &str) -> impl Fn(&str) -> Table {
    let folder = made.home.beside(&format!("{report}-{period}-{agency}"));
    let words = ["report", report, "--period", period, "--agency", agency, "--format", "csv", "-o", &folder];
    made.home.run(words).ok();
    move |table| Table::read(&fs::read_to_string(format!("{folder}/{table}.csv")).unwrap())
}

/// A printed whole number; nothing printed counts as nothing.
fn number(text: &str) -> i64 {
    let digits = text.replace([',', '$'], "");
    if digits.is_empty() { 0 } else { digits.parse().unwrap_or(0) }
}

fn numbers(row: &[String], from: usize) -> Vec<i64> {
    row[from..].iter().map(|text| number(text)).collect()
}

/// Each line's last number is the sum of those before it.
#[track_caller]
fn lines_add_up(table: &Table, from: usize) {
    for row in &table.rows {
        let all = numbers(row, from);
        let (total, parts) = all.split_last().unwrap();
        assert_eq!(parts.iter().sum::<i64>(), *total, "{row:?}");
    }
}

/// The last line is the sum of those before it.
#[track_caller]
fn columns_add_up(table: &Table, from: usize) {
    let (total, parts) = table.rows.split_last().unwrap();
    for (column, total) in numbers(total, from).into_iter().enumerate() {
        assert_eq!(parts.iter().map(|row| numbers(row, from)[column]).sum::<i64>(), total, "{table}");
    }
}

#[test]
fn every_subtotal_of_the_caseload_and_comparison_reports_adds_up() {
    let folder = pack_with("case_month");
    let made = generated(&folder, QUARTERLY);
    let monthly = report_in(&folder, "reports/monthly.toml");
    let mut cases = 0;
    for (period, county) in
        [("2014-05", "27"), ("2014-05", "01"), ("2015-04", "02"), ("2015-04", "27"), ("2015-04", "87")]
    {
        let table = printed(&made, &monthly, period, county);
        let (caseload, people, sanctions, exempt) =
            (table("caseload"), table("people"), table("sanctions"), table("exempt"));
        for item in ["1", "3", "5", "6"] {
            let line = caseload.rows.iter().find(|row| row[0] == item).unwrap();
            lines_add_up(&Table { header: caseload.header.clone(), rows: vec![line.clone()] }, 2);
        }
        let item = |item: &str, column: &str| number(caseload.one(&[("Item", item)], &[column])[0]);
        assert_eq!(item("1", "Child only"), item("2", "Total"), "child-only cases stand in the total of item 1");
        assert!(item("4", "Total") <= item("1", "Total"));
        assert!(item("8", "Total") <= item("6", "Total") && item("6", "Total") <= item("1", "Total"));
        [&people, &sanctions].into_iter().for_each(|table| lines_add_up(table, 1));
        [&people, &sanctions, &exempt].into_iter().for_each(|table| columns_add_up(table, 1));
        assert_eq!(people.rows.last().unwrap()[1..], caseload.rows[2][2..], "item 3 in both tables");
        cases += item("1", "Total");
    }
    assert!(cases > 10, "the reports are not of nobody: {cases}");

    let quarterly = report_in(&folder, "reports/quarterly.toml");
    let parents = parents(&folder);
    let top: BTreeSet<&String> = parents.values().flatten().filter(|id| !parents.contains_key(*id)).collect();
    let state = top.into_iter().next().unwrap();
    let groupings = parents.iter().filter(|(_, over)| over.contains(state));
    // A grouping is above some county; the others below the state are no groupings.
    let groupings = groupings.filter(|(id, _)| parents.values().any(|over| over.contains(*id))).count();
    let period = "FFY2015Q3";
    made.home.run(["determine", "--period", period]).ok();
    let table = printed(&made, &quarterly, period, state);
    let months = table("months");
    lines_add_up(&months, 1);
    for (table, column) in [
        (table("comparison"), "Closings"),
        (months, "Cases"),
        (table("self-support-1y"), "Cases"),
        (table("self-support-1y"), "Succeeded"),
    ] {
        let figures: Vec<i64> = table.select(&[], &[column]).concat().into_iter().map(number).collect();
        let (total, parts) = figures.split_last().unwrap();
        let (counties, regions) = parts.split_at(parts.len() - groupings);
        assert_eq!(counties.len(), 87);
        assert!(*total > 0, "{column}");
        assert_eq!(counties.iter().sum::<i64>(), *total, "{column}");
        assert_eq!(regions.iter().sum::<i64>(), *total, "{column}");
    }
    whole_is_the_sum_of_counties(&made, &folder);
}

#[test]
fn every_subtotal_of_the_county_report_adds_up() {
    let folder = pack_with("application");
    let made = generated(&folder, YEARLY);
    whole_is_the_sum_of_counties(&made, &folder);
    let period = "2023";
    made.home.run(["determine", "--period", period]).ok();
    for (measure, county) in [("snap_cash", "27053"), ("adult_disposition", "27001"), ("relative_placement", "27137")] {
        let similar = printed(&made, measure, period, county)("similar");
        let (above_line, below_line) = (similar.header[1].clone(), similar.header[2].clone());
        for row in &similar.rows {
            let agency = agency_titled(&folder, &row[0]);
            let wanted = [("measure", measure), ("period", period), ("agency", agency.as_str()), ("group", "")];
            let exact = made.results.one(&wanted, &["numerator", "denominator"]);
            let shown = similar.one(&[("Agency", &row[0])], &[&above_line, &below_line]);
            assert_eq!([number(shown[0]), number(shown[1])], [number(exact[0]), number(exact[1])], "{row:?}");
        }
        assert!(similar.rows.len() >= 3, "{similar}");
    }
    let all = |group: &str| -> Vec<i64> {
        let wanted = [("measure", "snap_cash"), ("period", period), ("agency", "27053"), ("group", group)];
        made.results.one(&wanted, &["numerator", "denominator"]).into_iter().map(number).collect()
    };
    let programs = ["snap_expedited", "snap", "cash", "cash_long"].map(|program| all(&format!("program={program}")));
    for part in 0..2 {
        assert_eq!(programs.iter().map(|program| program[part]).sum::<i64>(), all("")[part]);
    }
}

fn agency_titled(folder: &str, title: &str) -> String {
    let agencies = Table::read(&fs::read_to_string(format!("{folder}/data/agencies.csv")).unwrap());
    agencies.one(&[("title", title)], &["id"])[0].to_owned()
}

/// Of each measure that adds up, each period and group: an agency's figure is the sum of those of the counties below it.
fn whole_is_the_sum_of_counties(made: &Generated, folder: &str) {
    let parents = parents(folder);
    let reporting = made.results.select(&[], &["agency"]).concat();
    let leaves: BTreeSet<&str> = reporting
        .into_iter()
        .filter(|id| parents.contains_key(*id) && !parents.values().any(|over| over.contains(*id)))
        .collect();
    let fields = ["measure", "period", "group", "agency", "state", "numerator", "denominator", "value"];
    let mut whole: BTreeMap<(String, String, String, String), [i128; 2]> = BTreeMap::new();
    let mut sums = whole.clone();
    for row in made.results.select(&[], &fields) {
        let [measure, period, group, agency, state] = [row[0], row[1], row[2], row[3], row[4]];
        if !adds_up(measure) || matches!(state, "not_submitted" | "not_applicable") {
            continue;
        }
        let parts = match (row[5], row[7]) {
            _ if state == "no_cases" => [0, 0],
            ("", value) => [hundredths(value), 0],
            (numerator, _) => [hundredths(numerator), hundredths(row[6])],
        };
        let key = |agency: &str| (measure.to_owned(), period.to_owned(), group.to_owned(), agency.to_owned());
        if leaves.contains(agency) {
            for over in above(agency, &parents) {
                let sum = sums.entry(key(&over)).or_default();
                *sum = [sum[0] + parts[0], sum[1] + parts[1]];
            }
        } else {
            whole.insert(key(agency), parts);
        }
    }
    whole.retain(|key, _| sums.contains_key(key));
    assert!(whole.len() > 500, "{}", whole.len());
    assert!(whole.values().filter(|parts| parts[0] > 0).count() > 100);
    for (key, parts) in &whole {
        assert_eq!(sums[key], *parts, "{key:?}");
    }
}

/// Measures that count rows, cases, days or dollars of one agency at a time. Not the one whose two lines are different
/// children: a county with nobody below the line has no figure, and its children above the line count in the state's.
fn adds_up(measure: &str) -> bool {
    let not =
        ["average", "wage", "rank", "low_", "range_", "margin", "quarter", "year", "children", "below", "penalty"];
    !not.iter().any(|part| measure.contains(part)) && !["low_performing", "cs_paternity"].contains(&measure)
}

/// An exact number with at most two places, in hundredths.
fn hundredths(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<2}").parse().unwrap_or_else(|_| panic!("`{text}` has more than two places"))
}
