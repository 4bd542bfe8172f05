#!/usr/bin/env python3
"""Fit the weights of the extraction (`kg/extract/weights.json`) to articles with gold facts.

    fit_weights.py FOLDER... [--leave-out GLOB] [--folds N --out DIR] [--write]

Each FOLDER holds NAME.txt or NAME.md with NAME.facts.jsonl beside it. For each slot of a quantity a conditional
logistic regression is fitted with an L2 penalty, by L-BFGS; the same input gives the same weights. With --folds the
articles are divided by name and each is read with weights that never saw it; the facts go to --out, for the scorer.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from kg.article import read
from kg.extract import extraction
from kg.extract.around import around, unit_kind
from kg.extract.assembly import assemble, considered
from kg.extract.class_slots import class_features
from kg.extract.decision import NONE, Decision
from kg.extract.hypotheses import SIGNED, SIGNS, STATUSES, Choice
from kg.extract.metric_slot import measures_for, metric_candidates
from kg.extract.period_slot import period_candidates
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading, candidate
from kg.extract.rerank import Told, features, numbers_of
from kg.extract.scorer import Scorer
from kg.extract.subject_slot import subject_candidates
from kg.extract.timing import Timing
from kg.extract.weights import FILE
from kg.facts import dumps, slug
from kg.lexicon import load

#: Strength of the L2 penalty of each slot; chosen by cross-validation on the dev corpus.
PENALTY = dict.fromkeys(("metric", "measure", "subject", "status", "sign", "period", "whole"), 1.0)
#: Weights smaller than this are left out: strict F1 of the part set aside was 0.687 with and without them, and they
#: took 0.7 of 1.9 MB.
LEAST = 0.05
#: Lists that run side by side, and sentences that go on with a topic, are rare; where they are there is little doubt.
ALIGNED = 0.1
#: The weights of probabilities' logarithms are fitted from 1 on, where a hypothesis counts as the product over its
#: slots, and held back little.
LOGARITHM, FREE = "log ", 0.02
METRICS = frozenset(load().metrics)
#: Features seen in fewer examples than this are left out.
MIN_COUNT = 2
#: Names that the scorer of the corpus takes for one another; gold uses both.
SAME = {"google": "alphabet", "amazon-web-services": "aws", "facebook": "meta", "twitter": "x"}


#: The features of each candidate: names of those that hold, or names with values.
Rows = Sequence[Sequence[str] | Mapping[str, float]]


@dataclass(slots=True)
class Example:
    """The candidates of one slot of one quantity, and which of them is right."""

    article: str
    rows: Rows
    right: int


@dataclass(slots=True)
class Examples:
    """Examples by slot, and gold values that no candidate had."""

    slots: dict[str, list[Example]] = field(default_factory=dict)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, slot: str, article: str, rows: Rows, right: int | None) -> None:
        if right is None:
            self.missed[slot] += 1
        else:
            self.slots.setdefault(slot, []).append(Example(article, rows, right))


def key(path: Path) -> str:
    """The name of an article among those of all folders."""
    return f"{path.parent.name}/{path.stem}"


def articles(folders: list[Path], leave_out: list[str]) -> list[Path]:
    """The articles of the folders that have gold facts beside them, without those whose names fit a glob."""
    golds = [gold for folder in folders for gold in sorted(folder.glob("*.facts.jsonl"))]
    paths = [gold.with_name(gold.name.removesuffix(".facts.jsonl") + suffix)
             for gold in golds for suffix in (".txt", ".md")]
    return [p for p in paths if p.exists() and not any(fnmatch.fnmatch(p.stem, glob) for glob in leave_out)]


def folded(name: str) -> str:
    local = slug(name)
    return SAME.get(local, local)


def gold_facts(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def matches(quantity: Quantity, fact: dict[str, Any]) -> bool:
    """Whether a quantity has the value and, where it has one, the kind of unit of a gold observation."""
    if fact.get("value") is not None:
        if quantity.value is None or not close(abs(quantity.value), abs(Decimal(str(fact["value"])))):
            return False
    elif quantity.low is None and quantity.high is None:
        return False
    else:
        mine = sorted(abs(v) for v in (quantity.low, quantity.high) if v is not None)
        its = sorted(abs(Decimal(str(fact[k]))) for k in ("low", "high") if fact.get(k) is not None)
        if len(mine) != len(its) or not all(map(close, mine, its)):
            return False
    kind, unit = unit_kind(quantity), fact["unit"]
    if kind in ("scaled", "bare"):
        return True
    return quantity.unit.split("/")[0] == unit.split("/")[0]


def close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= Decimal("0.0005") * max(abs(a), abs(b), Decimal("1e-9"))


def aligned(reading: Reading, facts: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """For each quantity the gold observation that it states: in the fact's evidence, else a repeat elsewhere."""
    text = reading.document.text
    found: dict[int, dict[str, Any]] = {}
    observations = [f for f in facts if f["kind"] == "observation"]
    for fact in observations:
        for reading_of in (fact, *fact.get("or", [])):
            spans = [m.span() for m in re.finditer(re.escape(reading_of.get("evidence", fact["evidence"])), text)]
            hits = [i for i, q in enumerate(reading.quantities) if i not in found and matches(q, reading_of)
                    and candidate(q) and any(a <= q.start and q.end <= b for a, b in spans)]
            if hits:
                found[hits[0]] = reading_of
                break
    for index, quantity in enumerate(reading.quantities):
        if index in found or not candidate(quantity):
            continue
        same = [f for f in observations if matches(quantity, f) and unit_kind(quantity) != "bare"
                and f["unit"] == quantity.unit]
        if len(same) == 1:
            found[index] = same[0]
    return found


