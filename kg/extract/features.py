"""What the scorer sees of a quantity and of each candidate for its metric, subject, measure and status.

A feature is a short name: `rise<2` is a cue of rising two tokens before the number in its clause, `w+1=dollar` the
word behind it. Features speak of classes of words and of places, so that they hold beyond the texts they were
fitted on; single words are used only next to the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.extract.entities import Mention
from kg.extract.lists import Item, lists
from kg.extract.metrics import MetricMention
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading, between
from kg.extract.text import Document
from kg.lexicon import load

NONE = ""
#: Metrics that a number may be of without a word for it: "Azure grew 40 percent", "Samsung zakte 0,9 procent".
UNSPOKEN = {
    "percent": ("share_price", "revenue", "market_share"),
    "points": ("share_price",),
    "times": ("revenue",),
    "money": ("revenue", "capex", "net_income"),
    "price": ("eps", "share_price", "dividend"),
    "per_share": ("eps", "share_price", "dividend"),
    "people": ("job_cuts", "headcount", "users"),
    "items": ("units_sold",),
    "scaled": ("revenue", "units_sold", "users"),
    "bare": ("job_cuts", "market_share", "units_sold"),
}
#: Below this a sum is no company's revenue or profit.
PRICE = 10_000
#: How many sentences before its own a number may take its metric from.
REACH = 3
#: Cues that tie a number to the one of the sentence before: "Analysts had guessed at 178 billion."
EARLIER = frozenset({"expected~", "analysts~", "base~", "guidance~", "previous~", "rise~", "fall~"})
#: Ways of naming a metric that name it outright.
PLAIN = frozenset({"label", "compound"})
#: Marks that a number's own words do not cross.
BRACKETS = frozenset({"(", ")", ";"})
#: Cues that speak against each other: the nearest wins.
RIVALS = {
    "way": ("rise", "fall", "loss"),
    "word": ("guidance", "expected", "outcome", "future"),
    "kind": ("rise", "fall", "partof", "margin", "outcome"),
}


@dataclass(slots=True)
class Decision:
    """What was decided of a quantity; the next quantities see it. `metric` is "" where it gives no fact."""

    metric: str = NONE
    measure: str = "level"
    subject: str = ""
    status: str = "reported"
    period: tuple[str, str] | None = None
    sign: str = "+"
    probability: float = 1.0
    parts: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Around:
    """A quantity with what stands round it, computed once for all slots.

    base     features of the place: words next to it, cues to both sides
    close    those of them that are combined with each metric
    before   the tokens between the last quantity of the sentence and this one, or "" where it is the first
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
def _hedges(language: str) -> frozenset[str]:
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
    lower, hedges = document.lower, _hedges(document.language)
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
    base = [*close, f"w-2={before[1]}", f"w+2={behind[1]}", f"q={quantity.qualifier}"]
    if sentence.title:
        base.append("title")
    indices = reading.quantities_in[number]
    place = indices.index(index)
    # What stands between the number before and the number behind speaks of this one first.
    floor = reading.quantities[indices[place - 1]].last if place else sentence.first
    ceiling = reading.quantities[indices[place + 1]].first if place + 1 < len(indices) else sentence.last
    opened, closed = _own(document, quantity, floor, ceiling)
    cues: set[str] = set()
    nearest: dict[str, int] = {}
    for cue in reading.cues_in.get(number, ()):
        for at in (cue.first, cue.tail):
            if at < 0:
                continue
            side = "<" if at < quantity.first else ">"
            distance = quantity.first - cue.last if at < quantity.first else at - quantity.last
            crossed = reading.crossed(at, quantity.first if at < quantity.first else quantity.last - 1)
            name = f"{cue.what}{side}"
            if distance >= 0 and distance < nearest.get(name, 99):
                nearest[name] = distance
            if opened <= at < closed:
                cues.add(f"{name}v")
            if floor <= at < ceiling:
                cues.add(f"{name}w")
                cues.add(f"{name}w{min(2, crossed)}")
            if not crossed:
                cues.add(f"{name}c")
            cues.add(f"{cue.what}~")
    base += [f"{name}{bucket(distance)}" for name, distance in nearest.items()]
    base += _winners(nearest, cues)
    base += sorted(cues)
    close += sorted(cues)
    owner = next((m for m in reversed(reading.mentions_in.get(number, ()))
                  if m.first < quantity.first and _may_own(m) and m.how != "bare"), None)
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


def _place(reading: Reading, indices: Sequence[int], index: int) -> tuple[int, int] | None:
    """(place, length) of a quantity in the list that it stands in."""
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


