"""Reranking: what speaks for a hypothesis among what the other numbers of the text say."""

from __future__ import annotations

from datetime import date

import pytest
from choosing import DAY, choice, period, reading_of
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.assembly import assemble, considered, guessed
from kg.extract.hypotheses import MOST
from kg.extract.reading import candidate
from kg.extract.rerank import NEAR, Told, features, numbers_of
from kg.extract.scorer import Scorer, installed
from kg.extract.timing import Timing
from kg.lexicon import load

YEAR, BEFORE = period("2025-01-01", "2025-12-31"), period("2024-01-01", "2024-12-31")
TEXT = "In 2025 Amazon had revenue of $5 billion, after $4 billion, and profit of $6 billion. Sales rose 25 percent."


def told(text, *rows):
    """What is told where the numbers of a text are decided so, in order; None for what says nothing."""
    reading = reading_of(text)
    left, choices = list(rows), []
    for quantity in reading.quantities:
        row = left.pop(0) if candidate(quantity) and left else None
        made = None if row is None else choice(reading, **({"period": YEAR} | row))
        if made:
            made.decision.period = made.period[:2] if made.period else None
        choices.append(made)
    return reading, Told(numbers_of(reading), choices), [i for i, made in enumerate(choices) if made], choices


def row_of(text, place, *rows):
    reading, known, indices, choices = told(text, *rows)
    return features(Timing(reading, DAY), known, known.numbers[indices[place]], choices[indices[place]])


def test_two_values_of_one_figure_clash_and_both_are_told():
    rows = [{}, {}, {"metric": "net_income"}]
    for place in (0, 1):
        assert {"clash", "clash&level", "clash&year", "clashes"} <= row_of(TEXT, place, *rows).keys()
    assert not {"clash", "clashes"} & row_of(TEXT, 2, *rows).keys()


@pytest.mark.parametrize("apart", [{"period": BEFORE}, {"metric": "capex"}, {"subject": "AWS"}, {"status": "expected"},
                                   {"measure": "change"}])
def test_what_differs_in_anything_is_another_figure(apart):
    assert "clash" not in row_of(TEXT, 0, {}, apart)


def test_the_same_figure_rounded_is_no_clash():
    row = row_of("Amazon had revenue of $5.01 billion in 2025. Its $5.0 billion of sales is much.", 0, {}, {})
    assert "again" in row
    assert "clash" not in row


def test_a_figure_in_another_currency_is_no_other_value():
    row = row_of("Amazon had revenue of $5 billion (4.3 billion euros) in 2025.", 0, {}, {})
    assert "clash" not in row


def test_sizes_of_two_metrics():
    rows = [{}, {"period": BEFORE}, {"metric": "net_income"}]
    assert {"larger=net_income>revenue", "revenue smaller"} <= row_of(TEXT, 0, *rows).keys()
    assert {"larger=net_income>revenue", "revenue smaller"} <= row_of(TEXT, 2, *rows).keys()
    assert not [name for name in row_of(TEXT, 1, *rows) if name.startswith("larger")]


def test_a_part_and_its_whole():
    text = "Amazon had revenue of $5 billion in 2025, AWS $6 billion."
    assert "part misfits=revenue" in row_of(text, 1, {}, {"subject": "AWS"})
    assert "part misfits=revenue" in row_of(text, 0, {}, {"subject": "AWS"})
    assert "part fits=revenue" in row_of(text.replace("$6", "$3"), 1, {}, {"subject": "AWS"})


@pytest.mark.parametrize(("growth", "sign", "fit"), [("25", "+", "fits"), ("24.6", "+", "fits"), ("40", "+", "misfits"),
                                                     ("25", "-", "misfits")])
def test_a_growth_is_that_between_two_levels(growth, sign, fit):
    rows = [{}, {"period": BEFORE}, {"metric": "net_income"}, {"measure": "change", "sign": sign}]
    text = TEXT.replace("25 percent", f"{growth} percent")
    for place in (0, 1, 3):
        row = row_of(text, place, *rows)
        assert f"growth {fit}" in row
        assert f"growth {'misfits' if fit == 'fits' else 'fits'}" not in row


def test_what_it_shares_with_the_number_beside_it():
    rows = [{}, {"period": BEFORE, "status": "expected"}, {"metric": "net_income", "subject": "AWS"}]
    assert "next=SMtp" in row_of(TEXT, 0, *rows)
    assert {"prev=SMtp", "next=smtp"} <= row_of(TEXT, 1, *rows).keys()
    assert not [name for name in row_of(TEXT, 0, *rows) if name.startswith("prev")]


def test_saying_nothing_has_features_of_its_own():
    reading, known, _, _ = told(TEXT, {})
    nothing = choice(reading, metric="")
    nothing.probabilities = {"metric": 0.25}
    row = features(Timing(reading, DAY), known, known.numbers[0], nothing)
    assert row["log nothing"] == pytest.approx(-1.386294)
    assert {"nothing", "sure nothing=-1"} <= row.keys()


def test_the_likeliest_hypothesis_comes_first_and_nothing_last():
    reading = reading_of(TEXT)
    guesses, weighed = considered(reading, Timing(reading, DAY), installed())
    for quantity, guess, row in zip(reading.quantities, guesses, weighed, strict=True):
        assert bool(row) == (guess is not None) == candidate(quantity)
        if guess is None:
            continue
        said = row[:-1]
        assert not row[-1].decision.metric
        assert all(one.decision.metric for one in said)
        assert [one.probability for one in said] == sorted((one.probability for one in said), reverse=True)
        assert len(said) <= MOST
        assert guess.decision in [one.decision for one in row]
        assert sum(one.probability for one in row) <= 1 + 1e-9
    assert guesses == guessed(reading, Timing(reading, DAY), installed())


def test_weights_of_wholes_decide():
    reading = reading_of(TEXT)
    slots = {"metric": {"spoken": 2.0}}
    metrics = load().metrics

    def first(whole):
        found = assemble(reading, Timing(reading, DAY), Scorer(slots | {"whole": whole}, metrics))
        return next(choice for choice in found if choice)

    assert first({"nothing": 9.0}).decision.metric == ""
    likely = first({"metric=revenue": 9.0})
    assert likely.decision.metric == "revenue"
    assert first({"metric=revenue": 1.0}).probability < likely.probability < 1


@given(st.integers(1, 60))
def test_a_number_is_compared_with_so_many_at_most(count):
    text = "Amazon had revenue of $5 billion. " * count
    _, known, indices, _ = told(text, *[{}] * count)
    for index in indices:
        others = list(known.others(known.numbers[index], "metric", "Amazon", "revenue"))
        assert len(others) == min(NEAR, indices.index(index)) + min(NEAR, count - 1 - indices.index(index))
        assert index not in [claim.number.place for claim in others]


def test_days_of_claims_are_those_of_decisions():
    _, known, indices, choices = told(TEXT, {})
    assert choices[indices[0]].decision.period == (date(2025, 1, 1), date(2025, 12, 31))
    assert known.periods == {(date(2025, 1, 1), date(2025, 12, 31)): 1}
