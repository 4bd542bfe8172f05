"""Conflicts: each grade by the numbers that call for it, and the same in any order, in Python and in SPARQL."""

from decimal import Decimal

import pytest
from asking import sample
from figure_facts import add, article, fact, triples
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.conflicts import GRADES
from kg.facts import Part

BILLION = 10**9
ANOTHER_DAY, FILING = {"day": "2026-03-01"}, {"form": "10-Q"}
PLAN = {"status": "guidance"}
UNDATED = {"period": None, "period_start": None, "period_end": None}
EARLIER = {"period": "2025-Q3", "period_start": "2025-07-01", "period_end": "2025-09-30"}
ADJUSTED = {"parts": (Part("adjusted", 0, 4),)}


def graph_of(*said):
    """A graph of (how the article is, value, decimals, what else the fact has), an article each."""
    graph = kg.open()
    for number, (about, value, decimals, changes) in enumerate(said):
        item = article(number, **about)
        add(graph, item, fact(item, value, decimals, **changes))
    return graph


def grades(*said, everything=False):
    return [conflict.grade for conflict in graph_of(*said).conflicts(everything=everything)]


# --- each grade

@pytest.mark.parametrize("factor", [10**3, 10**6, 10**9])
@pytest.mark.parametrize("changes", [{}, PLAN, UNDATED, {"status": "expected"}])
@pytest.mark.parametrize("qualifier", ["exact", "about", "almost"])
def test_scale(factor, changes, qualifier):
    """Million for billion, thousand for million, either way round, rounded or hedged."""
    small, large = (Decimal("21.2") * 10**6, 6 - 1), (Decimal("21.2") * 10**6 * factor, 0)
    for first, second in ((small, large), (large, small)):
        assert grades(({}, *first, changes | {"qualifier": qualifier}), (ANOTHER_DAY, *second, changes)) == ["scale"]


@pytest.mark.parametrize(("one", "other"), [(21 * 10**6, 22 * BILLION), (0, BILLION), (21 * 10**7, 21 * BILLION)])
def test_not_scale(one, other):
    assert grades(({}, one, 0, {}), (ANOTHER_DAY, other, 0, {})) == ["dissent"]


@pytest.mark.parametrize(("one", "other", "decimals"), [
    ("21.2", "21.3", (1, 1)), ("402.8", "402.9", (1, 1)), ("21.29", "21.2", (2, 1)), ("-9.4", "-9.5", (1, 1)),
    ("81.2", "81.27", (1, 2)), ("62.6", "62.55", (1, 3))])
def test_rounding(one, other, decimals):
    """A unit of the coarser last digit apart, or with a limit of rounding in common."""
    found = grades(({}, one, decimals[0], {}), (ANOTHER_DAY, other, decimals[1], {}), everything=True)
    assert found == ["rounding"]


@pytest.mark.parametrize(("one", "other"), [("21.2", "21.4"), ("21.2", "22")])
def test_not_rounding(one, other):
    assert grades(({}, one, 1, {}), (ANOTHER_DAY, other, 1, {})) == ["dissent"]


def test_period():
    """The number of another quarter of the same thing; nothing said of another metric, unit or measure counts."""
    known = ({}, 18, 0, EARLIER)
    assert grades(({}, 21, 0, {}), (ANOTHER_DAY, 18, 0, {}), known) == ["period"]
    found = graph_of(({}, 21, 0, {}), (ANOTHER_DAY, 18, 0, {}), known).conflicts()
    assert "Q3 2025" in found[0].why
    assert grades((ANOTHER_DAY, 21, 0, {}), ({}, 18, 0, {}), known) == ["period"]
    for changes in ({"metric": "revenue"}, {"unit": "EUR"}, {"measure": "change"}, {"subject": "Umbra"}, PLAN,
                    ADJUSTED):
        assert grades(({}, 21, 0, {}), (ANOTHER_DAY, 18, 0, {}), ({}, 18, 0, EARLIER | changes)) == ["dissent"]


def test_period_of_any_unit_and_basis():
    per_share = {"metric": "eps", "unit": "USD/share"}
    for changes in (per_share, ADJUSTED, per_share | ADJUSTED):
        known = ({}, 18, 0, EARLIER | changes)
        assert grades(({}, 21, 0, changes), (ANOTHER_DAY, 18, 0, changes), known) == ["period"]


