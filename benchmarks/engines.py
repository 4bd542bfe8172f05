#!/usr/bin/env python3
"""Load, query and export, held against rdflib, oxrdflib and pyoxigraph as it is: CPU seconds and ratios, in one run.

    python benchmarks/engines.py [TRIPLES ...] [--without rdflib]      100,000 if none is given

The triples are those of a graph of ours, of articles made by varying the sample (`variation.py`). Each engine gets the
same N-Triples file and the same queries. "kg" is what a user of this package does: import with every check, a query
with its guard, Turtle to be read. The best of three runs counts at up to 200,000 triples, one run beyond.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib
from variation import articles

import kg
from kg.namespaces import PREFIXES

QUERIES = {
    "look up": "SELECT ?p ?o WHERE { entity:amazon ?p ?o }",
    "join": "SELECT ?name ?value ?words WHERE { ?fact kg:metric metric:revenue ; kg:subject ?who ; kg:value ?value ; "
            "prov:wasDerivedFrom/oa:exact ?words . ?who skos:prefLabel ?name FILTER(?value > 1000000000) }",
    "count": "SELECT ?metric (COUNT(?fact) AS ?n) WHERE { ?fact a kg:Observation ; kg:metric ?metric } "
             "GROUP BY ?metric",
}
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
#: Triples of an article of the sample, with what it derives.
OF_AN_ARTICLE = 500


def best(do: Callable[[], Any], runs: int) -> float:
    """The least CPU seconds of so many runs."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        do()
        found.append(time.process_time() - start)
    return min(found)


def rows(answer: Any) -> int:
    return sum(1 for _ in answer)


def of_kg(file: Path, folder: Path, runs: int) -> Iterator[tuple[str, float]]:
    made = 0

    def load() -> None:
        nonlocal made
        made += 1
        with kg.open(folder / f"kg-{made}") as graph:
            graph.import_file(file)

    yield "load", best(load, runs)
    with kg.open(folder / "kg-1", read_only=True) as graph:
        for name, query in QUERIES.items():
            yield name, best(lambda query=query: rows(graph.query(query).rows), runs)
        yield "Turtle", best(lambda: graph.export(folder / "kg.ttl"), runs)


def of_pyoxigraph(file: Path, folder: Path, runs: int) -> Iterator[tuple[str, float]]:
    stores: list[ox.Store] = []

    def load() -> None:
        stores.append(ox.Store(str(folder / f"ox-{len(stores)}")))
        stores[-1].bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES)

    yield "load", best(load, runs)
    store = stores[-1]
    for name, query in QUERIES.items():
        yield name, best(lambda query=query: rows(store.query(PROLOGUE + query)), runs)
    yield "Turtle", best(lambda: ox.serialize(
        sorted((quad.triple for quad in store), key=str), str(folder / "ox.ttl"), format=ox.RdfFormat.TURTLE,
        prefixes=PREFIXES), runs)


def of_rdflib(file: Path, folder: Path, runs: int, store: str = "default", format_: str = "nt", turtle: str = "turtle"
              ) -> Iterator[tuple[str, float]]:
    graphs: list[rdflib.Graph] = []

    def load() -> None:
        graphs[:] = [rdflib.Graph(store=store)]
        graphs[0].parse(str(file), format=format_)

    yield "load", best(load, runs)
    graph = graphs[0]
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    for name, query in QUERIES.items():
        yield name, best(lambda query=query: rows(graph.query(PROLOGUE + query)), runs)
    yield "Turtle", best(lambda: graph.serialize(str(folder / "rdflib.ttl"), format=turtle), runs)


def of_oxrdflib(file: Path, folder: Path, runs: int) -> Iterator[tuple[str, float]]:
    return of_rdflib(file, folder, runs, "Oxigraph", "ox-nt", "ox-turtle")


ENGINES = {"kg": of_kg, "pyoxigraph": of_pyoxigraph, "oxrdflib": of_oxrdflib, "rdflib": of_rdflib}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("triples", nargs="*", type=int, default=[100_000])
    parser.add_argument("--without", nargs="*", default=[], choices=[name for name in ENGINES if name != "kg"])
    args = parser.parse_args()
    for size in args.triples:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            file = folder / "graph.nt"
            with kg.open() as graph:
                for article in articles(size // OF_AN_ARTICLE):
                    graph.add(article)
                graph.export(file)
            with file.open("rb") as stream:
                count = sum(1 for _ in stream)
            runs = 3 if count <= 200_000 else 1
            found = {name: dict(engine(file, folder, runs)) for name, engine in ENGINES.items()
                     if name not in args.without}
        print(f"\n{count:,} triples; CPU seconds, and how many times those of kg\n")
        print("| | " + " | ".join(found) + " |")
        print("|---|" + "---|" * len(found))
        for task, ours in found["kg"].items():
            cells = [f"{times[task]:.3g} s" + (f" ({times[task] / ours:.2g}x)" if name != "kg" and ours else "")
                     for name, times in found.items()]
            print(f"| {task} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
