"""Fitting: gold facts to numbers, examples of the slots, a regression that learns what it is shown, the same twice."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from math import isclose, log
from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="fitting needs SciPy, reading does not")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests" / "extract")]
import fit_weights as fitting  # noqa: E402
from plain_scorer import classify, rank  # noqa: E402

from kg.article import read  # noqa: E402
from kg.extract.extraction import reading_of  # noqa: E402

SAMPLE = ROOT / "data" / "articles"
TEXT = """---
title: "Amazon earns more"
date: 2026-02-06
lang: en
---

Amazon's revenue rose 9% to $5 billion in the fourth quarter of 2025, up from $4 billion a year earlier.

Profit was {}. Analysts had expected $700 million. The shop opened in 1994 with 10 tables.
"""
QUARTER = {"period_start": "2025-10-01", "period_end": "2025-12-31"}


def fact(metric, value, evidence, measure="level", unit="USD", **more):
    return {"kind": "observation", "subject": "Amazon", "metric": metric, "measure": measure, "value": value,
            "unit": unit, "qualifier": "exact", "status": "reported", "evidence": evidence, **QUARTER} | more


def gold(profit="$600 million"):
    return [fact("revenue", 9, "rose 9%", "change", "percent"), fact("revenue", 5_000_000_000, "$5 billion"),
            fact("revenue", 4_000_000_000, "$4 billion", period_start="2024-10-01", period_end="2024-12-31"),
            fact("net_income", 600_000_000, profit),
            fact("net_income", 700_000_000, "expected $700 million", status="expected")]


@pytest.fixture
def folder(tmp_path):
    for number, profit in enumerate(("$600 million", "$600m", "600 million dollars")):
        (tmp_path / f"en-{number}.md").write_text(TEXT.format(profit), encoding="utf-8")
        rows = "".join(json.dumps(row) + "\n" for row in gold(profit))
        (tmp_path / f"en-{number}.facts.jsonl").write_text(rows, encoding="utf-8")
    return tmp_path


def aligned(path, facts):
    reading = reading_of(read(path))
    found = fitting.aligned(reading, facts)
    return {reading.document.cut(reading.quantities[index].first, reading.quantities[index].last): row
            for index, row in found.items()}


def test_gold_facts_are_laid_beside_their_numbers(folder):
    found = aligned(folder / "en-0.md", gold())
    assert {words: (row["metric"], row["status"]) for words, row in found.items()} == {
        "9%": ("revenue", "reported"), "$5 billion": ("revenue", "reported"), "$4 billion": ("revenue", "reported"),
        "$600 million": ("net_income", "reported"), "$700 million": ("net_income", "expected")}


def test_a_number_that_no_fact_has_is_none(folder):
    assert "10" not in aligned(folder / "en-0.md", gold())
    assert "1994" not in aligned(folder / "en-0.md", gold())


def test_another_unit_or_value_is_no_match(folder):
    assert aligned(folder / "en-0.md", [fact("revenue", 5_000_000_000, "$5 billion", unit="EUR")]) == {}
    assert aligned(folder / "en-0.md", [fact("revenue", 5_100_000_000, "$5 billion")]) == {}


def test_a_loss_is_laid_beside_the_number_without_its_sign(folder):
    assert list(aligned(folder / "en-0.md", [fact("net_income", -600_000_000, "$600 million")])) == ["$600 million"]


@pytest.mark.parametrize(("a", "b", "near"), [("100", "100.04", True), ("100", "100.06", False), ("0", "0", True)])
def test_values_that_are_close(a, b, near):
    assert fitting.close(Decimal(a), Decimal(b)) is near


def test_nearly_all_gold_numbers_of_the_sample_are_found():
    met = total = 0
    for path in sorted(SAMPLE.glob("*-00*.md"))[::4]:
        facts = fitting.gold_facts(path.with_name(path.stem + ".facts.jsonl"))
        total += sum(row["kind"] == "observation" for row in facts)
        met += len({id(row) for row in fitting.aligned(reading_of(read(path)), facts).values()})
    assert met >= 0.97 * total


def test_examples_have_a_right_candidate(folder):
    examples = fitting.Examples()
    fitting.collect(folder / "en-0.md", examples)
    assert {slot: len(rows) for slot, rows in examples.slots.items()} == {
        "metric": 6, "measure": 5, "subject": 5, "status": 5, "sign": 3, "period": 5}
    assert not examples.missed
    for rows in examples.slots.values():
        assert all(0 <= example.right < len(example.rows) for example in rows)
    assert [example.right for example in examples.slots["metric"]][-1] == 0  # ten tables are no metric


def test_a_value_that_no_candidate_has_is_counted(folder):
    rows = [fact("revenue", 5_000_000_000, "$5 billion", subject="Zorblatt")]
    (folder / "en-0.facts.jsonl").write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
    examples = fitting.Examples()
    fitting.collect(folder / "en-0.md", examples)
    assert examples.missed["subject"] == 1


def test_a_disputed_fact_is_no_example(folder):
    (folder / "en-0.facts.jsonl").write_text(json.dumps(gold()[1] | {"optional": True}) + "\n", encoding="utf-8")
    examples = fitting.Examples()
    fitting.collect(folder / "en-0.md", examples)
    assert len(examples.slots["metric"]) == 5


# --- the regression

def example(*rows, right):
    return fitting.Example("a", [list(row) for row in rows], right)


def test_it_learns_what_it_is_shown():
    rows = [example(("near",), ("far",), right=0)] * 9 + [example(("far",), ("near",), right=1)] * 9
    fitted = fitting.fit(rows, 0.1)
    assert fitted["near"] > 0 > fitted["far"]
    assert rank(fitted, [["far"], ["near"]])[0] == 1


def test_without_a_penalty_it_gives_the_odds_of_the_data():
    rows = [example(("a",), ("b",), right=0)] * 75 + [example(("a",), ("b",), right=1)] * 25
    fitted = fitting.fit(rows, 1e-6)
    assert isclose(fitted["a"] - fitted["b"], log(3), abs_tol=0.01)


def test_a_penalty_holds_weights_back():
    rows = [example(("a",), ("b",), right=0)] * 20
    strong, weak = fitting.fit(rows, 10.0), fitting.fit(rows, 0.1)
    assert 0 < strong["a"] < weak["a"]


def test_what_is_seen_once_is_left_out():
    rows = [example(("a", "once"), ("b",), right=0)] + [example(("a",), ("b",), right=0)] * 3
    assert "once" not in fitting.fit(rows, 1.0)


def test_logarithms_of_probabilities_start_from_one_and_others_from_nothing():
    """Where nothing speaks for or against, a hypothesis is as likely as its slots together."""
    rows = [fitting.Example("a", [{"log metric": -0.7, "clash": 1.0}, {"log metric": -0.7, "clash": 1.0}], 0)] * 9
    assert fitting.fit(rows, 1.0) == {"log metric": 1.0}


def test_features_with_values_weigh_by_them():
    rows = [fitting.Example("a", [{"x": 2.0}, {"x": 1.0}], 0)] * 20
    single = [fitting.Example("a", [{"x": 1.0}, {}], 0)] * 20
    assert fitting.fit(rows, 1.0) == fitting.fit(single, 1.0)


def test_classes_are_rows_of_their_own():
    examples = fitting.Examples()
    for _ in range(5):
        fitting.by_class(examples, "sign", "a", ["fall<1"], ("+", "-"), "-")
        fitting.by_class(examples, "sign", "a", ["rise<1"], ("+", "-"), "+")
    fitted = fitting.fit(examples.slots["sign"], 0.5)
    assert classify(fitted, ["fall<1"], ("+", "-"))[0] == "-"
    assert classify(fitted, ["rise<1"], ("+", "-"))[0] == "+"


# --- the whole

def test_fitting_twice_gives_the_same_weights_and_they_read_what_they_were_shown(folder):
    paths = fitting.articles([folder], [])
    runs = []
    for _ in range(2):
        examples = fitting.Examples()
        for path in paths:
            fitting.collect(path, examples)
        runs.append(fitting.train(paths, examples))
    assert runs[0] == runs[1]
    assert runs[0].keys() == {"metric", "measure", "subject", "status", "sign", "period", "whole"}


def test_articles_with_gold_by_name(folder):
    (folder / "en-9.md").write_text("no gold", encoding="utf-8")
    assert [path.stem for path in fitting.articles([folder], ["*-1"])] == ["en-0", "en-2"]
    assert fitting.key(folder / "en-0.md") == f"{folder.name}/en-0"