def collect(path: Path, examples: Examples, scorer: Scorer | None = None) -> None:
    """The examples of one article, with gold decisions as what was decided before, or with those of other weights."""
    article = read(path)
    facts = gold_facts(path.with_name(path.stem + ".facts.jsonl"))
    reading = extraction.reading_of(article)
    if reading is None:
        sys.exit(f"{path}: not a language that is read")
    timing = Timing(reading, article.day)
    gold = aligned(reading, facts)
    decided: list[Decision | None] = []
    told = [c.decision if c else None for c in assemble(reading, timing, scorer)] if scorer else []
    name = key(path)
    for index, quantity in enumerate(reading.quantities):
        if not candidate(quantity):
            decided.append(None)
            continue
        if told:
            decided[:] = told[:index]
        here = around(reading, index)
        fact = gold.get(index)
        decision = Decision()
        metrics = metric_candidates(reading, here, decided)
        names, rows, rests = metrics.names, metrics.rows(), metrics.rests
        metric = fact["metric"] if fact else NONE
        if fact and fact.get("optional"):
            decided.append(decision)
            continue
        examples.add("metric", name, rows, names.index(metric) if metric in names else None)
        if fact:
            mention = rests[names.index(metric)] if metric in names else None
            decision.metric, decision.measure = metric, fact["measure"]
            by_class(examples, "measure", name, class_features(reading, here, decided, Decision(metric=metric)).names(),
                     measures_for(metric, here.unit), fact["measure"])
            decision.subject = fact["subject"]
            subjects = subject_candidates(reading, here, decided, decision, mention)
            names, rows = subjects.names, subjects.rows()
            right = (names.index(fact["subject"]) if fact["subject"] in names else
                     next((i for i, n in enumerate(names) if folded(n) == folded(fact["subject"])), None))
            if right is not None:
                decision.subject = names[right]
            examples.add("subject", name, rows, right)
            features = class_features(reading, here, decided, decision).names()
            by_class(examples, "status", name, features, STATUSES, fact["status"])
            decision.status = fact["status"]
            value = fact.get("value") if fact.get("value") is not None else fact.get("low", fact.get("high"))
            decision.sign = "-" if value is not None and value < 0 else "+"
            if (fact["measure"] == "change" or (fact["measure"] == "level" and metric in SIGNED)) and \
                    (quantity.value is None or quantity.value >= 0):
                by_class(examples, "sign", name, features, SIGNS, decision.sign)
            periods = period_candidates(timing, here, decided, decision)
            days = (fact.get("period_start"), fact.get("period_end"))
            wanted = None if None in days else tuple(date.fromisoformat(d) for d in days)
            keys = [(p.start, p.end) if p else None for p in periods.periods]
            examples.add("period", name, periods.rows(), keys.index(wanted) if wanted in keys else None)
            decision.period = wanted
        decided.append(decision)


def collect_whole(path: Path, examples: Examples, scorer: Scorer) -> None:
    """The hypotheses of each number of an article, and which of them is right."""
    article = read(path)
    reading = extraction.reading_of(article)
    timing = Timing(reading, article.day)
    gold = aligned(reading, gold_facts(path.with_name(path.stem + ".facts.jsonl")))
    guesses, weighed = considered(reading, timing, scorer)
    numbers = numbers_of(reading)
    told = Told(numbers, guesses)
    for number, row in zip(numbers, weighed, strict=True):
        fact = gold.get(number.place)
        if row and not (fact and fact.get("optional")):
            right = next((place for place, choice in enumerate(row) if says(choice, fact)), None)
            examples.add("whole", key(path), [features(timing, told, number, choice) for choice in row], right)


def says(choice: Choice, fact: dict[str, Any] | None) -> bool:
    """Whether a choice is what a gold observation says of its number; None of a number that says nothing."""
    decision = choice.decision
    if fact is None or not decision.metric:
        return fact is None and not decision.metric
    days = (fact.get("period_start"), fact.get("period_end"))
    period = None if None in days else tuple(date.fromisoformat(day) for day in days)
    return (decision.metric, decision.measure, decision.status, decision.period) == (
        fact["metric"], fact["measure"], fact["status"], period) and folded(decision.subject) == folded(fact["subject"])


