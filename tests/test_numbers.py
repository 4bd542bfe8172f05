"""Every number of a text is listed once, with its fact or with a reason that has words."""

from pathlib import Path

from kg.article import Article, read_all
from kg.extract import extract
from kg.numbers import REASONS, numbers

SAMPLE = Path(__file__).parents[1] / "data" / "articles"


def test_every_number_of_the_sample_has_a_fact_or_a_reason_that_is_known():
    for article in read_all([SAMPLE]):
        assert isinstance(article, Article)
        extraction = extract(article)
        rows = numbers(article, extraction)
        assert len({(row.start, row.end) for row in rows}) == len(rows)
        for row in rows:
            assert (row.fact is None) != (row.reason is None), row
            assert row.fact is not None or row.reason in REASONS, row
        assert {unread.reason for unread in extraction.unread} <= set(REASONS)
