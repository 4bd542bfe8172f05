"""Layer 6: for each quantity the candidates of each slot, scored; the best, or none.

The slots are decided from left to right and one after the other (metric, subject, measure, status, period, sign),
so that each sees what was decided before it: in "up from $20bn" the metric is the last number's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.around import Around, around
from kg.extract.calendar import Period
from kg.extract.class_slots import class_features
from kg.extract.decision import NONE, Decision
from kg.extract.metric_slot import measures_for, metric_candidates
from kg.extract.period_slot import period_candidates
from kg.extract.reading import Reading, candidate
from kg.extract.scorer import Scorer, chosen
from kg.extract.subject_slot import kind_of, subject_candidates
from kg.extract.timing import Timing

STATUSES = ("reported", "guidance", "expected")
SIGNS = ("+", "-")
#: Metrics whose level can be a loss.
SIGNED = frozenset({"net_income", "operating_income", "gross_profit", "free_cash_flow", "operating_cash_flow", "eps",
                    "operating_margin", "gross_margin"})


@dataclass(slots=True)
class Choice:
    """A decision with what it rests on: the runners-up of each slot are asked for only by `explain`."""

    decision: Decision
    period: Period | None
    probabilities: dict[str, float]
    spans: dict[str, tuple[int, int]]


def assemble(reading: Reading, timing: Timing, scorer: Scorer) -> list[Choice | None]:
    """For each quantity of the text what it says, or None where it can be no fact; metric "" is an abstention."""
    choices: list[Choice | None] = []
    decided: list[Decision | None] = []
    for index, quantity in enumerate(reading.quantities):
        choice = _decide(reading, timing, around(reading, index), decided, scorer) if candidate(quantity) else None
        choices.append(choice)
        decided.append(choice.decision if choice else None)
    return choices


def _decide(reading: Reading, timing: Timing, here: Around, decided: Sequence[Decision | None], scorer: Scorer
            ) -> Choice:
    decision = Decision()
    choice = Choice(decision, None, {}, {})
    metrics = metric_candidates(reading, here, decided)
    best, choice.probabilities["metric"] = chosen(metrics.scores(scorer))
    decision.metric, mention = metrics.names[best], metrics.rests[best]
    if decision.metric == NONE:
        return choice
    _note(choice, "metric", mention)
    features = class_features(reading, here, decided, decision)
    decision.measure, choice.probabilities["measure"] = scorer.classify(
        "measure", features.total(scorer), measures_for(decision.metric, here.unit))
    subjects = subject_candidates(reading, here, decided, decision, mention)
    if not subjects.names:
        decision.metric = NONE
        choice.probabilities["subject"] = 0.0
        return choice
    best, choice.probabilities["subject"] = chosen(subjects.scores(scorer))
    decision.subject = subjects.names[best]
    _note(choice, "subject", subjects.rests[best])
    if decision.metric == "net_income" and kind_of(reading, decision.subject) == "unit" and \
            (mention is None or not mention.text.startswith("net")):
        # The profit of a unit that the text does not call net is operating (the corpus guide).
        decision.metric = "operating_income"
        features = class_features(reading, here, decided, decision)
    features.measure = decision.measure
    total = features.total(scorer)
    decision.status, choice.probabilities["status"] = scorer.classify("status", total, STATUSES)
    if decision.measure == "change" or (decision.measure == "level" and decision.metric in SIGNED):
        decision.sign, choice.probabilities["sign"] = scorer.classify("sign", total, SIGNS)
    periods = period_candidates(timing, here, decided, decision)
    best, choice.probabilities["period"] = chosen(periods.scores(scorer))
    choice.period = periods.periods[best]
    decision.period = choice.period[:2] if choice.period else None
    _note(choice, "period", periods.rests[best])
    return choice


def _note(choice: Choice, name: str, span: Any) -> None:
    if span is not None:
        choice.spans[name] = (span.first, span.last)
