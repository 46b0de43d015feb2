"""Counts the measures that are made of rows: one query for each measure, period and grouping."""

import itertools
import json
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from expressions import translate
from packs import quoted

@dataclass
class Result:
    """What is known of a measure at an agency for a group; `parts` are what derived measures may name."""

    state: str = "no_cases"
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    steps: dict = field(default_factory=dict)  # additions, exclusions, exceptions
    parts: dict = field(default_factory=dict)
    submitted: int = 0
    expected: int = 0

    def covered_like(self, inputs):
        """As many submitted as of the input that lacks most."""
        lacking = max(inputs, key=lambda i: (i.expected - i.submitted, i.expected))
        self.submitted, self.expected = lacking.submitted, lacking.expected
        return self

    def valued(self, value, unit):
        self.state = "value"
        self.value = value * 100 if unit == "percent" else value
        return self


class RowMeasures:
    def __init__(self, tables):
        self.tables = tables
        self.pack = tables.pack
        self.db = tables.db
        self.below = set(self.db.execute("SELECT DISTINCT agency, ancestor FROM above"))

    def results(self, measure, period):
        """Every result of a measure in a period, by agency and group (a frozen set of `stratifier=code`)."""
        read = self.shifted(period, measure.get("period_offset", 0))
        found = {}
        types = self.tables.view(measure["dataset"])
        names = self.tables.named("this", types) | self.tables.constants()
        coverage = self.coverage(measure, read, period)
        frame = self.frame(measure, read) if "frame" in measure and read else {}
        responded = {}
        for group, condition in self.groupings(measure, names):
            counted = self.counted(measure, names, condition, read, period)
            responded = responded or counted
            for agency, (submitted, expected, known) in coverage.items():
                if not known:
                    result = Result("not_submitted")
                elif measure["kind"] == "weighted_proportion":
                    result = weighted(measure, *(c.get(agency, {}) for c in (counted, responded, frame)))
                else:
                    result = RESULTS[measure["kind"]](measure, counted.get(agency, {}))
                result.submitted, result.expected = submitted, expected
                found[agency, group] = result
        return found

    def shifted(self, period, offset):
        kinds = self.pack.periods[period.calendar, period.kind]
        place = period.number + offset
        return kinds[place] if 0 <= place < len(kinds) else None

    # Who was to submit, and who did.

    def coverage(self, measure, read, period):
        """For each agency with a result: how many of those expected submitted for every slice, how many were
        expected, and whether anything is known of it."""
        complete, known = defaultdict(lambda: True), defaultdict(bool)
        expected = defaultdict(set)
        followed = self.followed_agencies(measure, period)
        for agency, reporter, every, some in self.duties(measure["dataset"], read):
            complete[reporter] &= bool(every) or agency != reporter
            expected[agency].add(reporter)
            known[agency] |= bool(some) and (followed is None or reporter in followed)
        nodes = list(expected)
        for agency, reporter, every, _ in self.duties(measure["follow_up"], period) if "follow_up" in measure else ():
            complete[reporter] &= bool(every) or agency != reporter
            expected[agency].add(reporter)
        told = self.told_by_all(measure["dataset"], read) if followed is None else set()
        framed = self.framed(measure, read)
        found = {}
        for agency in nodes:
            reporters = expected[agency]
            is_known = (known[agency] or agency in told) and (framed is None or agency in framed)
            if is_known or not self.is_below(agency, reporters):
                found[agency] = (sum(complete[r] for r in reporters), len(reporters), is_known)
        return found

    def framed(self, measure, read):
        """The agencies of which the frame is known."""
        if "frame" not in measure:
            return None
        by_one = {agency for agency, _, _, some in self.duties(measure["frame"], read) if some}
        return by_one | self.told_by_all(measure["frame"], read)

    def duties(self, dataset, within):
        if within is None:
            return []
        return self.db.execute(
            "SELECT agency, reporter, min(sent), max(sent) FROM duty"
            " WHERE dataset = ? AND first >= ? AND last <= ? GROUP BY 1, 2",
            [dataset, within.first, within.last],
        ).fetchall()

    def told_by_all(self, dataset, read):
        """The agencies about which a submission speaks that is about all."""
        rows = self.db.execute(
            "SELECT DISTINCT above.agency FROM above JOIN sent USING (first, last) WHERE dataset = ?"
            " AND sent.agency IS NULL AND first >= ? AND last <= ? AND ancestor = ?",
            [dataset, read.first, read.last, self.pack.state] if read else [dataset, "9", "0", ""],
        )
        return {agency for (agency,) in rows}

    def is_below(self, agency, reporters):
        """Whether somebody else submits for an agency: then it has results when they do."""
        one = next(iter(reporters))
        return len(reporters) == 1 and one != agency and (agency, one) in self.below

    def followed_agencies(self, measure, period):
        """The agencies of which a follow-up was submitted for all of the period."""
        if "follow_up" not in measure:
            return None
        rows = self.db.execute(
            "SELECT agency FROM duty WHERE dataset = ? AND first >= ? AND last <= ? AND sent"
            " GROUP BY agency HAVING COUNT(DISTINCT first) = ?",
            [measure["follow_up"], period.first, period.last, self.slices_within(measure["follow_up"], period)],
        )
        return {agency for (agency,) in rows}

    def slices_within(self, dataset, period):
        return sum(period.first <= s.first and s.last <= period.last for s in self.pack.slices(dataset))

    def followed(self, measure, period):
        """The same as SQL, of a row."""
        agencies = self.followed_agencies(measure, period)
        return "TRUE" if agencies is None else f"this._agency IN ({', '.join(map(quoted, sorted(agencies)))})"

    # Rows.

    def groupings(self, measure, names):
        """The total, each group, each combination: a frozen set of `stratifier=code`, and its condition."""
        dataset = measure["dataset"]
        yield frozenset(), "TRUE"
        crosses = [[s] for s in measure.get("stratifiers", [])] + measure.get("crosses", [])
        for cross in crosses:
            members = [[(s, *g) for g in self.pack.groups(dataset, names, s)] for s in cross]
            for chosen in itertools.product(*members):
                label = frozenset(f"{s}={code}" for s, code, _ in chosen)
                yield label, " AND ".join(f"({condition}) IS TRUE" for *_, condition in chosen)

    def counted(self, measure, names, condition, read, period):
        """What is counted for each agency, by names."""
        if read is None:
            return {}
        select = SELECTS[measure["kind"]](measure, names, self.pack)
        where = f"{is_true(measure.get('initial_population'), names)} AND ({condition}) AND {self.followed(measure, period)}"
        if measure["kind"] == "reported":
            return self.settled(measure, select, where, read)
        return self.summed(measure["dataset"], select, where, read)

    def settled(self, measure, select, where, read):
        """Received figures: they are settled for each agency and slice before they add up. One row that says "not
        applicable" makes the whole so, one side of a share without the other is none, and a value stays where
        it was received."""
        both = " AND ".join(f"{side} IS NOT NULL" for side in ("numerator", "denominator") if side in measure) or "FALSE"
        cursor = self.db.execute(
            f"""
            SELECT up.ancestor,
                total_of(numerator) FILTER (WHERE NOT silent AND {both}),
                total_of(denominator) FILTER (WHERE NOT silent AND {both}),
                MAX(value) FILTER (WHERE NOT silent AND up.ancestor = up.agency),
                TOTAL(amounts) FILTER (WHERE NOT silent AND up.ancestor = up.agency),
                MAX(silent), MAX(NOT silent AND given)
            FROM (
                SELECT _first, _last, _agency, {", ".join(f"{sql} AS {name}" for name, sql in select.items())}
                FROM "{measure['dataset']}+" AS this WHERE _first >= ? AND _last <= ? AND {where} GROUP BY 1, 2, 3
            ) AS own
            JOIN above AS up ON up.first = own._first AND up.last = own._last AND up.agency = own._agency
            GROUP BY up.ancestor
            """,
            [read.first, read.last],
        )
        names = ("numerator", "denominator", "value", "values", "silent", "given")
        return {agency: dict(zip(names, values)) for agency, *values in cursor}

    def summed(self, dataset, select, where, read):
        """Aggregates over the rows of all agencies below one, each at the slice's own memberships."""
        cursor = self.db.execute(
            f"""
            SELECT up.ancestor, {", ".join(select.values())}
            FROM "{dataset}+" AS this
            JOIN above AS up ON up.first = this._first AND up.last = this._last AND up.agency = this._agency
            WHERE this._first >= ? AND this._last <= ? AND {where}
            GROUP BY up.ancestor
            """,
            [read.first, read.last],
        )
        return {agency: dict(zip(select, values)) for agency, *values in cursor}

    def frame(self, measure, read):
        """How many rows of the frame are in each stratum, by agency."""
        names = self.tables.named("this", self.tables.view(measure["frame"])) | self.tables.constants()
        stratum = translate(measure["frame_stratum"], names)[0].text
        select = {f"frame_{n}": f"TOTAL({stratum} = {quoted(c)})" for n, c in enumerate(strata(measure, self.pack))}
        return self.summed(measure["frame"], select, is_true(measure.get("frame_condition"), names), read)


