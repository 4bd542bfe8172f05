"""The weights laid out for speed give the scores that their definition gives, feature by feature."""

from __future__ import annotations

from math import isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_scorer import classify, rank

from kg.article import read
from kg.extract.around import around
from kg.extract.assembly import guessed
from kg.extract.class_slots import class_features
from kg.extract.decision import Decision
from kg.extract.extraction import reading_of
from kg.extract.hypotheses import SIGNS, STATUSES
from kg.extract.metric_slot import measures_for, metric_candidates
from kg.extract.period_slot import period_candidates
from kg.extract.reading import candidate
from kg.extract.scorer import UNIT, Combined, Packed, Scorer, installed, shares
from kg.extract.subject_slot import subject_candidates
from kg.extract.timing import Timing
from kg.extract.weights import weights

ARTICLES = sorted((Path(__file__).parents[2] / "data" / "articles").glob("??-*.md"))
WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(-5000, 5000))


def plain(slot, rows):
    return [sum(round(weights()[slot].get(feature, 0.0) * UNIT) for feature in row) for row in rows]


def agree(found, defined):
    assert found[0] == defined[0]
    assert isclose(found[1], defined[1])


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_the_scores_of_the_sample_are_those_of_the_named_features(path):
    article = read(path)
    reading, scorer = reading_of(article), installed()
    timing = Timing(reading, article.day)
    decided = [choice.decision if choice else None for choice in guessed(reading, timing, scorer)]
    for index, quantity in enumerate(reading.quantities):
        if not candidate(quantity):
            continue
        here, known = around(reading, index), decided[:index]
        metrics = metric_candidates(reading, here, known)
        assert metrics.scores(scorer) == plain("metric", metrics.rows())
        decision = decided[index]
        if not decision.metric:
            continue
        subjects = subject_candidates(reading, here, known, decision, None)
        assert subjects.scores(scorer) == plain("subject", subjects.rows())
        features = class_features(reading, here, known, decision)
        for slot, classes in (("measure", measures_for(decision.metric, here.unit)), ("status", STATUSES),
                              ("sign", SIGNS)):
            likely = scorer.classes(slot, features.total(scorer), classes)
            best = likely.index(max(likely))
            agree((classes[best], likely[best]), classify(weights()[slot], features.names(), classes))
        periods = period_candidates(timing, here, known, decision)
        assert periods.scores(scorer) == plain("period", periods.rows())


def test_no_feature_of_a_class_counts_twice():
    for path in ARTICLES:
        reading = reading_of(read(path))
        decided = [Decision(metric="revenue") for _ in reading.quantities]
        for index in (i for rows in reading.quantities_in.values() for i in rows):
            names = class_features(reading, around(reading, index), decided[:index], decided[index]).names()
            assert len(names) == len(set(names))


@given(st.dictionaries(st.sampled_from(["", "one", "two", "three"]), WEIGHTS), st.lists(st.sampled_from("abcdefg")))
def test_packed_sums_are_the_sums_of_each_column(columns, features):
    packed = Packed(columns)
    total = packed.total(features)
    for name, column in columns.items():
        assert packed.of(total, name) == sum(column.get(feature, 0) for feature in features)
    assert packed.of(total, "none such") == 0


def test_a_feature_that_comes_a_thousand_times_overflows_nothing():
    packed = Packed({"low": {"a": -7}, "mid": {"a": 9}, "high": {"a": -3}})
    total = packed.total(["a"] * 1000)
    assert [packed.of(total, name) for name in ("low", "mid", "high")] == [-7000, 9000, -3000]


def test_combinations_are_added_once_and_only_what_weighs_is_kept():
    table = Combined({"a": 1, "a&x": 10, "b&y": 100}, ("&x", "&y"))
    assert [table[name] for name in ("a", "b", "c", "a")] == [11, 100, 0, 11]
    assert set(table) == {"a", "b"}


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=5), min_size=1, max_size=5), WEIGHTS)
def test_the_chosen_one_is_that_of_the_definition(rows, whole):
    slot = {feature: weight / UNIT for feature, weight in whole.items()}
    scores = [sum(whole.get(feature, 0) for feature in row) for row in rows]
    likely = shares(scores)
    assert scores[likely.index(max(likely))] == max(scores)
    assert isclose(sum(likely), 1)
    assert isclose(max(likely), rank(slot, rows)[1])


def test_equals_share():
    likely = shares([3, 5, 5])
    assert likely[1] == likely[2] == pytest.approx(1 / (2 + 2.718281828 ** -0.002), rel=1e-6)
    assert shares([0]) == [1.0]


def test_a_fit_without_a_slot_scores_nothing():
    scorer = Scorer({}, ["revenue"])
    assert scorer.classes("status", scorer.of_class.total(["x"]), STATUSES) == [pytest.approx(1 / 3)] * 3
    assert scorer.of_whole({"clash": 1.0}) == 0
