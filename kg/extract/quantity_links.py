"""Layer 2f: what numbers share and what stands before them: ranges, lists, hedges and bounds, roles."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from kg.extract.quantity_kinds import weak_name
from kg.extract.quantity_parts import Item, glued
from kg.extract.quantity_words import NONE, Words
from kg.extract.text import Document

#: A bound that would be this many times the other by sharing its scale has a scale of its own left out ("$500").
MAX_RATIO = Decimal(30)
#: Amounts with a unit each behind a verb of change are a range only if this near: "growing 37% to 38%".
CLOSE = Decimal("1.25")
#: Numbers with more tokens between them share nothing.
MAX_GAP = 4
#: How far before a number a verb of change makes "to" its end, in tokens.
REACH = 14
#: Kinds that share nothing and have no hedges.
#: Rules whose numbers have no unit to share.
_WHOLE = frozenset({"fraction", "ratio", "multiple", "times", "frequency"})
_BOUNDS = frozenset({"more_than", "less_than", "almost"})
_CLOSED = frozenset({"year", "date", "time", "ordinal", "name", "age"})


def link(document: Document, items: list[Item], words: Words) -> list[Item]:
    """Share scale and unit over ranges and lists, join ranges, and read hedges and roles; gives the items joined."""
    of = document.sentence_of
    # Most numbers have no neighbour near enough to share anything with, and are done with here.
    near = [index for index, (a, b) in enumerate(pairwise(items))
            if b.first - a.last <= MAX_GAP and of[a.first] == of[b.first]]
    _share_back(document, items, near, words)
    joined = _join_ranges(document, items, near, words)
    for item in joined:
        if item.kind == "bare" and not item.scaled and item.low is None and weak_name(document, item, words):
            item.hedge = item.first
        elif item.kind not in _CLOSED:
            _hedge(document, item, words)
        else:
            item.hedge = item.first
    amounts = [item for item in joined if item.kind in ("amount", "bare")]
    for index, item in enumerate(amounts):
        _role(document, item, amounts[index - 1] if index else None,
              amounts[index + 1] if index + 1 < len(amounts) else None, words)
    return joined


def _join_ranges(document: Document, items: list[Item], near: list[int], words: Words) -> list[Item]:
    """The items with the two bounds of each range as one."""
    joined: list[Item] = []
    free = 0
    for index in near:
        if index >= free and _is_range(document, items[index], items[index + 1], words):
            joined += items[free:index]
            joined.append(_range(items[index], items[index + 1]))
            free = index + 2
    return joined + items[free:]


def _gap(document: Document, a: Item, b: Item) -> list[str]:
    """The tokens between two numbers."""
    return document.lower[a.last + _elliptic(document, a, b):b.first]


def _elliptic(document: Document, a: Item, b: Item) -> bool:
    """Whether a hyphen behind a number stands for what the next ends with: "tien- tot vijftienduizend"."""
    at = a.last
    return b.first - at > 1 and document.lower[at] == "-" and glued(document, at) and not glued(document, at + 1)


def _open(item: Item) -> bool:
    return item.value is not None and item.kind in ("amount", "bare")


def _share_back(document: Document, items: list[Item], near: list[int], words: Words) -> None:
    """A number without scale or unit takes those of the next: "12, 15 and 18 percent", "$89 tot $93 miljard"."""
    chained, later = False, -1
    for index in reversed(near):
        a, b = items[index], items[index + 1]
        chained = chained and later == index + 1
        later = index
        if b.kind in ("duration", "measure") and _open(a) and not a.unit and _ties(document, a, b, False, words):
            a.kind, a.rule = b.kind, b.rule
        elif b.unit in ("people", "items") and a.kind == "bare" and _part(document, a, b, words):
            a.unit, a.kind, a.noun = b.unit, "amount", b.noun
        chained = _open(a) and _open(b) and a.rule not in _WHOLE and (b.rule not in _WHOLE or b.rule == "times") \
            and _ties(document, a, b, chained, words)
        if not chained:
            continue
        if not b.scaled and _elliptic(document, a, b) and a.value is not None and b.value is not None \
                and a.value < 1000 <= b.value:
            a.value *= 1000  # "10- tot 15.000"
        if not a.own and not a.unit and b.unit:
            if _scales(a, b):
                _rescale(a, b)
            a.unit, a.kind, a.noun = b.unit, b.kind, b.noun
            if b.factor != 1 and a.value is not None:
                a.value, a.decimals = a.value * b.factor, (a.decimals or 0) - b.factor.adjusted()
        elif _scales(a, b) and (not a.own or a.unit == b.unit or (a.before and not b.unit)):
            _rescale(a, b)
        if a.before and b.unit == a.unit + "/share":
            a.unit = b.unit
        if a.before and not b.unit:
            b.unit, b.kind, b.before = a.unit, a.kind, True


def _ties(document: Document, a: Item, b: Item, chained: bool, words: Words) -> bool:
    """Whether the words between two numbers tie them to one unit; a comma does only in a list that ends with "and"."""
    gap = _gap(document, a, b)
    ranges, roles = words.data["ranges"], words.data["roles"]
    between = [word for word in gap if word not in ranges["fillers"] and word not in roles["from"]]
    if len(between) == 1:
        return between[0] in ranges["ties"] or between[0] in ranges["dashes"] or (between[0] == "," and chained)
    about = words.data["hedges"]["before"]["about"]
    return bool(between) and between[0] in ranges["ties"] and all(word in about for word in between[1:])


def _part(document: Document, a: Item, b: Item, words: Words) -> bool:
    """Whether a number is counted out of the next: "4,000 of its 20,000 staff"."""
    row = words.partitives.after(document.lower, a.last)
    return row is not None and b.first == a.last + len(row.words)


def _scales(a: Item, b: Item) -> bool:
    """Whether `a` may take the scale of `b`."""
    if a.scaled or not b.scaled or a.value is None or b.value is None or abs(a.value) >= 1000:
        return False
    if not a.own:
        return a.value != 0
    return a.value != 0 and 1 / MAX_RATIO <= abs(a.value * b.scale / b.value) <= MAX_RATIO


def _rescale(a: Item, b: Item) -> None:
    if a.value is not None:
        a.value *= b.scale
        a.decimals = (a.decimals or 0) - b.scale.adjusted()
        a.scaled, a.scale = True, b.scale


def _is_range(document: Document, a: Item, b: Item, words: Words) -> bool:
    """Whether two neighbours are the bounds of one range."""
    if not _open(a) or not _open(b) or a.value is None or b.value is None:
        return False
    if a.unit != b.unit or a.value >= b.value or (a.rule in _WHOLE and not a.rule == b.rule == "fraction"):
        return False
    ranges, roles, lower = words.data["ranges"], words.data["roles"], document.lower
    floor = document.sentences[document.sentence_of[a.first]].first
    between = [word for word in _gap(document, a, b) if word not in ranges["fillers"]]
    at = a.first - 1
    while at > floor and (lower[at] in words.fillers or lower[at] in ranges["fillers"]):
        at -= 1
    previous = lower[at] if at >= floor else ""
    if previous in ranges["between"]:
        ties = [word for word in between if word not in words.fillers]
        return len(ties) == 1 and (ties[0] in ranges["and"] or ties[0] in ranges["to"] or ties[0] in ranges["dashes"])
    tie = " ".join(between)
    if tie in ranges["dashes"]:
        tight = glued(document, b.number if b.number == a.last + 1 else b.first) == glued(document, a.last)
        return tight and _near(a.value, b.value, MAX_RATIO)
    if tie in ranges["or"]:
        return not a.before and a.last == a.number + 1 and b.value <= 2 * a.value and not a.own
    if tie not in ranges["to"]:
        return False
    if previous in roles["from"]:
        if lower[at - 1] in ranges["spans"]:
            return True
        return bool(ranges["from_opens_range"]) and not _changes(document, at, floor, words, reach=4)
    if a.own and (previous in ranges["not_after"] or _changes(document, a.first, floor, words, reach=3)):
        return _near(a.value, b.value, CLOSE)
    return _near(a.value, b.value, MAX_RATIO)


def _near(low: Decimal, high: Decimal, ratio: Decimal) -> bool:
    return low <= 0 or low * ratio > high


def _changes(document: Document, at: int, floor: int, words: Words, *, reach: int) -> bool:
    """Whether a word of change stands within reach before the token."""
    roles = words.data["roles"]
    change, weak = roles["change"], roles["weak"]
    return any(word in change and word not in weak for word in document.lower[max(floor, at - reach):at])


def _range(a: Item, b: Item) -> Item:
    decimals = min(a.decimals or 0, b.decimals or 0)
    return Item(a.first, b.last, a.number, None, decimals, scaled=b.scaled, rule=f"range {b.rule}", unit=b.unit,
                kind=b.kind, low=a.value, high=b.value, noun=b.noun, qualifier="between", own=b.own, before=a.before)


def _hedge(document: Document, item: Item, words: Words) -> None:
    """The hedges and bounds before the number, and behind it: "more than a", "or more"."""
    lower = document.lower
    floor = document.sentences[document.sentence_of[item.first]].first
    at = item.first
    for _ in range(3):
        row = words.before.before(lower, at, floor)
        if row is None:
            break
        at -= len(row.words)
        if row.what != "exact":
            if item.qualifier == "exact":
                item.qualifier = row.what
            break
    item.hedge = at
    if item.qualifier in _BOUNDS and item.rule not in _WHOLE and _definite(document, at, item, words):
        item.qualifier = "exact"
    if item.qualifier == "exact":
        behind = item.last
        row = words.behind.after(lower, behind)
        if row is None and item.noun is not None and item.noun >= behind:
            behind = item.noun + 1
            row = words.behind.after(lower, behind)
        if row is not None and _begins(lower, behind + len(row.words), words):
            row = None  # "3 miljard mensen minstens één app": it bounds the next number
        if row is None and item.rule == "multiple":
            behind = item.last
            found = words.before.get(lower[behind], ()) if behind < len(lower) else ()
            known = words.data["hedges"]["behind_multiple"]["words"]
            row = next((r for r in found if " ".join(r.words) in known), None)
        if row is not None:
            item.qualifier = row.what


def _definite(document: Document, hedge: int, item: Item, words: Words) -> bool:
    """Whether a bound compares with a known amount, so that the number itself is exact."""
    data = words.data["hedges"]["definite"]
    if not any(word in data["words"] for word in document.lower[hedge:item.first]):
        return False
    follower = document.lower[item.last] if item.last < len(document.lower) else ""
    return bool(data["exact"]) != (follower in data["unless"])


def _begins(lower: list[str], at: int, words: Words) -> bool:
    return at < len(lower) and words.classes[lower[at]] != NONE


def _role(document: Document, item: Item, before: Item | None, after: Item | None, words: Words) -> None:
    """What the number is in a change or a conversion."""
    lower, roles = document.lower, words.data["roles"]
    sentence = document.sentences[document.sentence_of[item.first]]
    at = item.hedge - 1
    previous = lower[at] if at >= sentence.first else ""
    if before is not None and before.first < sentence.first:
        before = None
    if after is not None and after.first >= sentence.last:
        after = None
    if item.unit in words.money and before is not None and before.unit in words.money and before.unit != item.unit:
        gap = lower[before.last:item.first]
        if len(gap) <= 6 and gap and (gap[0] == "(" or any(word in roles["conversion"] for word in gap)):
            item.role = "conversion"
            return
    if previous in roles["sign_of"] and at > sentence.first and not item.role:
        for name in ("plus", "minus"):
            if lower[at - 1] in roles[name]:
                item.role = name
                return
    if item.role:
        return
    if previous in roles["plus"]:
        item.role = "plus"
    elif previous in roles["to"]:
        if item.low is not None:
            item.role = "to"
        elif previous in roles["always_to"] or (before is not None and before.role == "from") \
                or _moves(document, item, before, at, words):
            item.role = "to"
            if item.qualifier == "at_most":
                item.qualifier = "exact"
        elif item.qualifier == "exact" and roles["always_to"]:
            item.qualifier = "at_most"
    elif previous in roles["from"]:
        onward = after is not None and after.first - item.last <= 6 and any(
            word in roles["to"] for word in lower[item.last:after.first])
        if onward or not words.data["ranges"]["from_opens_range"]:
            item.role = "from"


def _moves(document: Document, item: Item, before: Item | None, at: int, words: Words) -> bool:
    """Whether "to" before the number is the end of a change: a verb of change or a percentage stands near."""
    lower, change = document.lower, words.data["roles"]["change"]
    floor, ceiling = document.sentences[document.sentence_of[item.first]][:2]
    if before is not None and at - before.last <= 2 and before.kind in ("amount", "bare"):
        return True
    if item.unit == "percent" and item.last < ceiling and lower[item.last] in words.data["roles"]["bound_then"]:
        return False
    start = max(floor, at - REACH)
    return any(word in change for word in lower[start:at]) or any(
        word in change for word in lower[item.last:min(ceiling, item.last + 4)])
