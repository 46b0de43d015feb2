"""Puts what a pack declares and what was sent in into tables: agencies above each other, rows that stand,
derived values as columns of views."""

import json
import sqlite3
from fractions import Fraction

import exact
from expressions import CannotSay, Sql, Unknown, comparison, translate
from packs import quoted, validity

SQL_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}
YES = ("yes", "true", "1")

# For each slice of a dataset: an agency, who submits for it or below it, and whether that was done.
DUTY = """
INSERT INTO duty
SELECT :dataset, first, last, agency, reporter, EXISTS (
    SELECT 1 FROM sent WHERE dataset = :dataset AND sent.first = pair.first AND sent.last = pair.last
    AND (sent.agency IS NULL OR sent.agency = reporter))
FROM (
    SELECT above.first, above.last, ancestor AS agency, above.agency AS reporter FROM above
    JOIN agency ON agency.id = above.agency WHERE type = :type
    UNION
    SELECT above.first, above.last, above.agency, ancestor FROM above JOIN agency ON agency.id = ancestor WHERE type = :type
) AS pair
WHERE first || last IN (SELECT value FROM json_each(:slices)) AND (:only IS NULL OR agency = :only)
"""

# Who is above whom in each slice: memberships of its last day; of an agency that ends before, of its own last day.
ABOVE = """
CREATE TABLE above AS
WITH RECURSIVE up(first, last, agency, ancestor, day) AS (
    SELECT s.first, s.last, a.id, a.id, min(s.last, a.last)
    FROM stretch s JOIN agency a ON a.first <= s.last AND a.last >= s.first
    UNION
    SELECT up.first, up.last, up.agency, p.id, min(up.day, p.last)
    FROM up
    JOIN membership m ON m.member = up.ancestor AND up.day BETWEEN m.first AND m.last
    JOIN agency p ON p.id = m.parent AND p.first <= up.last AND p.last >= up.first
)
SELECT DISTINCT first, last, agency, ancestor FROM up
"""


def field(text, column):
    """A field of a file as it stands in a table."""
    if text is None or text == "":
        return None
    type_ = column["type"]
    if type_ == "boolean":
        return int(text.lower() in YES)
    if type_ in ("integer", "decimal"):
        number = Fraction(text)
        return None if number == column.get("not_applicable") else exact.written(number)
    return text


