"""The same cells by DuckDB and Polars: queries.py NAME SLICES_FOLDER THREADS CELLS.csv. Formulations written by hand.

each: one aggregation for each grouping, a stratifier after another.
sets: all groupings in one query, by GROUPING SETS.
cube: one aggregation by all stratifiers together, then sums of its few rows for each grouping.
"""

import json
import os
import sys
import time

SLICES, THREADS, OUT = sys.argv[2], int(sys.argv[3]), sys.argv[4]
os.environ["POLARS_MAX_THREADS"] = str(THREADS)

STRATIFIERS = ["sex", "race", "family", "age_group"]

# What is summed for each measure: name, then a condition (counted) or a number, over rows.
NEEDED = "CASE WHEN family = 'two' THEN 35 WHEN age < 20 THEN 20 ELSE 30 END"
ADULT = "(age >= 18)"
# Measure: initial population, denominator, exclusion, numerator, addition, exception; True and False stand for none.
PROPORTIONS = {
    "employed": ("TRUE", f"{ADULT} AND cash", "FALSE", "hours > 0", "FALSE", "FALSE"),
    "food_only": ("TRUE", "food", "FALSE", "NOT cash", "FALSE", "FALSE"),
    "left": ("TRUE", "TRUE", "exempt", "left_for IN ('earned', 'limit')", "FALSE", "FALSE"),
    "long_term": ("TRUE", "cash", "FALSE", "months >= 48", "FALSE", "FALSE"),
    "self_support": ("TRUE", ADULT, "FALSE", "NOT cash OR hours >= 30", "FALSE", "sanctioned"),
    "participation": (f"{ADULT} AND family <> 'child'", "cash", "sanctioned", f"hours >= ({NEEDED})", "FALSE", "exempt"),
    "participation_two": (
        f"{ADULT} AND family = 'two'", "cash", "sanctioned", f"hours >= ({NEEDED})", "wage * hours >= 500.00", "exempt",
    ),
    "sanctions": ("TRUE", "cash AND NOT exempt", "FALSE", "sanctioned", "FALSE", "FALSE"),
}


def true(condition):
    return f"coalesce({condition}, FALSE)"


def sums():
    """Name and the SQL of what is added up, a number for each row."""
    number = "CAST(CASE WHEN {} THEN {} ELSE 0 END AS BIGINT)"
    yield "caseload_1", "CAST(1 AS BIGINT)"
    yield "adults_1", number.format(true(ADULT), 1)
    for name, (initial, denominator, exclusion, numerator, addition, exception) in PROPORTIONS.items():
        inside = f"{true(initial)} AND {true(denominator)}"
        left = f"{inside} AND NOT {true(exclusion)}"
        met, added = true(numerator), f"NOT {true(numerator)} AND {true(addition)}"
        neither = f"NOT {true(numerator)} AND NOT {true(addition)}"
        yield f"{name}_1", number.format(f"{left} AND ({met} OR {true(addition)})", 1)
        yield f"{name}_2", number.format(f"{left} AND NOT ({neither} AND {true(exception)})", 1)
        yield f"{name}_3", number.format(f"{left} AND {added}", 1)
        yield f"{name}_4", number.format(f"{inside} AND {true(exclusion)}", 1)
        yield f"{name}_5", number.format(f"{left} AND {neither} AND {true(exception)}", 1)
    yield "wage_1", number.format(f"{true('hours > 0')} AND wage IS NOT NULL", "wage * 100")
    yield "wage_2", number.format(f"{true('hours > 0')} AND wage IS NOT NULL", 1)
    paid = f"{true(ADULT)} AND wage IS NOT NULL AND hours IS NOT NULL"
    yield "pay_1", number.format(paid, "wage * hours * 100")
    yield "pay_2", number.format(paid, "hours * 100")
    # For a cell to be there at all, a row has to be in it.
    yield "pay_rows", number.format(paid, 1)


SUMS = dict(sums())
AGE = "CASE WHEN age < 18 THEN 'child' WHEN age <= 24 THEN 'young' WHEN age <= 39 THEN 'middle' ELSE 'older' END"


