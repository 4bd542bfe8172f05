"""Dates, quarters and fiscal calendars: pure functions from numbers to first and last days.

A fiscal year is named by the calendar year in which it ends, and its quarters are whole calendar months (the
real ones may end some days earlier or later; GUIDE.md maps them so that companies compare).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from kg.facts import slug

#: Days outside of these years are no days of a news article; it also keeps date arithmetic far from its bounds.
FIRST_YEAR, LAST_YEAR = 1900, 2100
#: So many periods are kept once worked out: an article speaks of some fifty, over and over.
KEPT = 4096
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Period(NamedTuple):
    """First and last day, both included, and a label that is the local name of the period's IRI."""

    start: date
    end: date
    label: str


def usable(day: date | None) -> date | None:
    """The day, or None where no news article can be of it."""
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, 29 if leap else _MONTH_DAYS[month - 1])


def moved(day: date, months: int) -> date:
    """The day so many months later (or earlier), held to the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), month_end(year, month + 1))


def exact_day(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is no such day (February 30)."""
    if not 1 <= month <= 12 or not 1 <= day <= month_end(year, month).day:
        return None
    return date(year, month, day)


def whole_months(start: date, end: date) -> int:
    """How many calendar months start..end is exactly, or 0 where it is no whole number of them."""
    if start.day != 1 or end != month_end(end.year, end.month) or end < start:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1


class Calendar(NamedTuple):
    """A company's calendar.

    year_end   last month of the fiscal year, 1 to 12
    company    canonical name, for the labels of fiscal periods; "" where it is not known
    """

    year_end: int = 12
    company: str = ""

    @lru_cache(maxsize=KEPT)  # noqa: B019 (a calendar is a small value, and the cache is bounded)
    def period(self, start: date, end: date) -> Period:
        """The span with its label: `microsoft-FY2026-Q2` where it is one of an own fiscal calendar, else `2025-Q4`,
        `2025-H1`, `2025`, `2026-01`, `2026-02-05`, or both days joined by "_"."""
        return Period(start, end, self._label(start, end))

    def _label(self, start: date, end: date) -> str:
        if start == end:
            return start.isoformat()
        months = whole_months(start, end)
        if months == 1:
            return f"{start.year}-{start.month:02}"
        if months in (3, 6, 12):
            since = (start.month - 1 - self.year_end) % 12
            if self.year_end != 12 and self.company and since % months == 0:
                return f"{slug(self.company)}-FY{self.year_of(end)}{_part(months, since)}"
            if (start.month - 1) % months == 0:
                return f"{start.year}{_part(months, start.month - 1)}"
        return f"{start.isoformat()}_{end.isoformat()}"

    def year_of(self, day: date) -> int:
        """The name of the fiscal year in which the day falls."""
        return day.year + (day.month > self.year_end)

    def quarter_of(self, day: date) -> tuple[int, int]:
        """(fiscal year, quarter 1 to 4) in which the day falls."""
        return self.year_of(day), (day.month - 1 - self.year_end) % 12 // 3 + 1

    def part(self, year: int, months: int, number: int) -> Period:
        """The number-th part of so many months of a fiscal year: `part(2026, 3, 2)` is its second quarter."""
        first = (year - 1) * 12 + self.year_end + (number - 1) * months
        return self.months(first, months)

    @lru_cache(maxsize=KEPT)  # noqa: B019 (as above)
    def months(self, first: int, count: int) -> Period:
        """`count` calendar months from month number `first` on, which is year * 12 + month - 1."""
        last = first + count - 1
        return self.period(date(first // 12, first % 12 + 1, 1), month_end(last // 12, last % 12 + 1))

    def year(self, year: int) -> Period:
        """The fiscal year that ends in this calendar year."""
        return self.part(year, 12, 1)

    def ending(self, year: int, month: int, months: int) -> Period:
        """The months that end with this month."""
        return self.months(year * 12 + month - months, months)

    def last_quarter(self, day: date) -> Period:
        """The last fiscal quarter that ended before the day."""
        year, number = self.quarter_of(day)
        return self.shift(self.part(year, 3, number), -3)

    def just_over(self, day: date) -> int:
        """The number of the last fiscal quarter that ended before the day."""
        return self.quarter_of(self.last_quarter(day).end)[1]

    @lru_cache(maxsize=KEPT)  # noqa: B019 (as above)
    def shift(self, period: Period, months: int) -> Period:
        """The period moved by months, with the label of its new place; whole months stay whole."""
        if count := whole_months(period.start, period.end):
            return self.months(period.start.year * 12 + period.start.month - 1 + months, count)
        return self.period(moved(period.start, months), moved(period.end, months))

    def week(self, day: date) -> Period:
        """Monday to Sunday round the day."""
        monday = day - timedelta(days=day.weekday())
        return self.period(monday, monday + timedelta(days=6))


#: The calendar year, without a company.
CIVIL = Calendar()


def _part(months: int, since: int) -> str:
    """The ending of a label: -Q2, -H1 or nothing for a year; `since` is the months of the year before the part."""
    return {3: f"-Q{since // 3 + 1}", 6: f"-H{since // 6 + 1}"}.get(months, "")
