"""From what was decided of each quantity to observations: units, signs, evidence, who says it, and the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from kg.extract.around import unit_kind
from kg.extract.basis import basis_spans, read_basis
from kg.extract.evidence import cue_spans, stretch
from kg.extract.hypotheses import Choice
from kg.extract.quantities import Quantity
from kg.extract.quantity_words import words_of
from kg.extract.reading import CANDIDATES, Reading, Span
from kg.extract.shared import sharers
from kg.extract.text import Document, tokens
from kg.extract.timing import Timing
from kg.extract.units import TOLERANCE, TOO_LONG, Currencies, Refusal, company_of, fact_unit, refused
from kg.facts import Observation, Part
from kg.lexicon import load

#: A fact less likely than this, by the weighing of whole readings, is left out. In three folds over 422 articles strict
#: F1 was 0.656, 0.655 and 0.643 at 0.40, 0.50 and 0.60, precision 0.705, 0.741 and 0.777.
THRESHOLD = 0.45
#: What the market, a researcher or the exchange says, not the company itself.
OUTSIDE = frozenset({"share_price", "market_cap", "market_share"})
#: The name of those whose forecast it is where the text names nobody.
ANALYSTS = "analysts"


@dataclass(slots=True)
class Observed:
    """Observations with the index of their quantity, repeats left in, and for each other quantity the reason."""

    found: list[tuple[int, Observation]] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)


def observations(reading: Reading, timing: Timing, choices: Sequence[Choice | None], article: str) -> Observed:
    """What each quantity of the text says, or why it says nothing."""
    observed = Observed()
    maker = _Maker(reading, timing, article)
    said: dict[int, Choice] = {}
    for index, quantity in enumerate(reading.quantities):
        choice = choices[index]
        if choice is None:
            observed.reasons[index] = TOO_LONG.reason if quantity.kind in CANDIDATES else quantity.kind
            continue
        if quantity.role == "conversion" and unit_kind(quantity) in {"money", "price", "per_share"}:
            # The amount before in another currency says what that one says.
            choice = said.get(index - 1, choice)
        if not choice.decision.metric:
            observed.reasons[index] = "no-subject" if choice.probabilities.get("subject") == 0.0 else "no-metric"
        elif choice.probability < THRESHOLD:
            observed.reasons[index] = "unsure"
        else:
            fact = maker.observation(index, choice)
            if isinstance(fact, Refusal):
                observed.reasons[index] = fact.reason
            else:
                said[index] = choice
                observed.found.append((index, fact))
                for other in sharers(reading, quantity, choice):
                    if isinstance(fact := maker.observation(index, other), Observation):
                        observed.found.append((index, fact))
    return observed


class _Maker:
    """Makes the observations of one text."""

    def __init__(self, reading: Reading, timing: Timing, article: str) -> None:
        self._reading, self._timing, self._article = reading, timing, article
        self._currencies = Currencies(reading)
        self._basis = read_basis(reading)
        self._companies = {m.entity: m.company for m in reading.mentions if m.company}
        self._percent_in = {reading.sentence(q.first) for q in reading.quantities
                            if q.unit in {"percent", "percentage_points"}}

    def observation(self, index: int, choice: Choice) -> Observation | Refusal:
        reading, decision = self._reading, choice.decision
        quantity = reading.quantities[index]
        if index and _tolerance(reading.document, reading.quantities[index - 1], quantity):
            return TOLERANCE
        company = self._companies.get(decision.subject) or company_of(load(), decision.subject)
        unit = fact_unit(quantity, decision.metric, decision.measure, self._currencies.of(quantity, company),
                         reading.sentence(quantity.first) in self._percent_in)
        if isinstance(unit, Refusal):
            return unit
        value, low, high = signed(quantity, decision.sign == "-" and unit != "times")
        refusal = refused(decision.metric, decision.measure, unit, [v for v in (value, low, high) if v is not None])
        if refusal is None and unit == "times" and decision.sign == "-" and (value or high or low or 0) > 1:
            refusal = Refusal("unsure")  # "three times lower": of what?
        if refusal is not None:
            return refusal
        document, period = reading.document, choice.period
        spans = choice.spans | cue_spans(reading, quantity, decision)
        first, last = stretch(reading, quantity, spans)
        start, end = document.starts[first], document.ends[last - 1]
        parts = [Part("value", quantity.start, quantity.end)]
        parts += [Part(name, document.starts[a], document.ends[b - 1]) for name, (a, b) in sorted(spans.items())]
        bases = basis_spans(reading, self._timing, index, choice, self._basis)
        parts += [Part(name, document.starts[a], document.ends[b - 1]) for name, (a, b) in sorted(bases.items())]
        return Observation(
            article=self._article, start=start, end=end, evidence=document.text[start:end],
            rule=" + ".join(self._rules(quantity, choice)), parts=tuple(parts),
            said_by=self._said_by(quantity, choice, company),
            subject=decision.subject, metric=decision.metric, measure=decision.measure,
            value=value, low=low, high=high, unit=unit, qualifier=quantity.qualifier,
            period=period.label if period else None,
            period_start=period.start.isoformat() if period else None,
            period_end=period.end.isoformat() if period else None,
            status=decision.status, decimals=quantity.decimals)

    def _said_by(self, quantity: Quantity, choice: Choice, company: str) -> str | None:
        """A researcher or bank that the sentence names; else the company of its own figures and plans, and of
        forecasts "analysts", but for rumours."""
        reading, decision = self._reading, choice.decision
        number = reading.sentence(quantity.first)
        if decision.status == "expected" or decision.metric in OUTSIDE:
            sources = [m for m in reading.mentions_in.get(number, ()) if m.how == "source"]
            if sources:
                return min(sources, key=lambda m: abs(m.first - quantity.first)).entity
        if decision.status == "expected":
            cues = {cue.what for cue in reading.cues_in.get(number, ())}
            return None if "rumour" in cues and "analysts" not in cues else ANALYSTS
        return None if decision.metric in OUTSIDE else company

    def _rules(self, quantity: Quantity, choice: Choice) -> list[str]:
        """How the number was read, and how each slot was filled: the names that `kg explain` shows."""
        reading, spans, decision = self._reading, choice.spans, choice.decision
        names = [f"number {quantity.rule}"]
        if quantity.role:
            names[0] += f", {quantity.role}"
        at = spans.get("metric")
        how = next((m.how for m in self._at(reading.metrics_in, at) if m.metric == decision.metric), None)
        names.append(f"metric {how or 'of the number before'}")
        subject = next(iter(self._at(reading.mentions_in, spans.get("subject"))), None)
        names.append(f"subject {subject.how if subject else 'of the text'}")
        names.append(f"period {self._period_rule(choice)}")
        names.append(f"score {choice.probability:.2f}")
        return names

    def _at(self, groups: Mapping[int, Sequence[Span]], at: tuple[int, int] | None) -> list[Span]:
        """The spans of a layer that are these tokens."""
        if at is None:
            return []
        return [span for span in groups.get(self._reading.sentence(at[0]), ()) if (span.first, span.last) == at]

    def _period_rule(self, choice: Choice) -> str:
        at, period = choice.spans.get("period"), choice.period
        for mention in self._at(self._reading.periods_in, at):
            return mention.rule
        if period is None:
            return "unknown"
        report = self._timing.report(self._timing.calendar(choice.decision.subject))
        return "reported on" if report is not None and report[:2] == period[:2] else "inferred"


def _tolerance(document: Document, before: Quantity, quantity: Quantity) -> bool:
    """Whether the number says how sure the one before it is: "$65 billion, plus or minus 2%"."""
    hedge = words_of(document.language).before.before(document.lower, quantity.first, before.last)
    if hedge is None or hedge.words not in _tolerances(document.language):
        return False
    return quantity.first - len(hedge.words) - before.last <= 1


@cache
def _tolerances(language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(tokens(phrase)) for phrase in load().languages[language]["context"]["tolerance"])


def signed(quantity: Quantity, negative: bool) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """(value, low, high) with the sign of a loss or a fall, unless the text gives the number a sign itself."""
    value, low, high = quantity.value, quantity.low, quantity.high
    printed = any(v is not None and v < 0 for v in (value, low, high))
    if printed or quantity.role == "plus" or not (negative or quantity.role == "minus"):
        return value, low, high
    return -value if value else value, -high if high is not None else None, -low if low is not None else None
