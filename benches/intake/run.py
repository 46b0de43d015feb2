"""Measures intake beside other readers and prints a Markdown table. See README.md."""

import argparse
import glob
import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
INTAKE = ROOT / "target/release/examples/intake"


def programs(path, out):
    reader = [sys.executable, str(HERE / "readers.py")]
    intake = [str(INTAKE), str(HERE)]
    return {
        "Milepost: intake, value rules": intake + ["cases", "2011", path, out],
        "Milepost: intake, value rules and two edit checks": intake + ["cases_checked", "2011", path, out],
        "DuckDB: typed read into a table": reader + ["duckdb_read", path, out],
        "DuckDB: typed read, sort, Parquet, distinct keys": reader + ["duckdb_store", path, out],
        "Polars: typed read": reader + ["polars_read", path, out],
    }


def measure(command, out):
    """Wall seconds, processor seconds and peak memory in MiB of one process on one core."""
    for left in glob.glob(os.path.join(out, "*")):
        os.unlink(left)
    os.sync()
    start = time.monotonic()
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, preexec_fn=one_core)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        return None
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def one_core():
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def machine():
    models = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "polars"))
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return f"{models[0]}, {os.cpu_count()} processors; {platform.system()} {platform.release()}; {rust}; {versions}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    out = os.path.join(arguments.work, "out")
    os.makedirs(out, exist_ok=True)
    print(f"Machine: {machine()}. Load before: {os.getloadavg()[0]:.1f}.\n")
    print("| rows | program | wall s | processor s | rows a processor second | rows a wall second | peak MiB |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for rows in arguments.rows:
        path = os.path.join(arguments.work, f"{rows}.csv")
        if not os.path.exists(path):
            subprocess.run([sys.executable, str(HERE / "generate.py"), str(rows), path], check=True)
        for name, command in programs(path, out).items():
            if arguments.only not in name:
                continue
            runs = [run for _ in range(arguments.repeat) if (run := measure(command, out))]
            if not runs:
                print(f"| {rows:,} | {name} | failed | | | | |", flush=True)
                continue
            wall, cpu, memory = min(runs, key=lambda run: run[1])
            memory = max(run[2] for run in runs)
            print(f"| {rows:,} | {name} | {wall:.2f} | {cpu:.2f} | {rows / cpu:,.0f} | {rows / wall:,.0f} | {memory:.0f} |", flush=True)


main()
