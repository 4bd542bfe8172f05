"""The candidates for a quantity's metric, none among them, with what speaks for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.extract.around import Around, aligned, bucket, hedge_words, unit_kind, word
from kg.extract.decision import NONE, RECENT, Decision, last_decision, quarters
from kg.extract.features import KEPT, Group, alone, group, names_of
from kg.extract.metrics import MetricMention
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading, between
from kg.extract.scorer import ZEROS, Scorer
from kg.extract.text import Document
from kg.lexicon import load

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
#: How many sentences before its own a number may take its metric from.
REACH = 3
#: A metric within so many words of a sentence's start is what the sentence is about: "Costs are growing. They ..."
TOPIC = 3
#: Cues that tie a number to the one of the sentence before: "Analysts had guessed at 178 billion."
EARLIER = frozenset({"expected~", "analysts~", "base~", "guidance~", "previous~", "rise~", "fall~"})
#: Ways of naming a metric that name it outright.
PLAIN = frozenset({"label", "compound"})
SPOKEN, UNSAID = ("spoken",), ("unspoken",)


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


@dataclass(slots=True)
class MetricCandidates:
    """The metrics that a number may be of; the first is "", none at all.

    own       the features of each alone
    shared    features of the number, which are combined with each metric
    rests     the mention that each rests on
    spoken    those that the sentence has a word for
    """

    names: list[str]
    own: list[list[Group]]
    shared: list[str]
    rests: list[MetricMention | None]
    spoken: set[str]

    def rows(self) -> list[list[str]]:
        """All features of each by name, as the weights are fitted on them."""
        return [[*names_of(own), *(f"{name}|{feature}" for feature in (*self.shared, "", *self._said(name))),
                 *self._said(name)] for name, own in zip(self.names, self.own, strict=True)]

    def scores(self, scorer: Scorer) -> list[int]:
        """The sum of the weights of `rows` for each."""
        packed, sums = scorer.of_metric, scorer.metric_sums
        total = packed.total(self.shared) + packed.total(("",))
        said: tuple[tuple[str, ...], ...] = ((), SPOKEN, UNSAID)
        shared = {row: (sum(map(scorer.metric.get, row, ZEROS)), total + packed.total(row)) for row in said}
        scores = []
        for name, own in zip(self.names, self.own, strict=True):
            weight, with_said = shared[self._said(name)]
            scores.append(sums.of(own) + weight + packed.of(with_said, name))
        return scores

    def _said(self, name: str) -> tuple[str, ...]:
        """The feature that says whether the sentence has a word for a metric."""
        return () if name == NONE else SPOKEN if name in self.spoken else UNSAID


def metric_candidates(reading: Reading, here: Around, decided: Sequence[Decision | None]) -> MetricCandidates:
    """The candidates for a quantity's metric."""
    quantity, document = here.quantity, reading.document
    number = document.sentence_of[quantity.first]
    hedges = hedge_words(document.language)
    allowed = metrics_for(here.unit)
    features: dict[str, list[Group]] = {}
    rests: dict[str, MetricMention | None] = {}

    def note(metric: str, told: Group) -> None:
        if metric in features:
            features[metric].append(told)
        else:
            features[metric], rests[metric] = [told], None

    mentions = [m for m in reading.metrics_in.get(number, ()) if m.metric in allowed]
    numbers = reading.numbers_in[number]
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
            note(metric, group(beside[mention.first]))
        at = mention.first if side == "<" or mention.tail < 0 else mention.tail
        near, far = (at, quantity.first) if side == "<" else (quantity.last - 1, at)
        crossed = min(3, reading.crossed(near, far))
        note(metric, _beside(side, bucket(distance), crossed, min(2, between(numbers, near + 1, far)),
                             min(2, between(spots, near + 1, far)), mention.how))
        note(metric, group(f"{side}t={mention.text}"))
        gap = document.lower[mention.last:quantity.first] if side == "<" else document.lower[quantity.last:at]
        gap = [w for w in gap if w not in hedges]
        if distance and len(gap) <= 3:
            via = "_".join(map(word, gap))
            note(metric, group(f"{side}via={via}", f"{side}{mention.how}via={via}"))
        note(metric, _standing(side, mention.how, crossed, here.floor <= mention.first < here.ceiling,
                               here.opened <= mention.first < here.closed, firsts[side] == metric, mention.growth))
        if rests[metric] is None or distance < _away(rests[metric], quantity):
            rests[metric] = mention
    if order:
        note(order[0][2], alone("nearest"))
    plain = [m for m in mentions if m.how in PLAIN]
    if plain:
        note(plain[0].metric, alone("topic", f"topic{min(3, len({m.metric for m in plain}))}"))
    fresh = "".join(sorted({m.how[0] for m in mentions if here.floor <= m.first < quantity.first}))
    fresh += ">" + "".join(sorted({m.how[0] for m in mentions if quantity.last <= m.first < here.ceiling}))
    spoken = set(features)
    if number and lower_first(document, number) in _anaphors(document.language):
        topic = _topic(reading, number - 1, allowed)
        if topic is not None:
            note(topic.metric, alone(f"topic of that{'' if spoken else ' unspoken'}"))
            rests[topic.metric] = rests[topic.metric] or topic
    for back in range(1, REACH + 1):
        if number - back < 0:
            break
        earlier = [m for m in reading.metrics_in.get(number - back, ()) if m.metric in allowed and m.how in PLAIN]
        same = document.sentences[number - back].paragraph == document.sentences[number].paragraph
        nothing = "" if spoken else " unspoken"
        for place, mention in enumerate(earlier):
            note(mention.metric, _back(back, "p" if same else "", nothing, place == 0, place == len(earlier) - 1))
            if rests[mention.metric] is None:
                rests[mention.metric] = mention
        if document.sentences[number - back].title:
            break
    last = decided[here.last] if here.last >= 0 else None
    if last is not None and last.metric:
        kind = unit_kind(reading.quantities[here.last])
        note(last.metric, alone(
            "chain", f"chain={here.connector}", f"chain{kind}>{here.unit}", f"chain{last.measure}>{here.unit}",
            f"chain fresh={fresh}", f"chain fresh={fresh}&{here.connector}"))
    elif last is not None:
        note(NONE, alone("chain", f"chain={here.connector}"))
    before = last_decision(decided, here.index)
    if before is not None and before.metric and here.last < 0:
        nothing = "" if spoken else " unspoken"
        opens = "that" if lower_first(document, number) in _anaphors(document.language) else "other"
        note(before.metric, alone("earlier", f"earlier{nothing}", f"earlier>{here.unit}{nothing}",
                                  f"earlier {opens}{nothing}"))
        for cue in here.base:
            if cue in EARLIER:
                note(before.metric, alone(f"earlier{nothing}&{cue}"))
    for metric in UNSPOKEN.get(here.unit, ()):
        features.setdefault(metric, [])
        rests.setdefault(metric, None)
    if quantity.noun is not None:
        noun = document.lower[quantity.noun]
        for metric in list(features):
            note(metric, alone(f"{metric}|noun={noun}"))
    everything: Counter[str] = Counter()
    alike: Counter[str] = Counter()
    for at in range(max(0, here.index - RECENT), here.index):
        other = decided[at]
        if other is not None:
            everything[other.metric] += 1
            alike[other.metric] += unit_kind(reading.quantities[at]) == here.unit
    numbers_alike = alike.total()
    for metric in features:
        note(metric, _told(min(3, everything[metric]), min(3, alike[metric]), quarters(alike[metric], numbers_alike),
                           here.unit))
    names = [NONE, *sorted(name for name in features if name and name in allowed)]
    own = [features.get(name, []) for name in names]
    companies = min(3, len({m.entity for m in reading.owners_in.get(number, ())}))
    own[0].append(alone(f"spoken{min(2, len(spoken))}", f"companies{companies}", f"q={quantity.qualifier}"))
    return MetricCandidates(names, own, here.close, [rests.get(name) for name in names], spoken)


