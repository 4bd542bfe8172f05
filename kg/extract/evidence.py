"""The words that state a fact: the shortest stretch that holds the number with what says what it is."""

from __future__ import annotations

from collections.abc import Mapping

from kg.extract.decision import Decision
from kg.extract.quantities import Quantity
from kg.extract.quantity_words import words_of
from kg.extract.reading import Reading

Tokens = tuple[int, int]
#: A stretch of more tokens than this is no short quote any more; what would make it longer is left out.
MOST = 30
#: So many tokens may be added for the name of the subject, and for a bracket to be closed.
NAME, BRACKET = 8, 12
#: How far from its number a word of rising, falling or expecting stands.
CUE = 12
WAYS = {"+": ("rise",), "-": ("fall", "loss")}
SAYING = {"guidance": ("guidance", "future"), "expected": ("expected", "analysts")}


def cue_spans(reading: Reading, quantity: Quantity, decision: Decision) -> dict[str, Tokens]:
    """The words that say which way it went ("direction") and that it is a forecast ("status"), where there are any."""
    spans = {}
    if decision.measure == "change" and (way := _nearest(reading, quantity, WAYS[decision.sign])):
        spans["direction"] = way
    if decision.status in SAYING and (word := _nearest(reading, quantity, SAYING[decision.status])):
        spans["status"] = word
    return spans


def _nearest(reading: Reading, quantity: Quantity, classes: tuple[str, ...]) -> Tokens | None:
    """The nearest cue of the classes that is at most one clause away, in the sentence."""
    best: tuple[int, int, Tokens] | None = None
    for cue in reading.cues_in.get(reading.sentence(quantity.first), ()):
        if cue.what not in classes:
            continue
        for first, last in ((cue.first, cue.last), *(((cue.tail, cue.tail + 1),) if cue.tail >= 0 else ())):
            if first < quantity.last and quantity.first < last:
                continue
            away = quantity.first - last if last <= quantity.first else first - quantity.last
            crossed = reading.crossed(first, quantity.first if first < quantity.first else quantity.last - 1)
            if away <= CUE and crossed <= 1 and (best is None or (crossed, away) < best[:2]):
                best = (crossed, away, (first, last))
    return best[2] if best else None


def stretch(reading: Reading, quantity: Quantity, spans: Mapping[str, Tokens]) -> Tokens:
    """Tokens first..last of the shortest stretch, within the number's sentence, that states the fact.

    spans   name -> tokens of the parts; those near enough are taken in, the subject only in front
    """
    number = reading.sentence(quantity.first)
    first, last = _hedged(reading, quantity)
    for name, room in (("metric", MOST), ("direction", MOST), ("status", MOST), ("subject", NAME)):
        span = spans.get(name)
        if span is None or reading.sentence(span[0]) != number or (name == "subject" and span[0] > first):
            continue
        wider = min(first, span[0]), max(last, span[1])
        if wider[1] - wider[0] <= MOST and wider[1] - wider[0] - (last - first) <= room:
            first, last = wider
    return _balanced(reading, first, last)


def _hedged(reading: Reading, quantity: Quantity) -> Tokens:
    """The number with its hedge ("more than") and, if it counts something, with the noun."""
    document, words = reading.document, words_of(reading.document.language)
    sentence = document.sentences[reading.sentence(quantity.first)]
    first, last = quantity.first, quantity.last
    if quantity.noun is not None and quantity.noun < sentence.last:
        last = max(last, quantity.noun + 1)
    if quantity.qualifier not in {"exact", "between"}:
        hedge = words.before.before(document.lower, first, sentence.first)
        if hedge is not None:
            first -= len(hedge.words)
        behind = words.behind.after(document.lower, quantity.last)
        if behind is not None and quantity.last + len(behind.words) <= sentence.last:
            last = max(last, quantity.last + len(behind.words))
    return first, last


def _balanced(reading: Reading, first: int, last: int) -> Tokens:
    """The stretch with a bracket closed that it opens, or opened that it closes, if that is near."""
    lower = reading.document.lower
    sentence = reading.document.sentences[reading.sentence(first)]
    open_ = lower[first:last].count("(") - lower[first:last].count(")")
    if open_ > 0:
        end = next((at for at in range(last, min(sentence.last, last + BRACKET)) if lower[at] == ")"), None)
        if end is not None:
            return first, end + 1
    elif open_ < 0:
        start = next((at for at in range(first - 1, max(sentence.first, first - BRACKET) - 1, -1) if lower[at] == "("),
                     None)
        if start is not None:
            return start, last
    return first, last
