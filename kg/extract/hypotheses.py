"""Layer 6, first half: what a number may say as a whole, slot by slot, the likeliest of each slot first.

The slots are filled one after the other (metric, measure, subject, status, sign, period), so that each sees what was
filled before it. Taking the best of each is the first guess; the next best of each give the other hypotheses, of
which `kg.extract.rerank` picks one once it is known what the numbers round it say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import prod
from typing import Any

from kg.extract.around import Around
from kg.extract.calendar import Period
from kg.extract.class_slots import class_features
from kg.extract.decision import NONE, Decision
from kg.extract.metric_slot import measures_for, metric_candidates
from kg.extract.metrics import MetricMention
from kg.extract.period_slot import period_candidates
from kg.extract.reading import Reading
from kg.extract.scorer import Scorer, shares
from kg.extract.subject_slot import kind_of, subject_candidates
from kg.extract.timing import Timing

STATUSES = ("reported", "guidance", "expected")
SIGNS = ("+", "-")
#: Metrics whose level can be a loss.
SIGNED = frozenset({"net_income", "operating_income", "gross_profit", "free_cash_flow", "operating_cash_flow", "eps",
                    "operating_margin", "gross_margin"})
#: So many candidates of a slot are followed up, and none less likely than this. In three folds over 422 articles the
#: right reading of a number is the first hypothesis 63 times in 100, and among all of them 83 times.
FOLLOWED = {"metric": (4, 0.02), "measure": (2, 0.1), "subject": (4, 0.03), "status": (2, 0.05), "period": (4, 0.04)}
#: What is less likely than this before its period is known is not followed up either: 0.4 of a hundred right readings
#: are among that, and 15 of a hundred hypotheses.
WORTH = 0.01
#: So many hypotheses of a number are kept, besides that it says nothing.
MOST = 16


@dataclass(slots=True)
class Choice:
    """What a number is taken to say, and what that rests on.

    probabilities   of each slot, given those before it
    probability     of all of it
    how             the way of naming of the word that the metric rests on, or ""
    """

    decision: Decision
    period: Period | None = None
    probabilities: dict[str, float] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    probability: float = 0.0
    how: str = ""


def first_guess(reading: Reading, timing: Timing, here: Around, decided: Sequence[Decision | None], scorer: Scorer
                ) -> Choice:
    """The best of each slot of a number, given what was decided of those before it."""
    return next(_choices(reading, timing, here, decided, scorer, dict.fromkeys(FOLLOWED, (1, 0.0))))


def hypotheses(reading: Reading, timing: Timing, here: Around, decided: Sequence[Decision | None], scorer: Scorer
               ) -> tuple[Choice, list[Choice]]:
    """(the first guess, all that a number may say: the likeliest first, and last that it says nothing)."""
    found = list(_choices(reading, timing, here, decided, scorer, FOLLOWED))
    nothing = next(choice for choice in found if not choice.decision.metric)
    once: dict[tuple[Any, ...], Choice] = {}
    for choice in sorted(found, key=lambda choice: -choice.probability):
        if choice.decision.metric:
            once.setdefault(_said(choice), choice)
    return found[0], [*islice(once.values(), MOST), nothing]


def _said(choice: Choice) -> tuple[Any, ...]:
    decision = choice.decision
    return (decision.metric, decision.measure, decision.subject, decision.status, decision.sign, decision.period)


def _choices(reading: Reading, timing: Timing, here: Around, decided: Sequence[Decision | None], scorer: Scorer,
             followed: dict[str, tuple[int, float]]) -> Iterator[Choice]:
    """What the followed candidates of each slot give; the first is of the best of each, and one says nothing."""
    metrics = metric_candidates(reading, here, decided)
    likely = shares(metrics.scores(scorer))
    nothing = Choice(Decision(), probabilities={"metric": likely[0]}, probability=likely[0])
    unsaid, first = True, True
    for place in _best(likely, *followed["metric"]):
        metric, mention = metrics.names[place], metrics.rests[place]
        if metric == NONE:
            unsaid = False
            yield nothing
            continue
        about = None
        for about in _about(reading, here, decided, scorer, followed, metric, mention):
            if first or likely[place] * prod(about.probabilities.values()) >= WORTH:
                yield from _dated(timing, here, decided, scorer, followed, about, likely[place])
                first = False
        if about is None:
            nothing.probabilities["subject"] = 0.0
            if unsaid:
                unsaid = False
                yield nothing
    if unsaid:
        yield nothing


def _about(reading: Reading, here: Around, decided: Sequence[Decision | None], scorer: Scorer,
           followed: dict[str, tuple[int, float]], metric: str, mention: MetricMention | None) -> Iterator[Choice]:
    """Of a metric what it may be the measure, the subject, the status and the sign of."""
    features = class_features(reading, here, decided, Decision(metric=metric))
    measures = measures_for(metric, here.unit)
    of_measures = scorer.classes("measure", features.total(scorer), measures)
    for measure in _best(of_measures, *followed["measure"]):
        decision = Decision(metric=metric, measure=measures[measure])
        subjects = subject_candidates(reading, here, decided, decision, mention)
        if not subjects.names:
            return
        of_subjects = shares(subjects.scores(scorer))
        for subject in _best(of_subjects, *followed["subject"]):
            name, told, features_of = subjects.names[subject], metric, features
            if metric == "net_income" and kind_of(reading, name) == "unit" and \
                    (mention is None or not mention.text.startswith("net")):
                # The profit of a unit that the text does not call net is operating (the corpus guide).
                told = "operating_income"
                features_of = class_features(reading, here, decided, Decision(metric=told))
            features_of.measure = measures[measure]
            total = features_of.total(scorer)
            of_statuses = scorer.classes("status", total, STATUSES)
            signed = measures[measure] == "change" or (measures[measure] == "level" and told in SIGNED)
            of_signs = scorer.classes("sign", total, SIGNS) if signed else [1.0, 0.0]
            sign = of_signs.index(max(of_signs))
            for status in _best(of_statuses, *followed["status"]):
                choice = Choice(
                    Decision(told, measures[measure], name, STATUSES[status], sign=SIGNS[sign]),
                    probabilities={"measure": of_measures[measure], "subject": of_subjects[subject],
                                   "status": of_statuses[status]}, how=mention.how if mention else "")
                if signed:
                    choice.probabilities["sign"] = of_signs[sign]
                _note(choice, "metric", mention)
                _note(choice, "subject", subjects.rests[subject])
                yield choice


def _dated(timing: Timing, here: Around, decided: Sequence[Decision | None], scorer: Scorer,
           followed: dict[str, tuple[int, float]], about: Choice, of_metric: float) -> Iterator[Choice]:
    """The same with the periods that it may be of."""
    periods = period_candidates(timing, here, decided, about.decision)
    of_periods = shares(periods.scores(scorer))
    for place in _best(of_periods, *followed["period"]):
        period, told = periods.periods[place], about.decision
        choice = Choice(
            Decision(told.metric, told.measure, told.subject, told.status, period[:2] if period else None, told.sign),
            period, {"metric": of_metric, **about.probabilities, "period": of_periods[place]}, dict(about.spans),
            how=about.how)
        choice.probability = prod(choice.probabilities.values())
        _note(choice, "period", periods.rests[place])
        yield choice


def _best(likely: Sequence[float], most: int, least: float) -> list[int]:
    """The places of the likeliest: the first of equals, so many at most, and after the first none less likely."""
    order = sorted(range(len(likely)), key=lambda place: -likely[place])[:most]
    return [place for number, place in enumerate(order) if not number or likely[place] >= least]


def _note(choice: Choice, name: str, span: Any) -> None:
    if span is not None:
        choice.spans[name] = (span.first, span.last)