def test_the_period_named_is_the_nearest_and_no_more_than_two_years_away():
    def why(*days):
        known = [({}, 18, 0, {"period": None, "period_start": start, "period_end": end}) for start, end in days]
        found = graph_of(({}, 21, 0, {}), (ANOTHER_DAY, 18, 0, {}), *known).conflicts()
        return [(conflict.grade, conflict.why) for conflict in found]

    last_year, quarter = ("2024-01-01", "2024-12-31"), ("2025-07-01", "2025-09-30")
    assert [("2024" in text, "Q3 2025" in text) for _, text in why(last_year)] == [(True, False)]
    assert [("2024" in text, "Q3 2025" in text) for _, text in why(last_year, quarter)] == [(False, True)]
    assert [grade for grade, _ in why(("2023-07-01", "2023-09-30"))] == ["dissent"]
    assert [grade for grade, _ in why(("2028-01-01", "2028-03-31"))] == ["dissent"]


def test_of_percentages_too_many_are_alike_to_tell_a_period():
    percent = {"metric": "gross_margin", "unit": "percent"}
    assert grades(({}, 21, 0, percent), (ANOTHER_DAY, 18, 0, percent), ({}, 18, 0, percent | EARLIER)) == ["dissent"]


def test_undated():
    assert grades(({}, 21, 0, UNDATED), (ANOTHER_DAY, 18, 0, UNDATED)) == ["period"]


def test_restated():
    """Two filings that differ; news against a filing is no restatement."""
    later = FILING | ANOTHER_DAY
    found = graph_of((FILING, 21, 0, {}), (later, 25, 0, {})).conflicts()
    assert [(c.grade, c.one.fact.value, c.other.fact.value) for c in found] == [("restated", 25, 21)]
    assert grades((FILING, 21, 0, {}), (ANOTHER_DAY, 25, 0, {})) == ["dissent"]
    assert grades((FILING, 21, 0, {}), (later, 21_000, 0, {})) == ["restated"]


def test_revised():
    assert grades(({}, 118, 0, PLAN), (ANOTHER_DAY, 125, 0, PLAN)) == ["revised"]
    assert grades(({}, 118, 0, PLAN), ({}, 125, 0, PLAN)) == ["dissent"]


def test_article():
    graph, item = kg.open(), article(1)
    add(graph, item, fact(item, 21, 0), fact(item, 25, 0))
    assert [conflict.grade for conflict in graph.conflicts()] == ["article"]
    hedged = ({}, 240, 0, {"qualifier": "about"})  # leaves room for both, and gives neither
    assert grades(hedged, ({}, 235, 0, {}), (ANOTHER_DAY, 245, 0, {})) == ["dissent"]


def test_dissent():
    assert grades(({}, 125, 0, {}), (ANOTHER_DAY, 131, 0, {})) == ["dissent"]
    assert grades(({}, 125, 0, {"qualifier": "more_than"}), (ANOTHER_DAY, 100, 0, {})) == ["dissent"]
    ranged = {"low": Decimal(130), "high": Decimal(140), "qualifier": "between"}
    assert grades(({}, 125, 0, {}), (ANOTHER_DAY, None, 0, ranged)) == ["dissent"]


def test_basis():
    said = ({}, 21, 0, {}), (ANOTHER_DAY, 25, 0, ADJUSTED)
    assert (grades(*said), grades(*said, everything=True)) == ([], ["basis"])
    assert grades(({}, 21, 0, {}), (ANOTHER_DAY, 21, 0, ADJUSTED), everything=True) == []


def test_what_agrees_is_no_conflict():
    said = ({}, "21.2", 1, {}), (ANOTHER_DAY, "21.19", 2, {}), (ANOTHER_DAY, 21, 0, {"qualifier": "more_than"})
    assert grades(*said) == []
    assert set(grades(*said, everything=True)) == {"rounding"}


def test_they_are_listed_from_what_matters():
    said = (({}, 125, 0, {}), (ANOTHER_DAY, 131, 0, {}), ({}, "21.2", 1, {"metric": "revenue"}),
            ({}, "21.3", 1, {"metric": "revenue"}), ({}, 5, 0, {"metric": "capex"}),
            ({}, 5_000_000, 0, {"metric": "capex"}))
    assert grades(*said) == ["dissent", "scale", "rounding"]
    assert set(GRADES) >= set(grades(*said))


