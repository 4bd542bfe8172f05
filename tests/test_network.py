"""The projection of facts on a networkx graph, and the selections of it."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.facts import KINDS, Fact, Observation, Rank, Relation, Role, Statement
from kg.lexicon import load
from kg.network import PART_OF, SPEAKS_FOR, SYMMETRIC, participants, project, select

A, B = "a" * 64, "b" * 64


def observation(subject: str, metric: str = "revenue", start: int = 0, **more: object) -> Observation:
    fields = {"measure": "level", "value": Decimal(5), "unit": "USD", "article": A, "end": start + 1, "evidence": "5"}
    return Observation(subject=subject, metric=metric, start=start, **(fields | more))  # type: ignore[arg-type]


def relation(subject: str, predicate: str, target: str, start: int = 0, article: str = A) -> Relation:
    return Relation(subject=subject, predicate=predicate, object=target, article=article, start=start, end=start + 1,
                    evidence="x")


def role(person: str, name: str, organization: str | None, start: int = 0) -> Role:
    return Role(person=person, role=name, organization=organization, article=A, start=start, end=start + 1,
                evidence="x")


def quote(speaker: str, organization: str | None, start: int = 0) -> Statement:
    return Statement(speaker=speaker, organization=organization, quote="we are very pleased", article=A, start=start,
                     end=start + 1, evidence="x")


def rank(subject: str, start: int = 0) -> Rank:
    return Rank(subject=subject, market="cloud", position=1, article=A, start=start, end=start + 1, evidence="x")


FACTS: list[Fact] = [
    observation("Zedcorp"), observation("Zedcorp", "capex", 1, period="2026", status="guidance"),
    observation("Zedcorp cloud", start=2, period_start="2025-10-01", period_end="2025-12-31"),
    relation("Zedcorp", "competes_with", "Acme", 3), relation("Acme", "competes_with", "Zedcorp", 3, B),
    relation("Acme", "supplies", "Zedcorp", 4), relation("Acme", "invests_in", "Foo", 5),
    role("Ann Example", "ceo", "Zedcorp", 6), role("Ann Example", "founder", "Zedcorp", 7),
    role("Bo Loose", "analyst", None, 8),
    quote("Cy Said", "Foo", 9), quote("Ann Example", "Zedcorp", 10), quote("Acme", None, 11), rank("Acme", 12),
]


def test_the_participants_of_each_kind_of_fact() -> None:
    found = {fact.kind: participants(fact) for fact in reversed(FACTS)}
    assert found == {
        "observation": ("Zedcorp",), "relation": ("Zedcorp", "Acme"), "role": ("Ann Example", "Zedcorp"),
        "statement": ("Cy Said", "Foo"), "rank": ("Acme",)}
    assert set(found) == set(KINDS)
    assert participants(role("Bo Loose", "analyst", None)) == ("Bo Loose",)
    assert participants(quote("Acme", None)) == ("Acme",)


def test_nodes_have_their_kind_and_their_own_facts() -> None:
    graph = project(FACTS)
    assert dict(graph.nodes(data="kind")) == {
        "zedcorp": "company", "zedcorp-cloud": "unit", "acme": "company", "foo": "company", "ann-example": "person",
        "bo-loose": "person", "cy-said": "person"}
    assert graph.nodes["zedcorp"]["name"] == "Zedcorp"
    assert [fact.kind for fact in graph.nodes["acme"]["facts"]] == ["statement", "rank"]
    assert [fact.metric for fact in graph.nodes["zedcorp"]["facts"]] == ["revenue", "capex"]


def test_edges_are_relations_and_roles_with_the_facts_that_state_them() -> None:
    edges = {(source, key, target): len(facts) for source, target, key, facts in
             ((s, t, k, d["facts"]) for s, t, k, d in project(FACTS).edges(keys=True, data=True))}
    assert edges == {
        ("acme", "competes_with", "zedcorp"): 2, ("acme", "supplies", "zedcorp"): 1, ("acme", "invests_in", "foo"): 1,
        ("ann-example", "ceo", "zedcorp"): 1, ("ann-example", "founder", "zedcorp"): 1,
        ("cy-said", SPEAKS_FOR, "foo"): 1, ("zedcorp-cloud", PART_OF, "zedcorp"): 0}


@pytest.mark.parametrize("predicate", ["parent_of", "acquires", "invests_in", "supplies", *sorted(SYMMETRIC)])
def test_only_symmetric_predicates_lose_their_direction(predicate: str) -> None:
    graph = project([relation("Beta", predicate, "Acme")])
    assert graph.has_edge("beta", "acme", predicate) is (predicate not in SYMMETRIC)
    assert graph.has_edge("acme", "beta", predicate) is (predicate in SYMMETRIC)


def test_a_stated_owner_needs_no_second_edge() -> None:
    graph = project([relation("Foo", "parent_of", "Bar")])
    assert graph.nodes["bar"] == {"name": "Bar", "kind": "unit", "parent": "foo", "facts": []}
    assert list(graph.edges(keys=True)) == [("foo", "bar", "parent_of")]


def test_owners_in_a_circle_are_cut_once() -> None:
    graph = project([relation("Foo", "parent_of", "Bar"), relation("Bar", "parent_of", "Foo", 1)])
    assert sorted(str(parent) for _, parent in graph.nodes(data="parent")) in (["None", "bar"], ["None", "foo"])


def test_the_ontology_says_what_a_known_name_is_and_who_owns_it() -> None:
    entities = load().entities
    unit = next(e for e in entities.values() if e.kind == "unit" and e.parent and entities[e.parent].kind == "company")
    graph = project([observation(unit.name), observation(entities[unit.parent or ""].name, start=1)])
    assert graph.nodes[unit.id]["kind"] == "unit"
    assert graph.nodes[unit.id]["parent"] == unit.parent
    assert graph.has_edge(unit.id, unit.parent, PART_OF)


def test_what_the_ontology_knows_as_a_company_of_its_own_gets_no_owner_from_an_article() -> None:
    alone = sorted(e.name for e in load().entities.values() if e.kind == "company" and not e.parent)
    graph = project([relation(alone[0], "parent_of", alone[1])])
    assert [parent for _, parent in graph.nodes(data="parent")] == [None, None]


def test_a_new_unit_belongs_to_the_company_whose_name_it_opens_with() -> None:
    graph = project([observation("Foo gadgets"), observation("Foo", start=1), observation("Foobar things", start=2)])
    assert graph.nodes["foo-gadgets"]["parent"] == "foo"
    assert graph.nodes["foobar-things"] == {
        "name": "Foobar things", "kind": "company", "parent": None, "facts": [observation("Foobar things", start=2)]}


def test_the_articles_stand_in_the_graph() -> None:
    source = SimpleNamespace(sha256=A, name="a", title="T", day=None, language="en", url=None, publisher=None)
    assert project([], [source]).graph["articles"] == {A: source}
    assert len(project([])) == 0


@given(st.permutations(FACTS))
def test_the_order_of_the_facts_does_not_matter(facts: list[Fact]) -> None:
    def content(some: list[Fact]) -> tuple[object, object]:
        graph = project(some)
        return list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))

    assert content(facts) == content(FACTS)


# ---- selections


def test_a_company_brings_its_units_and_what_is_said_with_it() -> None:
    chosen = select(FACTS, company="Zedcorp")
    named = {name for fact in chosen for name in participants(fact)}
    assert named == {"Zedcorp", "Zedcorp cloud", "Acme", "Ann Example"}
    assert all({"Zedcorp", "Zedcorp cloud"} & set(participants(fact)) for fact in chosen)
    assert select(FACTS, company="zedcorp") == chosen  # by its id as well


def test_depth_goes_to_the_facts_of_neighbours() -> None:
    assert rank("Acme", 12) not in select(FACTS, company="Zedcorp", depth=1)
    assert rank("Acme", 12) in select(FACTS, company="Zedcorp", depth=2)
    assert quote("Cy Said", "Foo", 9) not in select(FACTS, company="Zedcorp", depth=2)
    assert quote("Cy Said", "Foo", 9) in select(FACTS, company="Zedcorp", depth=3)
    with pytest.raises(InputError, match="depth is 1 or more"):
        select(FACTS, company="Zedcorp", depth=0)


def test_metric_kind_and_period_narrow() -> None:
    assert [fact.start for fact in select(FACTS, metric="capex")] == [1]
    assert [fact.start for fact in select(FACTS, period="2025")] == [2]
    assert [fact.start for fact in select(FACTS, period="2026")] == [1]
    assert [fact.kind for fact in select(FACTS, kind="role")] == ["role"] * 3
    assert len(select(FACTS)) == len(FACTS)


@pytest.mark.parametrize(("condition", "message"), [
    ({"company": "Zedcrop"}, "the graph has no company, unit or person 'Zedcrop'; did you mean Zedcorp?"),
    ({"company": "Qqq"}, "it has Acme, Ann Example"),
    ({"metric": "revenoe"}, "'revenoe' is no metric: did you mean revenue"),
    ({"period": "soon"}, "'soon' is no period"),
    ({"kind": "relations"}, "a fact's kind is one of observation, role, relation, statement, rank, not 'relations'"),
    ({"period": "1999"}, "no fact has period 1999"),
    ({"company": "Foo", "metric": "capex"}, "no fact has company Foo, metric capex: leave out a condition"),
])
def test_a_selection_that_cannot_be_says_why_in_one_line(condition: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        select(FACTS, **condition)  # type: ignore[arg-type]
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("period", "found"), [
    ("microsoft-FY2026-Q2", True), ("microsoft-FY2026", True), ("2025", True), ("2025-Q4", True), ("Q4 2025", True),
    ("2025-H2", True), ("2025-09-01..2026-01-31", True), ("2025-Q3", False), ("2026", False), ("2025-11", False),
])
@pytest.mark.parametrize("days", [True, False])
def test_a_period_finds_what_lies_within_its_days(period: str, found: bool, days: bool) -> None:
    span = {"period_start": "2025-10-01", "period_end": "2025-12-31"} if days else {}
    facts = [observation("Foo", period="microsoft-FY2026-Q2", **span), rank("Foo")]
    if found:
        assert select(facts, period=period) == facts[:1]
    else:
        with pytest.raises(InputError, match="no fact has period"):
            select(facts, period=period)


def test_names_are_understood_as_people_give_them() -> None:
    entity = next(e for e in load().entities.values() if e.kind == "company" and len(e.aliases) > 1)
    fact = observation(entity.name, "capex")
    assert select([fact], company=entity.aliases[1][0].upper(), metric="Capital expenditure") == [fact]
