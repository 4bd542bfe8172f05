"""From what was decided of each quantity to observations: units, signs, evidence, and repeats merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from kg.extract.assembly import Choice
from kg.extract.features import PRICE, unit_kind
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading
from kg.facts import Observation, Part
from kg.lexicon import load

#: A cited stretch longer than this many tokens is cut to the number's own words.
MAX_EVIDENCE = 40
PER_SHARE = frozenset({"eps", "share_price", "dividend"})


def observations(reading: Reading, choices: Sequence[Choice | None], article: str) -> list[tuple[int, Observation]]:
    """(index of the quantity, observation) for each quantity that says one, repeats left in."""
    found: list[tuple[int, Observation]] = []
    money = Counter(q.unit for q in reading.quantities if unit_kind(q) in {"money", "price"})
    usual = money.most_common(1)[0][0] if money else ""
    recent = ""
    for index, choice in enumerate(choices):
        quantity = reading.quantities[index]
        if unit_kind(quantity) in {"money", "price"}:
            recent = quantity.unit
        if choice is None or not choice.decision.metric:
            continue
        unit = _unit(quantity, choice, recent or usual)
        if unit:
            found.append((index, _observation(reading, quantity, choice, unit, article)))
    return found


def _unit(quantity: Quantity, choice: Choice, currency: str) -> str:
    """The unit of the fact: the quantity's own, or the one that its metric asks for."""
    lexicon, decision = load(), choice.decision
    kinds = lexicon.metrics[decision.metric].units
    value = quantity.value if quantity.value is not None else quantity.high or quantity.low or Decimal(0)
    kind = unit_kind(quantity)
    if kind == "price" and decision.metric in PER_SHARE:
        return quantity.unit + "/share"
    if quantity.unit:
        return quantity.unit
    if decision.measure != "level" and kind == "bare" and "people" not in kinds and "items" not in kinds:
        return "percent"
    if "money" in kinds or "per_share" in kinds:
        if not currency:
            entity = lexicon.entity(decision.subject)
            currency = entity.currency if entity else ""
        small = decision.metric in PER_SHARE and abs(value) < PRICE
        return (currency + "/share" if small else currency) if currency else ""
    return kinds[0] if kinds else ""


def _observation(reading: Reading, quantity: Quantity, choice: Choice, unit: str, article: str) -> Observation:
    document, decision = reading.document, choice.decision
    sign = -1 if decision.sign == "-" else 1

    def signed(value: Decimal | None) -> Decimal | None:
        return None if value is None else value * sign if value > 0 else value

    low, high = signed(quantity.low), signed(quantity.high)
    if low is not None and high is not None and low > high:
        low, high = high, low
    start, end = _evidence(reading, quantity, choice)
    parts = [Part("value", quantity.start, quantity.end)]
    parts += [Part(name, document.starts[first], document.ends[last - 1])
              for name, (first, last) in sorted(choice.spans.items())]
    return Observation(
        article=article, start=start, end=end, evidence=document.text[start:end],
        rule=f"{quantity.rule} + scored {choice.decision.probability:.2f}", parts=tuple(parts),
        subject=decision.subject, metric=decision.metric, measure=decision.measure, value=signed(quantity.value),
        low=low, high=high, unit=unit, qualifier=quantity.qualifier,
        period=choice.period.label if choice.period else None,
        period_start=choice.period.start.isoformat() if choice.period else None,
        period_end=choice.period.end.isoformat() if choice.period else None,
        status=decision.status, decimals=quantity.decimals)


def _evidence(reading: Reading, quantity: Quantity, choice: Choice) -> tuple[int, int]:
    """The stretch from the metric's words to the number, within the sentence; the number's own words at least."""
    document = reading.document
    number = document.sentence_of[quantity.first]
    first, last = quantity.first, quantity.last
    for name in ("metric", "subject"):
        span = choice.spans.get(name)
        if span is None or document.sentence_of[span[0]] != number:
            continue
        if max(last, span[1]) - min(first, span[0]) <= MAX_EVIDENCE:
            first, last = min(first, span[0]), max(last, span[1])
    return document.starts[first], document.ends[last - 1]


def merged(reading: Reading, found: Sequence[tuple[int, Observation]]) -> list[tuple[int, Observation]]:
    """Each fact once: of repeats the most exact, then the one in the body, then the first."""
    kept: list[tuple[int, Observation]] = []
    for index, fact in found:
        for place, (other, known) in enumerate(kept):
            if _repeats(fact, known):
                if _better(reading, index, fact, other, known):
                    kept[place] = (index, fact)
                break
        else:
            kept.append((index, fact))
    return kept


def _repeats(a: Observation, b: Observation) -> bool:
    if (a.subject, a.metric, a.measure, a.unit, a.status) != (b.subject, b.metric, b.measure, b.unit, b.status):
        return False
    if (a.value is None) != (b.value is None):
        return False
    if a.value is None or b.value is None:
        same = (a.low, a.high) == (b.low, b.high)
    else:
        near = a.measure == "level" and abs(a.value - b.value) <= max(_rounding(a), _rounding(b))
        same = a.value == b.value or near
    return same and (a.period_start, a.period_end) == (b.period_start, b.period_end)


def _rounding(fact: Observation) -> Decimal:
    """Half a unit of the last place that the text gives."""
    return Decimal(0) if fact.decimals is None else Decimal(5).scaleb(-fact.decimals - 1)


def _better(reading: Reading, index: int, fact: Observation, other: int, known: Observation) -> bool:
    def rank(at: int, it: Observation) -> tuple[int, bool]:
        sentence = reading.document.sentences[reading.sentence(reading.quantities[at].first)]
        return (it.decimals if it.decimals is not None else -99, not sentence.title)
    return rank(index, fact) > rank(other, known)


def without_headline_doubles(reading: Reading, found: Sequence[tuple[int, Observation]]
                             ) -> list[tuple[int, Observation]]:
    """Leave out a headline's fact where the body gives the same number of the same thing more fully."""
    def title(index: int) -> bool:
        return reading.document.sentences[reading.sentence(reading.quantities[index].first)].title

    body = {(f.subject, f.metric, f.measure, f.value, f.low, f.high, f.unit) for index, f in found if not title(index)}
    return [(index, f) for index, f in found
            if not title(index) or (f.subject, f.metric, f.measure, f.value, f.low, f.high, f.unit) not in body]