def test_the_real_conflict_of_the_sample_and_apparent_ones():
    found = sample().conflicts(everything=True)
    real = [conflict for conflict in found if conflict.grade == "dissent" and conflict.figure.key.metric == "capex"]
    assert [(c.figure.subject, c.figure.key.start, {*c.one.numbers, *c.other.numbers}) for c in real] == [
        ("Amazon", "2025-01-01", {125_000_000_000, 131_000_000_000})]
    assert {c.one.article.name for c in real} | {c.other.article.name for c in real} == {"en-001", "nl-012"}
    assert {"revised", "article", "rounding"} <= {conflict.grade for conflict in found}
    assert all(conflict.why and conflict.one.fact.evidence and conflict.other.article.day for conflict in found)
    assert len(found.dataframe()) == len(found)


# --- whatever is said

NUMBERS = st.sampled_from([Decimal(text) for text in (
    "0", "-2", "20", "21", "21.1", "21.2", "21.25", "21.3", "22", "21000", "25000000")])
AMOUNTS = st.builds(lambda value, qualifier: {"value": value, "qualifier": qualifier}, NUMBERS, st.sampled_from(
    ("exact", "about", "almost", "more_than", "less_than", "at_least", "at_most"))) | st.builds(
    lambda low, high: {"value": None, "low": min(low, high), "high": max(low, high), "qualifier": "between"},
    NUMBERS, NUMBERS)
FACTS = st.builds(
    lambda amount, decimals, days, parts, other: amount | {"decimals": decimals, "parts": parts} | days | other,
    AMOUNTS, st.sampled_from((None, -3, 0, 1, 2)),
    st.sampled_from(({}, {"period": "microsoft-FY2026-Q2"}, UNDATED, EARLIER)),
    st.sampled_from(((), ADJUSTED["parts"])),
    st.sampled_from(({}, {"metric": "revenue"}, {"subject": "Umbra"}, PLAN,
                     {"status": "expected", "said_by": "Umbra"})))
ARTICLES = st.lists(st.tuples(
    st.fixed_dictionaries({"day": st.sampled_from(("2026-01-01", "2026-02-02", None)),
                           "publisher": st.sampled_from(("A", "B", None)), "form": st.sampled_from((None, "10-Q"))}),
    st.lists(FACTS, min_size=1, max_size=4)), min_size=1, max_size=6)


def made(said):
    items = []
    for number, (about, facts) in enumerate(said):
        item = article(number, **about)
        items.append((item, [fact(item, **changes) for changes in facts]))
    return items


def filled(items):
    graph = kg.open()
    for item, facts in items:
        add(graph, item, *facts)
    return graph


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_order_of_adding_and_removing_gives_the_same_bytes_figures_and_conflicts(data):
    items = made(data.draw(ARTICLES))
    gone = data.draw(st.integers(0, len(items) - 1))
    left = items[:gone] + items[gone + 1:]
    plain = filled(left)
    other = filled(data.draw(st.permutations(items)))
    other.remove(items[gone][0].name)
    assert triples(other) == triples(plain)
    assert other.figures().records() == plain.figures().records()
    assert other.conflicts(everything=True).records() == plain.conflicts(everything=True).records()
    for item, _ in data.draw(st.permutations(left)):
        other.remove(item.name)
    assert triples(other) == triples(kg.open())


@settings(max_examples=40, deadline=None)
@given(ARTICLES)
def test_every_figure_with_dissenters_is_in_conflict_and_the_query_knows_the_same(said):
    graph = filled(made(said))
    reported = list(graph.figures(status="reported"))
    in_conflict = {figure.id for figure in reported if figure.dissenting}
    found = graph.conflicts()
    assert {conflict.figure.id for conflict in found if conflict.figure.key.status == "reported"} == in_conflict
    asked = {row["figure"].rsplit("/", 1)[-1] for row in graph.query("conflicts") if row["status"] == "reported"}
    assert asked == in_conflict
    for figure in reported:
        assert len(figure.agreeing) + len(figure.dissenting) == len(figure.facts)
        assert figure.best in figure.agreeing
