"""Days of period labels: what `kg.extract.calendar` writes, `kg.period_label` reads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.calendar import Calendar
from kg.lexicon import load
from kg.period_label import fiscal_parts, label_days

COMPANIES = sorted(entity.name for entity in load().entities.values() if entity.kind == "company")


@pytest.mark.parametrize(("label", "start", "end"), [
    ("2025", "2025-01-01", "2025-12-31"), ("2025-Q4", "2025-10-01", "2025-12-31"),
    ("2024-H1", "2024-01-01", "2024-06-30"),
    ("2024-02", "2024-02-01", "2024-02-29"), ("2026-02-05", "2026-02-05", "2026-02-05"),
    ("microsoft-FY2026-Q2", "2025-10-01", "2025-12-31"), ("nvidia-FY2026-Q3", "2025-08-01", "2025-10-31"),
    ("apple-FY2026", "2025-10-01", "2026-09-30"), ("2025-10-06_2025-12-28", "2025-10-06", "2025-12-28")])
def test_labels(label, start, end):
    assert label_days(label) == (start, end)


@pytest.mark.parametrize("label", [
    "", "soon", "2025-Q5", "2025-13", "2025-02-30", "nobody-FY2026", "microsoft-FY2026-03", "20256", "2025_2026",
    "2025-10-06_", "2025-02-30_2025-03-01", "0000"])
def test_what_is_no_label_has_no_days(label):
    assert label_days(label) is None


@given(st.sampled_from(COMPANIES), st.integers(1950, 2090), st.integers(0, 40), st.sampled_from([1, 3, 6, 12]))
def test_labels_of_the_calendar_mean_their_days(company, year, month, count):
    entity = load().entity(company)
    period = Calendar(entity.year_end, entity.name).months(year * 12 + month, count)
    assert label_days(period.label) == (period.start.isoformat(), period.end.isoformat())


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_any_days_have_a_label_that_means_them(one, other):
    start, end = sorted((one, other))
    assert label_days(Calendar().period(start, end).label) == (start.isoformat(), end.isoformat())


@pytest.mark.parametrize(("label", "parts"), [
    ("microsoft-FY2026-Q2", (2026, 2)), ("microsoft-FY2026", (2026, None)), ("microsoft-FY2026-H1", (2026, None)),
    ("2025-Q4", None), ("soon", None)])
def test_fiscal_parts(label, parts):
    assert fiscal_parts(label) == parts
