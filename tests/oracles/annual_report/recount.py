#!/usr/bin/env python3
"""Counts the demonstration's indicators a second time, in SQL written for SQLite from the definitions in words.

    milepost sample packs/ID --seed 1 -o SAMPLES
    recount.py SAMPLES packs/ID/data > recounted.csv

Nothing of Milepost is used: rows come from the sample files, agencies from the pack's lists. Each line of the
output is a measure, an agency (the state, or a unit that the rows name), a group, and two whole numbers; for the
weighted survey shares, the value to six places instead.
"""
import csv
import pathlib
import sqlite3
import sys
from fractions import Fraction

samples, data = map(pathlib.Path, sys.argv[1:3])
db = sqlite3.connect(":memory:")


def table(name, path):
    rows = list(csv.reader(open(path, encoding="utf-8-sig")))
    columns = ", ".join(f'"{c}" TEXT' for c in rows[0])
    db.execute(f"CREATE TABLE {name} ({columns})")
    marks = ", ".join("?" * len(rows[0]))
    db.executemany(f"INSERT INTO {name} VALUES ({marks})", [[f or None for f in r] for r in rows[1:]])


for name in ("child_count", "population", "record_review", "child_outcome", "survey_frame", "survey_response", "finding"):
    table(name, samples / f"{name}-FFY2011.csv")
table("membership", data / "memberships.csv")

FIRST, LAST = "2011-07-01", "2012-06-30"
# The unit of a row: the district's parent on the last day of the year, or the unit itself.
UNIT = f"""(SELECT parent FROM membership WHERE member = lea AND coalesce(valid_from, '0') <= '{LAST}'
            AND coalesce(valid_to, '9') >= '{LAST}')"""
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["measure", "agency", "group", "numerator", "denominator", "value"])


def share(measure, source, numerator, where, groups=(), unit="seau"):
    """A share for the state, each unit, and each group of the state."""
    sums = f"SUM(CASE WHEN {numerator} THEN 1 ELSE 0 END), COUNT(*)"
    cut = [("'MN'", "''")] + [(unit, "''")] + [("'MN'", f"'{g}=' || {column}") for g, column in groups]
    for agency, group in cut:
        sql = f"SELECT {agency}, {group}, {sums} FROM {source} WHERE {where} GROUP BY 1, 2 ORDER BY 1, 2"
        for row in db.execute(sql):
            if row[0] is not None and row[1] is not None and row[3] > 0:
                out.writerow([measure, *row, ""])


race = ("race", "race_ethnicity")
gender = ("gender", "gender")

# 2: home or community, of all children counted.
share("c2", "child_count", "primary_setting IN ('home', 'community')", "1", [race, gender], UNIT)

# 5, 6: children counted under 1 and under 3, of the census estimate.
AGE = "(CAST(strftime('%Y', count_date) AS INT) - CAST(strftime('%Y', birth_date) AS INT)" \
      " - (strftime('%m-%d', count_date) < strftime('%m-%d', birth_date)))"
for measure, years, band in (("c5", 1, "0-1"), ("c6", 3, "0-3")):
    children = db.execute(f"SELECT COUNT(*) FROM child_count WHERE {AGE} < {years}").fetchone()[0]
    people = db.execute("SELECT SUM(CAST(count AS INT)) FROM population WHERE age_band = ?", [band]).fetchone()[0]
    out.writerow([measure, "MN", "", children, people, ""])

# 1, 7, 8: reviewed records.
SAMPLED = "review_type IN ('self', 'state_onsite')"
share("c1", "record_review",
      "julianday(service_start_actual) - julianday(initial_ifsp_date) <= 30",
      f"{SAMPLED} AND sample_program = 'C' AND service_consent_date IS NOT NULL", [race, gender])