class Tables:
    """An in-memory database for one pack."""

    def __init__(self, pack):
        self.pack = pack
        self.db = sqlite3.connect(":memory:")
        exact.register(self.db)
        self.db.execute("PRAGMA case_sensitive_like = ON")
        self.db.execute("CREATE TABLE agency (id, type, position, first, last)")
        for position, a in enumerate(pack.agencies):
            self.insert("agency", [a["id"], a["type"], position, *validity(a)])
        self.db.execute("CREATE TABLE membership (member, parent, first, last)")
        for m in pack.memberships:
            self.insert("membership", [m["member"], m["parent"], *validity(m)])
        self.db.execute("CREATE TABLE stretch (first, last)")
        stretches = {(s.first, s.last) for d in pack.datasets for s in pack.slices(d)}
        self.db.executemany("INSERT INTO stretch VALUES (?, ?)", sorted(stretches))
        self.db.execute(ABOVE)
        self.db.execute("CREATE INDEX above_agency ON above (first, last, agency)")
        # Which slices of an agency stand; an empty agency stands for all.
        self.db.execute("CREATE TABLE sent (dataset, first, last, agency)")
        self.plain, self.whole = {}, {}
        for dataset in pack.datasets:
            self.make(dataset)

    def insert(self, table, values):
        self.db.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(values))})', values)

    def make(self, dataset):
        columns = ", ".join(f'"{c["id"]}" {SQL_TYPES.get(c["type"], "")}' for c in self.pack.columns(dataset))
        self.db.execute(f'CREATE TABLE "{dataset}" (_first, _last, _agency, {columns})')

    # What was sent in.

    def take(self, sent, refused):
        """Takes a submission in: the rows that `refused` doesn't name stand, in the place of earlier ones."""
        columns = self.pack.columns(sent.dataset)
        rows = [r for r in sent.rows if not refused(sent, r)]
        stated = [s for s in self.pack.slices(sent.dataset) if s.label == sent.period]
        by_slice = {s: [] for s in stated}
        for row in rows:
            values = [field(row.get(c["id"]), c) for c in columns]
            slice_ = self.slice_of(sent.dataset, dict(zip([c["id"] for c in columns], values)), stated)
            by_slice.setdefault(slice_, []).append(values)
        agency_column = self.pack.datasets[sent.dataset].get("agency")
        place = [c["id"] for c in columns].index(agency_column) if agency_column else None
        for slice_, found in by_slice.items():
            self.replace(sent, slice_)
            for values in found:
                agency = self.pack.state if place is None else values[place]
                self.insert(sent.dataset, [slice_.first, slice_.last, agency, *values])

    def slice_of(self, dataset, row, stated):
        how, _, column = self.pack.datasets[dataset].get("slice", "submission").partition(":")
        slices = self.pack.slices(dataset)
        if how == "date":
            return next(s for s in slices if s.first <= row[column] <= s.last)
        if how == "label":
            return next(s for s in slices if s.label == row[column])
        return stated[0]

    def replace(self, sent, slice_):
        key = [slice_.first, slice_.last]
        one = "" if sent.agency is None else f" AND _agency = {quoted(sent.agency)}"
        self.db.execute(f'DELETE FROM "{sent.dataset}" WHERE _first = ? AND _last = ?{one}', key)
        self.insert("sent", [sent.dataset, *key, sent.agency])

    def count_duties(self):
        """Fills `duty`, when everything was sent in."""
        self.db.execute("CREATE TABLE duty (dataset, first, last, agency, reporter, sent)")
        for dataset, declared in self.pack.datasets.items():
            values = {
                "dataset": dataset,
                "type": self.pack.reporters(dataset),
                "slices": json.dumps([s.first + s.last for s in self.pack.slices(dataset)]),
                "only": None if "agency" in declared else self.pack.state,
            }
            self.db.execute(DUTY, values)

    # Derived values. A value is `this."NAME"` of a row, `that."NAME"` of a row that is looked up.

    def view(self, dataset):
        """Makes the view `DATASET+` with all derived values; answers the types of its columns."""
        if dataset not in self.whole:
            plain, waiting = self.plain_view(dataset)
            waiting = waiting + [("lookup", d) for d in self.pack.datasets[dataset].get("lookup", [])]
            types, waiting = self.derive(dataset, f"{dataset}~", "+", plain, waiting)
            if waiting:
                raise CannotSay(f"derived values of `{dataset}`: {[w[1]['id'] for w in waiting]}")
            self.whole[dataset] = types
        return self.whole[dataset]

    def plain_view(self, dataset):
        """Makes the view `DATASET~` with what is derived without lookups; answers what waits for lookups, too."""
        if dataset not in self.plain:
            declared = self.pack.datasets[dataset]
            waiting = [(kind, d) for kind in ("derived", "decision") for d in declared.get(kind, [])]
            types = {c["id"]: c["type"] for c in self.pack.columns(dataset)}
            self.db.execute(f'CREATE VIEW "{dataset}." AS SELECT rowid AS _row, * FROM "{dataset}"')
            self.plain[dataset] = self.derive(dataset, f"{dataset}.", "~", types, waiting)
        return self.plain[dataset]

    def derive(self, dataset, start, mark, types, waiting):
        """Views with one value more each, as soon as all that it names is there. The last one is `DATASET` + mark."""
        types, view, waiting = dict(types), start, list(waiting)
        ready = True
        while ready:
            ready = False
            for kind, one in list(waiting):
                try:
                    value = getattr(self, kind)(dataset, one, self.named("this", types) | self.constants())
                except Unknown:
                    continue
                following = f"{dataset}{mark}{len(types)}"
                self.db.execute(
                    f'CREATE VIEW "{following}" AS SELECT this.*, {value.text} AS "{one["id"]}" FROM "{view}" AS this'
                )
                types[one["id"]] = value.type
                waiting.remove((kind, one))
                view, ready = following, True
        self.db.execute(f'CREATE VIEW "{dataset}{mark}" AS SELECT * FROM "{view}"')
        return types, waiting

    def named(self, alias, types):
        return {name: Sql(f'{alias}."{name}"', type_) for name, type_ in types.items()}

    def constants(self):
        """What a derived value may name besides: its slice, and the settings of the slice's last day."""
        dates = {"period.start": Sql("this._first", "date"), "period.end": Sql("this._last", "date")}
        return dates | self.pack.settings("this._last")

    def derived(self, _dataset, one, names):
        return translate(one["value"], names)[0]

    def decision(self, _dataset, one, names):
        inputs = [translate(text, names)[0] for text in one["inputs"]]
        whens = []
        for *cells, outcome in one["rows"]:
            tests = " AND ".join(cell(sql, text) for sql, text in zip(inputs, cells))
            result = "NULL" if outcome.startswith("error:") else constant(outcome, one["type"]).text
            whens.append(f"WHEN {tests} THEN {result}")
        return Sql(f"(CASE {' '.join(whens)} END)", one["type"])

    def lookup(self, dataset, one, names):
        other = one["dataset"]
        theirs = self.named("that", self.plain_view(other)[0])
        both = theirs | self.constants() | {f"this.{name}": sql for name, sql in names.items()}
        anchor = translate(one["anchor"], names)[0].text
        back, forward = (int(one[key].split()[0]) for key in ("back", "forward"))
        on = theirs[one["on"]].text
        unit, their_unit = (self.pack.datasets[d]["unit"] for d in (dataset, other))
        tests = [
            f'that."{their_unit}" = this."{unit}"',
            f"{on} BETWEEN days_later({anchor}, -{back}) AND days_later({anchor}, {forward})",
        ]
        if other == dataset and not one.get("itself", False):
            tests.append("that._row <> this._row")
        if "where" in one:
            tests.append(f"({translate(one['where'], both)[0].text}) IS TRUE")
        found = f'FROM "{other}~" AS that WHERE {" AND ".join(tests)}'
        if one["take"] == "exists":
            return Sql(f"EXISTS (SELECT 1 {found})", "boolean")
        if one["take"] == "count":
            return Sql(f"(SELECT COUNT(*) {found})", "integer")
        value, _ = translate(one["value"], both)
        if one["take"] == "sum":
            if value.type != "integer":
                raise CannotSay("a lookup that sums decimals")
            return Sql(f"(SELECT COALESCE(SUM({value.text}), 0) {found})", "integer")
        direction = "ASC" if one["take"] == "first" else "DESC"
        return Sql(f"(SELECT {value.text} {found} ORDER BY {on} {direction} LIMIT 1)", value.type)


def cell(input_, text):
    """Whether a cell of a decision table fits."""
    text = text.strip()
    if text == "*":
        return "TRUE"
    if text == "absent":
        return f"{input_.text} IS NULL"
    if "|" in text:
        return "(" + " OR ".join(cell(input_, part) for part in text.split("|")) + ")"
    if ".." in text:
        low, high = (bound.strip() for bound in text.split(".."))
        bounds = [(">=", low), ("<=", high)]
        return " AND ".join(
            comparison(input_, sign, constant(bound, input_.type)).text for sign, bound in bounds if bound
        )
    return f"{input_.text} = {constant(text, input_.type).text}"


def constant(text, type_):
    if type_ == "boolean":
        return Sql("TRUE" if text.lower() in YES else "FALSE", "boolean")
    if type_ in ("integer", "decimal"):
        return translate(text, {})[0]
    return Sql(quoted(text), type_)
