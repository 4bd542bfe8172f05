"""What days a period's label means: `2025`, `2025-H1`, `2025-Q4`, `2025-11`, `2026-02-05`, `microsoft-FY2026-Q2`,
`2025-10-06_2025-12-28`; the labels are those of `kg.extract.calendar`."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import cache

from kg.lexicon import load

_LABEL = re.compile(
    r"(?:(?P<company>[^\W_][\w-]*)-FY)?(?P<year>\d{4})"
    r"(?:-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?)?")


@cache
def label_days(label: str) -> tuple[str, str] | None:
    """First and last day (ISO dates) of a label's period, or None where the label does not say them.

    A fiscal year is named by the calendar year in which it ends; the ontology knows the month.
    """
    first, joined, last = label.partition("_")
    if joined:
        return (first, last) if label_days(first) == (first, first) and label_days(last) == (last, last) else None
    match = _LABEL.fullmatch(label)
    if match is None:
        return None
    year, year_end = int(match["year"]), 12
    if match["company"]:
        company = load().entities.get(match["company"])
        if company is None or match["month"]:
            return None
        year_end = company.year_end
    if match["day"]:
        return (label, label) if 1 <= int(match["day"]) <= monthrange(year, int(match["month"]))[1] else None
    if match["month"]:
        return _months(year, int(match["month"]), 1)
    if match["quarter"]:
        return _months(year, year_end - 3 * (4 - int(match["quarter"])), 3)
    if match["half"]:
        return _months(year, year_end - 6 * (2 - int(match["half"])), 6)
    return _months(year, year_end, 12)


def fiscal_parts(label: str) -> tuple[int, int | None] | None:
    """Fiscal year and quarter (None for longer periods) of a fiscal label, or None for other labels."""
    match = _LABEL.fullmatch(label)
    if match is None or not match["company"]:
        return None
    return int(match["year"]), int(match["quarter"]) if match["quarter"] else None


def _months(year: int, last: int, count: int) -> tuple[str, str] | None:
    """The days of `count` months that end with month `last` of the year; months below 1 are of the year before."""
    end_year, end_month = divmod(year * 12 + last - 1, 12)
    first_year, first_month = divmod(year * 12 + last - count, 12)
    if first_year < 1:
        return None
    end = monthrange(end_year, end_month + 1)[1]
    return f"{first_year:04}-{first_month + 1:02}-01", f"{end_year:04}-{end_month + 1:02}-{end:02}"
