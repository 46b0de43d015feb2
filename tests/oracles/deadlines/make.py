"""Writes days.csv: last days of budgets, counted by numpy and dateutil.

    pip install -r requirements.txt && python make.py

Anchors lie around weekends, holidays, leap days and ends of months. The holidays are those of the United States'
federal government from 2023 to 2025, by date.
"""

import csv
import datetime as dt
import pathlib

import numpy as np
from dateutil.relativedelta import relativedelta

HOLIDAYS = """
2023-01-02 2023-01-16 2023-02-20 2023-05-29 2023-06-19 2023-07-04 2023-09-04 2023-10-09 2023-11-10 2023-11-23 2023-12-25
2024-01-01 2024-01-15 2024-02-19 2024-05-27 2024-06-19 2024-07-04 2024-09-02 2024-10-14 2024-11-11 2024-11-28 2024-12-25
2025-01-01 2025-01-20 2025-02-17 2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-10-13 2025-11-11 2025-11-27 2025-12-25
""".split()
ANCHORS = [dt.date(2023, 12, 20) + dt.timedelta(days=step) for step in range(0, 400, 9)]
ANCHORS += [dt.date(2024, 1, 31), dt.date(2024, 2, 28), dt.date(2024, 2, 29), dt.date(2024, 8, 31), dt.date(2023, 11, 30)]


def main():
    here = pathlib.Path(__file__).parent
    with open(here / "days.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["anchor", "budget", "count", "last_day"])
        for anchor in sorted(ANCHORS):
            for count in (1, 5, 30):
                # The nth working day after the anchor, which may itself be none.
                day = np.busday_offset(anchor, count, roll="backward", holidays=HOLIDAYS)
                out.writerow([anchor, "working_days", count, day])
            for count in (1, 6, 12, 24):
                out.writerow([anchor, "months", count, anchor + relativedelta(months=count)])
            for count in (15, 60):
                out.writerow([anchor, "days", count, anchor + dt.timedelta(days=count)])
            forward = np.busday_offset(anchor, 0, roll="forward", holidays=HOLIDAYS)
            backward = np.busday_offset(anchor, 0, roll="backward", holidays=HOLIDAYS)
            out.writerow([anchor, "forward", 0, forward])
            out.writerow([anchor, "backward", 0, backward])
    (here / "holidays.csv").write_text("date\n" + "\n".join(HOLIDAYS) + "\n")


main()
