"""Removing an article leaves the graph as it was, byte for byte, whatever was added and removed in between."""

from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.article import read_all
from kg.companyfacts import read_companyfacts
from kg.extract import extract
from kg.lexicon import data_folder
from kg.prepared import prepare

DATA = data_folder("data")


@cache
def items():
    """The sample's articles and the filings of two companies, read once."""
    articles = list(read_all(DATA / "articles"))
    for name in ("CIK0001018724", "CIK0000789019"):
        articles += read_companyfacts(DATA / "filings" / f"{name}.json").filings
    return [prepare(article, extract(article)) for article in articles]


def exported(graph, folder: Path, ending=".nt"):
    return graph.export(folder / f"graph{ending}").read_bytes()


def name_of(item):
    return item.bundle.article.name


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_interleaved_adds_and_removes(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("restored")
    order = data.draw(st.permutations(range(len(items()))))
    kept, guests = [items()[at] for at in order[:8]], [items()[at] for at in order[8:16]]
    plain = kg.open()
    plain.add_prepared(kept)
    before = exported(plain, folder), plain.figures().records(), plain.conflicts(everything=True).records()
    other, late = kg.open(), []
    for item in data.draw(st.permutations([*kept, *guests])):
        other.add_prepared([item])
        if item in guests and data.draw(st.booleans()):
            other.remove(name_of(item))
        elif item in guests:
            late.append(item)
    for item in data.draw(st.permutations(late)):
        other.remove(name_of(item))
    assert exported(other, folder) == before[0]
    assert (other.figures().records(), other.conflicts(everything=True).records()) == before[1:]


def test_one_by_one_to_the_empty_graph(tmp_path):
    graph, states = kg.open(), []
    for item in items():
        states.append(exported(graph, tmp_path))
        graph.add_prepared([item])
    for item, state in zip(reversed(items()), reversed(states), strict=True):
        graph.remove(name_of(item))
        assert exported(graph, tmp_path) == state, name_of(item)


def test_each_format(tmp_path):
    graph = kg.open()
    graph.add_prepared(items()[:12])
    for ending in (".ttl", ".nt", ".jsonld", ".trig"):
        before = exported(graph, tmp_path, ending)
        graph.add_prepared(items()[12:])
        assert exported(graph, tmp_path, ending) != before
        for item in items()[12:]:
            graph.remove(name_of(item))
        assert exported(graph, tmp_path, ending) == before, ending
