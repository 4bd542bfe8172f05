"""What else a number is given for: another metric, a part or the owner, another period; and what does not count."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from figure_facts import WORDS, add, article, fact
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.facts import Part, Relation

BILLION = 10**9
ANOTHER_DAY = {"day": "2026-03-01"}
ADJUSTED = {"parts": (Part("adjusted", 0, 4),)}
REVENUE = {"metric": "revenue"}


def conflicts_of(*said, relations=()):
    """The conflicts of (how the article is, value, changes), an article each, and of relations in one more."""
    graph = kg.open()
    for number, (about, value, changes) in enumerate(said):
        item = article(number, **about)
        add(graph, item, fact(item, Decimal(value), 0, **changes))
    item = article(len(said))
    facts = tuple(Relation(article=item.sha256, start=0, end=len(WORDS), evidence=WORDS, subject=subject,
                           predicate="parent_of", object=object_) for subject, object_ in relations)
    graph.add_extraction(item, SimpleNamespace(facts=facts, unread=(), problems=()))
    return list(graph.conflicts("Acme"))


def clash(*known, value="18", unit="USD", scale=BILLION, relations=(), **changes):
    """How 21 against `value` is graded and explained, where `known` is given too."""
    changes = {"unit": unit} | changes
    number = Decimal(value) * scale
    given_ = [({}, number, {"unit": unit} | one) for one in known]
    found = conflicts_of(({}, 21 * scale, changes), (ANOTHER_DAY, number, changes), *given_, relations=relations)
    return next((one.grade, one.why) for one in found if one.figure.key.metric == "net_income")


def test_another_metric():
    assert clash(REVENUE) == ("mixed", "18 billion USD is also given for something else: revenue")


@pytest.mark.parametrize("relations", [[("Acme", "Cirrus")], [("Cirrus", "Acme")]])
def test_part_and_owner_by_what_articles_say(relations):
    assert clash({"subject": "Cirrus"})[0] == "dissent"
    assert clash({"subject": "Cirrus"}, relations=relations) == (
        "mixed", "18 billion USD is also given for something else: Cirrus, net income")


def test_part_by_its_name():
    assert clash({"subject": "Acme advertising"})[0] == "mixed"
    assert clash({"subject": "Acmeon"})[0] == "dissent"


def test_part_and_owner_by_the_ontology():
    graph = kg.open()
    for number, (subject, value) in enumerate([("Amazon", 180), ("Amazon", 33), ("AWS", 33)]):
        item = article(number)
        add(graph, item, fact(item, value * BILLION, -9, subject=subject, metric="revenue"))
    (found,) = graph.conflicts()
    assert (found.grade, found.why) == ("mixed", "33 billion USD is also given for something else: AWS, revenue")


def test_what_is_counted_on_the_last_day():
    moment = {"metric": "backlog", "period": "2025-12-31", "period_start": "2025-12-31", "period_end": "2025-12-31"}
    assert clash(moment) == ("mixed", "18 billion USD is also given for something else: order backlog")
    first = {"metric": "backlog", "period": "2025-10-01", "period_start": "2025-10-01", "period_end": "2025-10-01"}
    assert clash(first)[0] == "dissent"


@pytest.mark.parametrize("known", [
    {"metric": "revenue", "subject": "Acme advertising"},  # both differ
    {"metric": "revenue", "unit": "EUR"},
    {"metric": "revenue", "measure": "change"},
    {"metric": "revenue", "status": "guidance"},
    {"metric": "revenue", **ADJUSTED},
    {"metric": "revenue", "period": "2025-Q3", "period_start": "2025-07-01", "period_end": "2025-09-30"},
    {"metric": "revenue", "period": None, "period_start": None, "period_end": None}])
def test_what_does_not_count(known):
    assert clash(known)[0] == "dissent"


@pytest.mark.parametrize(("value", "unit", "grade"), [
    ("18", "USD", "mixed"), ("1.8", "USD", "mixed"), ("9", "USD", "dissent"), ("9000", "USD", "dissent"),
    ("18", "percent", "dissent"), ("1.8", "percent", "dissent"), ("18.3", "percent", "mixed"),
    ("359", "percent", "mixed"), ("100", "percent", "dissent")])
def test_digits_that_are_enough(value, unit, grade):
    assert clash({"metric": "revenue", "unit": unit}, value=value, unit=unit, scale=1)[0] == grade


def test_only_the_very_number():
    found = conflicts_of(({}, 21 * BILLION, {}), (ANOTHER_DAY, 18 * BILLION, {}),
                         ({}, Decimal("18.1") * BILLION, REVENUE))
    assert [one.grade for one in found] == ["dissent"]


def test_the_dissenting_number_is_looked_up_before_the_prevailing_one():
    found = conflicts_of(({}, 21 * BILLION, {}), ({}, 21 * BILLION, {}), (ANOTHER_DAY, 18 * BILLION, {}),
                         ({}, 18 * BILLION, REVENUE), ({}, 21 * BILLION, {"metric": "operating_income"}))
    assert [one.why for one in found] == ["18 billion USD is also given for something else: revenue"]


def test_an_end_of_a_range_counts():
    graph = kg.open()
    ends = {"low": Decimal(18 * BILLION), "high": Decimal(19 * BILLION), "qualifier": "between"}
    for number, (value, changes) in enumerate([(21, {}), (18, {}), (None, REVENUE | ends)]):
        item = article(number)
        add(graph, item, fact(item, value and value * BILLION, -9, **changes))
    assert [one.grade for one in graph.conflicts()] == ["mixed"]


@pytest.mark.parametrize(("one", "other", "changes"), [
    ("-4.72", "4.72", {"metric": "eps", "unit": "USD/share"}), ("878", "-878", {}),
    ("1.1", "-1.1", {"measure": "change"})])
def test_sign(one, other, changes):
    (found,) = conflicts_of(({}, one, changes), (ANOTHER_DAY, other, changes))
    assert found.grade == "sign"
    (found,) = conflicts_of(({}, one, changes), (ANOTHER_DAY, Decimal(other) * 2, changes))
    assert found.grade == "dissent"


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(5)))
def test_in_any_order_of_adding(order):
    said = [({}, 21 * BILLION, {}), (ANOTHER_DAY, 18 * BILLION, {}), ({}, 18 * BILLION, REVENUE),
            ({}, 18 * BILLION, {"metric": "operating_income"}), ({}, 21 * BILLION, {"metric": "capex"})]
    assert [(one.grade, one.why) for one in conflicts_of(*[said[at] for at in order])] == [
        ("mixed", "21 billion USD is also given for something else: capital expenditure")]
