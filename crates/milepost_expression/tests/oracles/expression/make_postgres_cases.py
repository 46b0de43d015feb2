"""Writes postgres_cases.csv: expressions, a row, and what PostgreSQL makes of them.

What SQLite can't judge: dates and intervals, exact decimals and their rounding, LEAST, GREATEST, CONCAT. Where the
languages differ, the question is put to PostgreSQL in its own words, which stand next to ours below. Completed
months are counted there from their definition, by trying out all of them.

Needs any PostgreSQL that `psql` reaches with its usual variables (PGHOST, PGUSER, …); nothing is stored in it.
Run it again with `python3 make_postgres_cases.py`; the same seed gives the same cases.
"""

import csv
import decimal
import itertools
import pathlib
import random
import subprocess

COLUMNS = {"a": "date", "b": "date", "x": "numeric", "y": "numeric", "n": "bigint", "m": "bigint", "s": "text", "p": "boolean"}
DATES = [None, "2012-02-29", "2011-02-28", "2012-01-31", "2012-03-31", "2012-12-31", "2000-02-29", "1999-03-01",
         "2008-07-01", "2011-06-30", "2009-09-30", "2012-04-30", "1900-02-28", "2013-01-01"]
NUMBERS = [None, "0", "2.5", "-2.5", "0.5", "-0.5", "1.005", "-1.005", "99.995", "3", "1250", "-1249.99", "0.1", "0.3", "33.333"]
INTEGERS = [None, "0", "1", "-1", "2", "3", "7", "-7", "40", "365"]
TEXTS = [None, "", "Née", "  a b ", "ÉCOLE", "a_b", "50%"]
TRUTHS = [None, "true", "false"]

MONTHS = "(SELECT max(k) FROM generate_series(0, 2400) k WHERE ({0} + k * INTERVAL '1 month')::date <= {1})"


def months(first, second):
    return f"(CASE WHEN {first} <= {second} THEN {MONTHS.format(first, second)} ELSE -{MONTHS.format(second, first)} END)"


def forms():
    """Pairs of our text and PostgreSQL's; one text stands for both."""
    for unit, count in itertools.product(["DAY", "MONTH", "YEAR"], [0, 1, 2, 11, 13, 48, -1, -6, -100]):
        for sign in "+-":
            yield f"a {sign} INTERVAL '{count}' {unit}", f"(a {sign} INTERVAL '{count}' {unit})::date"
    yield "a + INTERVAL '1' MONTH + INTERVAL '1' MONTH", "((a + INTERVAL '1 month')::date + INTERVAL '1 month')::date"
    yield "a + INTERVAL '1' YEAR - INTERVAL '12' MONTH", "((a + INTERVAL '1 year')::date - INTERVAL '12 months')::date"
    yield "a + INTERVAL '3' YEAR <= b", "(a + INTERVAL '3 years')::date <= b"
    for same in ["a - b", "a < b", "a BETWEEN b AND DATE '2012-06-30'", "LEAST(a, b)", "GREATEST(a, b, DATE '2012-06-30')",
                 "COALESCE(a, b)", "NULLIF(a, b)", "a IS DISTINCT FROM b", "a NOT IN (b, DATE '2012-02-29')"]:
        yield same, same
    yield "a + n", "a + n::integer"
    yield "n + a", "n::integer + a"
    yield "a - n", "a - n::integer"
    yield "(a - n) - b", "(a - n::integer) - b"
    yield "days_between(a, b)", "b - a"
    yield "months_between(a, b)", months("a", "b")
    yield "years_between(a, b)", f"({months('a', 'b')}) / 12"
    for part in ["year", "month", "day"]:
        yield f"{part}(a)", f"EXTRACT({part} FROM a)::bigint"
    yield "CAST(a AS TEXT)", "a::text"
    for places in [0, 1, 2, -1, -2]:
        yield f"ROUND(x, {places})", f"ROUND(x, {places})"
        yield f"ROUND(x * y, {places})", f"ROUND(x * y, {places})"
        yield f"ROUND(n / m, {places})", f"ROUND(n::numeric / NULLIF(m, 0), {places})"
        yield f"ROUND(x / y, {places})", f"ROUND(x / NULLIF(y, 0), {places})"
    for whole in ["ROUND", "FLOOR", "CEIL"]:
        yield f"{whole}(x)", f"{whole}(x)::bigint"
        yield f"{whole}(n / m)", f"{whole}(n::numeric / NULLIF(m, 0))::bigint"
        yield f"{whole}(-x + n)", f"{whole}(-x + n)::bigint"
    yield "n % m", "n % NULLIF(m, 0)"
    for same in ["x + y", "x - y * 2", "-x", "ABS(x)", "ABS(n)", "x + n", "n * x", "x = y", "x < n", "n >= x", "x BETWEEN n AND y",
                 "x IN (n, 2.5, y)", "LEAST(x, y)", "LEAST(n, m, 3)", "GREATEST(x, n)", "GREATEST(n, m)", "COALESCE(n, x)",
                 "COALESCE(x, n, 0)", "NULLIF(x, n)", "0.1 + 0.2 = 0.3", "x * 0.1", "n IS NOT DISTINCT FROM m",
                 "CASE WHEN x > n THEN x ELSE m END", "CASE n WHEN m THEN 1 WHEN 7 THEN 2.5 END", "n + m * 2 - 1"]:
        yield same, same
    for same in ["p IS UNKNOWN", "p IS NOT UNKNOWN", "(x > n) IS UNKNOWN", "p AND x > n", "p OR x > n", "NOT p", "NOT p AND n = m",
                 "CASE WHEN p THEN 'yes' WHEN NOT p THEN 'no' ELSE '?' END", "(x > n) = p", "p IS DISTINCT FROM (n > m)"]:
        yield same, same
    yield "CAST(p AS INTEGER)", "p::integer"
    yield "CAST(p AS TEXT)", "p::text"
    for same in ["CONCAT(s, '-', s)", "CONCAT(s, NULL)", "s || '.'", "LENGTH(s)", "LOWER(s)", "UPPER(s)", "TRIM(s)", "CAST(n AS TEXT)",
                 "s LIKE '%b%'", "s LIKE 'N_e'", "s LIKE '%!%' ESCAPE '!'", "s LIKE 'a!_b' ESCAPE '!'", "NULLIF(TRIM(s), '')"]:
        yield same, same


