"""Counts the state workload by Milepost's engine, DuckDB and Polars, and prints a Markdown table. See README.md.

Each program runs in a process of its own on the same Parquet files with the same number of threads. The cells that
each writes are compared, figure by figure; a program whose cells differ has no time.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STATE = ROOT / "target/release/examples/state"


def programs(pack, slices, threads, out):
    state = [str(STATE), str(pack), "person_month", str(slices), str(threads)]
    other = [sys.executable, str(HERE / "queries.py")]
    yield "Milepost: a bare scan of the columns", state + ["scan"], None
    yield "Milepost: engine", state + ["engine", f"{out}/engine.csv"], f"{out}/engine.csv"
    for name in ("duckdb_each", "duckdb_sets", "duckdb_cube", "polars_each", "polars_cube"):
        yield name.replace("_", ": "), other + [name, str(slices), str(threads), f"{out}/{name}.csv"], f"{out}/{name}.csv"


def measure(command):
    """What the program says of itself, its processor seconds and its peak memory in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return json.loads(said), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def cells(path):
    lines = Path(path).read_text().splitlines()
    return sorted(lines[1:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pack", required=True)
    parser.add_argument("--slices", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    Path(asked.work).mkdir(parents=True, exist_ok=True)
    print("| program | rows | wall s | processor s | peak MiB | cells |\n| --- | ---: | ---: | ---: | ---: | --- |")
    expected = None
    for name, command, written in programs(asked.pack, asked.slices, asked.threads, asked.work):
        runs = [measure(command) for _ in range(asked.repeat)]
        said, processor, memory = min(runs, key=lambda run: run[0]["seconds"])
        verdict = ""
        if written:
            found = cells(written)
            expected = expected or found
            verdict = f"{len(found):,}, " + ("the same" if found == expected else "DIFFERENT")
        print(f"| {name} | {said['rows']:,} | {said['seconds']:.2f} | {processor:.2f} | {memory:,.0f} | {verdict} |", flush=True)
    load = " ".join(f"{n:.1f}" for n in os.getloadavg())
    models = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    print(f"\n{models[0]}, {os.cpu_count()} processors, load {load}; {platform.system()} {platform.release()}; {asked.threads} threads; best of {asked.repeat}")


if __name__ == "__main__":
    main()
