"""What two organizations are to each other: rivals, parent and unit, buyer and bought, supplier and customer.

Two frames carry nearly all of it. A noun says what the one named is to its owner ("its rivals Intel and AMD",
"Lyft, Uber's main competitor", "the parent of Google"); a verb stands between its subject and its objects. The
words of both, and which side is the subject, are data of the language (`relations.toml`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from kg.extract.entities import Focus, Mention
from kg.extract.entity_words import entity_words
from kg.extract.org_names import OrgNames
from kg.extract.quantities import Quantity
from kg.extract.relation_frames import OtherFrames
from kg.extract.relation_goods import GoodsFrames
from kg.extract.relation_nouns import NounFrame
from kg.extract.relation_verbs import VerbFrame
from kg.extract.relation_words import (
    AMOUNTS,
    COUNTED_RIVALS,
    NEAR,
    SYMMETRIC,
    Pair,
    RelationWords,
    above,
    head_company,
    owns,
    relation_words,
)
from kg.extract.text import Document
from kg.facts import Part, Relation

#: A number from here on without a unit is taken for money where a deal is worded.
LARGE = Decimal(1_000_000)


def read_relations(document: Document, mentions: Sequence[Mention], focus: Focus, quantities: Sequence[Quantity],
                   article: str) -> list[Relation]:
    """The relations that a text words, each pair once."""
    words = relation_words(document.language)
    names = OrgNames(document, mentions, focus, words.names, entity_words(document.language))
    frames = (NounFrame(names, words), VerbFrame(names, words), OtherFrames(names, words), GoodsFrames(names, words))
    found = [pair for frame in frames for pair in frame.pairs()]
    pairs: dict[tuple[str, ...], list[Pair]] = {}
    groups: set[tuple[str, ...]] = set()
    for pair in sorted(found, key=lambda pair: (pair.rule == COUNTED_RIVALS, pair.first)):
        symmetric = pair.predicate in SYMMETRIC
        if owns(pair.object, pair.subject) or (symmetric and owns(pair.subject, pair.object)):
            continue  # nobody owns or buys their owner, or is a rival of their own unit
        if pair.predicate == "parent_of" and _beside(pair.subject, pair.object):
            continue
        ends = sorted((pair.subject, pair.object)) if symmetric else [pair.subject, pair.object]
        group = (pair.predicate, *sorted(map(head_company, ends)))
        if symmetric and pair.rule == COUNTED_RIVALS and group in groups:
            continue  # "the three giants" are Google as well as Alphabet
        groups.add(group)
        pairs.setdefault((pair.predicate, *ends), []).append(pair)
    amounts = _Amounts(document, quantities, words)
    chosen = [next((pair for pair in said if pair.predicate in AMOUNTS and amounts.of(pair)), said[0])
              for said in pairs.values()]
    return [_relation(document, pair, amounts, article) for pair in chosen if not (
        pair.predicate == "parent_of" and ("invests_in", pair.subject, pair.object) in pairs)]  # no more than a stake


def _beside(name: str, other: str) -> bool:
    """Whether two units stand side by side under one company, so that neither is the other's owner."""
    return not owns(name, other) and not {*above(name)}.isdisjoint(above(other))


def _relation(document: Document, pair: Pair, amounts: _Amounts, article: str) -> Relation:
    start, end = document.starts[pair.first], document.ends[pair.last - 1]
    value, unit = None, None
    parts = []
    if pair.predicate in AMOUNTS and (amount := amounts.of(pair)):
        value, unit = amount.value, amount.unit
        start, end = min(start, amount.start), max(end, amount.end)
        parts.append(Part("value", amount.start, amount.end))
    return Relation(article=article, start=start, end=end, evidence=document.text[start:end], rule=pair.rule,
                    parts=tuple(parts), subject=pair.subject, predicate=pair.predicate, object=pair.object,
                    value=value, unit=unit)


class _Amounts:
    """The amounts of money and the percentages of a text, by sentence."""

    def __init__(self, document: Document, quantities: Sequence[Quantity], words: RelationWords) -> None:
        self._document, self._words = document, words
        self._of: dict[int, list[Quantity]] = {}
        currency = next(iter(Counter(q.unit for q in quantities if _money(q)).most_common(1)), None)
        for quantity in quantities:
            if currency and not quantity.unit and quantity.value is not None and quantity.value >= LARGE:
                quantity = quantity._replace(unit=currency[0], kind="amount")  # "steekt 2 miljard in xAI"
            if quantity.kind == "amount" and quantity.value is not None and quantity.role not in {"conversion", "from"}:
                self._of.setdefault(document.sentence_of[quantity.first], []).append(quantity)

    def of(self, pair: Pair) -> Quantity | None:
        """What was paid or is held: near the words of the relation, or in the next sentence about the deal."""
        number = self._document.sentence_of[pair.first]
        near = [q for q in self._of.get(number, []) if -NEAR <= q.first - pair.last <= NEAR
                or pair.first <= q.first < pair.last]
        if pair.predicate == "invests_in":
            held = [q for q in near if q.unit == "percent" or _money(q)]
            return min(held, key=lambda q: (_gap(q, pair), q.unit != "percent"), default=None)
        if money := [q for q in near if _money(q)]:
            return money[0]
        if pair.predicate == "acquires" and len(money := [q for q in self._of.get(number, []) if _money(q)]) == 1:
            return money[0]
        if pair.predicate == "acquires" and number + 1 < len(self._document.sentences):
            after = self._document.sentences[number + 1]
            if any(word in self._words.deals for word in self._document.lower[after.first:after.last]):
                return next((q for q in self._of.get(number + 1, []) if _money(q)), None)
        return None


def _gap(quantity: Quantity, pair: Pair) -> int:
    """How far an amount stands from the words of a relation: 0 within them."""
    return max(0, pair.first - quantity.first, quantity.first - pair.last)


def _money(quantity: Quantity) -> bool:
    return len(quantity.unit) == 3 and quantity.unit.isupper()
