"""Figures: gathered by days and not by labels, shown by the most precise number, and the same in any order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from asking import sample
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import QueryError
from kg.facts import Observation, Part
from kg.figure_key import BASES, key_of
from kg.figures import figures
from kg.rdf import entity_id, figure_iri

WORDS = "Acme said a number"


def article(number, day="2026-02-06", publisher="The Paper"):
    item = kg.read_text(f"{WORDS} {number}.", name=f"a{number}", day=date.fromisoformat(day), language="en")
    return replace(item, publisher=publisher)


def fact(item, value=21_200_000_000, decimals=-8, **changes):
    given_ = {"subject": "Acme", "metric": "net_income", "measure": "level", "unit": "USD", "period": "2025-Q4",
              "period_start": "2025-10-01", "period_end": "2025-12-31", "value": Decimal(value), "decimals": decimals}
    return Observation(article=item.sha256, start=0, end=len(WORDS), evidence=WORDS, **given_ | changes)


def add(graph, item, *facts):
    graph.add_extraction(item, SimpleNamespace(facts=facts, unread=(), problems=()))


def graph_of(*values, **changes):
    graph = kg.open()
    for number, (value, decimals) in enumerate(values):
        item = article(number)
        add(graph, item, fact(item, value, decimals, **changes))
    return graph


def triples(graph):
    return ox.serialize(sorted((quad.triple for quad in graph.store.triples), key=str), format=ox.RdfFormat.N_TRIPLES)


# --- what is gathered

def test_four_ways_to_say_it_are_one_figure_shown_by_the_most_precise():
    graph = graph_of((21_200_000_000, -8), (21_190_000_000, -7), (21_192_000_000, -6), (21_000_000_000, -9))
    figure, = graph.figures()
    assert figure.best.fact.value == 21_192_000_000
    assert figure.range == (21_000_000_000, 21_200_000_000)
    assert (figure.articles, figure.publishers, len(figure.dissenting)) == (4, 1, 0)


def test_dissenters_stay_visible_and_the_many_prevail():
    graph = graph_of((125_000_000_000, -9), (131_000_000_000, -9), (131_200_000_000, -8))
    figure, = graph.figures()
    assert figure.best.fact.value == 131_200_000_000
    assert [said.fact.value for said in figure.dissenting] == [125_000_000_000]
    assert len(graph.facts()) == 3


@pytest.mark.parametrize("changes", [
    {"subject": "Umbra"}, {"metric": "revenue"}, {"measure": "change"}, {"unit": "EUR"}, {"status": "guidance"},
    {"period_end": "2026-01-31"}, {"period": None, "period_start": None, "period_end": None},
    *({"parts": (Part(basis, 0, 4),)} for basis in BASES)])
def test_what_keeps_figures_apart(changes):
    item = article(1)
    assert figure_iri(fact(item)) != figure_iri(fact(item, **changes))


@pytest.mark.parametrize("changes", [
    {"period": "microsoft-FY2026-Q2"}, {"value": Decimal(1)}, {"decimals": 3}, {"qualifier": "about"},
    {"said_by": "Umbra"}, {"rule": "other"}, {"parts": (Part("metric", 0, 4),)}])
def test_what_does_not(changes):
    """A fiscal and a calendar label of the same days meet."""
    assert figure_iri(fact(article(1))) == figure_iri(fact(article(2), **changes))


def test_forecasts_of_different_people_are_different_opinions():
    one, other = (fact(article(1), status="expected", said_by=name) for name in ("FactSet", "analysts"))
    assert figure_iri(one) != figure_iri(other)
    assert key_of(fact(article(1), said_by="FactSet"), entity_id).said_by is None


def test_the_newest_plan_takes_the_place_of_the_older():
    graph = kg.open()
    for number, (day, value) in enumerate((("2025-10-31", 125), ("2025-07-31", 118), ("2025-02-06", 100))):
        item = article(number, day)
        add(graph, item, fact(item, value, 0, status="guidance"))
    figure, = graph.figures()
    assert figure.best.fact.value == 125
    assert len(figure.dissenting) == 2


def test_publishers_are_counted_once():
    graph = kg.open()
    for number, publisher in enumerate(("A", "A", "B", None)):
        item = article(number, publisher=publisher)
        add(graph, item, fact(item))
    figure, = graph.figures()
    assert (figure.articles, figure.publishers) == (4, 3)


def test_contradictory_duplicates_in_one_article_are_both_kept():
    graph, item = kg.open(), article(1)
    add(graph, item, fact(item, 5, 0), fact(item, 7, 0), fact(item, 7, 0))
    figure, = graph.figures()
    assert sorted(said.fact.value for said in figure.facts) == [5, 7]
    assert [conflict.grade for conflict in graph.conflicts()] == ["article"]


# --- in the graph

@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_order_of_adding_and_removing_gives_the_same_bytes(data):
    chosen = data.draw(st.lists(st.tuples(st.sampled_from((21, 22, 23)), st.sampled_from(("reported", "guidance")),
                                          st.sampled_from(("2025-Q4", "microsoft-FY2026-Q2"))),
                                min_size=1, max_size=5))
    items = [(article(number), fact(article(number), value, 0, status=status, period=label))
             for number, (value, status, label) in enumerate(chosen)]
    plain = kg.open()
    for item, one in items:
        add(plain, item, one)
    other = kg.open()
    before = triples(other)
    extra = article(99)
    order = data.draw(st.permutations([*items, (extra, fact(extra, 24, 0, subject="Umbra"))]))
    for item, one in order:
        add(other, item, one)
    other.remove("a99")
    assert triples(other) == triples(plain)
    assert other.figures().records() == plain.figures().records()
    assert other.conflicts().records() == plain.conflicts().records()
    for item, _ in data.draw(st.permutations(items)):
        other.remove(item.name)
    assert triples(other) == before


def test_an_article_touches_only_its_figures():
    graph = graph_of((21, 0), (22, 0))
    before = set(graph.store.triples)
    item = article(7)
    add(graph, item, fact(item, 5, 0, metric="revenue"))
    assert before <= set(graph.store.triples)
    gained = {quad.subject.value for quad in set(graph.store.triples) - before}
    assert all(item.sha256[:16] in subject or "acme-revenue" in subject for subject in gained)


def test_the_graph_knows_its_figures_and_passes_its_shapes():
    graph = graph_of((21, 0), (22, 0))
    assert len(list(graph.query("SELECT ?figure { ?figure a kg:Figure }"))) == 1
    assert graph.validate() == []


# --- asking

def test_choices():
    graph = sample()
    plans = graph.figures("amazon", "capex", "2026", status="guidance")
    assert [(figure.subject, figure.best.fact.value) for figure in plans] == [("Amazon", 200_000_000_000)]
    assert plans[0].articles == 4
    assert {figure.key.metric for figure in graph.figures(metric="capex")} == {"capex"}
    one = plans[0].best.fact.id
    assert [figure.id for figure in graph.figures(fact=one)] == [plans[0].id]
    assert len(graph.figures("amazon", period="2025")) > len(graph.figures("amazon", period="2025", exact_period=True))
    assert figures(graph.store, ids=[plans[0].id]) == plans
    with pytest.raises(QueryError, match="company"):
        graph.figures("Nobody Inc")


def test_they_become_a_data_frame_and_show_themselves():
    found = sample().figures("amazon", "capex")
    frame = found.dataframe()
    assert list(frame.columns) == list(found.kind.columns)
    assert len(frame) == len(found)
    assert "<table>" in found._repr_html_()
    assert found.csv().startswith("subject,metric,")
    assert list(found[:1]) == [found[0]]
    assert hash(found) == hash(sample().figures("amazon", "capex"))
    with pytest.raises(AttributeError):
        found[0].subject = "x"
    item = article(1, publisher="<script>")
    graph = kg.open()
    add(graph, item, fact(item, subject="<b>Acme"))
    assert "<b>" not in graph.figures()._repr_html_()


def test_an_empty_graph_has_none():
    found = kg.open().figures()
    assert (len(found), found.csv().splitlines()) == (0, [",".join(found.kind.columns)])
    assert list(kg.open().conflicts()) == []


def test_a_fact_from_a_file_without_figures_still_has_one():
    """The figure is a function of the fact, so that what is read back has it too."""
    graph = graph_of((21, 0))
    one, = graph.facts()
    assert figure_iri(replace(one)).value.endswith(graph.figures()[0].id)
