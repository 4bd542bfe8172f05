"""Dates, quarters and fiscal calendars: the companies' real year ends, labels, and what holds for all of them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.calendar import CIVIL, Calendar, exact_day, month_end, moved, whole_months

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
YEAR_ENDS = st.integers(1, 12)


@pytest.mark.parametrize(("year_end", "company", "year", "quarter", "start", "end"), [
    (12, "Amazon", 2025, 4, "2025-10-01", "2025-12-31"),
    (6, "Microsoft", 2026, 2, "2025-10-01", "2025-12-31"),
    (9, "Apple", 2026, 1, "2025-10-01", "2025-12-31"),
    (1, "Nvidia", 2026, 3, "2025-08-01", "2025-10-31"),
    (1, "Nvidia", 2026, 4, "2025-11-01", "2026-01-31"),
    (5, "Oracle", 2026, 2, "2025-09-01", "2025-11-30"),
    (7, "Cisco", 2025, 4, "2025-05-01", "2025-07-31"),
    (11, "Adobe", 2025, 1, "2024-12-01", "2025-02-28"),
    (8, "Micron", 2025, 4, "2025-06-01", "2025-08-31"),
    (3, "Sony", 2026, 3, "2025-10-01", "2025-12-31"),
])
def test_fiscal_quarters_are_calendar_months(year_end, company, year, quarter, start, end):
    calendar = Calendar(year_end, company)
    period = calendar.part(year, 3, quarter)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert calendar.quarter_of(period.end) == calendar.quarter_of(period.start) == (year, quarter)


@pytest.mark.parametrize(("calendar", "start", "end", "label"), [
    (CIVIL, "2025-10-01", "2025-12-31", "2025-Q4"),
    (CIVIL, "2025-07-01", "2025-12-31", "2025-H2"),
    (CIVIL, "2025-01-01", "2025-12-31", "2025"),
    (CIVIL, "2026-01-01", "2026-01-31", "2026-01"),
    (CIVIL, "2026-02-05", "2026-02-05", "2026-02-05"),
    (CIVIL, "2025-10-01", "2026-01-31", "2025-10-01_2026-01-31"),
    (CIVIL, "2025-11-01", "2026-01-31", "2025-11-01_2026-01-31"),
    (Calendar(6, "Microsoft"), "2025-10-01", "2025-12-31", "microsoft-FY2026-Q2"),
    (Calendar(6, "Microsoft"), "2025-07-01", "2025-12-31", "microsoft-FY2026-H1"),
    (Calendar(6, "Microsoft"), "2025-07-01", "2026-06-30", "microsoft-FY2026"),
    (Calendar(6, "Microsoft"), "2025-01-01", "2025-12-31", "2025"),
    (Calendar(1, "Nvidia"), "2025-08-01", "2025-10-31", "nvidia-FY2026-Q3"),
    (Calendar(1, "Nvidia"), "2025-10-01", "2025-12-31", "2025-Q4"),
    (Calendar(6, ""), "2025-07-01", "2026-06-30", "2025-07-01_2026-06-30"),
    (Calendar(12, "Amazon"), "2025-10-01", "2025-12-31", "2025-Q4"),
    (Calendar(9, "Hewlett & Söhne"), "2025-10-01", "2025-12-31", "hewlett-and-sohne-FY2026-Q1"),
])
def test_labels(calendar, start, end, label):
    assert calendar.period(date.fromisoformat(start), date.fromisoformat(end)).label == label


def test_the_last_day_of_february():
    assert [month_end(year, 2).day for year in (1900, 2000, 2023, 2024, 2100)] == [28, 29, 28, 29, 28]


def test_days_that_do_not_exist():
    assert exact_day(2025, 2, 29) is None
    assert exact_day(2025, 13, 1) is None
    assert exact_day(2025, 4, 0) is None
    assert exact_day(2024, 2, 29) == date(2024, 2, 29)


@given(DAYS, st.integers(-240, 240))
def test_moving_days_keeps_the_month_and_nearly_the_day(day, months):
    there = moved(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == min(day.day, month_end(there.year, there.month).day)


@given(DAYS, YEAR_ENDS)
def test_the_last_quarter_ended_less_than_three_months_ago(day, year_end):
    quarter = Calendar(year_end).last_quarter(day)
    assert quarter.end < day
    assert whole_months(quarter.start, quarter.end) == 3
    assert (day - quarter.end).days <= 92


@given(DAYS, YEAR_ENDS, st.sampled_from([1, 3, 6, 9, 12]), st.integers(-60, 60))
def test_shifting_whole_months_there_and_back(day, year_end, count, months):
    calendar = Calendar(year_end, "Microsoft")
    period = calendar.ending(day.year, day.month, count)
    there = calendar.shift(period, months)
    assert whole_months(there.start, there.end) == count
    assert calendar.shift(there, -months) == period


@given(st.integers(1990, 2060), YEAR_ENDS, st.sampled_from([3, 6]))
def test_the_parts_of_a_year_are_the_year(year, year_end, months):
    calendar = Calendar(year_end, "Apple")
    parts = [calendar.part(year, months, number + 1) for number in range(12 // months)]
    assert parts[0].start == calendar.year(year).start
    assert parts[-1].end == calendar.year(year).end
    assert all((after.start - before.end).days == 1 for before, after in pairwise(parts))
    assert all(calendar.year_of(part.end) == year for part in parts)


@given(DAYS)
def test_weeks_run_from_monday_to_sunday(day):
    week = CIVIL.week(day)
    assert week.start <= day <= week.end
    assert (week.start.isoweekday(), week.end.isoweekday()) == (1, 7)
