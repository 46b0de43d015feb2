"""Writes the rows of the state workload as CSV, one file a month: generate.py FOLDER PEOPLE MONTHS [SEED]."""

import sys
from pathlib import Path

import numpy
import polars

COUNTIES = 87
RACES = ["american_indian", "asian", "black", "hispanic", "multiple", "pacific", "white", ""]


def month(random, people, index):
    """One month of everybody; what a person is stays the same, what happens is drawn anew."""
    own = numpy.random.default_rng(index["seed"])
    # One county has a third of the people, and the others share the rest unequally.
    sizes = numpy.concatenate([[0.5], 1 / numpy.arange(2, COUNTIES + 1) ** 1.1])
    county = own.choice(COUNTIES, people, p=sizes / sizes.sum()) + 1
    race = own.choice(len(RACES), people, p=[0.06, 0.06, 0.3, 0.12, 0.05, 0.01, 0.38, 0.02])
    age = own.integers(0, 65, people)
    family = own.choice(["one", "two", "child"], people, p=[0.6, 0.2, 0.2])
    sex = own.choice(["f", "m"], people, p=[0.6, 0.4])
    cash = random.random(people) < 0.8
    working = (age >= 16) & (random.random(people) < 0.5)
    hours = random.integers(1, 60, people)
    left = random.random(people) < 0.05
    text = numpy.array([""], dtype=object)[0]
    return polars.DataFrame(
        {
            "person": [f"P{n:09}" for n in range(people)],
            "county": polars.Series(county).map_elements(lambda c: f"C{c:02}", return_dtype=polars.String),
            "sex": sex,
            "race": numpy.array(RACES, dtype=object)[race],
            "family": family,
            "age": age,
            "months": (own.integers(0, 60, people) + index["month"]),
            "cash": numpy.where(cash, "true", "false"),
            "food": numpy.where(cash | (random.random(people) < 0.9), "true", "false"),
            "exempt": numpy.where(random.random(people) < 0.15, "true", "false"),
            "sanctioned": numpy.where(random.random(people) < 0.08, "true", "false"),
            "hours": numpy.where(working, hours.astype(str).astype(object), text),
            "wage": numpy.where(
                working, numpy.char.mod("%.2f", random.integers(725, 3000, people) / 100).astype(object), text
            ),
            "left_for": numpy.where(left, random.choice(["earned", "limit", "moved", "other"], people).astype(object), text),
        }
    )


def main(folder, people, months, seed=1):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(months):
        random = numpy.random.default_rng([seed, index])
        rows = month(random, people, {"seed": seed, "month": index})
        rows.write_csv(folder / f"{2010 + index // 12}-{index % 12 + 1:02}.csv")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
