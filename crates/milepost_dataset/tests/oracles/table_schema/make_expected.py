"""Validates visits.csv against visit.schema.json with frictionless, and writes expected.json."""

import json
from pathlib import Path

import frictionless
from frictionless import Package, Resource, Schema

HERE = Path(__file__).parent


def main():
    descriptor = json.loads((HERE / "visit.schema.json").read_text())
    faults = [note for note in Schema.metadata_validate(descriptor)]
    sites = {"fields": [{"name": "site_key", "type": "string"}]}
    package = Package(
        resources=[
            Resource(name="visit", path="visits.csv", basepath=str(HERE), schema=Schema.from_descriptor(descriptor)),
            Resource(name="sites", data=[["site_key"], ["S1"], ["S2"]], schema=Schema.from_descriptor(sites)),
        ]
    )
    report = package.validate()
    found = set()
    for kind, line, field in report.flatten(["type", "rowNumber", "fieldName"]):
        found.add((line, field or "", kind))
    columns = ["line", "column", "kind"]
    rows = [dict(zip(columns, row)) for row in sorted(found)]
    answer = {"frictionless": frictionless.__version__, "schema_faults": [str(f) for f in faults], "found": rows}
    (HERE / "expected.json").write_text(json.dumps(answer, indent=1) + "\n")


main()
