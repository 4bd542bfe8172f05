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
from dataclasses import dataclass
from datetime import date
from math import log

from kg.extract.around import size, unit_kind
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


@dataclass(frozen=True, slots=True)
class Claim:
    """What another number is taken to say.

    size    its value without a sign; of a range the lower bound
    """

    index: int
    sentence: int
    size: float
    unit: str
    kind: str
    choice: Choice


class Told:
    """What the numbers of a text are taken to say, for looking up what a hypothesis agrees with and what not."""

    def __init__(self, reading: Reading, timing: Timing, choices: Sequence[Choice | None]) -> None:
        self.reading, self.timing = reading, timing
        self._claims: list[Claim | None] = [
            self._claim(index, choice) if choice and choice.decision.metric else None
            for index, choice in enumerate(choices)]
        self._by: dict[Hashable, list[int]] = defaultdict(list)
        self.subjects: Counter[str] = Counter()
        self.periods: Counter[Days | None] = Counter()
        for claim in self._claims:
            if claim is None:
                continue
            told = claim.choice.decision
            self.subjects[told.subject] += 1
            self.periods[told.period] += 1
            for key in (("value", claim.unit, claim.size), ("metric", told.subject, told.metric),
                        ("size", told.subject, told.status, told.period),
                        ("part", told.metric, told.status, told.period)):
                self._by[key].append(claim.index)

    def _claim(self, index: int, choice: Choice) -> Claim | None:
        """None for an amount in another currency: it says what the one before it says."""
        if self.reading.quantities[index].role == "conversion":
            return None
        return self.of(index, choice)

    def of(self, index: int, choice: Choice) -> Claim:
        """A choice for a number as a claim."""
        quantity = self.reading.quantities[index]
        value = next((v for v in (quantity.value, quantity.low, quantity.high) if v is not None), 0)
        return Claim(index, self.reading.sentence(quantity.first), abs(float(value)), quantity.unit,
                     unit_kind(quantity), choice)

    def beside(self, index: int) -> Iterator[tuple[str, Claim]]:
        """What the numbers next to a number say, if they are in its sentence."""
        sentence = self.reading.sentence(self.reading.quantities[index].first)
        for side, at in (("prev", index - 1), ("next", index + 1)):
            claim = self._claims[at] if 0 <= at < len(self._claims) else None
            if claim is not None and claim.sentence == sentence:
                yield side, claim

    def others(self, index: int, *key: Hashable) -> Iterator[Claim]:
        """What other numbers near say that have something in common."""
        known = self._by.get(key, ())
        at = bisect_left(known, index)
        for other in known[max(0, at - NEAR):at + NEAR + 1]:
            claim = self._claims[other]
            if other != index and claim is not None:
                yield claim

    def where(self, claim: Claim, other: Claim) -> str:
        """How another number stands to a number."""
        if abs(claim.index - other.index) == 1 and claim.sentence == other.sentence:
            return "prev" if other.index < claim.index else "next"
        apart = abs(claim.sentence - other.sentence)
        return "near" if not apart else "beside" if apart == 1 else "far"


def features(told: Told, index: int, choice: Choice) -> dict[str, float]:
    """What speaks for a hypothesis of a number: features with their values, 1 for those that just hold."""
    if not choice.decision.metric:
        return _nothing(told, index, choice)
    claim = told.of(index, choice)
    row: dict[str, float] = {}
    _alone(row, told, claim)
    if told.reading.quantities[index].role == "conversion":
        return row
    for side, other in told.beside(index):
        row[f"{side}={_alike(claim, other)}"] = 1
    _same_figure(row, told, claim)
    _same_value(row, told, claim)
    _same_metric(row, told, claim)
    _sizes(row, told, claim)
    everything = max(1, sum(told.subjects.values()))
    row[f"subject of all={4 * told.subjects[choice.decision.subject] // everything}"] = 1
    if choice.decision.period is not None:
        row[f"period of all={4 * told.periods[choice.decision.period] // everything}"] = 1
    return row


def _nothing(told: Told, index: int, choice: Choice) -> dict[str, float]:
    """What speaks for a number saying nothing."""
    likely = choice.probabilities["metric"]
    quantity = told.reading.quantities[index]
    row = {"log nothing": _log(likely), f"sure nothing={_logit(likely)}": 1.0, "nothing": 1.0,
           f"nothing unit={unit_kind(quantity)}": 1.0}
    claim = told.of(index, choice)
    if any(True for _ in told.others(index, "value", claim.unit, claim.size)):
        row["nothing elsewhere"] = 1
    return row


def _alone(row: dict[str, float], told: Told, claim: Claim) -> None:
    """How likely each slot is, and what the slots say of one another."""
    choice, decision = claim.choice, claim.choice.decision
    for slot, likely in choice.probabilities.items():
        row[f"log {slot}"] = _log(likely)
        row[f"sure {slot}={_logit(likely)}"] = 1
    metric, measure, status = decision.metric, decision.measure, decision.status
    digits = size(told.reading.quantities[claim.index])
    report = told.timing.report(told.timing.calendar(decision.subject))
    for what in ("", measure, status, kind_of(told.reading, decision.subject), f"how={choice.how}",
                 _length(decision.period), f"{measure}&size={digits}{claim.kind}"):
        row[f"metric={metric}&{what}" if what else f"metric={metric}"] = 1
    row[f"when={_when(decision.period, report[:2] if report else None)}&{status}&{measure}"] = 1