def is_true(text, names):
    return "TRUE" if text is None else f"({translate(text, names)[0].text}) IS TRUE"


def stage(measure, names):
    """Where a row of a proportion ends up, asked in order."""
    asked = [
        ("NOT " + is_true(measure.get("denominator"), names), "out"),
        (is_true(measure.get("exclusion", "FALSE"), names), "excluded"),
        (is_true(measure["numerator"], names), "met"),
        (is_true(measure.get("addition", "FALSE"), names), "added"),
        (is_true(measure.get("exception", "FALSE"), names), "excepted"),
    ]
    whens = " ".join(f"WHEN {condition} THEN '{end}'" for condition, end in asked)
    return f"(CASE {whens} ELSE 'missed' END)"


def scaled(text, measure, names):
    """A number with the digits that the measure keeps, as a whole number."""
    return f"scaled({translate(text, names)[0].text}, {measure.get('decimals', 0)})"


def classes(measure, pack):
    return [c["code"] for c in measure["classes"]] if "classes" in measure else pack.lists[measure["class_list"]]


def strata(measure, pack):
    return [c["code"] for c in measure["strata"]] if "strata" in measure else pack.lists[measure["stratum_list"]]


def select_proportion(measure, names, _pack):
    end = stage(measure, names)
    return {
        "numerator": f"SUM({end} IN ('met', 'added'))",
        "denominator": f"SUM({end} IN ('met', 'added', 'missed'))",
        "additions": f"SUM({end} = 'added')",
        "exclusions": f"SUM({end} = 'excluded')",
        "exceptions": f"SUM({end} = 'excepted')",
    }