def write(rows):
    """Cells as Milepost writes them. Rows: period, county, grouping, code, then the sums in order."""
    names = list(SUMS)
    measures = {}
    for place, name in enumerate(names):
        measure, part = name.rsplit("_", 1)
        measures.setdefault(measure, []).append((part, place))
    with open(OUT, "w") as out:
        out.write("period,agency,group,measure,parts\n")
        for period, county, grouping, code, *values in rows:
            if grouping and code is None:
                continue
            group = f"{grouping.replace('age_group', 'age')}={code}" if grouping else ""
            for measure, parts in measures.items():
                numbers = {part: int(values[place]) for part, place in parts}
                rows_in = numbers.pop("rows", None)
                counted = rows_in if rows_in is not None else sum(numbers[p] for p in numbers if p in "245" or len(numbers) < 3)
                if counted:
                    out.write(f"{period},{county},{group},{measure},{' '.join(map(str, numbers.values()))}\n")


def duckdb_cells(form):
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS, "memory_limit": "8GB"})
    source = (
        f"(SELECT *, {AGE} AS age_group, regexp_extract(filename, '([0-9]+-[0-9]+)-0[.]parquet', 1) AS period "
        f"FROM read_parquet('{SLICES}/*.parquet', filename = true))"
    )
    start = time.monotonic()
    rows = []
    added = ", ".join(f"sum({sql}) AS {name}" for name, sql in SUMS.items())
    again = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
    if form == "each":
        for grouping in [None, *STRATIFIERS]:
            by = f", {grouping}" if grouping else ""
            code = grouping or "NULL"
            found = connection.execute(
                f"SELECT period, county, {code} AS code, {added} FROM {source} GROUP BY period, county{by}"
            ).fetchall()
            rows += [(row[0], row[1], grouping, *row[2:]) for row in found]
    elif form == "sets":
        sets = ", ".join(["(period, county)"] + [f"(period, county, {s})" for s in STRATIFIERS])
        marks = ", ".join(f"grouping({s})" for s in STRATIFIERS)
        found = connection.execute(
            f"SELECT period, county, {', '.join(STRATIFIERS)}, {marks}, {added} FROM {source} GROUP BY GROUPING SETS ({sets})"
        ).fetchall()
        for row in found:
            place = next((i for i in range(4) if row[6 + i] == 0), None)
            grouping = STRATIFIERS[place] if place is not None else None
            rows.append((row[0], row[1], grouping, row[2 + place] if grouping else None, *row[10:]))
    else:
        connection.execute(
            f"CREATE TEMP TABLE cube AS SELECT period, county, {', '.join(STRATIFIERS)}, {added} FROM {source} GROUP BY ALL"
        )
        for grouping in [None, *STRATIFIERS]:
            by = f", {grouping}" if grouping else ""
            code = grouping or "NULL"
            found = connection.execute(f"SELECT period, county, {code}, {again} FROM cube GROUP BY period, county{by}").fetchall()
            rows += [(row[0], row[1], grouping, *row[2:]) for row in found]
    seconds = time.monotonic() - start
    total = sum(row[4] for row in rows if row[2] is None)
    return rows, seconds, total


def polars_cells(form):
    import polars

    start = time.monotonic()
    frame = polars.scan_parquet(f"{SLICES}/*.parquet", include_file_paths="path")
    frame = frame.with_columns(
        polars.col("path").str.extract(r"([0-9]+-[0-9]+)-0\.parquet", 1).alias("period"),
        polars.sql_expr(AGE).alias("age_group"),
    )
    added = [polars.sql_expr(sql).sum().alias(name) for name, sql in SUMS.items() if name != "caseload_1"]
    # The sum of a constant is the constant there.
    added.insert(0, polars.len().cast(polars.Int64).alias("caseload_1"))
    again = [polars.col(name).sum() for name in SUMS]
    keys = ["period", "county"]
    if form == "each":
        frames = [frame.group_by(keys + ([g] if g else [])).agg(added) for g in [None, *STRATIFIERS]]
        collected = polars.collect_all(frames)
    else:
        cube = frame.group_by(keys + STRATIFIERS).agg(added).collect()
        collected = [cube.group_by(keys + ([g] if g else [])).agg(again) for g in [None, *STRATIFIERS]]
    rows = []
    for grouping, found in zip([None, *STRATIFIERS], collected):
        for row in found.iter_rows():
            rows.append((row[0], row[1], grouping, *((None,) if grouping is None else ()), *row[2:]))
    seconds = time.monotonic() - start
    return rows, seconds, sum(row[4] for row in rows if row[2] is None)


if __name__ == "__main__":
    program, form = sys.argv[1].split("_")
    rows, seconds, total = (duckdb_cells if program == "duckdb" else polars_cells)(form)
    write(rows)
    print(json.dumps({"rows": int(total), "seconds": seconds}))