def _alike(claim: Claim, other: Claim) -> str:
    """What two numbers have in common: a letter for subject, metric, status and period, small where they differ."""
    one, two = claim.choice.decision, other.choice.decision
    return "".join(letter.upper() if same else letter for letter, same in (
        ("s", one.subject == two.subject), ("m", one.metric == two.metric), ("t", one.status == two.status),
        ("p", one.period == two.period)))


def _same_figure(row: dict[str, float], told: Told, claim: Claim) -> None:
    """Numbers that are taken for the same figure: the same value again, or another, which cannot be."""
    decision, clash = claim.choice.decision, 0.0
    for other in told.others(claim.index, "metric", decision.subject, decision.metric):
        theirs = other.choice.decision
        if (theirs.measure, theirs.status, theirs.period) != (decision.measure, decision.status, decision.period) \
                or not _comparable(claim, other):
            continue
        name = "again" if _close(claim.size, other.size) else "clash"
        sure = "sure" if other.choice.probability > SURE else "unsure"
        row[name] = row[f"{name} {told.where(claim, other)} {sure}"] = 1
        if name == "clash":
            clash += other.choice.probability
            row[f"clash&{decision.measure}"] = row[f"clash&{_length(decision.period)}"] = 1
    if clash:
        row["clashes"] = clash


def _same_value(row: dict[str, float], told: Told, claim: Claim) -> None:
    """The same number elsewhere, taken for another figure: what of it agrees."""
    decision = claim.choice.decision
    for other in told.others(claim.index, "value", claim.unit, claim.size):
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
    for other in told.others(claim.index, "metric", decision.subject, decision.metric):
        theirs = other.choice.decision
        if theirs.period == period and theirs.measure != measure and theirs.status == decision.status:
            partner = "near" if other.sentence == claim.sentence else partner or "far"
        if theirs.measure == measure:
            if theirs.period == period and theirs.status != decision.status:
                row["other status"] = row[f"other status&{measure}"] = 1
            elif theirs.period != period and theirs.status == decision.status:
                row["other period"] = row[f"other period&{measure}"] = 1
        if theirs.period is not None:
            if theirs.measure == "level" and theirs.status == decision.status and other.unit != "percent":
                levels.append((theirs.period, other.size))
            elif theirs.measure == "change" and other.unit == "percent":
                changes.append((theirs.period, -other.size if theirs.sign == "-" else other.size))
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
    decision = claim.choice.decision
    if decision.measure == "change" and claim.unit == "percent":
        growth = -claim.size if decision.sign == "-" else claim.size
        for now in [value for days, value in levels if days == period]:
            for days, was in levels:
                if days[1] < period[0]:
                    yield _grew(was, now, growth)
    elif decision.measure == "level" and claim.unit != "percent":
        for days, value in levels:
            for ended, growth in changes:
                if ended == period and days[1] < period[0]:
                    yield _grew(value, claim.size, growth)
                elif ended == days and period[1] < days[0]:
                    yield _grew(claim.size, value, growth)


def _grew(was: float, now: float, growth: float) -> bool:
    return bool(was) and abs(100 * (now - was) / was - growth) <= max(POINTS, PART * abs(growth))


def _sizes(row: dict[str, float], told: Told, claim: Claim) -> None:
    """Which of two metrics of a subject is the larger, and whether a part is smaller than its whole."""
    decision = claim.choice.decision
    if decision.measure != "level":
        return
    for other in told.others(claim.index, "size", decision.subject, decision.status, decision.period):
        theirs = other.choice.decision
        if theirs.measure == "level" and theirs.metric != decision.metric and _comparable(claim, other):
            larger, smaller = (decision.metric, theirs.metric) if claim.size >= other.size else (
                theirs.metric, decision.metric)
            row[f"larger={larger}>{smaller}"] = 1
            if "revenue" in (larger, smaller):
                row[f"revenue {'larger' if larger == 'revenue' else 'smaller'}"] = 1
    for other in told.others(claim.index, "part", decision.metric, decision.status, decision.period):
        theirs = other.choice.decision
        if theirs.measure == "level" and _comparable(claim, other):
            if parent_of(decision.subject) == theirs.subject:
                row[f"part {'fits' if claim.size <= other.size else 'misfits'}={decision.metric}"] = 1
            elif parent_of(theirs.subject) == decision.subject:
                row[f"part {'fits' if other.size <= claim.size else 'misfits'}={decision.metric}"] = 1


def _comparable(claim: Claim, other: Claim) -> bool:
    """Whether two values may be of one unit; a number of millions without one may be money."""
    return claim.unit == other.unit or {claim.kind, other.kind} == {"scaled", "money"}


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
