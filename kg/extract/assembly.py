"""Layer 6: for each quantity the candidates of each slot, scored; the best, or none.

The slots are decided from left to right and one after the other (metric, subject, measure, status, period, sign),
so that each sees what was decided before it: in "up from $20bn" the metric is the last number's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.around import Around, around
from kg.extract.calendar import Period
from kg.extract.class_slots import ClassFeatures, class_features
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
    """A decision with what it rests on; `considered` tells the runners-up of its slots again."""

    decision: Decision
    period: Period | None
    probabilities: dict[str, float]
    spans: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Considered:
    """What was considered for a slot: the candidates by name ("" for none), and the features of each."""

    slot: str
    names: tuple[str, ...]
    rows: list[list[str]]


def assemble(reading: Reading, timing: Timing, scorer: Scorer) -> list[Choice | None]:
    """For each quantity of the text what it says, or None where it can be no fact; metric "" is an abstention."""
    choices: list[Choice | None] = []
    decided: list[Decision | None] = []
    for index, quantity in enumerate(reading.quantities):
        choice = _decide(reading, timing, around(reading, index), decided, scorer) if candidate(quantity) else None
        choices.append(choice)
        decided.append(choice.decision if choice else None)
    return choices


def considered(reading: Reading, timing: Timing, scorer: Scorer, index: int) -> list[Considered]:
    """What was considered for each slot of a quantity, in the order in which they are decided."""
    decided = [choice.decision if choice else None for choice in assemble(reading, timing, scorer)[:index]]
    slots: list[Considered] = []
    _decide(reading, timing, around(reading, index), decided, scorer, slots.append)
    return slots


def _decide(reading: Reading, timing: Timing, here: Around, decided: Sequence[Decision | None], scorer: Scorer,
            tell: Callable[[Considered], None] | None = None) -> Choice:
    """Decide the slots of a quantity.

    tell   is told of each slot what was considered, for `kg explain`; nothing else pays for the names of features
    """
    decision = Decision()
    choice = Choice(decision, None, {}, {})
    metrics = metric_candidates(reading, here, decided)
    best, choice.probabilities["metric"] = chosen(metrics.scores(scorer))
    if tell:
        tell(Considered("metric", tuple(metrics.names), metrics.rows()))
    decision.metric, mention = metrics.names[best], metrics.rests[best]
    if decision.metric == NONE:
        return choice
    _note(choice, "metric", mention)
    features = class_features(reading, here, decided, decision)
    measures = measures_for(decision.metric, here.unit)
    if tell:
        tell(_classes("measure", measures, features))
    decision.measure, choice.probabilities["measure"] = scorer.classify("measure", features.total(scorer), measures)
    subjects = subject_candidates(reading, here, decided, decision, mention)
    if not subjects.names:
        decision.metric = NONE
        choice.probabilities["subject"] = 0.0
        return choice
    if tell:
        tell(Considered("subject", tuple(subjects.names), subjects.rows()))
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
    if tell:
        tell(_classes("status", STATUSES, features))
    decision.status, choice.probabilities["status"] = scorer.classify("status", total, STATUSES)
    if decision.measure == "change" or (decision.measure == "level" and decision.metric in SIGNED):
        if tell:
            tell(_classes("sign", SIGNS, features))
        decision.sign, choice.probabilities["sign"] = scorer.classify("sign", total, SIGNS)
    periods = period_candidates(timing, here, decided, decision)
    if tell:
        labels = tuple(period.label if period else "" for period in periods.periods)
        tell(Considered("period", labels, periods.rows()))
    best, choice.probabilities["period"] = chosen(periods.scores(scorer))
    choice.period = periods.periods[best]
    decision.period = choice.period[:2] if choice.period else None
    _note(choice, "period", periods.rests[best])
    return choice


def _classes(slot: str, classes: Sequence[str], features: ClassFeatures) -> Considered:
    names = features.names()
    return Considered(slot, tuple(classes), [[f"{name}|{feature}" for feature in names] for name in classes])


def _note(choice: Choice, name: str, span: Any) -> None:
    if span is not None:
        choice.spans[name] = (span.first, span.last)
