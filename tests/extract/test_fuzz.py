"""Any text at all is read without an exception, with offsets that are true, and no number is lost."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.article import read_text
from kg.errors import ArticleError
from kg.extract import extract

WORDS = [
    "Apple", "Microsoft's", "Meta", "omzet", "winst", "revenue", "profit", "rose", "daalde", "met", "naar",
    "to", "from", "tussen", "between", "5", "3,5", "1.234,56", "$4", "€", "bn", "miljard", "million", "%",
    "procent", "percent", "a share", "third quarter", "derde kwartaal", "2025", "vorig jaar", "year earlier",
    "(", ")", ",", ".", ";", "“", "”", "'s", "-", "half", "een kwart", "doubled", "ruim", "CEO", "Tim Cook",
    "said", "zei", "overnam", "acquired", "10,000", "jobs", "banen", "respectively", "\n", "\n\n", "• ", "|",
    "1e9", "9" * 400, "\u202e", "\u200b", "😀", "İ", "ß", "½", "٣", "x" * 50,
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=50).map("".join))
DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))


def check(text, language, day):
    """What holds of every extraction."""
    try:
        article = read_text(text, language=language, day=day)
    except ArticleError:
        return  # no text is left of it
    found = extract(article)
    spans = set()
    for fact in found.facts:
        assert article.text[fact.start:fact.end] == fact.evidence
        assert fact.article == article.sha256
        for part in fact.parts:
            assert 0 <= part.start < part.end <= len(article.text)
            if part.name in {"value", "repeat", "position"}:
                spans.add((part.start, part.end))
    for row in found.unread:
        assert article.text[row.start:row.end] == row.text
        assert row.value is None or isinstance(row.value, Decimal)
        assert row.reason
        assert (row.start, row.end) not in spans
    assert extract(article) == found


@pytest.mark.parametrize("language", ["en", "nl"])
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS, day=DAYS)
def test_any_text_is_read(language, text, day):
    check(text, language, day)