def by_class(examples: Examples, slot: str, article: str, features: list[str], classes: tuple[str, ...],
             right: str) -> None:
    rows = [[f"{name}|{feature}" for feature in features] for name in classes]
    examples.add(slot, article, rows, classes.index(right) if right in classes else None)


def fit(examples: list[Example], penalty: float) -> dict[str, float]:
    """Weights of a conditional logistic regression: the right candidate of each example against its others."""
    counts = Counter(feature for e in examples for feature in {f for row in e.rows for f in row})
    index = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= MIN_COUNT))}
    indices, values, pointers, groups, rights = [], [], [0], [], []
    for number, example in enumerate(examples):
        for place, row in enumerate(example.rows):
            if place == example.right:
                rights.append(len(groups))
            known = [f for f in row if f in index]
            indices += [index[f] for f in known]
            values += [row[f] for f in known] if isinstance(row, Mapping) else [1.0] * len(known)
            pointers.append(len(indices))
            groups.append(number)
    matrix = csr_matrix((values, indices, pointers), shape=(len(groups), len(index)))
    group = np.array(groups)
    right = np.array(rights)
    starts = np.searchsorted(group, np.arange(len(examples)))
    penalties = np.array([penalty * _held_back(f) for f in index])
    start = np.array([float(f.startswith(LOGARITHM)) for f in index])
    observed = np.asarray(matrix[right].sum(axis=0)).ravel()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        scores -= np.maximum.reduceat(scores, starts)[group]
        exps = np.exp(scores)
        sums = np.add.reduceat(exps, starts)
        value = -(scores[right] - np.log(sums)).sum() + penalties @ (weights - start)**2
        gradient = matrix.T @ (exps / sums[group]) - observed + 2 * penalties * (weights - start)
        return value, gradient

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return {f: round(float(found.x[i]), 3) for f, i in index.items() if abs(found.x[i]) >= LEAST}


def fit_all(examples: Examples, leave_out: frozenset[str] = frozenset()) -> dict[str, dict[str, float]]:
    return {slot: fit([e for e in rows if e.article not in leave_out], PENALTY[slot])
            for slot, rows in sorted(examples.slots.items())}


def _held_back(feature: str) -> float:
    """How much a feature is held back."""
    if "aligned" in feature or "topic of" in feature:
        return ALIGNED
    if feature.startswith(LOGARITHM):
        return FREE
    return 1.0


def train(paths: list[Path], gold: Examples, inner: int = 3) -> dict[str, dict[str, float]]:
    """Weights from two rounds: gold decisions before each number, and those of weights that never saw the article.

    The second round shows the scorer its own mistakes, which it meets when it reads (Ross, Gordon and Bagnell, 2011).
    Those of hypotheses as wholes are fitted last, on what the slots' weights make of articles that they never saw.
    """
    names = frozenset(key(p) for p in paths)
    both = Examples({slot: [e for e in rows if e.article in names] for slot, rows in gold.slots.items()})
    first = {slot: list(rows) for slot, rows in both.slots.items()}
    for number in range(inner):
        part = paths[number::inner]
        scorer = Scorer(fit_all(Examples(first), frozenset(map(key, part))), METRICS)
        for path in part:
            collect(path, both, scorer)
    weights = fit_all(both)
    whole = Examples()
    for number in range(inner):
        part = paths[number::inner]
        scorer = Scorer(fit_all(both, frozenset(map(key, part))), METRICS)
        for path in part:
            collect_whole(path, whole, scorer)
    return weights | fit_all(whole)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--also", nargs="*", type=Path, default=[], help="folders to fit on that no fold leaves out")
    parser.add_argument("--leave-out", action="append", default=[], help="names (globs) that are not used at all")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--write", action="store_true", help="write kg/extract/weights.json")
    args = parser.parse_args()
    if args.folds and not args.out:
        parser.error("--folds needs --out, the folder for the facts of each fold")
    paths, more = articles(args.folders, args.leave_out), articles(args.also, [])
    examples = Examples()
    for path in paths + more:
        collect(path, examples)
    print(len(paths), "+", len(more), "articles;", {slot: len(rows) for slot, rows in examples.slots.items()},
          "without a right candidate:", dict(examples.missed))
    if args.folds:
        args.out.mkdir(parents=True, exist_ok=True)
        for number in range(args.folds):
            part = paths[number::args.folds]
            scorer = Scorer(train([p for p in paths if p not in part] + more, examples), METRICS)
            for path in part:
                result = extraction.extract(read(path), scorer=scorer)
                (args.out / f"{path.stem}.facts.jsonl").write_text(
                    "".join(dumps(fact) + "\n" for fact in result.facts), encoding="utf-8")
    if args.write:
        weights = train(paths + more, examples)
        FILE.write_text(json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        print("wrote", FILE.name, {slot: len(w) for slot, w in weights.items()})


if __name__ == "__main__":
    main()
