"""Figures: gathered by days and not by labels, shown by the most precise number, and the same in any order."""

from dataclasses import replace
from decimal import Decimal

import pytest
from asking import sample
from figure_facts import add, article, fact, graph_of

import kg
from kg.errors import QueryError
from kg.facts import Part
from kg.figure_key import BASES, key_of
from kg.figures import figures
from kg.rdf import entity_id, figure_iri

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


def test_what_agrees_with_both_does_not_hide_that_they_differ():
    """About 21 billion leaves room for 21.1 and for 21.3, but not for both."""
    graph = kg.open()
    for number, (value, decimals, qualifier) in enumerate(((21, 0, "about"), (211, -1, "exact"), (213, -1, "exact"))):
        item = article(number, f"2026-02-0{number + 1}")
        add(graph, item, fact(item, Decimal(value).scaleb(decimals), -decimals, qualifier=qualifier))
    figure, = graph.figures()
    assert (figure.best.fact.value, figure.articles) == (Decimal("21.3"), 2)
    assert [said.fact.value for said in figure.dissenting] == [Decimal("21.1")]
    assert [(c.one.fact.value, c.other.fact.value) for c in graph.conflicts()] == [(Decimal("21.3"), Decimal("21.1"))]


def test_who_gives_the_number_between_explains_both():
    graph = graph_of((21_200_000_000, -8), (21_300_000_000, -8))
    assert [conflict.grade for conflict in graph.conflicts()] == ["rounding"]
    item = article(9, form="10-Q")
    add(graph, item, fact(item, 21_250_000_000, 0))
    figure, = graph.figures()
    assert (figure.best.fact.value, figure.articles) == (21_250_000_000, 3)
    assert list(graph.conflicts()) == list(graph.query("conflicts")) == []


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


@pytest.mark.parametrize(("query", "choice", "changes"), [
    ("figures", {"metric": "net_income"}, {}), ("results", {}, {}),
    ("growth", {}, {"measure": "change", "unit": "percent", "value": 12})])
def test_queries_say_the_basis_where_a_number_has_one(query, choice, changes):
    graph, plain, adjusted = kg.open(), article(1), article(2)
    add(graph, plain, fact(plain, **changes))
    assert "basis" not in graph.query(query, **choice).text()
    add(graph, adjusted, fact(adjusted, **{"value": 23_000_000_000} | changes, parts=(Part("adjusted", 0, 4),)))
    found = graph.query(query, **choice)
    assert {row["fact"].rsplit("/", 1)[-1][:16]: row["basis"] for row in found} == {
        plain.sha256[:16]: None, adjusted.sha256[:16]: "adjusted"}
    assert "basis" in found.text()
