"""Which period an article reports on: every kind of article that `periods/reports.txt` has, in both languages."""

from datetime import date
from pathlib import Path

import pytest

from kg.extract.periods import read_periods, report_period, told_year_end
from kg.extract.text import read_document


def articles():
    rows = []
    language = company = ""
    day, year_end = None, 12
    for line in (Path(__file__).parent / "periods" / "reports.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            language, on, company, month = line[1:].split()
            day, year_end = date.fromisoformat(on), int(month)
        elif line and not line.startswith("#"):
            text, expected = (part.strip() for part in line.rsplit("|", 1))
            rows.append(pytest.param(text.replace(" // ", "\n\n"), language, day, year_end, company, expected,
                                     id=f"{day} {text.split(' // ')[0]}"))
    return rows


@pytest.mark.parametrize(("text", "language", "day", "year_end", "company", "expected"), articles())
def test_the_period_reported_on(text, language, day, year_end, company, expected):
    document = read_document(text, language, day, frozenset())
    period = report_period(document, read_periods(document), day=day, year_end=year_end, company=company)
    assert (period.label if period else "-") == expected


@pytest.mark.parametrize(("text", "language", "day", "expected"), [
    ("Second-quarter sales fell. In the three months ended Nov. 30 it earned $1.2bn.", "en", date(2024, 12, 20), 5),
    ("It made more in the third quarter, which ended on December 2.", "en", date(2006, 12, 21), 2),
    ("Third-quarter profit rose. For the three months that ended Dec. 2 it was $176m.", "en", date(2006, 12, 21), 2),
    ("Sales rose in the first quarter. The quarter ended March 31 was its best.", "en", date(2026, 4, 20), 12),
    ("In the second quarter of 2020 it lost. The quarter ended June 30 was bad.", "en", date(2026, 4, 20), None),
    ("In the second quarter sales rose.", "en", date(2026, 4, 20), None),
    ("In het eerste kwartaal steeg de winst. De drie maanden tot en met juni waren goed.", "nl", date(2025, 8, 1), 3),
    ("In het eerste kwartaal steeg de winst. De drie maanden tot en met juni waren goed.", "nl", None, None),
])
def test_the_fiscal_year_that_a_text_tells(text, language, day, expected):
    document = read_document(text, language, day, frozenset({"nov", "dec"}))
    assert told_year_end(read_periods(document), day=day) == expected
