"""Figures on pages: trails of what all articles say, and facts that say the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

import kg
from kg.article import read_text
from kg.extract import Extraction
from kg.facts import Observation, Relation
from kg.serve.pages.figures import amount, period_of, same, trails


def observation(value: str, start: str, end: str, **fields: object) -> Observation:
    return Observation(**({
        "article": "", "start": 0, "end": 1, "evidence": "", "rule": "x", "subject": "Amazon", "metric": "revenue",
        "measure": "level", "value": Decimal(value), "unit": "USD", "period": None, "period_start": start,
        "period_end": end} | fields))


def figures_of(*facts: Observation) -> list[kg.Figure]:
    """The figures of a graph in which each fact has an article of its own."""
    with kg.open() as graph:
        for number, fact in enumerate(facts):
            article = read_text(f"Text {number} says it.", name=f"a{number}", language="en")
            graph.add_extraction(article, Extraction((replace(
                fact, article=article.sha256, start=0, end=6, evidence=article.text[:6]),), (), ()))
        return list(graph.figures())


Q3, Q4 = ("2025-07-01", "2025-09-30"), ("2025-10-01", "2025-12-31")


def test_articles_that_agree_are_one_point_of_a_trail() -> None:
    figures = figures_of(observation("180.2e9", *Q3), observation("213.4e9", *Q4), observation("213.4e9", *Q4))
    (trail,) = trails(figures, "en", "Amazon")
    assert [(one.period, one.articles) for one in trail.figures] == [("2025-Q3", 1), ("2025-Q4", 2)]
    assert trail.latest.best.fact.value == Decimal("213.4e9")
    assert str(trail.chart).count("<circle") == 2
    assert 'aria-label="Amazon: revenue"' in trail.chart


@pytest.mark.parametrize("fields", [
    {"unit": "EUR"}, {"metric": "capex"}, {"period_start": "2025-01-01"}, {"period_end": "2025-10-31"}])
def test_what_is_measured_otherwise_is_another_trail(fields: dict[str, str]) -> None:
    other = observation("1e9", *Q4)
    found = trails(figures_of(observation("2e9", *Q3), replace(other, **fields)), "en", "Amazon")
    assert len(found) == 2
    assert not any(one.chart for one in found)


def test_changes_and_what_has_no_days_are_in_no_trail() -> None:
    facts = (observation("14", *Q4, measure="change", unit="percent"),
             replace(observation("5", *Q4), period_start=None, period_end=None))
    assert trails(figures_of(*facts), "en", "Amazon") == []


def test_the_latest_is_what_was_reported_before_what_is_planned() -> None:
    figures = figures_of(observation("100e9", "2024-01-01", "2024-12-31", metric="capex"),
                         observation("125e9", "2025-01-01", "2025-12-31", metric="capex", status="guidance"))
    (trail,) = trails(figures, "nl", "Amazon")
    assert trail.latest.key.status == "reported"
    assert "125 miljard" in trail.chart


def test_the_same_is_grouped_whatever_its_hedge_and_label() -> None:
    one = observation("5e9", *Q4)
    facts = [one, replace(one, qualifier="about", period="amazon-FY2025-Q4", article="b"), replace(one, unit="EUR")]
    assert [len(group) for group in same(facts)] == [2, 1]


def test_competition_is_the_same_both_ways_round_and_ownership_is_not() -> None:
    common = {"article": "", "start": 0, "end": 1, "evidence": "", "rule": "x"}
    pairs = [Relation(**common, subject=a, predicate=predicate, object=b)
             for predicate in ("competes_with", "acquires") for a, b in (("A", "B"), ("B", "A"))]
    assert [len(group) for group in same(pairs)] == [2, 1, 1]


def test_amounts_and_periods_in_words() -> None:
    assert amount(observation("14", *Q4, measure="change", unit="percent"), "en").startswith("+14")
    assert not amount(observation("14", *Q4, unit="percent"), "en").startswith("+")
    assert period_of(observation("1", *Q4)) == "2025-Q4"
    assert period_of(observation("1", "2025-08-01", "2025-10-31", period="nvidia-FY2026-Q3")) == "nvidia-FY2026-Q3"
