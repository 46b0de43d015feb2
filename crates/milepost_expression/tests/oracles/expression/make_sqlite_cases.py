"""Writes sqlite_cases.csv: expressions, a row, and what SQLite makes of them.

Only the part of the language that SQLite shares: three-valued logic, comparisons, BETWEEN, IN, LIKE (told
to mind case), CASE, COALESCE, NULLIF, IS DISTINCT FROM, integer arithmetic without division, and texts.
It needs SQLite 3.39 or later. Run it again with `python3 make_sqlite_cases.py`; the same seed gives the same cases.
"""

import csv
import itertools
import pathlib
import random
import sqlite3

COLUMNS = {"i": "integer", "j": "integer", "s": "text", "r": "text", "p": "boolean", "q": "boolean"}
INTEGERS = [None, -3, 0, 1, 2, 7]
TEXTS = [None, "", "a", "A", "ab", "a_b", "a%b", "b", "é", " a ", "10", "9"]
TRUTHS = [None, 0, 1]
PATTERNS = ["", "%", "_", "a%", "%b", "a_b", "_%", "%a%", "A", "__", "%_b", "a%%b", "é", "%%"]
ESCAPED = ["a!_b", "a!%b", "%!%%", "!_", "!!%"]

chance = random.Random(2011)


def atom(kind):
    if kind == "integer":
        return chance.choice(["i", "j", "i", "j", "0", "1", "-3", "7", "NULL"])
    if kind == "text":
        return chance.choice(["s", "r", "s", "r", "''", "'a'", "'A'", "'ab'", "'é'", "NULL"])
    return chance.choice(["p", "q", "p", "q", "TRUE", "FALSE", "NULL"])


# Each makes text and how tightly its outermost operator binds, for the parentheses that both programs agree on.
LOOSE, CONJUNCTION, NEGATION, COMPARISON, SUM, PRODUCT, TIGHT = range(7)


def wrapped(kind, depth, needed):
    text, binds = expression(kind, depth)
    return text if binds > needed or (binds == needed and needed in (LOOSE, CONJUNCTION)) else f"({text})"


def tight(kind, depth):
    return wrapped(kind, depth, PRODUCT)


def typed(kind, depth):
    """Not a bare NULL: what consists of NULLs alone has no type in SQLite, and is text in the language."""
    made = tight(kind, depth)
    while made == "NULL":
        made = tight(kind, depth)
    return made


def any_kind():
    return chance.choice(["integer", "text", "boolean"])


def same_of(kind, depth, count):
    return [typed(kind, depth), *(tight(kind, depth) for _ in range(count - 1))]


def expression(kind, depth):
    if depth == 0:
        return atom(kind), TIGHT
    general = chance.random()
    if general < 0.10:
        results = same_of(kind, depth - 1, chance.randint(1, 2))
        conditions = [(wrapped("boolean", depth - 1, COMPARISON), result) for result in results]
        branches = " ".join(f"WHEN {condition} THEN {result}" for condition, result in conditions)
        otherwise = f" ELSE {tight(kind, depth - 1)}" if chance.random() < 0.6 else ""
        return f"CASE {branches}{otherwise} END", TIGHT
    if general < 0.16:
        of = chance.choice(["integer", "text"])
        results = same_of(kind, depth - 1, 2)
        branches = " ".join(f"WHEN {tight(of, depth - 1)} THEN {result}" for result in results)
        return f"CASE {typed(of, depth - 1)} {branches} END", TIGHT
    if general < 0.24:
        return f"COALESCE({', '.join(same_of(kind, depth - 1, chance.randint(2, 3)))})", TIGHT
    if general < 0.29:
        return f"NULLIF({', '.join(same_of(kind, depth - 1, 2))})", TIGHT
    return {"integer": integer, "text": text, "boolean": boolean}[kind](depth)


def integer(depth):
    choice = chance.random()
    if choice < 0.35:
        operator = chance.choice("+-")
        return f"{wrapped('integer', depth - 1, COMPARISON)} {operator} {tight('integer', depth - 1)}", SUM
    if choice < 0.55:
        operator = chance.choice("*%")
        return f"{tight('integer', depth - 1)} {operator} {tight('integer', depth - 1)}", PRODUCT
    if choice < 0.65:
        return f"ABS({tight('integer', depth - 1)})", TIGHT
    if choice < 0.8:
        return f"LENGTH({tight('text', depth - 1)})", TIGHT
    if choice < 0.9:
        return f"CAST({wrapped('boolean', depth - 1, COMPARISON)} AS INTEGER)", TIGHT
    return f"(- {tight('integer', depth - 1)})", TIGHT


def text(depth):
    choice = chance.random()
    if choice < 0.4:
        return f"({tight('text', depth - 1)} || {tight('text', depth - 1)})", TIGHT
    if choice < 0.6:
        return f"CAST({tight('integer', depth - 1)} AS TEXT)", TIGHT
    function = chance.choice(["TRIM", "LOWER", "UPPER"])
    # SQLite changes the case of ASCII letters alone.
    inner = tight("text", depth - 1) if function == "TRIM" else chance.choice(["'aB'", "CAST(i AS TEXT)", "NULL", "''"])
    return f"{function}({inner})", TIGHT


