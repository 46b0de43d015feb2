"""Every measure of two packs by the program and by SQL, on generated rows: the results have to be the same.

`README.md` says what is compared and how it is run.
"""

import argparse
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
from decimal import Decimal
from fractions import Fraction

import duckdb

import published

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
PACKS = {"mn_mfip": "mfip.sql", "mn_hspm": "hspm.sql"}
TYPES = {"text": "VARCHAR", "codes": "VARCHAR", "boolean": "BOOLEAN", "integer": "BIGINT", "date": "DATE",
         "decimal": "DECIMAL(18, 4)"}
# Words of SQL; their columns get an underscore.
WORDS = {"case", "grant", "order"}


class Pack:
    """What the pack's files say of datasets and measures; nothing is computed by it."""

    def __init__(self, name):
        self.folder = ROOT / "packs" / name
        files = [tomllib.loads(path.read_text()) for path in sorted(self.folder.rglob("*.toml"))]
        tables = lambda key: [table for file in files for table in file.get(key, [])]
        self.datasets = {dataset["id"]: dataset for dataset in tables("dataset")}
        self.measures = {measure["id"]: measure for measure in tables("measure")}
        self.codes = {found["id"]: [code["code"] for code in found["codes"]] for found in tables("code_list")}
        self.agencies = {row["id"]: row["type"] for row in table(self.folder / "data/agencies.csv")}
        above = {}
        for row in table(self.folder / "data/memberships.csv"):
            assert not (row["valid_from"] or row["valid_to"]), "memberships have dates now: look them up by period"
            above.setdefault(row["member"], set()).add(row["parent"])
        self.up = {(agency, up) for agency in self.agencies for up in closure(agency, above)}


def closure(agency, above):
    return {agency}.union(*(closure(parent, above) for parent in above.get(agency, ())))


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("milepost", type=pathlib.Path, help="the program")
    parser.add_argument("--pack", choices=PACKS, action="append", help="only this pack")
    parser.add_argument("--calculator", action="append", help="so computed, once for each [default: the program's]")
    parser.add_argument("--people", default="200")
    parser.add_argument("--months", default="60")
    parser.add_argument("--seed", default="1")
    arguments = parser.parse_args()
    wrong = 0
    for name in arguments.pack or PACKS:
        with tempfile.TemporaryDirectory() as folder:
            wrong += one_pack(name, pathlib.Path(folder), arguments)
    sys.exit(1 if wrong else 0)


def one_pack(name, folder, arguments):
    pack, program = Pack(name), arguments.milepost.resolve()
    rows, home = folder / "rows", folder / "home"
    run = lambda *words: subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout
    run("sample", pack.folder, "--people", arguments.people, "--months", arguments.months, "--seed", arguments.seed,
        "-o", rows)
    files = [(path, *path.stem.split("-", 1)) for path in sorted(rows.glob("*.csv")) if not path.stem.endswith("-totals")]
    if name == "mn_mfip":
        files += further(pack, rows, files, arguments.seed)
    run("init", "--home", home, "--pack", pack.folder)
    accepted = {}
    for path, dataset, period in files:
        told = [] if pack.datasets[dataset].get("slice", "submission") != "submission" else ["--period", period]
        ran = subprocess.run([program, "load", "--home", home, dataset, path, "--format", "json", *told],
                             capture_output=True, text=True)
        counts = json.loads(ran.stdout)["counts"]
        accepted[dataset] = accepted.get(dataset, 0) + counts["accepted"]
    figures, asks, loaded = by_sql(pack, PACKS[name], files, accepted)
    unwritten = sorted(set(pack.measures) - {ask[0] for ask in asks})
    wrong = [f"{measure}: no SQL" for measure in unwritten]
    for calculator in arguments.calculator or [None]:
        own = folder / f"home-{calculator}"
        shutil.copytree(home, own)
        run("compute", "--home", own, *(["--calculator", calculator] if calculator else []))
        results = csv.DictReader(run("results", "--home", own, "--format", "csv").splitlines())
        wrong += compare(pack, calculator or "default", list(results), figures, asks, loaded)
    told = {}
    for line in wrong:
        measure = line.split()[1]
        told[measure] = told.get(measure, 0) + 1
        if told[measure] <= 4:
            print(line)
    print(f"{name}: {len(pack.measures) - len(unwritten)} of {len(pack.measures)} measures compared, {len(wrong)} differences")
    return len(wrong)


