#!/usr/bin/env python3
"""Recounts every case of the spec that asserts results.

    spec.py MILEPOST SPEC [--calculator NAME] [--least N]

Prints each difference, and each case that it can't say with the reason. Fails when there is a difference, or when
fewer than N cases were recounted.
"""

import argparse
import dataclasses
import pathlib
import sys
import tempfile

import cases
from compare import differences, recount
from expressions import CannotSay
from packs import Pack
from program import Program, Refused


def refused(case):
    """Whether a case says that a row was sent back. Checks of rows aren't what is recounted here."""

    def asked(_sent, row):
        return any(
            all((row.get(c) or "") == (v or "") for c, v in reject.items() if c not in ("problem", "cure"))
            for reject in case.rejects
        )

    return asked


def accepted(case):
    """The submissions of which at least a part was taken."""
    outcomes = case.outcomes or ["accepted"] * len(case.submissions)
    return [sent for sent, outcome in zip(case.submissions, outcomes) if outcome != "rejected"]


def each_for_itself(pack, submissions):
    """The program takes "nothing to report" of one agency at a time."""
    for sent in submissions:
        if sent.nothing and sent.agency is None:
            for agency in pack.agencies:
                if agency["type"] == pack.reporters(sent.dataset):
                    yield dataclasses.replace(sent, agency=agency["id"])
        else:
            yield sent


def examine(case, program):
    pack = Pack(case.declarations())
    ours = recount(pack, accepted(case), refused(case))
    found = [f"the case's table: {d}" for d in differences(ours, case.results, case.results[0].keys())]
    columns = {d: [c["id"] for c in pack.columns(d)] for d in pack.datasets}
    with tempfile.TemporaryDirectory() as folder:
        lines = program.results(pathlib.Path(folder), case.toml, case.files, each_for_itself(pack, case.submissions), columns)
    return found + [f"the program: {d}" for d in differences(ours, lines)], len(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("milepost", type=pathlib.Path)
    parser.add_argument("spec", type=pathlib.Path)
    parser.add_argument("--calculator")
    parser.add_argument("--least", type=int, default=1)
    chosen = parser.parse_args()
    program = Program(chosen.milepost, chosen.calculator)
    recounted = results = wrong = 0
    for path in sorted(chosen.spec.glob("[0-9]*.md")):
        for case in cases.read(path):
            if not case.results:
                continue
            name = f"{case.chapter}: {case.title}"
            try:
                found, lines = examine(case, program)
            except (CannotSay, Refused) as reason:
                print(f"not said: {name}: {reason}")
                continue
            recounted += 1
            results += lines
            wrong += len(found)
            for difference in found:
                print(f"differs: {name}: {difference}")
    print(f"{recounted} cases recounted, {results} results, {wrong} differences")
    if recounted < chosen.least:
        print(f"at least {chosen.least} cases should have been recounted")
    sys.exit(wrong > 0 or recounted < chosen.least)


if __name__ == "__main__":
    main()
