"""The linear scorer and its data: the softmax over candidates, and weights that belong to slots."""

import json
from math import exp, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_scorer import classify, rank

from kg.extract.hypotheses import SIGNS, STATUSES
from kg.extract.weights import FILE, weights

MEASURES = ("level", "change", "share")
SLOTS = {"metric", "measure", "subject", "status", "sign", "period", "whole"}


def test_the_best_of_the_candidates_and_its_probability():
    slot = {"a": 1.0, "b": 2.0, "c": -1.0}
    best, probability = rank(slot, [["a"], ["b"], ["a", "c"]])
    assert best == 1
    assert isclose(probability, exp(2) / (exp(1) + exp(2) + exp(0)))


def test_the_first_of_equals_wins_and_unknown_features_count_nothing():
    assert rank({}, [["x"], ["y"]]) == (0, 0.5)
    assert rank({"a": 1.0}, [["a", "new"]]) == (0, 1.0)


def test_classes_have_weights_of_their_own():
    slot = {"level|a": 1.0, "change|a": 3.0, "share|b": 9.0}
    name, probability = classify(slot, ["a"], MEASURES)
    assert name == "change"
    assert isclose(probability, exp(3) / (exp(1) + exp(3) + 1))
    assert classify({}, ["a"], SIGNS) == ("+", 0.5)


def test_scores_of_any_size_do_not_overflow():
    assert rank({"a": 5000.0, "b": -5000.0}, [["a"], ["b"]]) == (0, 1.0)
    assert classify({"+|a": -9e9}, ["a"], SIGNS)[0] == "-"


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=4), min_size=1, max_size=6),
       st.dictionaries(st.sampled_from("abcd"), st.floats(-20, 20)))
def test_a_probability_is_at_least_that_of_chance(candidates, slot):
    best, probability = rank(slot, candidates)
    assert 0 <= best < len(candidates)
    assert 1 / len(candidates) - 1e-9 <= probability <= 1 + 1e-9


def test_the_installed_weights_are_of_the_slots():
    assert weights().keys() == SLOTS
    assert weights() is weights()
    for slot in weights().values():
        assert slot
        assert all(isinstance(weight, int | float) and abs(weight) < 100 for weight in slot.values())


@pytest.mark.parametrize(("slot", "classes"), [("measure", MEASURES), ("status", STATUSES), ("sign", SIGNS)])
def test_the_weights_of_a_class_name_a_class_that_there_is(slot, classes):
    assert {feature.split("|")[0] for feature in weights()[slot]} == set(classes)


def test_the_file_is_as_the_fitting_writes_it():
    """Sorted, one weight a line: a refit shows in a diff what changed."""
    text = FILE.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=0, sort_keys=True, ensure_ascii=False) + "\n"