def _winners(nearest: Mapping[str, int], cues: set[str]) -> list[str]:
    """Of cues that speak against each other, which stands nearest on each side, and which of the two is nearer."""
    names = []
    for group, members in RIVALS.items():
        sides = []
        for side in "<>":
            inside = [(nearest[f"{what}{side}"], what) for what in members if f"{what}{side}" in nearest]
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


@cache
def _anaphors(language: str) -> frozenset[str]:
    return frozenset(load().languages[language]["cues"]["anaphors"])


def lower_first(document: Document, number: int) -> str:
    """The first word of a sentence, folded."""
    return document.lower[document.sentences[number].first]


@cache
def metrics_for(unit: str) -> frozenset[str]:
    """The metrics whose amount, change or share a unit of this kind may measure."""
    lexicon = load()
    if unit == "scaled":
        # A number of millions without a unit is no percentage and no price.
        return frozenset(m.id for m in lexicon.metrics.values() if {"money", "people", "items"} & set(m.units))
    if unit not in {"money", "price", "per_share", "people", "items"}:
        return frozenset(lexicon.metrics)
    kinds = {"per_share"} if unit == "price" else {unit}
    return frozenset(m.id for m in lexicon.metrics.values() if kinds & set(m.units))


@cache
def measures_for(metric: str, unit: str) -> tuple[str, ...]:
    """What a number with a unit of this kind may say of a metric: its level, its change, a share of it."""
    if unit in {"times", "points", "percentage_points"}:
        return ("change",)
    if unit == "percent":
        return ("level", "change") if "percent" in load().metrics[metric].units else ("change", "share")
    return ("level", "change", "share") if unit == "bare" else ("level", "change")