def select_count(_measure, _names, _pack):
    return {"count": "COUNT(*)"}


def select_unduplicated(measure, names, _pack):
    return {"count": f"COUNT(DISTINCT {names[measure['unit_column']].text})"}


def select_ratio(measure, names, _pack):
    both = [scaled(measure[side], measure, names) for side in ("numerator", "denominator")]
    present = f"FILTER (WHERE {both[0]} IS NOT NULL AND {both[1]} IS NOT NULL)"
    return {side: f"SUM({sql}) {present}" for side, sql in zip(("numerator", "denominator"), both)}


def select_mean(measure, names, _pack):
    observed = scaled(measure["observation"], measure, names)
    return {"sum": f"SUM({observed})", "n": f"COUNT({observed})"}


def select_quantile(measure, names, _pack):
    observed = scaled(measure["observation"], measure, names)
    return {"values": f"json_group_array({observed}) FILTER (WHERE {observed} IS NOT NULL)"}


def select_classes(measure, names, pack):
    class_ = translate(measure["class"], names)[0].text
    return {code: f"SUM({class_} = {quoted(code)})" for code in classes(measure, pack)}


def select_weighted(measure, names, pack):
    stratum = translate(measure["stratum"], names)[0].text
    end = stage(measure, names)
    select = {}
    for n, code in enumerate(strata(measure, pack)):
        here = f"{stratum} = {quoted(code)}"
        select[f"responded_{n}"] = f"SUM({here})"
        select[f"scored_{n}"] = f"SUM({here} AND {end} IN ('met', 'added', 'missed'))"
        select[f"met_{n}"] = f"SUM({here} AND {end} IN ('met', 'added'))"
    return select


def select_reported(measure, names, _pack):
    """What an agency sent for a slice: sums, the value with their number, whether a row says "not applicable"."""
    sides = {
        side: translate(measure[side], names)[0].text if side in measure else "NULL"
        for side in ("numerator", "denominator", "value")
    }
    return {
        "numerator": f"total_of({sides['numerator']})",
        "denominator": f"total_of({sides['denominator']})",
        "value": f"MAX({sides['value']})",
        "amounts": f"COUNT({sides['value']})",
        "silent": f"MAX({is_true(measure.get('not_applicable', 'FALSE'), names)})",
        "given": f"MAX(COALESCE({sides['numerator']}, {sides['denominator']}, {sides['value']}) IS NOT NULL)",
    }


