"""Makes small packs and rows by chance: agencies that begin, end and move, measures of all kinds with conditions
over columns that may be empty, files that leave out agencies and months."""

import datetime
import random

from cases import Submission

YEAR = 2024
COUNTIES = ("A", "B", "C", "D")
COLORS = ("red", "blue")
TAGS = ("x", "y", "z")
HEAD = """
[pack]
id = "made"
title = "Made"
release = "1"
about = "Made by chance."
authority = "Nobody"
state_agency = "STATE"
cites = ["act"]

[[citation]]
id = "act"
text = "An act"

[[calendar]]
id = "year"
year_starts = "{starts}"
year_label = "Y{{start}}"
quarter_label = "{{start}}Q{{quarter}}"
month_label = "{{year}}-{{month}}"

[[agency_type]]
id = "state"
title = "state"
plural = "states"

[[agency_type]]
id = "region"
title = "region"
plural = "regions"

[[agency_type]]
id = "county"
title = "county"
plural = "counties"

[[code_list]]
id = "color"
title = "Color"
codes = [{{ code = "red", title = "Red" }}, {{ code = "blue", title = "Blue" }}]

[[code_list]]
id = "tag"
title = "Tag"
codes = [{{ code = "x", title = "X" }}, {{ code = "y", title = "Y" }}, {{ code = "z", title = "Z" }}]

[[setting]]
id = "least"
title = "Least"
about = "A bound that moves."
type = "integer"
cites = ["act"]
value = [{{ value = 2, valid_to = {day} }}, {{ value = 4, valid_from = {next_day} }}]
"""
COLUMNS = """
column = [
  { id = "key", title = "Key", type = "text", required = true },
  { id = "county", title = "County", type = "text", required = true },
  { id = "person", title = "Person", type = "text", required = true },
  { id = "day", title = "Day", type = "date", required = true },
  { id = "until", title = "Until", type = "date" },
  { id = "n", title = "N", type = "integer" },
  { id = "m", title = "M", type = "integer" },
  { id = "d", title = "D", type = "decimal", places = 2 },
  { id = "p", title = "P", type = "boolean" },
  { id = "q", title = "Q", type = "boolean" },
  { id = "color", title = "Color", type = "text", codes = "color" },
  { id = "tags", title = "Tags", type = "codes", codes = "tag" },
]
stratifier = [
  { id = "color", title = "Color", by = "color" },
  { id = "tags", title = "Tags", by = "tags" },
  { id = "size", title = "Size", groups = [
    { code = "small", title = "Small", when = "n < 3" },
    { code = "even", title = "Even", when = "n % 2 = 0" },
  ] },
]
"""