def boolean(depth):
    choice = chance.random()
    if choice < 0.22:
        return f"{wrapped('boolean', depth - 1, CONJUNCTION)} AND {wrapped('boolean', depth - 1, NEGATION)}", CONJUNCTION
    if choice < 0.44:
        return f"{wrapped('boolean', depth - 1, LOOSE)} OR {wrapped('boolean', depth - 1, CONJUNCTION)}", LOOSE
    if choice < 0.52:
        return f"NOT {wrapped('boolean', depth - 1, NEGATION)}", NEGATION
    negated = chance.choice(["", "", "NOT "])
    if choice < 0.66:
        kind = chance.choice(["integer", "text"])
        operator = chance.choice(["=", "<>", "!=", "<", "<=", ">", ">="])
        return f"{wrapped(kind, depth - 1, COMPARISON)} {operator} {wrapped(kind, depth - 1, COMPARISON)}", COMPARISON
    if choice < 0.70:
        return f"({tight('boolean', depth - 1)} {chance.choice(['=', '<>'])} {tight('boolean', depth - 1)})", TIGHT
    if choice < 0.77:
        kind = any_kind()
        return f"({tight(kind, depth - 1)} IS {negated}DISTINCT FROM {tight(kind, depth - 1)})", TIGHT
    if choice < 0.83:
        kind = chance.choice(["integer", "text"])
        value, low, high = same_of(kind, depth - 1, 3)
        return f"({value} {negated}BETWEEN {low} AND {high})", TIGHT
    if choice < 0.89:
        kind = any_kind()
        value, *others = same_of(kind, depth - 1, chance.randint(2, 4))
        return f"({value} {negated}IN ({', '.join(others)}))", TIGHT
    if choice < 0.94:
        return f"({tight(any_kind(), depth - 1)} IS {negated}NULL)", TIGHT
    if choice < 0.97:
        return f"({tight('boolean', depth - 1)} IS {negated}{chance.choice(['TRUE', 'FALSE'])})", TIGHT
    return f"({tight('text', depth - 1)} {negated}LIKE '{chance.choice(PATTERNS)}')", TIGHT


def exhaustive():
    """Every operator with every pairing of a few values, absent ones included."""
    for p, q in itertools.product(TRUTHS, TRUTHS):
        for form in ["p AND q", "p OR q", "NOT p", "p = q", "p <> q", "p IS DISTINCT FROM q", "p IS TRUE", "p IS NOT FALSE",
                     "p IN (q, FALSE)", "p NOT IN (q, TRUE)", "NOT p OR q", "NOT (p AND q)", "p AND NOT q OR p IS NULL"]:
            yield form, {"p": p, "q": q}
    for i, j in itertools.product([None, 0, 7], [None, 0, 7]):
        for form in ["i = j", "i <> j", "i < j", "i <= j", "i > j", "i >= j", "i IS NOT DISTINCT FROM j", "i BETWEEN j AND 7",
                     "i NOT BETWEEN 1 AND j", "i IN (j, 3)", "i NOT IN (3, j)", "COALESCE(i, j)", "NULLIF(i, j)",
                     "CASE i WHEN j THEN 1 WHEN 7 THEN 2 END", "i + j * 2", "i - j - 1", "i % j", "-i * j"]:
            yield form, {"i": i, "j": j}
    for s, r in itertools.product(TEXTS[:8], TEXTS[:8]):
        for form in ["s = r", "s < r", "s >= r", "s || r"]:
            yield form, {"s": s, "r": r}
    for s, pattern in itertools.product(TEXTS, PATTERNS):
        yield f"s LIKE '{pattern}'", {"s": s}
    for s, pattern in itertools.product(TEXTS, ESCAPED):
        yield f"s NOT LIKE '{pattern}' ESCAPE '!'", {"s": s}


def chosen():
    for _ in range(900):
        kind = chance.choice(["boolean", "boolean", "integer", "text"])
        made, _ = expression(kind, chance.randint(1, 3))
        if any(column in made for column in COLUMNS) and len(made) < 400:
            for _ in range(2):
                yield made, {"i": chance.choice(INTEGERS), "j": chance.choice(INTEGERS), "s": chance.choice(TEXTS),
                             "r": chance.choice(TEXTS), "p": chance.choice(TRUTHS), "q": chance.choice(TRUTHS)}


def shown(value):
    return "NULL" if value is None else str(value)


def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA case_sensitive_like = ON")
    target = pathlib.Path(__file__).with_name("sqlite_cases.csv")
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["expression", *COLUMNS, "expected"])
        seen = set()
        for made, row in itertools.chain(exhaustive(), chosen()):
            values = [row.get(column) for column in COLUMNS]
            if (made, *values) in seen:
                continue
            seen.add((made, *values))
            names = ", ".join(f"? AS {column}" for column in COLUMNS)
            (expected,) = connection.execute(f"SELECT {made} FROM (SELECT {names})", values).fetchone()
            writer.writerow([made, *map(shown, values), shown(expected)])


if __name__ == "__main__":
    main()
