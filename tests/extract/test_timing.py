"""Candidates for a number's period: named, reported on, a year before; by the calendar of the company."""

from datetime import date

import pytest
from choosing import DAY, reading_of

from kg.extract.around import around
from kg.extract.decision import Decision
from kg.extract.period_slot import MOMENTS, period_candidates
from kg.extract.timing import Timing
from kg.lexicon import load


def candidates(text, subject="Amazon", *, decided=None, day=DAY, at=0, language="en", **options):
    """period as (first day, last day) or None -> features."""
    reading = reading_of(text, language, day)
    index = [i for rows in reading.quantities_in.values() for i in rows][at]
    earlier = [None] * len(reading.quantities)
    if decided:
        earlier[: len(decided)] = decided
    decision = Decision(metric=options.pop("metric", "revenue"), subject=subject, **options)
    found = period_candidates(Timing(reading, day), around(reading, index), earlier, decision)
    periods, rows, rests = found.periods, found.rows(), found.rests
    assert len(periods) == len(rows) == len(rests)
    assert periods[0] is None
    keys = [(p.start.isoformat(), p.end.isoformat()) if p else None for p in periods]
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, rows, strict=True))


def test_moments_are_metrics():
    assert load().metrics.keys() >= MOMENTS


@pytest.mark.parametrize(("subject", "end", "label"), [
    ("Amazon", 12, "2025-Q4"), ("AWS", 12, "2025-Q4"), ("Microsoft", 6, "microsoft-FY2026-Q2"),
    ("Azure", 6, "microsoft-FY2026-Q2"), ("Apple", 9, "apple-FY2026-Q1"), ("Apple wearables", 9, "apple-FY2026-Q1"),
    ("Zorblatt", 12, "2025-Q4")])
def test_the_calendar_is_the_companys(subject, end, label):
    timing = Timing(reading_of("It rose."), DAY)
    calendar = timing.calendar(subject)
    assert calendar.year_end == end
    assert calendar.period(date(2025, 10, 1), date(2025, 12, 31)).label == label
    assert timing.calendar(subject) is calendar


@pytest.mark.parametrize(("text", "language", "key"), [
    ("Revenue in the fourth quarter of 2025 was $5 billion.", "en", ("2025-10-01", "2025-12-31")),
    ("Revenue was $5 billion in 2025.", "en", ("2025-01-01", "2025-12-31")),
    ("De omzet over 2025 was 5 miljard dollar.", "nl", ("2025-01-01", "2025-12-31")),
    ("Revenue in 2024 rose. It was $5 billion.", "en", ("2024-01-01", "2024-12-31"))])
def test_a_period_that_the_text_names_is_a_candidate(text, language, key):
    assert key in candidates(text, language=language)


def test_a_year_before_what_is_named_is_a_candidate():
    found = candidates("Revenue in the fourth quarter of 2025 was $5 billion, up from $4 billion a year earlier.", at=1)
    assert ("2024-10-01", "2024-12-31") in found
    assert ("2025-10-01", "2025-12-31") in found


def test_the_fiscal_quarter_is_another_for_another_company():
    text = "Revenue in the second quarter of fiscal 2026 was $5 billion."
    assert ("2025-10-01", "2025-12-31") in candidates(text, "Microsoft")
    assert ("2026-01-01", "2026-03-31") in candidates(text, "Apple")


def test_a_number_may_have_no_period_and_years_of_the_article_are_open():
    found = candidates("It was $5 billion.")
    assert None in found
    assert ("2026-01-01", "2026-12-31") in found
    assert ("2025-01-01", "2025-12-31") in found
    assert ("2026-02-06", "2026-02-06") in found


def test_without_a_date_only_what_the_text_names_is_open():
    assert candidates("It was $5 billion.", day=None).keys() == {None}
    assert ("2025-01-01", "2025-12-31") in candidates("It was $5 billion in 2025.", day=None)


def test_the_period_of_the_number_before_and_the_year_before_it():
    last = Decision(metric="revenue", subject="Amazon", period=(date(2023, 1, 1), date(2023, 12, 31)))
    found = candidates("Revenue was $5 billion, against $4 billion.", at=1, decided=[last])
    assert "last" in found["2023-01-01", "2023-12-31"]
    assert "last-12" in found["2022-01-01", "2022-12-31"]


def test_features_say_whether_it_is_past():
    found = candidates("It was $5 billion in 2025; it plans $6 billion in 2027.", at=1, status="guidance")
    assert "past|revenue" in found["2025-01-01", "2025-12-31"]
    assert "future|revenue" in found["2027-01-01", "2027-12-31"]
    assert "none|revenue" in found[None]


def test_days_that_the_text_names_are_candidates_of_a_move():
    text = "Shares rose on Wednesday. On Thursday and Thursday night they fell 3%."
    days = dict(Timing(reading_of(text), DAY).days())
    assert days == {date(2026, 2, 4): ("text day", "text day first"), date(2026, 2, 5): ("text day", "text day most")}
    assert Timing(reading_of(text, day=None), None).days() == ()
    found = candidates(text, metric="share_price", measure="change")
    assert "text day most" in found["2026-02-05", "2026-02-05"]