@lru_cache(maxsize=KEPT)
def _beside(side: str, away: str, crossed: int, numbers: int, others: int, how: str) -> Group:
    """Where a word for a metric stands to the number of its sentence."""
    return Group((f"{side}d{away}", f"{side}x{crossed}", f"{side}n{numbers}", f"{side}o{others}", f"{side}{how}",
                  f"{side}{how}x{crossed}n{numbers}"))


@lru_cache(maxsize=KEPT)
def _standing(side: str, how: str, crossed: int, fresh: bool, own: bool, nearest: bool, growth: bool) -> Group:
    """Whether it stands between the numbers before and behind, among the number's own words, next to it on its side,
    and tells of a change itself."""
    names = [f"{side}fresh", f"{side}fresh{how}", f"{side}fresh{how}x{crossed}"] if fresh else []
    names += [f"{side}own", f"{side}own{how}"] if own else []
    names += [f"{side}nearest", f"{side}nearest{how}"] if nearest else []
    return Group([*names, *([f"{side}growth"] if growth else [])])


@lru_cache(maxsize=KEPT)
def _back(back: int, same: str, nothing: str, first: bool, last: bool) -> Group:
    """What speaks for a metric named so many sentences back, as the first or last of its sentence.

    same      "p" in the same paragraph
    nothing   " unspoken" where the number's own sentence has no word for a metric
    """
    names = [f"back{back}{same}", f"back{back}{nothing}", *([f"back{back} first{nothing}"] if first else [])]
    return Group([*names, *([f"back{back} last{nothing}"] if last else [])])


@lru_cache(maxsize=KEPT)
def _told(numbers: int, alike: int, part: str, unit: str) -> Group:
    """How many of the numbers before are of the metric, how many of these are of the same kind of unit, and what part
    of the numbers of that kind."""
    return Group((f"told{numbers}", f"told alike{alike}", f"told of all={part}", f"told {unit}{min(2, alike)}"),
                 alone=True)


def _topic(reading: Reading, number: int, allowed: frozenset[str]) -> MetricMention | None:
    """The metric that a sentence opens with, by whatever word: what "They went up 40%" goes on with."""
    first = reading.document.sentences[number].first
    near = (m for m in reading.metrics_in.get(number, ()) if m.first - first <= TOPIC)
    return next((m for m in near if m.metric in allowed), None)


def _away(mention: MetricMention | None, quantity: Quantity) -> int:
    if mention is None:
        return 10**6
    return max(quantity.first - mention.last, mention.first - quantity.last, 0)
