"""Why a number was read as it was: slot by slot the runners-up, and what tipped the scales, in words.

Worked out again when it is asked for: the reading itself keeps only what it decided.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from kg.extract.around import Around, around
from kg.extract.assembly import assemble, considered
from kg.extract.class_slots import class_features
from kg.extract.decision import Decision
from kg.extract.hypotheses import SIGNED, SIGNS, STATUSES, Choice
from kg.extract.metric_slot import measures_for, metric_candidates
from kg.extract.period_slot import period_candidates
from kg.extract.reading import Reading, candidate
from kg.extract.rerank import Told, features, numbers_of
from kg.extract.scorer import installed
from kg.extract.subject_slot import subject_candidates
from kg.extract.timing import Timing
from kg.extract.weights import weights

FILE = Path(__file__).parents[1] / "feature_words.toml"
#: So many runners-up and reasons are told of a slot, and runners-up only from this probability on.
RUNNERS, REASONS, LEAST = 2, 3, 0.005
#: What stands between the slots of a whole.
JOINED = " · "
#: With what a period's features are combined; the words are of the feature alone.
COMBINED = re.compile(r"(&(span|moment|stock|reported|guidance|expected|r=\w*))+$")


@dataclass(frozen=True, slots=True)
class Runner:
    """A candidate of a slot ("" where it is none at all), and how likely it is among all of them."""

    value: str
    probability: float


@dataclass(frozen=True, slots=True)
class Slot:
    """What was considered for one slot of a number.

    name        "metric", "measure", "subject", "status", "sign" or "period"; last "whole", of all of them together
    chosen      what was taken; a runner-up may be likelier where the other slots or numbers spoke against it
    runners_up  what else was likely, the likeliest first; empty where there was no other
    reasons     what spoke most for the chosen one, against the first runner-up, in words
    against     what spoke most for the first runner-up instead
    """

    name: str
    chosen: Runner
    runners_up: tuple[Runner, ...]
    reasons: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Considered:
    """The candidates for a slot by name ("" for none at all), the features of each, and which was taken."""

    slot: str
    names: Sequence[str]
    rows: Sequence[Mapping[str, float]]
    taken: int


def slots_of(reading: Reading, timing: Timing, start: int, end: int) -> tuple[Slot, ...]:
    """The slots of the number that stands at start..end of the text; empty where there is none that could be a fact."""
    for index, quantity in enumerate(reading.quantities):
        if (quantity.start, quantity.end) == (start, end) and candidate(quantity):
            # An amount in brackets, in another currency, says what the one before it says.
            told = index - 1 if quantity.role == "conversion" and index else index
            return tuple(map(_slot, _considered(reading, timing, told)))
    return ()


def _considered(reading: Reading, timing: Timing, index: int) -> Iterator[_Considered]:
    """What was considered for each slot of a quantity, in the order in which they are filled, and then for all."""
    scorer = installed()
    guesses, weighed = considered(reading, timing, scorer)
    choices = assemble(reading, timing, scorer)
    choice = choices[index]
    if choice is None:
        return
    decided = [guess.decision if guess else None for guess in guesses]
    yield from _of_slots(timing, around(reading, index), decided, choice)
    numbers, row = numbers_of(reading), weighed[index]
    told = Told(numbers, choices)
    taken = next(place for place, other in enumerate(row) if other.decision == choice.decision)
    yield _Considered("whole", [_as_words(other) for other in row],
                      [features(timing, told, numbers[index], other) for other in row], taken)


def _of_slots(timing: Timing, here: Around, decided: Sequence[Decision | None], choice: Choice
              ) -> Iterator[_Considered]:
    reading, decision = timing.reading, choice.decision
    metrics = metric_candidates(reading, here, decided)
    # The profit of a unit is read as net income and told as operating.
    metric = decision.metric if decision.metric in metrics.names else "net_income"
    place = metrics.names.index(metric)
    yield _Considered("metric", metrics.names, list(map(_named, metrics.rows())), place)
    if not decision.metric:
        return
    known = Decision(metric=metric)
    measures = measures_for(metric, here.unit)
    yield _classes("measure", measures, class_features(reading, here, decided, known).names(), decision.measure)
    known.measure = decision.measure
    subjects = subject_candidates(reading, here, decided, known, metrics.rests[place])
    yield _Considered("subject", subjects.names, list(map(_named, subjects.rows())),
                      subjects.names.index(decision.subject))
    names = class_features(reading, here, decided, Decision(decision.metric, decision.measure)).names()
    yield _classes("status", STATUSES, names, decision.status)
    if decision.measure == "change" or (decision.measure == "level" and decision.metric in SIGNED):
        yield _classes("sign", SIGNS, names, decision.sign)
    periods = period_candidates(timing, here, decided, decision)
    days = [period[:2] if period else None for period in periods.periods]
    yield _Considered("period", [period.label if period else "" for period in periods.periods],
                      list(map(_named, periods.rows())), days.index(decision.period))


def _classes(slot: str, classes: Sequence[str], names: Sequence[str], taken: str) -> _Considered:
    return _Considered(slot, classes, [_named([f"{each}|{name}" for name in names]) for each in classes],
                       classes.index(taken))


def _named(row: Sequence[str]) -> dict[str, float]:
    """Names of features as a row with values."""
    return dict(Counter(row))


def _as_words(choice: Choice) -> str:
    """A hypothesis in a line: "revenue · level · AWS · reported · 2025-Q4"; "" where the number says nothing."""
    decision = choice.decision
    if not decision.metric:
        return ""
    parts = (decision.metric, decision.measure, decision.subject, decision.status)
    return JOINED.join([*parts, choice.period.label] if choice.period else parts)


def _slot(told: _Considered) -> Slot:
    slot = weights()[told.slot]
    scores = [sum(slot.get(feature, 0.0) * value for feature, value in row.items()) for row in told.rows]
    top = max(scores)
    total = sum(exp(score - top) for score in scores)
    order = sorted((place for place in range(len(scores)) if place != told.taken),
                   key=lambda place: (-round(scores[place], 6), place))
    runners = [Runner(told.names[place], exp(scores[place] - top) / total) for place in (told.taken, *order)]
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    if order:
        best, second = told.rows[told.taken], told.rows[order[0]]
        reasons, against = _reasons(told.slot, best, second, REASONS), _reasons(told.slot, second, best, 1)
    likely = [runner for runner in runners[1:1 + RUNNERS] if runner.probability >= LEAST]
    return Slot(told.slot, runners[0], tuple(likely), reasons, against)


def _reasons(slot: str, best: Mapping[str, float], other: Mapping[str, float], count: int) -> tuple[str, ...]:
    """In words what most lifts one candidate over another; features that say the same count together."""
    gains: dict[str, float] = defaultdict(float)
    own: set[str] = set()
    for row, sign in ((best, 1.0), (other, -1.0)):
        for feature, value in row.items():
            if weight := weights()[slot].get(feature, 0.0):
                words = in_words(slot, feature)
                gains[words] += sign * weight * value
                if sign > 0:
                    own.add(words)
    most = sorted((row for row in gains.items() if row[0] and row[1] > 0), key=lambda row: -row[1])[:count]
    return tuple(words if words in own else f"of the other, {words}" for words, _ in most)


def in_words(slot: str, feature: str) -> str:
    """What a feature of a slot says, for a reader: "" for what tells him nothing, its name where no words are known."""
    head, bar, tail = feature.partition("|")
    # "revenue|rise<2" says of a metric what "rise<2" says; a period's "year|past" is told by its first part.
    part = head if slot == "period" or not bar else tail
    part = COMBINED.sub("", part) or part
    if slot == "measure" and part.startswith("s="):
        return ""
    patterns, labels = _words()
    for pattern, text in patterns:
        if match := pattern.fullmatch(part):
            said = {name: labels.get(name, {}).get(value, value) for name, value in match.groupdict(default="").items()}
            if "cue" in said and said["cue"] not in labels["cue"].values():
                said["cue"] = f"a word of “{said['cue']}”"
            if "words" in said:
                said["words"] = said["words"].replace("_", " ")
            return text.format(**said)
    return feature


@cache
def _words() -> tuple[list[tuple[re.Pattern[str], str]], Mapping[str, Mapping[str, str]]]:
    """The patterns with their texts, and the labels of what the patterns catch."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [(re.compile(pattern), text) for pattern, text in data["features"]], data["labels"]