SELECTS = {
    "count": select_count,
    "proportion": select_proportion,
    "ratio": select_ratio,
    "mean": select_mean,
    "quantile": select_quantile,
    "classes": select_classes,
    "weighted_proportion": select_weighted,
    "unduplicated": select_unduplicated,
    "reported": select_reported,
}


def number_of(measure, counted):
    count = Fraction(counted.get("count") or 0)
    return Result(parts={"count": count}).valued(count, measure["unit"])


def share(measure, numerator, denominator, **more):
    result = Result(numerator=numerator, denominator=denominator, **more)
    result.parts |= {"numerator": numerator, "denominator": denominator}
    return result.valued(numerator / denominator, measure["unit"]) if denominator else result


def share_of_rows(measure, counted):
    whole = {name: Fraction(counted.get(name) or 0) for name in ("numerator", "denominator")}
    steps = {name: counted.get(name) or 0 for name in ("additions", "exclusions", "exceptions")}
    return share(measure, *whole.values(), steps=steps, parts={n: Fraction(c) for n, c in steps.items()})


def share_of_sums(measure, counted):
    ten = Fraction(10) ** measure.get("decimals", 0)
    return share(measure, *(Fraction(counted.get(side) or 0) / ten for side in ("numerator", "denominator")))


def mean(measure, counted):
    total = Fraction(counted.get("sum") or 0) / 10 ** measure.get("decimals", 0)
    n = Fraction(counted.get("n") or 0)
    result = Result(parts={"sum": total, "n": n})
    return result.valued(total / n, measure["unit"]) if n else result


def quantile(measure, counted):
    """Between two neighbours, in proportion (type 7 of R)."""
    values = sorted(json.loads(counted.get("values") or "[]"))
    result = Result(parts={"n": Fraction(len(values))})
    if not values:
        return result
    place = (len(values) - 1) * Fraction(measure["share"])
    low = place.__floor__()
    high = min(low + 1, len(values) - 1)
    value = values[low] + (place - low) * (values[high] - values[low])
    return result.valued(Fraction(value) / 10 ** measure.get("decimals", 0), measure["unit"])


def by_class(measure, counted):
    parts = {code: Fraction(n or 0) for code, n in counted.items()}
    codes = [c["code"] for c in measure.get("classes", [])]
    parts = {code: Fraction(0) for code in codes} | parts
    n = sum(parts.values(), Fraction(0))
    result = Result(parts=parts | {"n": n})
    return result.valued(n, measure["unit"]) if n else result


def weighted(measure, counted, responded, frame):
    """A row of a stratum weighs the stratum's share of the frame over its share of the rows looked at."""
    met = scored = Fraction(0)
    asked = Fraction(sum(frame.values()))
    answered = Fraction(sum(n or 0 for name, n in responded.items() if name.startswith("responded_")))
    for name, in_frame in frame.items():
        number = name.removeprefix("frame_")
        here = responded.get(f"responded_{number}")
        if here:
            weight = (Fraction(in_frame) / asked) / (Fraction(here) / answered) if asked else 0
            met += weight * (counted.get(f"met_{number}") or 0)
            scored += weight * (counted.get(f"scored_{number}") or 0)
    names = ("met", "scored", "responded")
    parts = {n: Fraction(sum(c or 0 for name, c in counted.items() if name.startswith(n + "_"))) for n in names}
    result = Result(parts=parts)
    return result.valued(met / scored, measure["unit"]) if scored else result


def received(measure, counted):
    if counted.get("numerator") is not None and counted["denominator"] is not None:
        return share(measure, Fraction(counted["numerator"]), Fraction(counted["denominator"]))
    if counted.get("values") == 1:
        value = Fraction(counted["value"])
        return Result("value", value=value, parts={"value": value})
    return Result("not_applicable" if counted.get("silent") and not counted["given"] else "no_cases")


RESULTS = {
    "count": number_of,
    "proportion": share_of_rows,
    "ratio": share_of_sums,
    "mean": mean,
    "quantile": quantile,
    "classes": by_class,
    "unduplicated": number_of,
    "reported": received,
}