IN_TIME = "julianday(max(evaluation_date, initial_ifsp_date)) - julianday(referral_date) <= 45"
share("c7", "record_review", f"coalesce({IN_TIME}, 0) OR delay_reason = 'exceptional_child_family'",
      f"{SAMPLED} AND sample_program = 'C' AND consent_date IS NOT NULL"
      f" AND evaluation_date BETWEEN '{FIRST}' AND '{LAST}'", [race, gender])
THIRD = "date(birth_date, '+3 years')"
LEAVING = f"""{SAMPLED} AND ({THIRD} BETWEEN '{FIRST}' AND '{LAST}'
              OR date(birth_date, '+4 years') BETWEEN '{FIRST}' AND '{LAST}')
              AND reviewed_on >= date(birth_date, '+33 months')
              AND (sample_program = 'C' OR prior_part_c IN ('true', 'yes', '1'))
              AND NOT coalesce(julianday({THIRD}) - julianday(referral_date) < 90, 0)"""
ELIGIBLE = f"{LEAVING} AND potentially_eligible_b IN ('true', 'yes', '1')"
share("c8a", "record_review", "transition_plan_date IS NOT NULL", LEAVING, [race, gender])
share("c8b", "record_review", "lea_notice_date IS NOT NULL", ELIGIBLE, [race, gender])
share("c8c", "record_review", f"julianday({THIRD}) - julianday(conference_date) >= 90"
      f" AND conference_date >= date({THIRD}, '-9 months')", ELIGIBLE, [race, gender])

# 9: findings made the year before, verified on or before the same date a year later.
share("c9", "finding", "verified_on <= date(notified_on, '+1 year')",
      "notified_on BETWEEN '2010-07-01' AND '2011-06-30'", [("cluster", "cluster")], "program")

# 3: progress categories from both ratings, then the two summary statements.
E, X = "CAST(entry_rating AS INT)", "CAST(exit_rating AS INT)"
CATEGORY = f"""CASE WHEN {X} >= 6 AND {E} >= 6 THEN 'e' WHEN {X} >= 6 THEN 'd' WHEN {X} > {E} THEN 'c'
               WHEN {X} = {E} AND {E} > 1 THEN 'b' WHEN progress IN ('yes', 'true', '1') THEN 'b' ELSE 'a' END"""
LONG = "julianday(coalesce(service_end, exit_date)) - julianday(coalesce(service_start, entry_date)) >= 182"
for outcome in "abc":
    rated = f"upper(outcome) = '{outcome.upper()}' AND entry_rating IS NOT NULL AND exit_rating IS NOT NULL AND {LONG}"
    source = f"(SELECT *, {CATEGORY} AS category FROM child_outcome WHERE {rated})"
    share(f"c3{outcome}_ss1", source, "category IN ('c', 'd')", "category <> 'e'")
    share(f"c3{outcome}_ss2", source, "category IN ('d', 'e')", "1")

# 4: each race weighs as much as among the families asked; at least half of the items answered, mean 4 or more.
asked = dict(db.execute("SELECT race_ethnicity, COUNT(*) FROM survey_frame GROUP BY 1"))
received = dict(db.execute("SELECT race_ethnicity, COUNT(*) FROM survey_response GROUP BY 1"))
P, R = sum(asked.values()), sum(received.values())
items = {"c4a": range(1, 6), "c4b": range(6, 12), "c4c": range(12, 18)}
for measure, numbers in items.items():
    met = scored = Fraction(0)
    columns = ", ".join(f"CAST(i{n:02} AS INT)" for n in numbers)
    for group, *answers in db.execute(f"SELECT race_ethnicity, {columns} FROM survey_response"):
        given = [a for a in answers if a is not None]
        if 2 * len(given) < len(answers) or not given:
            continue
        weight = Fraction(asked[group], P) / Fraction(received[group], R)
        scored += weight
        met += weight if Fraction(sum(given), len(given)) >= 4 else 0
    out.writerow([measure, "MN", "", "", "", f"{float(100 * met / scored):.6f}"])
