"""Which period an article reports on: every kind of article that `periods/reports.txt` has, in both languages."""

from datetime import date
from pathlib import Path

import pytest

from kg.extract.periods import read_periods, report_period
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