def metric_candidates(reading: Reading, here: Around, decided: Sequence[Decision | None]
                      ) -> tuple[list[str], list[list[str]], list[MetricMention | None]]:
    """(metrics, their features, the mention each rests on); the first candidate is none at all."""
    quantity, document = here.quantity, reading.document
    number = document.sentence_of[quantity.first]
    hedges = _hedges(document.language)
    allowed = metrics_for(here.unit)
    features: dict[str, list[str]] = {}
    rests: dict[str, MetricMention | None] = {}

    def note(metric: str, *names: str) -> None:
        row = features.setdefault(metric, [])
        row.extend(names)
        rests.setdefault(metric, None)

    mentions = [m for m in reading.metrics_in.get(number, ()) if m.metric in allowed]
    numbers = [reading.quantities[i].first for i in reading.quantities_in[number]]
    closest: dict[tuple[str, str, bool], tuple[int, MetricMention]] = {}
    for mention in mentions:
        for at in (mention.first, mention.tail):
            if at < 0 or quantity.first <= at < quantity.last:
                continue
            side = "<" if at < quantity.first else ">"
            distance = max(0, quantity.first - mention.last if side == "<" else at - quantity.last)
            # A looser word does not hide a plain name that stands further away.
            key = (mention.metric, side, mention.how in PLAIN)
            if key not in closest or distance < closest[key][0]:
                closest[key] = (distance, mention)
    order = sorted((distance, side, metric) for (metric, side, _), (distance, _) in closest.items())
    firsts = {side: next((m for _, s, m in order if s == side), None) for side in "<>"}
    spots = [m.first for m in mentions]
    beside = aligned(reading, here.place, [m for m in mentions if m.how in PLAIN], number)
    for (metric, side, _), (distance, mention) in closest.items():
        if mention.first in beside:
            note(metric, beside[mention.first])
        at = mention.first if side == "<" or mention.tail < 0 else mention.tail
        near, far = (at, quantity.first) if side == "<" else (quantity.last - 1, at)
        crossed = min(3, reading.crossed(near, far))
        numbers_between = min(2, between(numbers, near + 1, far))
        others = min(2, between(spots, near + 1, far))
        note(metric, f"{side}d{bucket(distance)}", f"{side}x{crossed}", f"{side}n{numbers_between}",
             f"{side}o{others}", f"{side}{mention.how}", f"{side}{mention.how}x{crossed}n{numbers_between}",
             f"{side}t={mention.text}")
        gap = document.lower[mention.last:quantity.first] if side == "<" else document.lower[quantity.last:at]
        gap = [w for w in gap if w not in hedges]
        if distance and len(gap) <= 3:
            note(metric, f"{side}via={'_'.join(map(word, gap))}", f"{side}{mention.how}via={'_'.join(map(word, gap))}")
        if here.floor <= mention.first < here.ceiling:
            note(metric, f"{side}fresh", f"{side}fresh{mention.how}", f"{side}fresh{mention.how}x{crossed}")
        if here.opened <= mention.first < here.closed:
            note(metric, f"{side}own", f"{side}own{mention.how}")
        if firsts[side] == metric:
            note(metric, f"{side}nearest", f"{side}nearest{mention.how}")
        if mention.growth:
            note(metric, f"{side}growth")
        if rests[metric] is None or distance < _away(rests[metric], quantity):
            rests[metric] = mention
    if order:
        note(order[0][2], "nearest")
    plain = [m for m in mentions if m.how in PLAIN]
    if plain:
        note(plain[0].metric, "topic", f"topic{min(3, len({m.metric for m in plain}))}")
    fresh = "".join(sorted({m.how[0] for m in mentions if here.floor <= m.first < quantity.first}))
    fresh += ">" + "".join(sorted({m.how[0] for m in mentions if quantity.last <= m.first < here.ceiling}))
    spoken = set(features)
    for back in range(1, REACH + 1):
        if number - back < 0:
            break
        earlier = [m for m in reading.metrics_in.get(number - back, ()) if m.metric in allowed and m.how in PLAIN]
        same = document.sentences[number - back].paragraph == document.sentences[number].paragraph
        nothing = "" if spoken else " unspoken"
        for place, mention in enumerate(earlier):
            note(mention.metric, f"back{back}{'p' if same else ''}", f"back{back}{nothing}")
            if place == 0:
                note(mention.metric, f"back{back} first{nothing}")
            if place == len(earlier) - 1:
                note(mention.metric, f"back{back} last{nothing}")
            if rests[mention.metric] is None:
                rests[mention.metric] = mention
        if document.sentences[number - back].title:
            break
    last = decided[here.last] if here.last >= 0 else None
    if last is not None and last.metric:
        kind = unit_kind(reading.quantities[here.last])
        note(last.metric, "chain", f"chain={here.connector}", f"chain{kind}>{here.unit}",
             f"chain{last.measure}>{here.unit}", f"chain fresh={fresh}", f"chain fresh={fresh}&{here.connector}")
    elif last is not None:
        note(NONE, "chain", f"chain={here.connector}")
    before = _before(decided, here.index)
    if before is not None and before.metric and here.last < 0:
        nothing = "" if spoken else " unspoken"
        opens = "that" if lower_first(document, number) in _anaphors(document.language) else "other"
        note(before.metric, "earlier", f"earlier{nothing}", f"earlier>{here.unit}{nothing}",
             f"earlier {opens}{nothing}")
        for cue in here.base:
            if cue in EARLIER:
                note(before.metric, f"earlier{nothing}&{cue}")
    for metric in UNSPOKEN.get(here.unit, ()):
        note(metric)
    if quantity.noun is not None:
        noun = document.lower[quantity.noun]
        for metric in list(features):
            note(metric, f"{metric}|noun={noun}")
    names = [NONE, *sorted(name for name in features if name and name in allowed)]
    rows: list[list[str]] = []
    for name in names:
        row = list(dict.fromkeys(features.get(name, ())))
        row += [f"{name}|{feature}" for feature in here.close]
        row.append(f"{name}|")
        if name:
            row.append("spoken" if name in spoken else "unspoken")
            row.append(f"{name}|{'spoken' if name in spoken else 'unspoken'}")
        else:
            row += [f"spoken{min(2, len(spoken))}", f"companies{min(3, len(_companies(reading, number)))}",
                    f"q={quantity.qualifier}"]
        rows.append(row)
    return names, rows, [rests.get(name) for name in names]


def _away(mention: MetricMention | None, quantity: Quantity) -> int:
    if mention is None:
        return 10**6
    return max(quantity.first - mention.last, mention.first - quantity.last, 0)


def _before(decided: Sequence[Decision | None], index: int) -> Decision | None:
    """The last decision before a quantity that gave a fact."""
    for at in range(index - 1, max(-1, index - 6), -1):
        decision = decided[at]
        if decision is not None and decision.metric:
            return decision
    return None


def _companies(reading: Reading, number: int) -> set[str]:
    return {m.entity for m in reading.mentions_in.get(number, ()) if _may_own(m)}


