"""Explanations: the words of a fact, the rules that fired, and the runners-up that a second reading tells again."""

import dataclasses
import json
from pathlib import Path

import pytest

import kg
from kg.errors import InputError
from kg.explanation import explain
from kg.extract import extract
from kg.extract.runners_up import LEAST, RUNNERS, in_words
from kg.extract.weights import weights

ARTICLES = sorted((Path(__file__).parents[1] / "data" / "articles").glob("??-*.md"))
SLOTS = ["metric", "measure", "subject", "status", "sign", "period", "whole"]
TEXT = ("Amazon's revenue rose 9% to $5 billion in the fourth quarter of 2025. Andy Jassy is the CEO of Amazon. "
        "Analysts had expected revenue of $4.9 billion.")


@pytest.fixture(scope="module")
def article():
    return kg.read_text(TEXT, name="a", language="en")


@pytest.mark.parametrize("path", ARTICLES[::3], ids=lambda path: path.stem)
def test_what_was_chosen_is_what_the_fact_says(path):
    article = kg.read(path)
    for fact in extract(article).facts:
        explained = explain(article, fact)
        assert all(article.text[part.start:part.end] == part.words for part in explained.parts)
        assert " + ".join(explained.rules) == fact.rule
        names = [slot.name for slot in explained.slots]
        assert names == [name for name in SLOTS if name in names]
        if fact.kind != "observation":
            assert not names
            continue
        chosen = {slot.name: slot.chosen.value for slot in explained.slots}
        assert chosen["measure"] == fact.measure
        assert chosen["status"] == fact.status
        assert chosen["metric"] == fact.metric or fact.metric == "operating_income"
        assert chosen["subject"] == fact.subject
        assert chosen["whole"] == " · ".join(
            filter(None, (fact.metric, fact.measure, fact.subject, fact.status, fact.period)))


def test_probabilities_fall_and_stay_within_one(article):
    for fact in extract(article).facts:
        for slot in explain(article, fact).slots:
            chances = [runner.probability for runner in (slot.chosen, *slot.runners_up)]
            assert chances[1:] == sorted(chances[1:], reverse=True)
            assert sum(chances) <= 1 + 1e-9
            if slot.name == "whole":  # of the others the whole may be against what is likeliest by itself
                assert chances[0] == max(chances)
            assert len(chances) <= 1 + RUNNERS
            assert all(chance >= LEAST for chance in chances)


def test_reasons_are_words_for_a_reader(article):
    found = [slot for fact in extract(article).facts for slot in explain(article, fact).slots]
    assert any(slot.reasons for slot in found)
    for slot in found:
        for reason in (*slot.reasons, *slot.against):
            assert " " in reason
            assert "|" not in reason
            assert "=" not in reason


def test_nearly_all_features_have_words():
    without = [(slot, feature) for slot, features in weights().items() for feature in features
               if in_words(slot, feature) == feature]
    assert len(without) < 0.001 * sum(map(len, weights().values()))
    assert in_words("status", "expected|analysts<v") == "“analysts” or its like stands right before the number"
    assert in_words("period", "report&span&r=to") == "it is the period that the article reports on"
    assert in_words("measure", "level|s=level") == ""


def test_an_explanation_is_json(article):
    fact = next(fact for fact in extract(article).facts if fact.kind == "observation")
    row = json.loads(json.dumps(explain(article, fact).as_json(), default=str))
    assert row["id"] == fact.id
    assert row["slots"][0]["name"] == "metric"
    assert row["parts"][0].keys() == {"name", "words", "at"}


def test_a_fact_that_the_text_no_longer_gives_has_no_slots(article):
    fact = next(fact for fact in extract(article).facts if fact.kind == "observation")
    moved = dataclasses.replace(fact, parts=(kg.facts.Part("value", 0, 6),))
    assert explain(article, moved).slots == ()


def test_of_a_graph(tmp_path, article):
    with kg.open(tmp_path / "g") as graph:
        graph.add(article)
        facts = graph.facts()
        for fact in facts:
            assert graph.explain(fact.id) == graph.explain(fact) == explain(article, fact)
        for name in ("nemo", facts[0].id[:16] + "-00000000"):
            with pytest.raises(InputError, match="no fact"):
                graph.explain(name)