class Maker:
    """Everything comes from one seed."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.number = 0

    def some(self, *choices):
        return self.chance.choice(choices)

    def often(self, percent):
        return self.chance.randrange(100) < percent

    def day(self, first=datetime.date(YEAR, 1, 1), last=datetime.date(YEAR, 12, 31)):
        return first + datetime.timedelta(self.chance.randrange((last - first).days + 1))

    # The pack.

    def pack(self):
        change = self.day()
        text = [HEAD.format(starts=self.some("01-01", "07-01"), day=change, next_day=change + datetime.timedelta(1))]
        text += self.agencies()
        text += self.dataset("visit", self.some("month", "month", "quarter"), "date:day")
        text += self.dataset("case", self.some("month", "quarter", "year"), "date:day")
        text.append(LEDGER)
        text += self.measures()
        return ["\n".join(text)]

    def agencies(self):
        yield entry("agency", id="STATE", title="State", type="state")
        for region in ("EAST", "WEST"):
            yield entry("agency", id=region, title=region, type="region")
            yield entry("membership", member=region, parent="STATE")
        for county in COUNTIES:
            life = {}
            if self.often(30):
                life["valid_from"] = self.day(datetime.date(YEAR, 1, 2), datetime.date(YEAR, 5, 31))
            if self.often(30):
                life["valid_to"] = self.day(datetime.date(YEAR, 6, 1), datetime.date(YEAR, 12, 30))
            yield entry("agency", id=county, title=county, type="county", **life)
            yield from self.belonging(county, life)

    def belonging(self, county, life):
        first, second = self.chance.sample(("EAST", "WEST", "STATE"), 2)
        if not self.often(40):
            yield entry("membership", member=county, parent=first, **life)
            return
        moved = self.day(life.get("valid_from", datetime.date(YEAR, 2, 1)), life.get("valid_to", datetime.date(YEAR, 11, 30)))
        before = {"valid_from": life["valid_from"]} if "valid_from" in life else {}
        after = {"valid_to": life["valid_to"]} if "valid_to" in life else {}
        if before.get("valid_from") == moved or after.get("valid_to") == moved:
            yield entry("membership", member=county, parent=first, **life)
            return
        yield entry("membership", member=county, parent=first, valid_to=moved, **before)
        yield entry("membership", member=county, parent=second, valid_from=moved + datetime.timedelta(1), **after)

    def dataset(self, name, period, slice_):
        self.periods = getattr(self, "periods", {}) | {name: period}
        yield entry(
            "dataset", id=name, title=name, about="Rows.", cites=["act"], calendar="year", period=period, slice=slice_,
            agency="county", reported_by="county", key=["key"], unit="person",
        ) + COLUMNS
        yield entry("dataset.derived", id="more", value=self.some("n + m", "n * 2 - COALESCE(m, 1)", "NULLIF(n, m)"))
        yield entry("dataset.derived", id="long", value=self.some("until - day", "days_between(day, until) * 2"))
        yield entry(
            "dataset.lookup", id="seen", dataset=self.some("visit", "case"), on="day", anchor="day",
            back=f"{self.some(0, 10, 40)} days", forward=f"{self.some(0, 15, 70)} days", take="exists",
            **({"where": self.some("p", "n > this.n", "county <> this.county")} if self.often(50) else {}),
        )
        sums = {"take": "sum", "value": "n"} if self.often(50) else {"take": "count"}
        yield entry(
            "dataset.lookup", id="times", dataset=name, on="day", anchor="day", back=f"{self.some(5, 100)} days",
            forward="0 days", itself=self.often(50), **sums,
        )

    def measures(self):
        yield from self.row_measures()
        yield from self.made_measures()

    def measure(self, name, kind, period, unit, **keys):
        return entry(
            "measure", id=name, title=name, definition="Made.", cites=["act"], kind=kind, calendar="year",
            period=period, direction="neutral", unit_of_count="rows", unit=unit, **keys,
        )

    def row_measures(self):
        for source in ("visit", "case"):
            shortest = ("month", "quarter", "year").index(self.periods[source])
            periods = ("month", "quarter", "year")[shortest:]
            for kind in ("count", "proportion", "ratio", "mean", "quantile", "classes", "unduplicated"):
                period = self.some(*periods)
                unit = {"proportion": "percent", "ratio": "ratio", "mean": "hours", "quantile": "hours"}.get(kind, "count")
                yield self.measure(f"{source}_{kind}", kind, period, unit, **self.source(source), **getattr(self, kind)())
            offset = {"period_offset": -1, "follow_up": source} if self.often(50) else {"period_offset": -1}
            yield self.measure(
                f"{source}_before", "proportion", self.some(*periods), "percent", dataset=source, **offset, **self.proportion()
            )
        yield self.measure(
            "ledger_share", "reported", self.some("month", "quarter", "year"), "percent", dataset="ledger",
            numerator="above", denominator="below", not_applicable="silent", may_exceed="Rows may lack a side.",
        )
        yield self.measure(
            "weighed", "weighted_proportion", "year", "percent", **self.source("visit"), **self.proportion(),
            stratum="color", stratum_list="color", frame="case", frame_stratum="color",
        )

    def source(self, dataset):
        keys = {"dataset": dataset}
        if self.often(50):
            keys["initial_population"] = self.condition()
        if self.often(60):
            keys["stratifiers"] = self.chance.sample(("color", "tags", "size"), self.some(1, 2, 3))
        if self.often(30):
            keys["crosses"] = [self.chance.sample(("color", "tags", "size"), 2)]
        return keys

    def count(self):
        return {}

    def unduplicated(self):
        return {"unit_column": "person"}

    def proportion(self):
        keys = {"numerator": self.condition()}
        for name in ("denominator", "exclusion", "addition", "exception"):
            if self.often(40):
                keys[name] = self.condition()
        return keys

    def ratio(self):
        return {"numerator": self.some("ABS(d)", "n"), "denominator": self.some("m", "n + 1"), "decimals": 2, "may_exceed": "It may."}

    def mean(self):
        return {"observation": self.some("d", "n", "d * 3 - n", "n / 3", "times"), "decimals": self.some(1, 2, 3)}

    def quantile(self):
        return {"observation": self.some("d", "n", "long"), "decimals": 2, "share": self.some("0.5", "0.25", "0.9")}

    def classes(self):
        return {"class": self.some("color", "CASE WHEN n > 2 THEN color ELSE 'red' END"), "class_list": "color"}

    def made_measures(self):
        yield self.measure("base", "proportion", "month", "percent", dataset="ledger", numerator="p", stratifiers=["color"])
        yield self.measure("rows", "count", "month", "count", dataset="ledger")
        yield self.measure("rows_year", "count", "year", "count", dataset="ledger")
        for take in ("mean", "sum", "pooled"):
            yield self.measure(
                f"over_{take}", "over_periods", "quarter", "percent", measure="base", periods=self.some(2, 3),
                lag=self.some(0, 1), take=take, without_cases=self.some("left_out", "no_value"),
            )
        only = {"only": "base.value >= 10 * setting.least"} if self.often(50) else {}
        order = self.some("lowest_first", "highest_first")
        yield self.measure("place", "rank", "month", "count", measure="base", among="county", order=order, **only)
        yield self.measure(
            "both", "derived", "month", "percent", numerator="base.numerator + setting.least * base.numerator",
            denominator="base.denominator * (1 + setting.least)", may_exceed="It doesn't.",
        )
        yield self.measure("twice", "derived", "month", "percent", value=self.some("base.value * 2", "base.value / 3 + rows.count"))
        yield self.measure("pot", "reported", "year", "dollars", dataset="pot", value="amount", places=2)
        yield self.measure(
            "part", "apportioned", "year", "dollars", amount="pot", by="rows_year", among="county", decimals=2, places=2
        )

    # Conditions.

    def condition(self, depth=2):
        if depth and self.often(60):
            left, right = self.condition(depth - 1), self.condition(depth - 1)
            return self.some(f"({left} AND {right})", f"({left} OR {right})", f"(NOT {left})", f"({left}) IS NOT TRUE")
        n, bound = self.some("n", "m", "more", "long"), self.chance.randrange(-1, 6)
        sign = self.some("=", "<>", "<", "<=", ">", ">=")
        return self.some(
            "p",
            "q",
            "seen",
            f"{n} {sign} {bound}",
            f"n {sign} m",
            f"d {sign} {self.some('0.5', '1', '2.25')}",
            f"d / 3 {sign} n",
            f"n {sign} setting.least",
            f"{n} IN (1, {bound}, 3)",
            f"{n} BETWEEN {bound} AND 4",
            f"{n} IS NULL",
            "color = 'red'",
            "color LIKE 'b%'",
            "has(tags, 'x')",
            f"until {sign} day + {bound}",
            f"day {sign} period.start + {7 + bound}",
            f"times {sign} {bound}",
            "until IS DISTINCT FROM day",
            f"CASE WHEN p THEN n > {bound} ELSE q END",
        )

    # What is sent in.

    def submissions(self, pack):
        for dataset in pack.datasets:
            slices = [s for s in pack.slices(dataset) if s.last >= f"{YEAR}-01-01" and s.first <= f"{YEAR}-12-31"]
            slices = [s for s in slices if self.often(100 if len(slices) < 5 else 45)]
            for slice_ in slices:
                yield from self.sent(pack, dataset, slice_)

    def sent(self, pack, dataset, slice_):
        if "agency" not in pack.datasets[dataset]:
            yield self.file(dataset, slice_, None, [{"name": "all", "amount": f"{self.chance.randrange(2000)}.{self.chance.randrange(100):02}"}])
            return
        there = [a["id"] for a in pack.agencies if a["type"] == "county" and exists(a, slice_)]
        if self.often(50):
            rows = [r for a in there for r in self.rows(dataset, slice_, a)]
            if rows:
                yield self.file(dataset, slice_, None, rows)
            there = [a for a in there if self.often(20)]
        for agency in there:
            if self.often(65):
                rows = list(self.rows(dataset, slice_, agency))
                if rows:
                    yield self.file(dataset, slice_, agency, rows)
                else:
                    yield Submission(dataset, slice_.label, agency, True, [], None, "")

    def file(self, dataset, slice_, agency, rows):
        return Submission(dataset, slice_.label, agency, False, rows, None, "")

    def rows(self, dataset, slice_, agency):
        for _ in range(self.some(0, 1, 2, 4, 7)):
            self.number += 1
            day = self.day(datetime.date.fromisoformat(slice_.first), datetime.date.fromisoformat(slice_.last))
            yield self.ledger(agency) if dataset == "ledger" else self.row(agency, day)

    def maybe(self, value, percent=75):
        return str(value) if self.often(percent) else ""

    def row(self, agency, day):
        return {
            "key": f"k{self.number}",
            "county": agency,
            "person": f"p{self.chance.randrange(6)}",
            "day": day.isoformat(),
            "until": self.maybe(day + datetime.timedelta(self.chance.randrange(-3, 8))),
            "n": self.maybe(self.chance.randrange(6)),
            "m": self.maybe(self.chance.randrange(6)),
            "d": self.maybe(f"{self.chance.randrange(-1, 4)}.{self.chance.randrange(100):02}"),
            "p": self.maybe(self.some("yes", "no")),
            "q": self.maybe(self.some("yes", "no")),
            "color": self.maybe(self.some(*COLORS)),
            "tags": self.maybe(";".join(sorted(self.chance.sample(TAGS, self.some(1, 2, 3))))),
        }

    def ledger(self, agency):
        below = self.chance.randrange(9)
        return {
            "key": f"k{self.number}",
            "county": agency,
            "above": self.maybe(self.chance.randrange(below + 1)),
            "below": self.maybe(below),
            "silent": self.maybe("no" if self.often(90) else "yes"),
            "p": self.maybe(self.some("yes", "no")),
            "color": self.maybe(self.some(*COLORS)),
        }


LEDGER = """
[[dataset]]
id = "ledger"
title = "Ledger"
about = "Figures as they were received."
cites = ["act"]
calendar = "year"
period = "month"
agency = "county"
reported_by = "county"
key = ["key"]
unit = "key"
column = [
  { id = "key", title = "Key", type = "text", required = true },
  { id = "county", title = "County", type = "text", required = true },
  { id = "above", title = "Above", type = "integer", min = 0 },
  { id = "below", title = "Below", type = "integer", min = 0 },
  { id = "silent", title = "Silent", type = "boolean" },
  { id = "p", title = "P", type = "boolean" },
  { id = "color", title = "Color", type = "text", codes = "color" },
]
stratifier = [{ id = "color", title = "Color", by = "color" }]

[[dataset]]
id = "pot"
title = "Pot"
about = "An amount for all."
cites = ["act"]
calendar = "year"
period = "year"
key = ["name"]
unit = "name"
column = [
  { id = "name", title = "Name", type = "text", required = true },
  { id = "amount", title = "Amount", type = "decimal", places = 2, required = true },
]
"""


def exists(agency, slice_):
    return str(agency.get("valid_from", "0")) <= slice_.last and str(agency.get("valid_to", "9")) >= slice_.first


def entry(what, **keys):
    """A declaration in TOML."""
    lines = [f"[[{what}]]"] + [f"{key} = {toml(value)}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, datetime.date)):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    return '"' + value + '"'
