"""What stands round a quantity: the words next to it, the cues to both sides, the numbers before and behind it.

A feature is a short name: `rise<2` is a cue of rising two tokens before the number, `fall>v` a cue of falling behind it
among its own words, `w+1=dollar` the word behind it. Features speak of classes of words and of places, so that they
hold beyond the texts they were fitted on; single words are used next to the number, and in its clause without a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.extract.features import KEPT
from kg.extract.lists import Item, lists
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading, may_own
from kg.extract.text import Document
from kg.lexicon import load

#: Below this a sum is no company's revenue or profit.
PRICE = 10_000
#: How many tokens to each side of a number are looked at as words of its clause, and the letters that such a word has
#: at least. In three folds they take the metric from 0.870 to 0.876 right, the status from 0.934 to 0.937.
CLAUSE = 12
LETTERS = 3
#: So many letters stand for the forms of a longer word: "groe~". In three folds over 652 articles they took
#: the metric from 0.8836 to 0.8845 right and the sign from 0.9707 to 0.9719; over 422, 5 letters did a little less.
STEM = 4
#: Marks that a number's own words do not cross.
BRACKETS = frozenset({"(", ")", ";"})
#: Cues that speak against each other: the nearest wins.
RIVALS = {
    "way": ("rise", "fall", "loss"),
    "word": ("guidance", "expected", "outcome", "future"),
    "kind": ("rise", "fall", "partof", "margin", "outcome"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """A quantity with what stands round it, computed once for all slots.

    base     features of the place: words next to it, words of its clause, cues to both sides
    close    those of them that are combined with each metric
    connector   the words between the quantity before and this one, or "" where it is the first of its sentence
    last     index of the quantity before it in the same sentence, or -1
    floor, ceiling   tokens between the quantity before and the one behind it, within the sentence
    place    (index, length) in a list of numbers, or None
    opened, closed   those of them that are the number's own: up to a bracket, or to a comparison behind it
    """

    index: int
    quantity: Quantity
    unit: str
    base: list[str]
    close: list[str]
    connector: str
    last: int
    floor: int
    ceiling: int
    opened: int
    closed: int
    place: tuple[int, int] | None


@cache
def hedge_words(language: str) -> frozenset[str]:
    """Words that stand between a number and the word that governs it ("about", "ruim")."""
    return frozenset(load().languages[language]["cues"]["hedges"])


def unit_kind(quantity: Quantity) -> str:
    """The kind of a quantity's unit: money, percent, people, ... ; "scaled" and "bare" where it has none.

    A sum too small for a company's books is a "price": of a share, most often.
    """
    unit = quantity.unit
    if not unit:
        value = quantity.value if quantity.value is not None else quantity.high or quantity.low
        return "scaled" if value is not None and abs(value) >= 100_000 else "bare"
    if "/" in unit:
        return "per_share"
    if not unit.isupper():
        return unit
    value = quantity.value if quantity.value is not None else quantity.high or quantity.low
    return "price" if value is not None and abs(value) < PRICE else "money"


def bucket(distance: int) -> str:
    """A distance in tokens, coarser the larger it is."""
    for limit in (0, 1, 2, 3, 5, 8, 14):
        if distance <= limit:
            return str(limit)
    return "+"


def word(token: str) -> str:
    """A word as a feature: all numbers are alike."""
    return "#" if token[:1].isdigit() else token


def around(reading: Reading, index: int) -> Around:
    """The features of a quantity's place."""
    document, quantity = reading.document, reading.quantities[index]
    lower, hedges = document.lower, hedge_words(document.language)
    number = document.sentence_of[quantity.first]
    sentence = document.sentences[number]
    left = quantity.first - 1
    while left > sentence.first and lower[left] in hedges:
        left -= 1
    before = [word(lower[at]) if at >= sentence.first else "^" for at in (left, left - 1)]
    behind = [word(lower[at]) if at < sentence.last else "$" for at in (quantity.last, quantity.last + 1)]
    unit = unit_kind(quantity)
    close = [f"u={unit}", f"w-1={before[0]}", f"w-2={before[1]}_{before[0]}", f"w+1={behind[0]}",
             f"w+2={behind[0]}_{behind[1]}", f"role={quantity.role}"]
    close.append(f"size={size(quantity)}{unit}")
    base = [*close, f"w-2={before[1]}", f"w+2={behind[1]}", f"q={quantity.qualifier}"]
    if sentence.title:
        base.append("title")
    indices = reading.quantities_in[number]
    place = indices.index(index)
    # What stands between the number before and the number behind speaks of this one first.
    floor = reading.quantities[indices[place - 1]].last if place else sentence.first
    ceiling = reading.quantities[indices[place + 1]].first if place + 1 < len(indices) else sentence.last
    opened, closed = _own(document, quantity, floor, ceiling)
    words = _clause(lower, max(floor, quantity.first - CLAUSE), quantity.first)
    words |= _clause(lower, quantity.last, min(ceiling, quantity.last + CLAUSE))
    base += sorted(words)
    close += sorted(words)
    cues: set[str] = set()
    nearest: dict[tuple[str, str], int] = {}
    for cue in reading.cues_in.get(number, ()):
        for at in (cue.first, cue.tail):
            if at < 0:
                continue
            side = "<" if at < quantity.first else ">"
            distance = quantity.first - cue.last if at < quantity.first else at - quantity.last
            crossed = reading.crossed(at, quantity.first if at < quantity.first else quantity.last - 1)
            if distance >= 0 and distance < nearest.get((cue.what, side), 99):
                nearest[cue.what, side] = distance
            cues.update(_cue(cue.what, side, opened <= at < closed, floor <= at < ceiling, min(2, crossed)))
    told = sorted(cues)
    base += [f"{what}{side}{bucket(distance)}" for (what, side), distance in nearest.items()]
    base += _winners(nearest, cues)
    base += told
    close += told
    owner = next((m for m in reversed(reading.mentions_in.get(number, ()))
                  if m.first < quantity.first and may_own(m) and m.how != "bare"), None)
    if owner is None:
        close.append("of=none")
    else:
        crossed = reading.crossed(owner.first, quantity.first)
        close += [f"of={owner.kind}{min(2, crossed)}", f"of={owner.kind}"]
    close.append(f"genre={reading.genre}")
    close += [f"p={period.kind}" for period in reading.periods_in.get(number, ())
              if not reading.crossed(period.first, quantity.first)]
    last = indices[place - 1] if place else -1
    if place + 1 < len(indices):
        follower = reading.quantities[indices[place + 1]]
        way = f"{_connector(reading, index, follower, hedges)}>{unit_kind(follower)}"
        base.append(f"next={way}")
        close += [f"next={way}", f"next={unit_kind(follower)}"]
    if place:
        way = f"{unit_kind(reading.quantities[last])}>{_connector(reading, last, quantity, hedges)}"
        base.append(f"prev={way}")
        close.append(f"prev={way}")
    return Around(index, quantity, unit, base, close, _connector(reading, last, quantity, hedges), last,
                  floor, ceiling, opened, closed, _place(reading, indices, index))