def further(pack, rows, files, seed):
    """Published bounds and penalties for the periods that the generated rows cover."""
    months = sorted(period for _, dataset, period in files if dataset == "case_month")
    quarters = {quarter_of(month) for month in months}
    # With the bounds of a year, which come in its first quarter.
    quarters = sorted(quarters | {f"{quarter[:7]}Q1" for quarter in quarters})
    agencies = [agency for agency, kind in pack.agencies.items() if kind in ("county", "region")]
    made = []
    for quarter in quarters:
        path = rows / f"expected_range-{quarter}.csv"
        published.ranges(path, quarter, agencies, seed)
        made.append((path, "expected_range", quarter))
    for year in sorted({quarter[:7] for quarter in quarters} & set(published.PENALTIES)):
        path = rows / f"federal_penalty-{year}.csv"
        published.penalty(path, year)
        made.append((path, "federal_penalty", year))
    return made


def quarter_of(month):
    year, number = int(month[:4]), int(month[5:]) + 2
    return f"FFY{year + number // 12}Q{number % 12 // 3 + 1}"


def by_sql(pack, script, files, accepted):
    """What SQL makes of the rows: figures by measure, period, agency and group; what each measure needs; what there is."""
    db = duckdb.connect()
    db.execute("CREATE TABLE agency (id VARCHAR, kind VARCHAR)")
    db.executemany("INSERT INTO agency VALUES (?, ?)", list(pack.agencies.items()))
    db.execute("CREATE TABLE up (agency VARCHAR, up VARCHAR)")
    db.executemany("INSERT INTO up VALUES (?, ?)", sorted(pack.up))
    loaded = {}
    for path, dataset, period in files:
        first, months = span(period)
        loaded.setdefault(dataset, set()).update(range(first, first + months))
    for dataset in {dataset for _, dataset, _ in files}:
        paths = [str(path) for path, other, _ in files if other == dataset]
        db.execute(f"CREATE TABLE {dataset} AS {typed(pack, dataset)}", [paths])
        found = db.execute(f"SELECT count(*) FROM {dataset}").fetchone()[0]
        assert found == accepted[dataset], f"{dataset}: {accepted[dataset]} rows were accepted, SQL keeps {found}"
    db.execute((HERE / script).read_text())
    figures = {}
    for measure, period, agency, group, *parts in db.execute("FROM figure").fetchall():
        assert (measure, period, agency, group) not in figures, (measure, period, agency, group)
        figures[measure, period, agency, group] = parts
    return figures, set(db.execute("FROM asks").fetchall()), loaded


def typed(pack, dataset):
    """Rows with typed columns, without those that have a field that can't be what its column says."""
    columns = pack.datasets[dataset]["column"]
    made, good = [], []
    for column in columns:
        field, kind = f'"{column["id"]}"', TYPES[column["type"]]
        made.append(f"try_cast({field} AS {kind}) AS {column['id']}{'_' if column['id'] in WORDS else ''}")
        good.append(f"({field} IS NULL OR try_cast({field} AS {kind}) IS NOT NULL)")
        if column.get("required"):
            good.append(f"{field} IS NOT NULL")
        if "codes" in column:
            codes = ", ".join(f"'{code}'" for code in pack.codes[column["codes"]])
            good.append(f"({field} IS NULL OR list_has_all([{codes}], string_split({field}, ';')))")
    period = "regexp_extract(filename, '-([^/]+)\\.csv$', 1)"
    return (f"SELECT {', '.join(made)}, {period} AS period FROM read_csv(?, all_varchar = true, header = true, "
            f"filename = true, nullstr = '', union_by_name = true) WHERE {' AND '.join(good)}")


