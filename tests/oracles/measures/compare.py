"""Holds the recount's results against those of the program, and both against a case's table."""

from fractions import Fraction

from measures import Result
from results import Results
from tables import Tables

STEPS = ("additions", "exclusions", "exceptions")


def group_of(text):
    """A group as the program writes it; a cross in any order."""
    return frozenset(text.split("+")) if text else frozenset()


def recount(pack, submissions, refused=lambda _sent, _row: False):
    """All results, by measure, label of the period, agency and group."""
    tables = Tables(pack)
    for sent in submissions:
        tables.take(sent, refused)
    tables.count_duties()
    results, found = Results(tables), {}
    for name, measure in pack.measures.items():
        for period in results.periods(measure):
            for (agency, group), result in results.of(name, period).items():
                found[name, period.label, agency, group] = result
    return found


def number(value):
    """An exact number as the program writes it."""
    if value is None:
        return ""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return decimal(value, 60)


def decimal(value, digits):
    """At most so many significant digits, halves away from zero, without zeros at the end."""
    if value == 0:
        return "0"
    sign, value = ("-" if value < 0 else ""), abs(value)
    places = digits
    while value * 10**places >= 10**digits:
        places -= 1
    while value * 10 ** (places + 1) < 10**digits:
        places += 1
    whole = (value * Fraction(10) ** places + Fraction(1, 2)).__floor__()
    if places <= 0:
        return f"{sign}{whole * 10**-places}"
    text = str(whole).rjust(places + 1, "0")
    return sign + (text[:-places] + "." + text[-places:]).rstrip("0").rstrip(".")


def fields(result: Result):
    """A result as a line of the program's table says it."""
    line = {
        "state": result.state,
        "numerator": number(result.numerator),
        "denominator": number(result.denominator),
        "value": "" if result.value is None else decimal(result.value, 12),
        "submitted": str(result.submitted),
        "expected": str(result.expected),
    }
    for step in STEPS:
        line[step] = str(result.steps[step]) if step in result.steps else ""
    return line


def differences(ours, lines, only=None):
    """What differs between the recount and lines of a table: those of the program, or of a case (`only` its columns)."""
    found, seen = [], set()
    for line in lines:
        key = (line["measure"], line["period"], line["agency"], group_of(line.get("group") or ""))
        seen.add(key)
        if key not in ours:
            found.append(f"{shown(key)}: the recount has no such result, the table {line['state'] if 'state' in line else ''}")
            continue
        said = fields(ours[key])
        for column, expected in said.items():
            if (only is None or column in only) and line[column] != expected:
                found.append(f"{shown(key)}: {column} is {line[column]!r}, the recount says {expected!r}")
    if only is None:
        found += [f"{shown(key)}: the program has no such result" for key in ours if key not in seen]
    return found


def shown(key):
    measure, period, agency, group = key
    return " ".join(filter(None, (measure, period, agency, "+".join(sorted(group)))))
