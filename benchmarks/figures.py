#!/usr/bin/env python3
"""What figures cost as a graph grows: python benchmarks/figures.py [ARTICLES ...]

The sample's articles are read once and then varied, so many times as the sizes ask for: other digits in the text, other
numbers in the facts, and periods of other years, so that both the figures and the facts of each grow in number. The
graph is in a temporary folder on the disk. Of an article's facts as many count as a short piece of news has. For each
size it prints, in CPU milliseconds of the one thread that works, without those in which the engine tidies its files:

    add          an article more, the median of one for each article of the sample; also with no observations, the
                 difference being what its figures cost
    gather       all figures from nothing, a fact
    conflicts    all conflicts from nothing, a fact of the graph
    one, company the figure of one company, metric and period, and all of a company, a fact of the answer
    memory       of this process at most so far, in MB
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from kg.article import Article, read_all, read_text
from kg.extract import extract
from kg.facts import Fact, Observation
from kg.graph import KnowledgeGraph, open_graph
from kg.prepared import prepare

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "articles"
SIZES = (100, 1000, 10_000, 100_000)
#: Facts of an article at most; the sample's have 26 on average, which would make the largest graph one of 10 GB.
FACTS = 8
#: Over so many years the periods are spread.
YEARS = 40
#: Articles stored in one transaction.
TOGETHER = 200


def varied(number: int, article: Article, facts: tuple[Fact, ...]) -> tuple[Article, tuple[Fact, ...]]:
    """An article like this one: of other digits, and with facts of other numbers and years."""
    text = re.sub(r"\d", lambda digit: str((int(digit[0]) + number) % 10), article.text) + f"\n\n{number}"
    item = replace(read_text(text, name=f"{article.name}-{number}", day=article.day, language=article.language),
                   publisher=f"Publisher {number % 50}")
    shift, factor = number % YEARS, 1 + Decimal(number % 7) / 100

    def years(label: str | None) -> str | None:
        return label and re.sub(r"20\d\d", lambda year: str(int(year[0]) + shift), label)

    changed = []
    for fact in facts:
        changes: dict[str, Any] = {"article": item.sha256, "evidence": item.text[fact.start:fact.end]}
        if isinstance(fact, Observation):
            changes |= {name: years(getattr(fact, name)) for name in ("period", "period_start", "period_end")}
            changes |= {name: number and number * factor for name in ("value", "low", "high")
                        if isinstance(number := getattr(fact, name), Decimal)}
        elif hasattr(fact, "quote"):
            continue  # its words would have to be cut anew
        changed.append(replace(fact, **changes))
    return item, tuple(changed)


def articles() -> Iterator[tuple[Article, tuple[Fact, ...]]]:
    """The sample varied without end."""
    sample = [(article, tuple(extract(article).facts)[:FACTS]) for article in read_all(SAMPLE)]
    for number in count():
        for article, facts in sample:
            yield varied(number, article, facts)


def prepared(article: Article, facts: tuple[Fact, ...]) -> Any:
    return prepare(article, SimpleNamespace(facts=facts, unread=(), problems=()))


def spent(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU milliseconds, and what came of it."""
    begun = time.thread_time()
    found = work()
    return 1000 * (time.thread_time() - begun), found


def adding(graph: KnowledgeGraph, more: list[tuple[Article, tuple[Fact, ...]]], figures: bool) -> float:
    """Milliseconds for an article more; each is taken out again."""
    times = []
    with graph.batch():  # what it costs to make sure of the changes on the disk has nothing to do with figures
        for article, facts in more:
            item = prepared(article, tuple(fact for fact in facts if figures or not isinstance(fact, Observation)))
            took, _ = spent(lambda item=item: graph.add_prepared([item]))
            times.append(took)
            graph.remove(article.name)
    return median(times)


def main(sizes: list[int], graph: KnowledgeGraph) -> None:
    source = articles()
    more = [varied(10**6, article, facts) for article, facts in islice(articles(), 24)]
    print("| articles | observations | figures | add, ms | without figures | gather, ms a fact "
          "| conflicts, ms a fact (found) | one, ms a fact (facts) | company, ms a fact (facts) | memory, MB |\n|"
          + "---|" * 10)
    there = 0
    for size in sorted(sizes):
        while there < size:
            items = [prepared(*pair) for pair in islice(source, min(TOGETHER, size - there))]
            graph.add_prepared(items)
            there += len(items)
        add, bare = adding(graph, more, True), adding(graph, more, False)
        gather, found = spent(graph.figures)
        facts = sum(len(figure.facts) for figure in found)
        figures = len(found)
        del found
        clash, disputed = spent(graph.conflicts)
        conflicts = len(disputed)
        del disputed
        cells = []
        for choice in (("amazon", "capex", "2026"), ("nvidia",)):
            took, rows = spent(lambda choice=choice: graph.figures(*choice))
            answer = sum(len(figure.facts) for figure in rows)
            cells.append(f"{took / max(1, answer):.2f} ({answer:,})")
        print(f"| {size:,} | {facts:,} | {figures:,} | {add:.1f} | {bare:.1f} | {gather / facts:.2f} "
              f"| {clash / facts:.2f} ({conflicts:,}) | {cells[0]} | {cells[1]} "
              f"| {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} |", flush=True)


if __name__ == "__main__":
    with TemporaryDirectory() as place, open_graph(place) as folder:
        main([int(size) for size in sys.argv[1:]] or list(SIZES), folder)
