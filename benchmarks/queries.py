#!/usr/bin/env python3
"""What asking through this package costs besides the engine, and what `kg query` costs from the shell.

    python benchmarks/queries.py [ARTICLES]      1,000 if none is given

A graph of so many varied articles (`variation.py`) is built in a folder. Each query is asked of the same open store by
pyoxigraph alone (its text bound, prefixes declared, every row taken) and through `graph.query`, by turns; what counts
is the least CPU time of each, since other programs make it longer and never shorter. Then `kg query` is started anew,
again and again, with its bytecode at hand: the median of its CPU time, and the least time of the clock.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyoxigraph as ox
from variation import SAMPLE, write_feed

import kg
from kg.article import read_all
from kg.build import build
from kg.queries import bound, find
from kg.sparql import declare

#: Queries with many rows, asked of the large graph.
LARGE = ["SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 100000",
         "SELECT ?fact ?metric WHERE { ?fact kg:metric ?metric } LIMIT 10000"]
#: Queries with few, asked of the sample in memory, where the engine needs so little that what is added shows.
SMALL: list[tuple[str, dict[str, object]]] = [
    ("SELECT ?p ?o WHERE { entity:amazon ?p ?o } LIMIT 20", {}),
    ("ASK { entity:amazon a kg:Company }", {}),
    ("results", {"company": "Amazon", "period": "2025"}),
    ("layoffs", {"company": "Amazon"}),
    ("company", {"company": "Nvidia", "limit": 10}),
]
COMMANDS = [
    ["query", "results", "--company", "Amazon", "--period", "2024"],
    ["query", "layoffs", "--company", "Amazon"],
    ["query", "company", "--company", "Nvidia", "--limit", "10"],
    ["query", "-e", "SELECT ?article WHERE { ?article a kg:Article } LIMIT 10"],
    ["query", "results", "--company", "Amazon", "--period", "2024", "--format", "csv"],
]
STARTS = 15


def cpu(do: Callable[[], object]) -> float:
    """CPU milliseconds."""
    begun = time.process_time()
    do()
    return (time.process_time() - begun) * 1000


def overhead(graph: kg.KnowledgeGraph, query: str, params: dict[str, object], times: int) -> str:
    """A row: what the engine needs, what is added, and how many rows there are."""
    text = declare(bound(find(query), params, graph.store))[0]
    engine = graph.store.triples

    def alone() -> object:
        answer = engine.query(text)
        return bool(answer) if isinstance(answer, ox.QueryBoolean) else tuple(answer)

    rows = len(graph.query(query, **params))
    raw, ours = [], []
    for _ in range(times):
        raw.append(cpu(alone))
        ours.append(cpu(lambda: graph.query(query, **params).rows))
    least, added = min(raw), min(ours) - min(raw)
    name = query if " " in query else " ".join([query, *(f"--{key} {value}" for key, value in params.items())])
    return f"| `{name}` | {rows:,} | {least:.2f} | {added:+.2f} | {added / least:+.1%} |"


def start(words: list[str], graph: Path) -> str:
    """A row: what a command costs from its start to its end."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "kg", *words, "--graph", str(graph)]
    used, lasted = [], []
    for _ in range(STARTS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        lasted.append(time.perf_counter() - begun)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return f"| `kg {' '.join(words)}` | {median(used[1:]):.3f} | {min(lasted):.3f} |"


def main(articles: int = 1_000) -> None:
    with tempfile.TemporaryDirectory() as place:
        feed, folder = Path(place) / "feed.jsonl", Path(place) / "graph"
        write_feed(feed, articles)
        for _ in build(lambda: kg.open(folder), [str(feed)], jobs=2):
            pass
        head = "| query | rows | pyoxigraph alone, ms | added by kg, ms | |\n|---|---|---|---|---|"
        with kg.open(folder, read_only=True) as graph:
            print(f"{articles:,} articles in a folder, {graph.info()['triples']:,} triples\n\n{head}")
            for query in LARGE:
                print(overhead(graph, query, {}, 15), flush=True)
        with kg.open() as graph:
            for article in read_all(SAMPLE):
                graph.add(article)
            print(f"\nThe sample in memory, {graph.info()['triples']:,} triples\n\n{head}")
            for query, params in SMALL:
                print(overhead(graph, query, params, 301), flush=True)
        print("\n| command | CPU seconds | seconds at best |\n|---|---|---|")
        for words in COMMANDS:
            print(start(words, folder), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
