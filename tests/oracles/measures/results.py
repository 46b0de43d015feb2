"""All results of a pack: those of rows, and those made of results at other measures, periods and agencies."""

from fractions import Fraction

import exact
from expressions import translate
from expressions import Sql
from measures import Result, RowMeasures

MADE = ("derived", "over_periods", "rank", "apportioned")
# Which state of several inputs is that of what is made of them.
WORST = ("not_submitted", "not_applicable", "no_cases")


class Results:
    def __init__(self, tables):
        self.tables = tables
        self.pack = tables.pack
        self.rows = RowMeasures(tables)
        self.known = {}

    def periods(self, measure):
        """The periods of a measure that are computed: those in which something was sent in, if a measure of the same
        kind of period reads anything that was sent."""
        key = (measure["calendar"], measure["period"])
        alike = [m for m in self.pack.measures.values() if (m["calendar"], m["period"]) == key]
        datasets = [d for d, declared in self.pack.datasets.items() if declared["calendar"] == measure["calendar"]]
        inside = [p for p in self.pack.periods[key] if any(self.is_sent(d, p) for d in datasets)]
        return [p for p in inside if any(self.is_told(m, p) for m in alike)]

    def is_told(self, measure, period):
        """Whether something was sent in that a measure reads for a period."""
        kind = measure["kind"]
        if kind == "over_periods":
            source = self.pack.measures[measure["measure"]]
            return any(self.is_told(source, p) for p in self.taken(measure, source, period))
        if kind in MADE:
            return any(self.is_told(self.pack.measures[name], period) for name in self.inputs(measure))
        read = self.rows.shifted(period, measure.get("period_offset", 0))
        sources = [(measure["dataset"], read), (measure.get("frame"), read), (measure.get("follow_up"), period)]
        return any(within and self.is_sent(dataset, within) for dataset, within in sources)

    def is_sent(self, dataset, within):
        query = "SELECT EXISTS (SELECT 1 FROM sent WHERE dataset = ? AND first >= ? AND last <= ?)"
        return bool(self.tables.db.execute(query, [dataset, within.first, within.last]).fetchone()[0])

    def inputs(self, measure):
        """The measures whose results a measure reads for the same period."""
        if measure["kind"] != "derived":
            return [measure[key] for key in ("measure", "amount", "by") if key in measure]
        texts = [measure[side] for side in ("numerator", "denominator", "value") if side in measure]
        return {word.partition(".")[0] for text in texts for word in self.parts_named(text)}

    def taken(self, measure, source, period):
        """The periods whose results are taken together."""
        kinds = self.pack.periods[source["calendar"], source["period"]]
        last = next(p.number for p in kinds if p.first <= period.last <= p.last)
        end = last - measure.get("lag", 0) + 1
        return kinds[end - measure["periods"] : end]

    def of(self, name, period):
        """The results of a measure in a period, by agency and group."""
        if (name, period) not in self.known:
            measure = self.pack.measures[name]
            work = getattr(self, measure["kind"]) if measure["kind"] in MADE else self.rows.results
            self.known[name, period] = work(measure, period)
        return self.known[name, period]

    # A function of other measures' parts at the same place.

    def derived(self, measure, period):
        texts = {side: measure[side] for side in ("numerator", "denominator", "value") if side in measure}
        inputs = {name: self.of(name, period) for name in self.inputs(measure)}
        places = set.intersection(*(set(results) for results in inputs.values()))
        return {place: self.function(measure, texts, period, {n: r[place] for n, r in inputs.items()}) for place in places}

    def parts_named(self, text):
        class Every(dict):
            def __contains__(self, name):
                return True

            def __missing__(self, name):
                return Sql("NULL", "decimal")

        return {n for n in translate(text, Every())[1] if not n.startswith(("setting.", "period."))}

    def function(self, measure, texts, period, inputs):
        names, constants = {}, self.pack.names_of(period)
        for text in texts.values():
            for word in self.parts_named(text):
                name, _, part = word.partition(".")
                value = part_of(inputs[name], part)
                names[word] = Sql("NULL" if value is None else f"'{exact.written(value)}'", "decimal")
                if value is not None and value.denominator == 1:
                    names[word] = Sql(str(value.numerator), "decimal")
        given = {}
        for side, text in texts.items():
            sql = translate(text, names | constants)[0].text
            given[side] = exact.read(self.tables.db.execute(f"SELECT {sql}").fetchone()[0])
        result = Result(worst(inputs.values()))
        result.covered_like(inputs.values())
        if "value" in given:
            if given["value"] is not None:
                result.state, result.value = "value", given["value"]
        elif None not in given.values():
            result.numerator, result.denominator = given["numerator"], given["denominator"]
            result.parts = dict(given)
            if given["denominator"]:
                result.valued(given["numerator"] / given["denominator"], measure["unit"])
        return result

    # Results of several periods.

    def over_periods(self, measure, period):
        source = self.pack.measures[measure["measure"]]
        taken = [self.of(measure["measure"], p) for p in self.taken(measure, source, period)]
        # An agency that is there at the end has a result; where it was not there yet, nothing is known.
        places = set(taken[-1])
        return {place: self.together(measure, [t.get(place) for t in taken]) for place in places}

    def together(self, measure, taken):
        there = [t for t in taken if t is not None]
        result = Result()
        result.covered_like(there)
        states = [t.state for t in there] + ["not_submitted"] * (len(there) < len(taken))
        values = [t.value for t in there if t.state == "value"]
        for state in ("not_submitted", "not_applicable"):
            if state in states:
                result.state = state
                return result
        if not values or (measure.get("without_cases") == "no_value" and len(values) < len(taken)):
            return result
        if measure["take"] == "pooled":
            result.numerator = sum(t.numerator for t in there)
            result.denominator = sum(t.denominator for t in there)
            result.parts = {"numerator": result.numerator, "denominator": result.denominator}
            return result.valued(result.numerator / result.denominator, measure["unit"])
        result.state = "value"
        result.value = sum(values) / (len(values) if measure["take"] == "mean" else 1)
        return result

    # Results of several agencies.

    def among(self, measure, results):
        wanted = [a["id"] for a in self.pack.agencies if a["type"] == measure["among"]]
        return [(agency, group) for agency in wanted for a, group in sorted(results, key=str) if a == agency]

    def rank(self, measure, period):
        results = self.of(measure["measure"], period)
        found, ranked = {}, {}
        for place in self.among(measure, results):
            there = results[place]
            found[place] = Result(there.state, submitted=there.submitted, expected=there.expected)
            if there.state == "value":
                if self.is_ranked(measure, period, there):
                    ranked[place] = there.value
                else:
                    found[place].state = "not_applicable"
        sign = 1 if measure["order"] == "lowest_first" else -1
        for place, value in ranked.items():
            others = [v for (_, group), v in ranked.items() if group == place[1]]
            rank = Fraction(1 + sum(v * sign < value * sign for v in others))
            found[place].state, found[place].value = "value", rank
            found[place].parts = {"rank": rank, "tied": Fraction(others.count(value)), "ranked": Fraction(len(others))}
        return found

    def is_ranked(self, measure, period, there):
        if "only" not in measure:
            return True
        asked = self.function({"unit": "ratio"}, {"value": f"CASE WHEN {measure['only']} THEN 1 ELSE 0 END"}, period, {measure["measure"]: there})
        return asked.value == 1

    def apportioned(self, measure, period):
        weights = self.of(measure["by"], period)
        amounts = self.of(measure["amount"], period)
        found = {}
        places = self.among(measure, weights)
        for group in {group for _, group in places}:
            amount = amounts.get((self.pack.state, group)) or Result("not_submitted")
            here = {a: weights[a, g] for a, g in places if g == group}
            for agency, part in self.parts(measure, amount, here).items():
                found[agency, group] = part
        return found

    def parts(self, measure, amount, weights):
        total = sum((w.value or 0 for w in weights.values()), Fraction(0))
        inputs = [amount, *weights.values()]
        state = worst(inputs) if any(i.state != "value" for i in inputs) else "value"
        if state == "no_cases" and amount.state == "value":
            state = "value"
        if state == "value" and not total:
            state = "no_cases"
        found = {a: Result(state).covered_like([amount, w]) for a, w in weights.items()}
        if state != "value":
            return found
        whole = amount.value * 10 ** measure["decimals"]
        exactly = {a: whole * (w.value or 0) / total for a, w in weights.items()}
        down = {a: part.__floor__() for a, part in exactly.items()}
        order = sorted(exactly, key=lambda a: (down[a] - exactly[a], -exactly[a]))
        for agency in order[: int(whole) - sum(down.values())]:
            down[agency] += 1
        for agency, result in found.items():
            result.value = Fraction(down[agency], 10 ** measure["decimals"])
        return found


def part_of(result, part):
    if part == "value":
        return result.value
    if result.state == "not_submitted":
        return None
    return result.parts.get(part)


def worst(inputs):
    states = {i.state for i in inputs}
    return next((s for s in WORST if s in states), "no_cases")
