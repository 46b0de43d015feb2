#!/usr/bin/env python3
"""Recounts packs and rows that are made by chance.

    generated.py MILEPOST [--calculator NAME] [--seed N] [--cases N] [--keep FOLDER]

Prints each difference with the seed of its case; the same seed makes the same case. Fails when there is one.
"""

import argparse
import pathlib
import sys
import tempfile
import tomllib

from compare import differences, recount
from generator import Maker
from packs import Pack
from program import Program


def examine(seed, program, folder):
    maker = Maker(seed)
    toml = maker.pack()
    pack = Pack(tomllib.loads(toml[0]))
    submissions = list(maker.submissions(pack))
    columns = {d: [c["id"] for c in pack.columns(d)] for d in pack.datasets}
    lines = program.results(folder, toml, {}, submissions, columns)
    return differences(recount(pack, submissions), lines), lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("milepost", type=pathlib.Path)
    parser.add_argument("--calculator")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=10)
    parser.add_argument("--keep", type=pathlib.Path, help="an empty folder for the packs, files and homes")
    chosen = parser.parse_args()
    program = Program(chosen.milepost, chosen.calculator)
    results = wrong = 0
    states = {}
    for seed in range(chosen.seed, chosen.seed + chosen.cases):
        with tempfile.TemporaryDirectory() as scratch:
            folder = (chosen.keep or pathlib.Path(scratch)) / str(seed)
            folder.mkdir(parents=True)
            found, lines = examine(seed, program, folder)
        results += len(lines)
        wrong += len(found)
        for line in lines:
            states[line["state"]] = states.get(line["state"], 0) + 1
        for difference in found:
            print(f"differs: seed {seed}: {difference}")
    print(f"{chosen.cases} cases recounted, {results} results {states}, {wrong} differences")
    sys.exit(wrong > 0 or "value" not in states)


if __name__ == "__main__":
    main()
