"""Layer 6, second half: of the hypotheses of each number the one that fits what the other numbers say.

A figure has one value: if two numbers are taken for the same figure and differ, one of them is misread. A revenue is
larger than the profit made of it, a part smaller than its whole, and a growth fits the two levels it is the growth of.
None of this can be seen one number at a time, from left to right, so the hypotheses of all numbers are weighed again
when there is a first guess for each (reranking: Collins and Koo, 2005), by a conditional logistic regression as the
slots are. Words of the features: `kg/feature_words.toml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from math import log
from typing import NamedTuple

from kg.extract.around import size, unit_kind
from kg.extract.decision import quarters
from kg.extract.hypotheses import Choice
from kg.extract.reading import Reading
from kg.extract.subject_slot import kind_of, parent_of
from kg.extract.timing import Timing

#: A probability is never taken to be nearer to 0 or 1 than this.
LEAST = 1e-4
#: Of the numbers that a hypothesis is compared with, so many before and as many behind it, so that time is linear.
NEAR = 12
#: Two values are one figure, differently rounded, up to this part of the larger; a growth fits its two levels up to
#: so many points, or this part of it.
ROUNDING, POINTS, PART = 0.006, 1.0, 0.06
#: A choice at least so likely is one to hold on to.
SURE = 0.6

Days = tuple[date, date]


class Number(NamedTuple):
    """A number of the text.

    size     its value without a sign; of a range the lower bound
    digits   how many it has before its point
    again    whether it is the amount before in another currency
    """

    place: int
    sentence: int
    size: float
    digits: int
    unit: str
    kind: str
    again: bool


class Claim(NamedTuple):
    """What a number is taken to say."""

    number: Number
    choice: Choice


def numbers_of(reading: Reading) -> list[Number]:
    """The numbers of a text, as they are compared."""
    found = []
    for index, quantity in enumerate(reading.quantities):
        value = next((v for v in (quantity.value, quantity.low, quantity.high) if v is not None), 0)
        found.append(Number(index, reading.sentence(quantity.first), abs(float(value)), size(quantity), quantity.unit,
                            unit_kind(quantity), quantity.role == "conversion"))
    return found


class Told:
    """What the numbers of a text are taken to say, for looking up what a hypothesis agrees with and what not."""

    def __init__(self, numbers: Sequence[Number], choices: Sequence[Choice | None]) -> None:
        self.numbers = numbers
        # An amount in another currency says what the one before it says.
        self._claims = [Claim(number, choice) if choice and choice.decision.metric and not number.again else None
                        for number, choice in zip(numbers, choices, strict=True)]
        self._by: dict[Hashable, list[int]] = defaultdict(list)
        self.subjects: Counter[str] = Counter()
        self.periods: Counter[Days | None] = Counter()
        for claim in self._claims:
            if claim is None:
                continue
            number, told = claim.number, claim.choice.decision
            self.subjects[told.subject] += 1
            self.periods[told.period] += 1
            for key in (("value", number.unit, number.size), ("metric", told.subject, told.metric),
                        ("size", told.subject, told.status, told.period),
                        ("part", told.metric, told.status, told.period)):
                self._by[key].append(number.place)
        self.count = self.subjects.total()

    def beside(self, number: Number) -> Iterator[tuple[str, Claim]]:
        """What the numbers next to a number say, if they are in its sentence."""
        for side, at in (("prev", number.place - 1), ("next", number.place + 1)):
            claim = self._claims[at] if 0 <= at < len(self._claims) else None
            if claim is not None and claim.number.sentence == number.sentence:
                yield side, claim

    def others(self, number: Number, *key: Hashable) -> Iterator[Claim]:
        """What other numbers near say that have something in common."""
        known = self._by.get(key)
        if known is None:
            return
        at = bisect_left(known, number.place)
        for other in known[max(0, at - NEAR):at + NEAR + 1]:
            claim = self._claims[other]
            if other != number.place and claim is not None:
                yield claim


def alone(timing: Timing, number: Number, choice: Choice) -> dict[str, float]:
    """What speaks for a hypothesis by itself: how likely each slot is, and what the slots say of one another.

    Returns features with their values, 1 for those that just hold.
    """
    decision = choice.decision
    metric, measure, status = decision.metric, decision.measure, decision.status
    if not metric:
        likely = choice.probabilities["metric"]
        return {"log nothing": _log(likely), f"sure nothing={_logit(likely)}": 1.0, "nothing": 1.0,
                f"nothing unit={number.kind}": 1.0}
    row: dict[str, float] = {}
    for slot, likely in choice.probabilities.items():
        row[f"log {slot}"] = _log(likely)
        row[f"sure {slot}={_logit(likely)}"] = 1
    report = timing.report(timing.calendar(decision.subject))
    row[f"metric={metric}"] = 1
    for what in (measure, status, kind_of(timing.reading, decision.subject), f"how={choice.how}",
                 _length(decision.period), f"{measure}&size={number.digits}{number.kind}"):
        row[f"metric={metric}&{what}"] = 1
    row[f"when={_when(decision.period, report[:2] if report else None)}&{status}&{measure}"] = 1
    return row


def among(told: Told, number: Number, choice: Choice) -> dict[str, float]:
    """The same of what the other numbers are taken to say."""
    row: dict[str, float] = {}
    if not choice.decision.metric:
        if any(True for _ in told.others(number, "value", number.unit, number.size)):
            row["nothing elsewhere"] = 1
        return row
    if number.again:
        return row
    claim = Claim(number, choice)
    for side, other in told.beside(number):
        row[f"{side}={_alike(claim, other)}"] = 1
    _same_figure(row, told, claim)
    _same_value(row, told, claim)
    _same_metric(row, told, claim)
    _sizes(row, told, claim)
    row[f"subject of all={quarters(told.subjects[choice.decision.subject], told.count)}"] = 1
    if choice.decision.period is not None:
        row[f"period of all={quarters(told.periods[choice.decision.period], told.count)}"] = 1
    return row


def features(timing: Timing, told: Told, number: Number, choice: Choice) -> dict[str, float]:
    """All that speaks for a hypothesis of a number, as the weights are fitted on it."""
    return alone(timing, number, choice) | among(told, number, choice)


def _where(number: Number, other: Number) -> str:
    """How another number stands to a number."""
    if abs(number.place - other.place) == 1 and number.sentence == other.sentence:
        return "prev" if other.place < number.place else "next"
    apart = abs(number.sentence - other.sentence)
    return "near" if not apart else "beside" if apart == 1 else "far"


def _alike(claim: Claim, other: Claim) -> str:
    """What two numbers have in common: a letter for subject, metric, status and period, small where they differ."""
    one, two = claim.choice.decision, other.choice.decision
    return "".join(letter.upper() if same else letter for letter, same in (
        ("s", one.subject == two.subject), ("m", one.metric == two.metric), ("t", one.status == two.status),
        ("p", one.period == two.period)))


def _same_figure(row: dict[str, float], told: Told, claim: Claim) -> None:
    """Numbers that are taken for the same figure: the same value again, or another, which cannot be."""
    decision, clash = claim.choice.decision, 0.0
    for other in told.others(claim.number, "metric", decision.subject, decision.metric):
        theirs = other.choice.decision
        if (theirs.measure, theirs.status, theirs.period) != (decision.measure, decision.status, decision.period) \
                or not _comparable(claim, other):
            continue
        name = "again" if _close(claim.number.size, other.number.size) else "clash"
        sure = "sure" if other.choice.probability > SURE else "unsure"
        row[name] = row[f"{name} {_where(claim.number, other.number)} {sure}"] = 1
        if name == "clash":
            clash += other.choice.probability
            row[f"clash&{decision.measure}"] = row[f"clash&{_length(decision.period)}"] = 1
    if clash:
        row["clashes"] = clash


def _same_value(row: dict[str, float], told: Told, claim: Claim) -> None:
    """The same number elsewhere, taken for another figure: what of it agrees."""
    decision = claim.choice.decision
    for other in told.others(claim.number, "value", claim.number.unit, claim.number.size):
        theirs = other.choice.decision
        alike = _alike(claim, other)
        if theirs.measure == decision.measure and alike != "SMTP":
            row["elsewhere"] = row[f"elsewhere={alike}"] = 1


def _same_metric(row: dict[str, float], told: Told, claim: Claim) -> None:
    """What other numbers say of the same metric of the same subject."""
    decision = claim.choice.decision
    measure, period = decision.measure, decision.period
    partner = ""
    levels: list[tuple[Days, float]] = []
    changes: list[tuple[Days, float]] = []
    for other in told.others(claim.number, "metric", decision.subject, decision.metric):
        theirs = other.choice.decision
        if theirs.period == period and theirs.measure != measure and theirs.status == decision.status:
            partner = "near" if other.number.sentence == claim.number.sentence else partner or "far"
        if theirs.measure == measure:
            if theirs.period == period and theirs.status != decision.status:
                row["other status"] = row[f"other status&{measure}"] = 1
            elif theirs.period != period and theirs.status == decision.status:
                row["other period"] = row[f"other period&{measure}"] = 1
        if theirs.period is not None:
            if theirs.measure == "level" and theirs.status == decision.status and other.number.unit != "percent":
                levels.append((theirs.period, other.number.size))
            elif theirs.measure == "change" and other.number.unit == "percent":
                changes.append((theirs.period, -other.number.size if theirs.sign == "-" else other.number.size))
    name = f"partner {partner}" if partner else "no partner"
    row[name] = row[f"{name}&{measure}"] = 1
    if period is not None:
        fits = list(_growth(claim, period, levels, changes))
        if fits:
            fit = "fits" if any(fits) else "misfits"
            row[f"growth {fit}"] = row[f"growth {fit}&{measure}"] = 1


def _growth(claim: Claim, period: Days, levels: list[tuple[Days, float]], changes: list[tuple[Days, float]]
            ) -> Iterator[bool]:
    """Whether a growth is that from one level to another, for each such three that the claim is one of."""
    number, decision = claim.number, claim.choice.decision
    if decision.measure == "change" and number.unit == "percent":
        growth = -number.size if decision.sign == "-" else number.size
        for now in [value for days, value in levels if days == period]:
            for days, was in levels:
                if days[1] < period[0]:
                    yield _grew(was, now, growth)
    elif decision.measure == "level" and number.unit != "percent":
        for days, value in levels:
            for ended, growth in changes:
                if ended == period and days[1] < period[0]:
                    yield _grew(value, number.size, growth)
                elif ended == days and period[1] < days[0]:
                    yield _grew(number.size, value, growth)


def _grew(was: float, now: float, growth: float) -> bool:
    return bool(was) and abs(100 * (now - was) / was - growth) <= max(POINTS, PART * abs(growth))


def _sizes(row: dict[str, float], told: Told, claim: Claim) -> None:
    """Which of two metrics of a subject is the larger, and whether a part is smaller than its whole."""
    decision = claim.choice.decision
    if decision.measure != "level":
        return
    for other in told.others(claim.number, "size", decision.subject, decision.status, decision.period):
        theirs = other.choice.decision
        if theirs.measure == "level" and theirs.metric != decision.metric and _comparable(claim, other):
            larger, smaller = (decision.metric, theirs.metric) if claim.number.size >= other.number.size else (
                theirs.metric, decision.metric)
            row[f"larger={larger}>{smaller}"] = 1
            if "revenue" in (larger, smaller):
                row[f"revenue {'larger' if larger == 'revenue' else 'smaller'}"] = 1
    for other in told.others(claim.number, "part", decision.metric, decision.status, decision.period):
        theirs = other.choice.decision
        if theirs.measure == "level" and _comparable(claim, other):
            if parent_of(decision.subject) == theirs.subject:
                row[f"part {'fits' if claim.number.size <= other.number.size else 'misfits'}={decision.metric}"] = 1
            elif parent_of(theirs.subject) == decision.subject:
                row[f"part {'fits' if other.number.size <= claim.number.size else 'misfits'}={decision.metric}"] = 1


def _comparable(claim: Claim, other: Claim) -> bool:
    """Whether two values may be of one unit; a number of millions without one may be money."""
    return claim.number.unit == other.number.unit or {claim.number.kind, other.number.kind} == {"scaled", "money"}


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= ROUNDING * max(a, b)


def _log(likely: float) -> float:
    return log(max(likely, LEAST))


def _logit(likely: float) -> int:
    likely = min(max(likely, LEAST), 1 - LEAST)
    return round(log(likely / (1 - likely)))


def _length(period: Days | None) -> str:
    if period is None:
        return "none"
    days = (period[1] - period[0]).days + 1
    return ("day" if days == 1 else "quarter" if days <= 92 else "half" if days <= 184 else
            "year" if days in (365, 366) else "other")


def _when(period: Days | None, report: Days | None) -> str:
    """How a period lies to the one that the article reports on."""
    if period is None or report is None:
        return "unknown"
    return ("same" if period == report else "before" if period[1] < report[0] else
            "after" if period[0] > report[1] else "over")