def span(label):
    """First month of a period, counted from year 0, and how many it has."""
    if label.startswith("FFY"):
        first = (int(label[3:7]) - 1) * 12 + 9
        return (first + 3 * (int(label[8]) - 1), 3) if "Q" in label else (first, 12)
    year, _, rest = label.partition("-")
    if len(rest) == 2:
        return int(year) * 12 + int(rest) - 1, 1
    return int(year) * 12 + (3 if rest else 0), 12


def compare(pack, calculator, results, figures, asks, loaded):
    """What differs, a line each."""
    wrong, met = [], set()
    needs = {}
    for measure, dataset, since, months in asks:
        needs.setdefault(measure, []).append((dataset, since, months))
    seen = {measure: 0 for measure in pack.measures}

    def is_covered(measure, period):
        first, _ = span(period)
        return all(set(range(first + since, first + since + months)) <= loaded.get(dataset, set())
                   for dataset, since, months in needs.get(measure, []))

    for row in results:
        key = (row["measure"], row["period"], row["agency"], row["group"])
        covered = is_covered(row["measure"], row["period"])
        figure = figures.get(key) if covered else None
        if figure is None and row["measure"] in EITHER:
            covered = is_covered(EITHER[row["measure"]], row["period"])
        if figure:
            met.add(key)
        said = difference(pack.measures[row["measure"]], row, covered, figure)
        seen[row["measure"]] += figure is not None and row["state"] == "value"
        if said:
            wrong.append(f"{calculator} {' '.join(key)}: {said}")
    periods = {(row["measure"], row["period"]) for row in results}
    for key, figure in figures.items():
        if key not in met and key[:2] in periods and figure[2] is not None and is_covered(*key[:2]):
            wrong.append(f"{calculator} {' '.join(key)}: SQL has {figure[2]}, the program nothing")
    wrong += [f"{calculator} {measure}: never had a value" for measure, count in seen.items() if not count]
    for measure, count in seen.items():
        print(f"  {calculator} {measure}: {count} figures")
    return wrong


def difference(measure, row, covered, figure):
    """How a result differs from SQL's figure; nothing when it doesn't."""
    state = row["state"]
    if not covered:
        return "" if state == "not_submitted" else f"it is {state}, and not all was handed in"
    if figure is None or figure[2] is None:
        nothing = "value" if counts(measure) else None
        if state == nothing:
            return "" if row["value"] == "0" else f"{row['value']} where SQL counts nothing"
        return "" if state in ("no_cases", "not_applicable") and not nothing else f"it is {state}, SQL has nothing"
    if state != "value":
        return f"it is {state}, SQL has {figure[2]}"
    numerator, denominator, value, excluded = figure
    if numerator is not None and (exact(row["numerator"]), exact(row["denominator"])) != (Fraction(numerator), Fraction(denominator)):
        return f"{row['numerator']} of {row['denominator']}, SQL {numerator} of {denominator}"
    if excluded is not None and (row["exclusions"] or "0") != str(excluded):
        return f"{row['exclusions'] or 0} taken out, SQL {excluded}"
    return "" if same(row["value"], value) else f"{row['value']}, SQL {value}"


def counts(measure):
    """Whether nothing counted is 0."""
    return measure["kind"] in ("count", "unduplicated") or measure["id"] in COUNTS


# What can be known from one of two measures alone; when it isn't, it waits for the other.
EITHER = {"low_performing": "self_support_below_range"}
# What is made of counts alone, and is 0 where they are.
COUNTS = {"closings_month", "closings", "average_caseload", "county_part"}


def exact(text):
    return Fraction(text) if text else None


def same(text, value):
    """The text has twelve significant digits; SQL's value agrees with all of them."""
    printed = Decimal(text)
    unit = Decimal(1).scaleb(max(printed.adjusted(), Decimal(value).adjusted() if value else -30) - 11)
    return abs(printed - Decimal(value)) <= unit * Decimal("0.501")


if __name__ == "__main__":
    main()
