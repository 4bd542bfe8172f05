"""Facts and numbers of articles as JSON Lines, CSV and tables, to standard output or into files."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from kg.article import Article
from kg.facts import ARTICLE_DIGITS, CONTENT, Fact, dumps, to_json
from kg.terminal import Problems, counted, show_rows, write

if TYPE_CHECKING:
    from kg.numbers import NumberRead

#: Columns of CSV: the article, then all that facts of any kind say, then where they stand.
COLUMNS = ("name", "kind", *dict.fromkeys(field for fields in CONTENT.values() for field in fields),
           "evidence", "start", "end", "said_by", "rule", "article", "id")


def spoken(article: Article) -> str:
    """The language in which to speak of an article: its own, or English where we do not speak that."""
    from kg.lexicon import load

    return article.language if article.language and "present" in load().languages.get(article.language, {}) else "en"


def number_row(row: NumberRead, language: str) -> tuple[Any, ...]:
    """A number as a row of a table: place, words, what it was read as, period, and what became of it."""
    from kg.numbers import MEASURED, REASONS
    from kg.present import figure, period, sentence

    read_as = figure(row.value, row.low, row.high, row.unit, row.qualifier, language)
    label = getattr(row.fact, "period", None)
    return (f"{row.start}-{row.end}", row.words, read_as if row.kind in MEASURED else row.value,
            period(label, language) if label else "",
            sentence(row.fact, language) if row.fact else f"unread: {REASONS.get(row.reason or '', row.reason)}")


class FactWriter(Protocol):
    """Takes the facts of one article after the other."""

    def add(self, article: Article, facts: Iterable[Fact]) -> None:
        """Write the facts of an article, or keep them until `close`."""

    def close(self) -> None:
        """Write what was kept."""


class _JsonLines:
    def add(self, article: Article, facts: Iterable[Fact]) -> None:
        """A fact a line."""
        for fact in facts:
            click.echo(dumps(fact))

    def close(self) -> None:
        """All is written."""


class _Csv:
    def __init__(self) -> None:
        self.rows = csv.DictWriter(sys.stdout, COLUMNS, extrasaction="ignore", lineterminator="\n")
        self.rows.writeheader()

    def add(self, article: Article, facts: Iterable[Fact]) -> None:
        """A fact a row."""
        self.rows.writerows({"name": article.name} | to_json(fact) for fact in facts)

    def close(self) -> None:
        """All is written."""


class _Table:
    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str]] = []

    def add(self, article: Article, facts: Iterable[Fact]) -> None:
        """A fact a row, in the language of its article."""
        from kg.present import sentence

        language = spoken(article)
        self.rows += [(article.name, sentence(fact, language), fact.evidence) for fact in facts]

    def close(self) -> None:
        """Columns are as wide as their widest cell, so that the table comes at the end."""
        show_rows(("article", "fact", "words"), self.rows)


class FactFiles:
    """NAME.facts.jsonl for each article, each written whole or not at all."""

    def __init__(self, folder: Path, problems: Problems) -> None:
        self.folder = folder
        self.problems = problems
        self.counts: dict[str, int] = {}

    def add(self, article: Article, facts: Iterable[Fact]) -> None:
        """Write the file of an article; one of a name that was there before gets its hash behind the name."""
        from kg.files import write_whole

        lines = [dumps(fact) + "\n" for fact in facts]
        name = article.name or article.sha256[:ARTICLE_DIGITS]
        if name in self.counts:
            longer = f"{name}-{article.sha256[:ARTICLE_DIGITS]}"
            self.problems.add(f"{name}: a second article of this name; its facts are in {longer}.facts.jsonl")
            name = longer
        write_whole(self.folder / f"{name}.facts.jsonl", "".join(lines))
        self.counts[name] = len(lines)

    def close(self) -> None:
        """Say what was written."""
        total, articles = sum(self.counts.values()), len(self.counts)
        write(f"{counted(total, 'fact')} of {counted(articles, 'article')} in {self.folder}")


def fact_writer(form: str) -> FactWriter:
    """A writer to standard output: "jsonl", "csv" or "table"."""
    writers: dict[str, type[FactWriter]] = {"jsonl": _JsonLines, "csv": _Csv, "table": _Table}
    return writers[form]()