def class_features(reading: Reading, here: Around, decided: Sequence[Decision | None], decision: Decision) -> list[str]:
    """The features of a slot with fixed classes: measure, status, sign."""
    row = list(here.base)
    row += [f"m={decision.metric}", f"m={decision.metric}&u={here.unit}", f"s={decision.measure}", "bias"]
    last = decided[here.last] if here.last >= 0 else None
    if last is not None:
        kind = unit_kind(reading.quantities[here.last])
        same = "same" if last.metric == decision.metric else "other"
        row += [f"conn={here.connector}", f"last={last.measure}", f"last={last.status}", f"last={last.sign}",
                f"last{same}={kind}>{here.unit}", f"last{same}={last.status}", f"last{same}&conn={here.connector}",
                f"last={last.status}&conn={here.connector}", f"last={last.measure}&conn={here.connector}"]
    else:
        row.append("first")
        before = _before(decided, here.index)
        if before is not None:
            row.append(f"before={before.status}")
    number = reading.sentence(here.quantity.first)
    for back in (number - 1, number + 1):
        for cue in reading.cues_in.get(back, ()):
            if cue.what in {"guidance", "analysts", "expected"}:
                row.append(f"{cue.what}{'-' if back < number else '+'}1")
    for mention in reading.metrics_in.get(number, ()):
        if mention.growth and mention.metric == decision.metric:
            row.append("growth<" if mention.first < here.quantity.first else "growth>")
    for period in reading.periods_in.get(number, ()):
        row.append(f"p={period.kind}{period.anchor}{period.offset or 0}{'b' if period.base else ''}")
    return list(dict.fromkeys(row))


def subject_candidates(reading: Reading, here: Around, decided: Sequence[Decision | None], decision: Decision,
                       metric: MetricMention | None) -> tuple[list[str], list[list[str]], list[Mention | None]]:
    """(names, their features, the mention each rests on) of the companies and units that a number may be of."""
    quantity, document = here.quantity, reading.document
    number = document.sentence_of[quantity.first]
    features: dict[str, list[str]] = {}
    rests: dict[str, Mention | None] = {}

    def note(name: str, *names: str) -> None:
        features.setdefault(name, []).extend(names)
        rests.setdefault(name, None)

    sentence = document.sentences[number]
    inside = [m for m in reading.mentions_in.get(number, ()) if _may_own(m)]
    spots = [m.first for m in inside]
    numbers = [reading.quantities[i].first for i in reading.quantities_in[number]]
    closest: dict[tuple[str, str], tuple[int, Mention]] = {}
    for mention in inside:
        side = "<" if mention.first < quantity.first else ">"
        distance = max(0, quantity.first - mention.last if side == "<" else mention.first - quantity.last)
        key = (mention.entity, side)
        if key not in closest or distance < closest[key][0]:
            closest[key] = (distance, mention)
    beside = aligned(reading, here.place, [m for m in inside if m.how != "pronoun"], number)
    for mention in inside:
        if mention.first in beside:
            note(mention.entity, beside[mention.first])
    for (name, side), (distance, mention) in closest.items():
        near, far = (mention.first, quantity.first) if side == "<" else (quantity.last - 1, mention.first)
        crossed = min(3, reading.crossed(near, far))
        between_numbers = min(2, between(numbers, near + 1, far))
        others = min(2, between(spots, near + 1, far))
        note(name, f"{side}d{bucket(distance)}", f"{side}x{crossed}", f"{side}n{between_numbers}", f"{side}o{others}",
             f"{side}{mention.how}", f"{side}x{crossed}n{between_numbers}o{others}", f"{side}k{mention.kind}",
             f"{side}k{mention.kind}x{crossed}n{between_numbers}o{others}")
        previous = document.lower[mention.first - 1] if mention.first else "^"
        follower = document.lower[mention.last] if mention.last < len(document.lower) else "$"
        note(name, f"{side}p={word(previous)}", f"{side}f={word(follower)}")
        if inside[0].entity == name:
            note(name, "first", f"first{mention.kind}")
        note(name, f"{side}{mention.standing}", f"{side}{mention.standing}{mention.how}x{crossed}",
             f"{side}{mention.how}{mention.kind}")
        if here.floor <= mention.first < here.ceiling and mention.how != "bare":
            note(name, f"{side}fresh", f"{side}fresh{mention.standing}x{crossed}")
        if side == "<":
            note(name, f"<{(clause := _apposed(document, inside, mention, quantity.first))}",
                 f"<{clause} {mention.kind}o{others}")
        if mention.first - sentence.first <= 2:
            note(name, "opens", f"opens{mention.kind}{mention.how}")
        if sum(1 for m in inside if not reading.crossed(m.first, near) and m.how != "bare") == 1 and not crossed:
            note(name, "alone in clause")
        if metric is not None:
            gap = metric.first - mention.last
            if 0 <= gap <= 4:
                note(name, f"owns{gap}", f"owns{mention.kind}", f"owns{mention.how}")
            elif 0 <= mention.first - metric.last <= 4:
                note(name, f"ofs{mention.first - metric.last}", f"of{mention.kind}",
                     f"of={'_'.join(document.lower[metric.last:mention.first])}")
            if mention.first <= metric.first < mention.last:
                note(name, "in metric")
        rest = rests[name]
        if rest is None or distance < abs(rest.first - quantity.first):
            rests[name] = mention
    seen = 0
    for back in range(1, 7):
        if number - back < 0 or seen >= 4:
            break
        same = document.sentences[number - back].paragraph == document.sentences[number].paragraph
        earlier = [m for m in reading.mentions_in.get(number - back, ()) if _may_own(m)]
        for place, entity in enumerate(dict.fromkeys(m.entity for m in reversed(earlier))):
            note(entity, f"back{min(3, back)}{'p' if same else ''}", f"recent{min(3, seen)}")
            if place == 0:
                note(entity, "back last")
            standing = next(m for m in reversed(earlier) if m.entity == entity).standing
            note(entity, f"back {standing}", f"back{min(3, back)} {standing}")
            seen += 1
        if earlier:
            note(earlier[0].entity, f"back first{min(3, back)}{'p' if same else ''}", f"back first k{earlier[0].kind}")
            for mention in earlier:
                rests[mention.entity] = rests[mention.entity] or mention
    if reading.main:
        note(reading.main, "main", f"main in{min(2, len(inside))}")
    last = decided[here.last] if here.last >= 0 else None
    if last is not None and last.subject:
        same_metric = "m" if last.metric == decision.metric else ""
        fresh = "".join(sorted({m.standing[0] for m in inside if here.floor <= m.first < quantity.first}))
        note(last.subject, "chain", f"chain{same_metric}={here.connector}", f"chain{same_metric}",
             f"chain {last.measure}>{decision.measure}", f"chain{same_metric} fresh={fresh}")
    else:
        before = _before(decided, here.index)
        if before is not None and before.subject:
            same_metric = "m" if before.metric == decision.metric else ""
            named = sum(1 for m in inside if m.how in {"name", "unknown", "description"})
            note(before.subject, "earlier", f"earlier{same_metric}", f"earlier{same_metric} named{min(2, named)}")
    lead = ""
    if metric is not None:
        lead = word(document.lower[metric.first - 1]) if metric.first > sentence.first else "^"
    parents = {_parent(name) for name in features}
    names = sorted(features)
    rows: list[list[str]] = []
    for name in names:
        row = list(dict.fromkeys(features[name]))
        kind = kind_of(reading, name)
        row += [f"k={kind}", f"k={kind}&m={decision.metric}", f"k={kind}&s={decision.measure}", f"k={kind}&lead={lead}",
                f"sector={_sector(name)}"]
        if name in parents:
            row.append("has unit here")
        row.append("in sentence" if any(m.entity == name for m in inside) else f"outside{min(2, len(inside))}")
        rows.append(row)
    return names, rows, [rests[name] for name in names]


