"""Every way to name a time that the lists in `periods/` have, to its days; each list is one language."""

from datetime import date
from pathlib import Path

import pytest

from kg.extract.calendar import Calendar
from kg.extract.periods import read_periods, resolve
from kg.extract.text import read_document

LISTS = [Path(__file__).parent / "periods" / f"{language}.txt" for language in ("en", "nl")]


def phrases():
    rows = []
    for path in LISTS:
        day = calendar = None
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("@"):
                on, company, year_end = line[1:].split()
                day, calendar = date.fromisoformat(on), Calendar(int(year_end), company)
            elif line and not line.startswith("#"):
                text, expected = (part.strip() for part in line.rsplit("|", 1))
                rows.append(pytest.param(path.stem, day, calendar, text, expected, id=f"{path.stem}: {text}"))
    return rows


@pytest.mark.parametrize(("language", "day", "calendar", "text", "expected"), phrases())
def test_what_words_name(language, day, calendar, text, expected):
    report = calendar.last_quarter(day)
    found = []
    for mention in read_periods(read_document(text, language, day, frozenset({"jan", "dec", "sept", "vs"}))):
        period = resolve(mention, day=day, year_end=calendar.year_end, company=calendar.company, report=report)
        if period is not None:
            found.append(("~" if mention.base else "") + period.label)
    assert (", ".join(found) or "-") == expected


def test_each_language_has_some_hundreds():
    assert min(path.read_text(encoding="utf-8").count(" | ") for path in LISTS) > 300
