"""Layer 6: for each quantity the candidates of each slot, scored; the best, or none.

The slots are decided from left to right and one after the other (metric, subject, measure, status, period, sign),
so that each sees what was decided before it: in "up from $20bn" the metric is the last number's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.around import Around, around
from kg.extract.calendar import Period
from kg.extract.class_slots import class_features
from kg.extract.decision import NONE, Decision
from kg.extract.metric_slot import measures_for, metric_candidates
from kg.extract.reading import Reading, candidate
from kg.extract.subject_slot import kind_of, subject_candidates
from kg.extract.timing import Timing, period_candidates
from kg.extract.weights import classify, rank

STATUSES = ("reported", "guidance", "expected")
SIGNS = ("+", "-")
#: Metrics whose level can be a loss.
SIGNED = frozenset({"net_income", "operating_income", "gross_profit", "free_cash_flow", "operating_cash_flow", "eps",
                    "operating_margin", "gross_margin"})

Weights = Mapping[str, Mapping[str, float]]


@dataclass(slots=True)
class Choice:
    """A decision with what it rests on: the runners-up of each slot are asked for only by `explain`."""

    decision: Decision
    period: Period | None
    probabilities: dict[str, float]
    spans: dict[str, tuple[int, int]]


def assemble(reading: Reading, timing: Timing, weights: Weights) -> list[Choice | None]:
    """For each quantity of the text what it says, or None where it can be no fact; metric "" is an abstention."""
    choices: list[Choice | None] = []
    decided: list[Decision | None] = []
    for index, quantity in enumerate(reading.quantities):
        if not candidate(quantity):
            choices.append(None)
            decided.append(None)
            continue
        choice = _decide(reading, timing, around(reading, index), decided, weights)
        choices.append(choice)
        decided.append(choice.decision)
    return choices


def _decide(reading: Reading, timing: Timing, here: Around, decided: Sequence[Decision | None], weights: Weights
            ) -> Choice:
    decision = Decision()
    choice = Choice(decision, None, {}, {})
    metrics, rows, rests = metric_candidates(reading, here, decided)
    best, choice.probabilities["metric"] = rank(weights["metric"], rows)
    decision.metric, mention = metrics[best], rests[best]
    if decision.metric == NONE:
        return choice
    _note(choice, "metric", mention)
    decision.measure, choice.probabilities["measure"] = classify(
        weights["measure"], class_features(reading, here, decided, decision), measures_for(decision.metric, here.unit))
    subjects, rows, owners = subject_candidates(reading, here, decided, decision, mention)
    if not subjects:
        decision.metric = NONE
        choice.probabilities["subject"] = 0.0
        return choice
    best, choice.probabilities["subject"] = rank(weights["subject"], rows)
    decision.subject = subjects[best]
    _note(choice, "subject", owners[best])
    if decision.metric == "net_income" and kind_of(reading, decision.subject) == "unit" and \
            (mention is None or not mention.text.startswith("net")):
        # The profit of a unit that the text does not call net is operating (the corpus guide).
        decision.metric = "operating_income"
    features = class_features(reading, here, decided, decision)
    decision.status, choice.probabilities["status"] = classify(weights["status"], features, STATUSES)
    if decision.measure == "change" or (decision.measure == "level" and decision.metric in SIGNED):
        decision.sign, choice.probabilities["sign"] = classify(weights["sign"], features, SIGNS)
    periods, rows, mentions = period_candidates(timing, here, decided, decision)
    best, choice.probabilities["period"] = rank(weights["period"], rows)
    choice.period = periods[best]
    decision.period = (choice.period.start.isoformat(), choice.period.end.isoformat()) if choice.period else None
    _note(choice, "period", mentions[best])
    return choice


def _note(choice: Choice, name: str, span: Any) -> None:
    if span is not None:
        choice.spans[name] = (span.first, span.last)