def _may_own(mention: Mention) -> bool:
    """Whether a mention may be the subject of a number: a company or unit that does not just comment on others."""
    return mention.kind != "person" and mention.how != "source"


def _apposed(document: Document, inside: Sequence[Mention], mention: Mention, at: int) -> str:
    """Where a mention stands to an apposition or relative clause before the number at token `at`.

    "head" of one ("Intel, which ..."), "inside" one, or "free"; "closed" where the clause ends before the number.
    """
    lower = document.lower
    if mention.last < len(lower) and lower[mention.last] in {",", "("}:
        closed = {",", ")"} & set(lower[mention.last + 1:at])
        return "head closed" if closed else "head"
    for other in inside:
        if other.first >= mention.first:
            break
        if other.last < len(lower) and lower[other.last] in {",", "("} and other.entity != mention.entity and \
                not {",", ")", ";", ":"} & set(lower[other.last + 1:mention.first]):
            return "inside closed" if {",", ")"} & set(lower[mention.last:at]) else "inside"
    return "free"


def kind_of(reading: Reading, name: str) -> str:
    """"company" or "unit", as the text or the ontology has it; "unknown" where neither does."""
    entity = load().entity(name)
    return entity.kind if entity else reading.kinds.get(name, "unknown")


@cache
def _sector(name: str) -> str:
    entity = load().entity(name)
    return entity.sector if entity else ""


@cache
def _parent(name: str) -> str | None:
    lexicon = load()
    entity = lexicon.entity(name)
    parent = lexicon.entities.get(entity.parent) if entity and entity.parent else None
    return parent.name if parent else None
