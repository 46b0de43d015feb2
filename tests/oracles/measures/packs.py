"""What a pack declares: agencies and memberships, periods, columns, settings."""

import datetime
from dataclasses import dataclass

from exact import days_later, months_later
from expressions import CannotSay, Sql, translate

EVER = ("0000-01-01", "9999-12-31")
YEARS = range(2018, 2028)
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A period of a calendar: its kind, its number among those of the kind, its label, first and last day."""

    calendar: str
    kind: str
    number: int
    label: str
    first: str
    last: str


def validity(declared):
    return (str(declared.get("valid_from", EVER[0])), str(declared.get("valid_to", EVER[1])))


def literal(value):
    """A constant of a pack as SQL."""
    if isinstance(value, bool):
        return Sql("TRUE" if value else "FALSE", "boolean")
    if isinstance(value, int):
        return Sql(str(value), "integer")
    if isinstance(value, datetime.date):
        return Sql(f"'{value}'", "date")
    return Sql(quoted(value), "text")


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


class Pack:
    def __init__(self, declared):
        self.declared = declared
        self.state = declared["pack"]["state_agency"]
        self.agencies = declared["agency"]
        self.types = {a["id"]: a["type"] for a in self.agencies}
        self.memberships = declared.get("membership", [])
        self.datasets = {d["id"]: d for d in declared.get("dataset", [])}
        self.measures = {m["id"]: m for m in declared.get("measure", [])}
        self.lists = {c["id"]: [k["code"] for k in c["codes"]] for c in declared.get("code_list", [])}
        self.periods = {}
        for one in declared["calendar"]:
            self.declare_periods(one)
        for what in ("agency_file", "membership_file"):
            if what in declared:
                raise CannotSay(f"a pack with `{what}`")

    def declare_periods(self, one):
        month, day = one["year_starts"].split("-")
        for kind, length in MONTHS.items():
            label = one.get(f"{kind}_label")
            found = []
            for number in range(len(YEARS) * 12 // length) if label else ():
                start = f"{YEARS[0]}-{month}-{day}"
                first = months_later(start, number * length)
                last = days_later(months_later(start, (number + 1) * length), -1)
                year = months_later(start, number * length // 12 * 12)
                text = label.format(
                    start=year[:4],
                    end=days_later(months_later(year, 12), -1)[:4],
                    quarter=number % 4 + 1,
                    year=first[:4],
                    month=first[5:7],
                )
                found.append(Period(one["id"], kind, number, text, first, last))
            self.periods[one["id"], kind] = found
        waves = [
            Period(one["id"], "wave", number, w["label"], str(w["start"]), str(w["end"]))
            for number, w in enumerate(one.get("wave", []))
        ]
        self.periods[one["id"], "wave"] = waves

    def slices(self, dataset):
        declared = self.datasets[dataset]
        return self.periods[declared["calendar"], declared["period"]]

    def columns(self, dataset):
        return self.datasets[dataset].get("column", [])

    def reporters(self, dataset):
        """The type of the agencies that submit a dataset."""
        return self.datasets[dataset].get("reported_by", self.types[self.state])

    def settings(self, day):
        """Each setting as SQL that gives its value on a day (itself SQL)."""
        found = {}
        for one in self.declared.get("setting", []):
            whens = []
            for value in one.get("value", []):
                first, last = validity(value)
                constant = self.setting_value(one, value["value"])
                whens.append(f"WHEN {day} BETWEEN '{first}' AND '{last}' THEN {constant}")
            found[f"setting.{one['id']}"] = Sql(f"(CASE {' '.join(whens)} END)", one["type"])
        return found

    def setting_value(self, one, value):
        if one["type"] == "decimal":
            whole, _, digits = str(value).partition(".")
            return f"over({int(whole + digits)}, {10 ** len(digits)})"
        return literal(value).text

    def names_of(self, period):
        """What every expression of a measure may name besides columns."""
        dates = {
            "period.start": Sql(f"'{period.first}'", "date"),
            "period.end": Sql(f"'{period.last}'", "date"),
        }
        return dates | self.settings(f"'{period.last}'")

    def groups(self, dataset, names, stratifier):
        """The groups of a stratifier: code and the SQL that says whether a row belongs to it."""
        declared = next(s for s in self.datasets[dataset]["stratifier"] if s["id"] == stratifier)
        if "by" not in declared:
            return [(g["code"], translate(g["when"], names)[0].text) for g in declared["groups"]]
        by = names[declared["by"]]
        if "groups" in declared:
            codes = [g["code"] for g in declared["groups"]]
        else:
            column = next(c for c in self.columns(dataset) if c["id"] == declared["by"])
            codes = self.lists[column["codes"]]
        if by.type == "codes":
            return [(c, f"has({by.text}, {quoted(c)})") for c in codes]
        if by.type != "text":
            raise CannotSay(f"groups by a column of type {by.type}")
        return [(c, f"{by.text} = {quoted(c)}") for c in codes]
