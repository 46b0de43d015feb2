"""Exact numbers in SQLite: whole numbers as they are, others as a text `p/q` in lowest terms.

SQLite would compute with floats. So that it doesn't, expressions over decimals call these functions, which
are registered with the connection.
"""

import calendar
import datetime
from fractions import Fraction


def written(number):
    """How a fraction stands in a table: equal numbers are equal texts, so `=` and GROUP BY need no help."""
    if number is None:
        return None
    return number.numerator if number.denominator == 1 else f"{number.numerator}/{number.denominator}"


def read(value):
    return None if value is None else Fraction(value)


def strict(function):
    """A function that is absent as soon as one of its arguments is."""

    def called(*arguments):
        return None if any(a is None for a in arguments) else function(*arguments)

    return called


def half_away(number):
    """To the nearest whole number, a tie away from zero."""
    whole = (abs(number) + Fraction(1, 2)).__floor__()
    return whole if number >= 0 else -whole


def shifted(number, digits):
    return number * Fraction(10) ** digits


def rounded(value, digits=0):
    return written(shifted(Fraction(half_away(shifted(Fraction(value), digits))), -digits))


def months_later(day, months):
    date = datetime.date.fromisoformat(day)
    month = date.year * 12 + date.month - 1 + months
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(date.day, last)).isoformat()


def days_later(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


def completed(months_each, start, end):
    """The most steps by which `start` can be moved without passing `end`."""
    steps = 0
    if start <= end:
        while months_later(start, (steps + 1) * months_each) <= end:
            steps += 1
    else:
        while months_later(start, steps * months_each) > end:
            steps -= 1
    return steps


def days_between(start, end):
    return (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)).days


def chosen(choose, keys):
    """LEAST and GREATEST: absent values are left aside."""

    def called(*arguments):
        present = [a for a in arguments if a is not None]
        return choose(present, key=keys) if present else None

    return called


def order(value):
    """Numbers by size, dates and other texts by code point."""
    try:
        return (0, Fraction(value), "")
    except ValueError:
        return (1, Fraction(0), value)


class Total:
    """The exact sum of what is present; absent without any."""

    def __init__(self):
        self.total = None

    def step(self, value):
        if value is not None:
            self.total = (self.total or 0) + Fraction(value)

    def finalize(self):
        return written(self.total)


def register(db):
    db.create_aggregate("total_of", 1, Total)

    def both(name, work):
        called = strict(lambda a, b: written(work(Fraction(a), Fraction(b))))
        db.create_function(name, 2, called, deterministic=True)

    both("plus", lambda a, b: a + b)
    both("minus", lambda a, b: a - b)
    both("times", lambda a, b: a * b)
    both("over", lambda a, b: a / b if b else None)
    both("compared", lambda a, b: Fraction((a > b) - (a < b)))
    for name, count, work in (
        ("rounded", 2, rounded),
        ("scaled", 2, lambda a, digits: half_away(shifted(Fraction(a), digits))),
        ("floored", 1, lambda a: Fraction(a).__floor__()),
        ("ceiled", 1, lambda a: Fraction(a).__ceil__()),
        ("absolute", 1, lambda a: written(abs(Fraction(a)))),
        ("months_later", 2, months_later),
        ("days_later", 2, days_later),
        ("years_between", 2, lambda a, b: completed(12, a, b)),
        ("months_between", 2, lambda a, b: completed(1, a, b)),
        ("days_between", 2, days_between),
        ("has", 2, lambda codes, code: int(code in codes.split(";"))),
        ("count_codes", 1, lambda codes: len(set(codes.split(";")))),
    ):
        db.create_function(name, count, strict(work), deterministic=True)
    db.create_function("least", -1, chosen(min, order), deterministic=True)
    db.create_function("greatest", -1, chosen(max, order), deterministic=True)