def size(quantity: Quantity) -> int:
    """How many digits a quantity has before its point; a dividend has fewer than a revenue."""
    value = next((v for v in (quantity.value, quantity.low, quantity.high) if v is not None), None)
    return value.adjusted() + 1 if value else 0


def _clause(lower: Sequence[str], first: int, last: int) -> set[str]:
    """The words of some tokens as features, wherever they stand there: words that are no cue may tell all the same.
    The first letters of a longer word stand for its other forms."""
    words = [token for token in lower[first:last] if len(token) >= LETTERS and token.isalpha()]
    return {*(f"c={token}" for token in words), *(f"c={token[:STEM]}~" for token in words if len(token) > STEM)}


def _place(reading: Reading, indices: Sequence[int], index: int) -> tuple[int, int] | None:
    """(place, length) of a quantity in the list that it stands in."""
    if len(indices) < 2:
        return None
    quantity = reading.quantities[index]
    for group in lists(reading.document, [reading.quantities[i] for i in indices]):
        if quantity in group:
            return group.index(quantity), len(group)
    return None


def aligned(reading: Reading, place: tuple[int, int] | None, items: Sequence[Item], number: int) -> dict[int, str]:
    """For the first tokens of items in a list as long as the number's own: whether they have its place in it."""
    if place is None:
        return {}
    told = "!" if any(cue.what == "respectively" for cue in reading.cues_in.get(number, ())) else ""
    return {item.first: f"aligned{told}" if at == place[0] else f"misaligned{told}"
            for group in lists(reading.document, items) if len(group) == place[1] for at, item in enumerate(group)}


def _own(document: Document, quantity: Quantity, floor: int, ceiling: int) -> tuple[int, int]:
    """The tokens round a number that are its own: from the last bracket, and up to the next or to a comparison."""
    lower, versus = document.lower, _versus(document.language)
    opened = next((at + 1 for at in range(quantity.first - 1, floor - 1, -1) if lower[at] in BRACKETS), floor)
    closed = next((at for at in range(quantity.last, ceiling) if lower[at] in BRACKETS or lower[at] in versus), ceiling)
    return opened, closed


@lru_cache(maxsize=KEPT)
def _cue(what: str, side: str, own: bool, fresh: bool, crossed: int) -> tuple[str, ...]:
    """The features of a cue: whether it is among the number's own words, between its neighbours, in its clause."""
    name = f"{what}{side}"
    names = [f"{name}v"] if own else []
    names += [f"{name}w", f"{name}w{crossed}"] if fresh else []
    names += [f"{name}c"] if not crossed else []
    return (*names, f"{what}~")


def _winners(nearest: Mapping[tuple[str, str], int], cues: set[str]) -> list[str]:
    """Of cues that speak against each other, which stands nearest on each side, and which of the two is nearer."""
    names = []
    for group, members in RIVALS.items():
        sides = []
        for side in "<>":
            inside = [(nearest[what, side], what) for what in members if (what, side) in nearest]
            if inside:
                distance, what = min(inside)
                near = "v" if f"{what}{side}v" in cues else "w" if f"{what}{side}w" in cues else ""
                names.append(f"{group}{side}={what}{near}")
                sides.append((near == "", distance, what, side))
        if sides:
            _, _, what, side = min(sides)
            names += [f"{group}={what}", f"{group}={what}{side}"]
        else:
            names.append(f"{group}=no")
    return names


def _connector(reading: Reading, last: int, quantity: Quantity, hedges: frozenset[str]) -> str:
    if last < 0:
        return ""
    start = reading.quantities[last].last
    words = [w for w in reading.document.lower[start:quantity.first] if w not in hedges]
    return "_".join(words) if len(words) <= 3 else f"far{min(3, reading.crossed(start - 1, quantity.first))}"


@cache
def _versus(language: str) -> frozenset[str]:
    return frozenset(load().languages[language]["context"]["versus"])
