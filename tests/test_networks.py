"""Networks: which edges there are and what states them, what is central, groups, paths, and files for others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.networks import _KINDS
from kg.errors import InputError
from kg.facts import Fact, Relation, Statement
from kg.graph import open_graph
from kg.networks import KINDS, network
from kg.rdf import EDGES

A, B, C = "a" * 64, "b" * 64, "c" * 64
ROOT = Path(__file__).resolve().parents[1]


def relation(subject: str, predicate: str, target: str, article: str = A, start: int = 0) -> Relation:
    return Relation(subject=subject, predicate=predicate, object=target, article=article, start=start, end=start + 1,
                    evidence="x")


FACTS: list[Fact] = [
    relation("Zed", "competes_with", "Acme"), relation("Acme", "competes_with", "Zed", B),
    relation("Acme", "competes_with", "Foo", B, 1), relation("Foo", "competes_with", "Bar", B, 2),
    relation("Lone", "competes_with", "Other", C), relation("Zed", "supplies", "Acme", A, 3),
    relation("Acme", "acquires", "Foo", A, 4), relation("Acme", "invests_in", "Foo", B, 5),
    relation("Acme", "parent_of", "Acme cloud", C, 6), relation("Foo", "partners_with", "Zed", C, 7),
    Statement(speaker="Cy Said", organization="Foo", quote="we are very pleased", article=A, start=9, end=10,
              evidence="x")]


def edges(kind: str) -> list[tuple[str, str, tuple[str, ...], int]]:
    return [(edge.source, edge.target, edge.predicates, len(edge.articles)) for edge in network(kind, FACTS)]


def test_each_kind_has_the_edges_that_facts_state() -> None:
    assert edges("competition") == [
        ("Acme", "Foo", ("competes_with",), 1), ("Acme", "Zed", ("competes_with",), 2),
        ("Bar", "Foo", ("competes_with",), 1), ("Lone", "Other", ("competes_with",), 1)]
    assert edges("ownership") == [("Acme", "Acme cloud", ("parent_of",), 1), ("Acme", "Foo", ("acquires",), 1)]
    assert edges("investment") == [("Acme", "Foo", ("acquires", "invests_in"), 2)]
    assert edges("supply") == [("Zed", "Acme", ("supplies",), 1)]
    assert edges("partnership") == [("Foo", "Zed", ("partners_with",), 1)]
    together = {(edge.source, edge.target): len(edge.articles) for edge in network("named-with", FACTS)}
    assert together["Acme", "Foo"] == 3
    assert together["Acme", "Cy Said"] == 1
    assert ("Bar", "Zed") in together  # both named by facts of the second article
    assert ("Lone", "Bar") not in together


def test_the_kinds_cover_the_relations_and_the_command_has_them_all() -> None:
    assert set().union(*KINDS.values()) == {key for key in EDGES if "_" in key or key in ("acquires", "supplies")}
    assert tuple(KINDS) == _KINDS
    with pytest.raises(InputError, match="choose one of competition"):
        network("nemo", FACTS)


def test_each_edge_has_its_facts_and_only_those() -> None:
    ids = {fact.id: fact for fact in FACTS}
    for kind in KINDS:
        for edge in network(kind, FACTS):
            for identity in edge.facts:
                fact = ids[identity]
                assert isinstance(fact, Relation)
                assert {fact.subject, fact.object} == {edge.source, edge.target}
                assert fact.predicate in edge.predicates
                assert fact.article in edge.articles


@given(st.permutations(FACTS), st.sampled_from(sorted(KINDS)))
def test_the_order_of_facts_does_not_matter(facts: list[Fact], kind: str) -> None:
    one, other = network(kind, FACTS), network(kind, facts)
    assert one.json() == other.json()
    assert one.communities() == other.communities()


def test_what_is_central() -> None:
    first, second, *_ = network("competition", FACTS).central()
    assert (first.name, first.neighbours, first.articles) == ("Acme", 2, 2)
    assert first.betweenness == pytest.approx(2 / 10)  # of the ten pairs of the five others: Zed-Foo and Zed-Bar
    assert (second.name, second.neighbours, second.articles) == ("Foo", 2, 1)


def test_groups_are_those_of_a_network_that_falls_apart() -> None:
    assert network("competition", FACTS).communities()[-1] == ("Lone", "Other")
    assert sorted(name for group in network("competition", FACTS).communities() for name in group) == [
        "Acme", "Bar", "Foo", "Lone", "Other", "Zed"]
    assert network("competition", []).communities() == []


def test_two_cliques_are_two_groups() -> None:
    facts: list[Fact] = [relation(a, "competes_with", b) for clique in ("ABCD", "WXYZ")
                         for a in clique for b in clique if a < b]
    facts.append(relation("A", "competes_with", "W"))
    assert network("competition", facts).communities() == [("A", "B", "C", "D"), ("W", "X", "Y", "Z")]


def test_a_path_goes_from_one_to_the_other_and_keeps_stated_directions() -> None:
    path = network("competition", FACTS).path("Zed", "bar")
    assert [(edge.source, edge.target) for edge in path] == [("Zed", "Acme"), ("Acme", "Foo"), ("Foo", "Bar")]
    assert all(edge.articles for edge in path)
    assert [(e.source, e.target) for e in network("supply", FACTS).path("Acme", "Zed")] == [("Zed", "Acme")]
    assert network("competition", FACTS).path("Zed", "Zed") == []


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(InputError, match="no path from Zed to Lone in the network of competition"):
        network("competition", FACTS).path("Zed", "Lone")
    with pytest.raises(InputError, match="did you mean Acme"):
        network("competition", FACTS).path("Acne", "Zed")
    with pytest.raises(InputError, match="has no company"):
        network("competition", []).path("Zed", "Acme")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_files_for_others_read_back(kind: str, tmp_path: Path) -> None:
    found = network(kind, FACTS)
    for form, read in (("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)):
        path = tmp_path / f"file.{form}"
        path.write_text(getattr(found, form)(), encoding="utf-8")
        graph = read(path)
        assert set(graph) == set(found.graph)
        assert graph.number_of_edges() == len(found)
        assert graph.is_directed() == found.graph.is_directed()
        for source, target, data in graph.edges(data=True):
            known = found.graph.edges[source, target]
            assert data["weight"] == known["weight"]
            assert tuple(data["facts"].split()) == known["facts"]
    data = json.loads(found.json())
    assert data["directed"] == found.graph.is_directed()
    assert {node["id"] for node in data["nodes"]} == set(found.graph)
    assert [edge["weight"] for edge in data["edges"]] == [len(edge.articles) for edge in found]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_igraph_reads_the_file_too(kind: str, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    found = network(kind, FACTS)
    path = tmp_path / "file.graphml"
    path.write_text(found.graphml(), encoding="utf-8")
    graph = igraph.Graph.Read_GraphML(str(path))
    assert graph.is_directed() == found.graph.is_directed()
    names = graph.vs["name"] if len(graph.vs) else []
    assert sorted(names) == sorted(data["name"] for _, data in found.graph.nodes(data=True))
    assert sorted(graph.es["weight"] if len(graph.es) else []) == sorted(len(edge.articles) for edge in found)


def test_names_that_xml_cannot_hold() -> None:
    found = network("supply", [relation("A\x01<b>&\"", "supplies", "B")])
    for text in (found.graphml(), found.gexf()):
        ElementTree.fromstring(text)
        assert "lastmodified" not in text
    assert "<script>" not in network("supply", [relation("<script>", "supplies", "B")])._repr_html_()


def test_the_same_in_every_process(tmp_path: Path) -> None:
    code = ("from tests.test_networks import FACTS; from kg.networks import KINDS, network\n"
            "for kind in KINDS:\n"
            "    n = network(kind, FACTS * 2); print(n.json(), n.gexf(), n.graphml(), n.central(), n.communities())\n"
            "print(network('ownership', FACTS).path('Foo', 'Acme cloud'))")
    outs = {subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
                           env=os.environ | {"PYTHONHASHSEED": seed}).stdout for seed in ("0", "1", "7")}
    assert len(outs) == 1


def test_large_networks_do_without_betweenness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.networks.MOST_FOR_BETWEENNESS", 2)
    assert {row.betweenness for row in network("competition", FACTS).central()} == {None}


def test_a_graph_gives_networks_and_data_frames() -> None:
    graph = open_graph()
    assert list(graph.network("supply")) == []
    pandas = pytest.importorskip("pandas")
    frame = network("competition", FACTS).dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["source", "target", "predicates", "facts", "articles"]
