"""Rows that no family leaves: expected ranges and federal penalties, invented from a seed."""

import csv
import random

FOLLOW_UPS = ("1y", "2y", "3y")

# One fiscal year each: all families missed for the first time, a third time, the two-parent rate alone, both rates,
# and an amount that the federal office fixed. The first is the worked example of 45 CFR 261.51.
PENALTIES = {
    "FFY2015": ("all", "200000000.00", 0, "", "50", "12", "30", 8240, 8000, ""),
    "FFY2016": ("all", "200000000.00", 2, "", "50", "0", "31.5", 8240, 8000, ""),
    "FFY2017": ("two_parent", "187654321.07", 1, "8.3125", "90", "10", "61.25", 420, 391, ""),
    "FFY2018": ("both", "200000000.01", 1, "", "50", "5.5", "41.125", 8111, 8017, ""),
    "FFY2019": ("all", "200000000.00", 0, "", "50", "0", "20", 8000, 8000, "100000.01"),
}


def ranges(path, period, agencies, seed):
    """Bounds of each agency for a quarter; those of the annualized edition in the first quarter of a year."""
    chance = random.Random(f"{seed} {period}")
    editions = ["quarterly"] + (["annualized"] if period.endswith("Q1") else [])
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["agency", "follow_up", "edition", "low", "high", "method", "method_version", "published_on"])
        for agency in agencies:
            for edition in editions:
                for follow_up in FOLLOW_UPS:
                    low = chance.randint(4000, 8500)
                    bounds = ["", ""] if chance.random() < 0.1 else [cents(low), cents(low + chance.randint(0, 900))]
                    out.writerow([agency, follow_up, edition, *bounds, "invented", "1", ""])


def penalty(path, period):
    """What a year's penalty follows from."""
    header = "fiscal_year failed grant years_before two_parent_share minimum credit achieved engaged_now engaged_before settled"
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(header.split())
        out.writerow([period, *PENALTIES[period]])


def cents(number):
    return f"{number // 100}.{number % 100:02}"
