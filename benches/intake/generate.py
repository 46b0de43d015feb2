"""Writes the benchmark's CSV: so many rows of twelve columns, the same for the same seed.

usage: generate.py ROWS FILE [SEED]

Keys are the numbers below ROWS in a shuffled order (a multiplication modulo a prime), so that nothing
comes sorted; 1 field in 50 of `hours` says "not applicable". All rows are good.
"""

import datetime
import random
import sys

HEADER = "case_key,county,sex,race,born_on,opened_on,closed_on,persons,hours,amount,status,exempt"
RACES = ["american_indian", "asian", "black", "hispanic", "multiple", "pacific", "white"]
PRIME = 2_147_483_647
BLOCK = 50_000


def days(first, last):
    start = datetime.date.fromisoformat(first)
    n = (datetime.date.fromisoformat(last) - start).days
    return [(start + datetime.timedelta(d)).isoformat() for d in range(n + 1)]


def main():
    rows, path = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 2011)
    born, opened, closed = days("1940-01-01", "1999-12-31"), days("2000-01-01", "2009-12-31"), days("2010-01-01", "2011-12-31")
    counties = [f"C{n:02}" for n in range(1, 88)]
    pick = chance.choice
    with open(path, "w", encoding="ascii", newline="") as out:
        out.write(HEADER + "\n")
        for start in range(0, rows, BLOCK):
            lines = []
            for i in range(start, min(start + BLOCK, rows)):
                key = (i + 1) * 1_103_515_245 % PRIME
                status = pick(("open", "closed", "moved"))
                end = "" if status == "open" else pick(closed)
                hours = -9 if chance.random() < 0.02 else int(chance.random() * 745)
                cents = int(chance.random() * 200_000)
                lines.append(
                    f"K{key:010},{pick(counties)},{pick('fm')},{pick(RACES)},{pick(born)},{pick(opened)},{end},"
                    f"{int(chance.random() * 20) + 1},{hours},{cents // 100}.{cents % 100:02},{status},{pick(('yes', 'no'))}\n"
                )
            out.write("".join(lines))


main()
