"""Texts are read in processes of their own: what they raise comes back, and what takes too long is ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kg.article import read_text
from kg.errors import ArticleError
from kg.extract import extract
from kg.serve.reading_workers import ReadersBusy, ReadingTooLong, ReadingWorkers, Source

TEXT = "Amazon reported revenue of $213.4 billion for 2025."


@pytest.fixture(scope="module")
def workers() -> Iterator[ReadingWorkers]:
    found = ReadingWorkers(1)
    yield found
    found.close()


def test_the_same_as_in_this_process(workers: ReadingWorkers) -> None:
    article, extraction = workers.read(Source(text=TEXT, day=date(2026, 2, 6), language="en"))
    assert article == read_text(TEXT, day=date(2026, 2, 6), language="en")
    assert extraction == extract(article)
    assert extraction.facts


def test_what_reading_raises_comes_back_and_the_process_goes_on(workers: ReadingWorkers) -> None:
    with pytest.raises(ArticleError, match="empty"):
        workers.read(Source(text="\u200b"))
    assert workers.read(Source(text=TEXT, language="en"))[1].facts


def test_at_the_deadline_the_process_ends_and_another_takes_its_place() -> None:
    workers = ReadingWorkers(1, deadline=0.0)
    with pytest.raises(ReadingTooLong):
        workers.read(Source(text=TEXT))
    workers.deadline = 60.0
    assert workers.read(Source(text=TEXT, language="en"))[1].facts
    workers.close()


def test_a_process_that_was_killed_is_replaced(workers: ReadingWorkers) -> None:
    workers.read(Source(text=TEXT))
    process = workers._workers[0].process
    assert process is not None
    process.kill()
    process.join()
    assert workers.read(Source(text=TEXT, language="en"))[1].facts


def test_where_all_are_at_work_one_is_told_so() -> None:
    with pytest.raises(ReadersBusy):
        ReadingWorkers(0, patience=0.0).read(Source(text=TEXT))
