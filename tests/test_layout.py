"""The places of the drawing: nothing on anything else, a unit near its owner, the same every time."""

from __future__ import annotations

import math
import sys
from itertools import combinations

import pytest

from kg.errors import InputError
from kg.facts import Fact, Relation, Role
from kg.layout import MOST_DISKS, MOST_NODES, everywhere, foremost, positions, radius
from kg.network import project


def facts(companies: int) -> list[Fact]:
    """A ring of companies with spokes, each with three units and two people, and five companies that stand alone."""
    rows: list[Fact] = []

    def relation(subject: str, predicate: str, target: str) -> None:
        rows.append(Relation(article="a" * 64, start=len(rows), end=len(rows) + 1, evidence="x", subject=subject,
                             predicate=predicate, object=target))

    for number in range(companies):
        name = f"Firm{number}"
        relation(name, "competes_with", f"Firm{(number + 1) % companies}")
        relation(name, "supplies", f"Firm{(number * 7) % companies}x" if number % 3 else "Firm0")
        for unit in range(3):
            relation(name, "parent_of", f"{name} unit{unit}")
        for person in range(2):
            rows.append(Role(article="a" * 64, start=len(rows), end=len(rows) + 1, evidence="x",
                             person=f"Person {number} {person}", role="ceo", organization=name))
    for number in range(5):
        relation(f"Alone{number}", "parent_of", f"Alone{number} unit")
    return rows


@pytest.mark.parametrize("companies", [1, 2, 12, 40])
def test_no_node_stands_on_another(companies: int) -> None:
    graph = project(facts(companies))
    radii = {node: radius(data["kind"], 30) for node, data in graph.nodes(data=True)}
    places = positions(graph, radii)
    assert places.keys() == set(graph)
    for one, other in combinations(places, 2):
        assert math.dist(places[one], places[other]) > radii[one] + radii[other], (one, other)


def test_a_unit_is_nearer_to_its_owner_than_to_any_other_company() -> None:
    graph = project(facts(12))
    places = positions(graph, {node: radius(data["kind"], 3) for node, data in graph.nodes(data=True)})
    hubs = [node for node, data in graph.nodes(data=True) if data["kind"] == "company" and not data["parent"]]
    for node, parent in graph.nodes(data="parent"):
        if parent:
            assert min(hubs, key=lambda hub: math.dist(places[hub], places[node])) == parent


def test_the_same_graph_has_the_same_places() -> None:
    graph = project(facts(12))
    radii = dict.fromkeys(graph, 10.0)
    assert positions(graph, radii) == positions(project(list(reversed(facts(12)))), radii)


def test_nothing_and_one_node_have_a_place() -> None:
    assert positions(project([]), {}) == {}
    lone = Role(article="a" * 64, start=0, end=1, evidence="x", person="Ann Example", role="ceo")
    assert len(positions(project([lone]), {"ann-example": 8.0})) == 1


@pytest.mark.parametrize("kind", ["company", "unit", "person"])
def test_a_node_grows_with_its_facts_up_to_a_bound(kind: str) -> None:
    sizes = [radius(kind, count) for count in (0, 1, 10, 160, 10_000)]
    assert sizes == sorted(sizes)
    assert sizes[-1] < 60
    assert radius("company", 0) > radius("unit", 0) > radius("person", 0)


def test_of_a_large_graph_the_heaviest_companies_come_first_with_what_is_theirs() -> None:
    graph = project(facts(120))
    weight = {node: len(node) for node in graph}
    first = foremost(graph, weight)
    assert len(graph) <= MOST_NODES
    assert first == set(graph)
    graph = project(facts(400))
    weight = {node: 9 if node in ("firm7", "firm8") else 1 for node in graph}
    first = foremost(graph, weight)
    assert len(graph) > MOST_NODES >= len(first)
    assert {"firm7", "firm7-unit0", "firm8", "person-8-1"} <= first
    hubs = [node for node, data in graph.nodes(data=True) if data["kind"] == "company"]
    assert len(first & set(hubs)) == MOST_DISKS
    places = positions(graph, dict.fromkeys(graph, 10.0), first)
    lowest = max(places[node][1] for node in first)
    assert all(places[node][1] > places["firm7"][1] for node in set(graph) - first)
    assert lowest < max(places[node][1] for node in set(graph) - first)


def test_everywhere_no_node_stands_on_another_and_each_run_is_the_same() -> None:
    pytest.importorskip("igraph", reason="the extra `large` is not installed")
    graph = project(facts(60))
    radii = {node: radius(data["kind"], len(node)) for node, data in graph.nodes(data=True)}
    places = everywhere(graph, radii)
    assert places == everywhere(project(list(reversed(facts(60)))), radii)
    assert places.keys() == set(graph)
    for one, other in combinations(places, 2):
        assert math.dist(places[one], places[other]) > radii[one] + radii[other], (one, other)


def test_a_page_of_everything_without_igraph_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "igraph", None)
    graph = project(facts(2))
    with pytest.raises(InputError, match="tech-giants-kg\\[large\\]"):
        everywhere(graph, dict.fromkeys(graph, 10.0))