def shown(kind, value):
    if value is None:
        return "NULL"
    if kind == "boolean":
        return {"t": "true", "f": "false"}.get(value, value)
    if kind == "numeric":
        text = format(decimal.Decimal(value), "f")
        text = text.rstrip("0") if "." in text else text + "."
        text = text + "0" if text.endswith(".") else text
        return text.replace("-0.0", "0.0") if text == "-0.0" else text
    return value


def quoted(value, kind):
    return f"CAST(NULL AS {kind})" if value is None else "CAST('" + value.replace("'", "''") + f"' AS {kind})"


def main():
    chance = random.Random(2012)
    choices = [DATES, DATES, NUMBERS, NUMBERS, INTEGERS, INTEGERS, TEXTS, TRUTHS]
    questions = []
    for ours, theirs in forms():
        used = [any(word == column for word in split(ours)) for column in COLUMNS]
        seen = set()
        for _ in range(14):
            row = tuple(chance.choice(values) if use else None for values, use in zip(choices, used))
            if row not in seen:
                seen.add(row)
                questions.append((ours, theirs, row))
    script = ["SET client_encoding = 'UTF8';"]
    for _, theirs, row in questions:
        values = ", ".join(f"{quoted(value, kind)} AS {column}" for value, (column, kind) in zip(row, COLUMNS.items()))
        script.append(f"SELECT pg_typeof({theirs}), ({theirs}) IS NULL, ({theirs})::text || '' FROM (SELECT {values}) AS given;")
    answers = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"], input="\n".join(script),
                             capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(answers) == len(questions), (len(answers), len(questions))
    target = pathlib.Path(__file__).with_name("postgres_cases.csv")
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["expression", *COLUMNS, "expected"])
        for (ours, _, row), answer in zip(questions, answers):
            kind, absent, text = answer.split("\t")
            expected = shown(kind, None if absent == "t" else text)
            writer.writerow([ours, *("NULL" if value is None else value for value in row), expected])


def split(text):
    return "".join(character if character.isalnum() or character == "_" else " " for character in text).split()


if __name__ == "__main__":
    main()
