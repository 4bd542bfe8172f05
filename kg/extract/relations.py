"""What two organizations are to each other: rivals, parent and unit, buyer and bought, supplier and customer.

Two frames carry nearly all of it. A noun says what the one named is to its owner ("its rivals Intel and AMD",
"Lyft, Uber's main competitor", "the parent of Google"); a verb stands between its subject and its objects. The
words of both, and which side is the subject, are data of the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from kg.extract.entities import Focus, Mention
from kg.extract.phrases import Hit, Phrases
from kg.extract.quantities import Quantity
from kg.extract.text import Document
from kg.facts import Part, Relation
from kg.lexicon import load

SYMMETRIC = frozenset({"competes_with", "partners_with"})
#: Relations that may have an amount: what was paid, or the part that is held.
AMOUNTS = frozenset({"acquires", "invests_in"})
#: How many words (adjectives, mostly) may stand between an owner and a noun, or a name's comma and a noun.
REACH = 4


@dataclass(frozen=True, slots=True)
class _Words:
    nouns: Phrases
    verbs: Phrases
    joiners: frozenset[str]
    like: frozenset[str]
    determiners: frozenset[str]
    possessives: frozenset[str]
    of: frozenset[str]
    be: frozenset[str]
    relatives: frozenset[str]
    counts: dict[str, int]


@cache
def _words(language: str) -> _Words:
    data: dict[str, Any] = load().languages[language]["relations"]
    nouns = [(word, f"{row['predicate']} {row['subject']}") for row in data["noun"] for word in row["words"]]
    verbs = [(word, f"{row['predicate']} {'by' if row.get('by') else 'to'}")
             for row in data["verb"] for word in row["words"]]
    sets = {name: frozenset(data[name]) for name in (
        "joiners", "like", "determiners", "possessives", "of", "be", "relatives")}
    return _Words(Phrases(nouns), Phrases(verbs), **sets, counts=dict(data["counts"]))


@dataclass(frozen=True, slots=True)
class _Pair:
    subject: str
    predicate: str
    object: str
    first: int
    last: int
    rule: str


def read_relations(document: Document, mentions: Sequence[Mention], focus: Focus, quantities: Sequence[Quantity],
                   article: str) -> list[Relation]:
    """The relations that a text words, each pair once, in text order."""
    reader = _Reader(document, mentions, focus)
    pairs: dict[tuple[str, str, str], _Pair] = {}
    for pair in reader.pairs():
        ends = sorted((pair.subject, pair.object)) if pair.predicate in SYMMETRIC else [pair.subject, pair.object]
        pairs.setdefault((pair.predicate, *ends), pair)  # type: ignore[arg-type]
    return [_relation(document, pair, quantities, article) for pair in pairs.values()]


def _relation(document: Document, pair: _Pair, quantities: Sequence[Quantity], article: str) -> Relation:
    start, end = document.starts[pair.first], document.ends[pair.last - 1]
    value, unit = None, None
    parts = []
    if pair.predicate in AMOUNTS and (amount := _amount(document, pair, quantities)):
        value, unit = amount.value, amount.unit
        start, end = min(start, amount.start), max(end, amount.end)
        parts.append(Part("value", amount.start, amount.end))
    return Relation(article=article, start=start, end=end, evidence=document.text[start:end], rule=pair.rule,
                    parts=tuple(parts), subject=pair.subject, predicate=pair.predicate, object=pair.object,
                    value=value, unit=unit)


def _amount(document: Document, pair: _Pair, quantities: Sequence[Quantity]) -> Quantity | None:
    """The first amount of money, or the percentage held, in the sentence of the relation."""
    number = document.sentence_of[pair.first]
    inside = [q for q in quantities if document.sentence_of[q.first] == number and q.kind == "amount"
              and q.value is not None and q.role not in {"conversion", "from"}]
    near = [q for q in inside if -12 <= q.first - pair.last <= 12 or pair.first <= q.first < pair.last]
    money = [q for q in near if len(q.unit) == 3 and q.unit.isupper()]
    held = [q for q in near if q.unit == "percent"] if pair.predicate == "invests_in" else []
    return next(iter(money or held), None)


class _Reader:
    """One text's mentions as lists ("Google, Microsoft and Amazon"), and the two frames over them."""

    def __init__(self, document: Document, mentions: Sequence[Mention], focus: Focus) -> None:
        self.document, self.focus = document, focus
        self.words = _words(document.language)
        self.lower = document.lower
        self.mentions = [m for m in mentions if m.kind != "person" and m.how != "bare"]
        self.named = [m for m in self.mentions if m.how in {"name", "unknown", "description"}]
        self.by_first = {m.first: m for m in self.mentions}
        self.by_last = {m.last: m for m in self.mentions}
        self.lists = list(self._lists())
        self.list_of = {m.first: group for group in self.lists for m in group}

    def _lists(self) -> Iterable[list[Mention]]:
        group: list[Mention] = []
        for mention in self.named:
            gap = self.lower[group[-1].last:mention.first] if group else []
            if group and (not gap or len(gap) > 3 or not all(word in self.words.joiners for word in gap)):
                yield group
                group = []
            group.append(mention)
        if group:
            yield group

    def pairs(self) -> Iterable[_Pair]:
        """All pairs that the frames give, in text order."""
        found: list[_Pair] = []
        for hit in self.words.nouns.find(self.document):
            found += self._noun(hit)
        for hit in self.words.verbs.find(self.document):
            found += self._verb(hit)
        found += self._units()
        return sorted(found, key=lambda pair: pair.first)

    def _noun(self, hit: Hit) -> Iterable[_Pair]:
        predicate, side = hit.what.split(" ")
        last = hit.tail + 1 if hit.tail >= 0 else hit.last
        named, owners, rule = self._behind(last), self._owner(hit.first), "noun, name"
        if not named:
            named, rule = self._apposed(hit.first), "name, noun"
        if not owners and last < len(self.lower) and self.lower[last] in self.words.of:
            owners = self._behind(last + 1)
        if not named and self.lower[last - 1] not in self.words.of and owners:
            named, rule = self._apposed_behind(last, owners), "noun, apposition"
        counted = self.words.counts.get(self.lower[hit.first - 1]) if hit.first else None
        if counted and not named and predicate == "competes_with":
            names = self.focus.at(hit.first)[:counted]
            if len(names) == counted:
                for a, b in combinations(names, 2):
                    yield _Pair(a, predicate, b, hit.first - 1, hit.last, "counted rivals")
            return
        if not named:
            if side != "named" or not owners:
                return
            names = self._in_focus(hit.first, {m.entity for m in owners})
            rule = "noun of owner"
        else:
            names = [m.entity for m in named]
        holders = [m.entity for m in owners] or self._in_focus(hit.first, set(names))
        if not owners and predicate == "parent_of" and side == "owner" and rule == "noun, name" and \
                not all(m.kind == "unit" for m in named):
            # "the business Amazon": a bare noun before a company is no ownership.
            return
        first = min([hit.first, *(m.first for m in named), *(m.first for m in owners)])
        end = max([last, *(m.last for m in named), *(m.last for m in owners)])
        for holder in holders:
            for name in names:
                if holder != name:
                    a, b = (holder, name) if side == "owner" else (name, holder)
                    yield _Pair(a, predicate, b, first, end, rule)

    def _behind(self, at: int) -> list[Mention]:
        """The list of names that starts here, behind words such as "like"."""
        for token in range(at, min(at + REACH, len(self.lower))):
            if token in self.list_of:
                group = self.list_of[token]
                return group[next(i for i, m in enumerate(group) if m.first == token):]
            if self.lower[token] not in self.words.like and self.lower[token] not in self.words.determiners:
                return []
        return []

    def _owner(self, at: int) -> list[Mention]:
        """Who stands before a noun in the possessive: "Nvidia's closest rival", "its rival"."""
        for token in range(at - 1, max(-1, at - 1 - REACH), -1):
            mention = self.by_last.get(token + 1)
            if mention is not None and mention.how in {"name", "unknown", "description", "noun"}:
                genitive = token + 1 < len(self.lower) and self.lower[token + 1] in {"'s", "'"}
                suffixed = self.lower[token].endswith("s") and mention.how == "name" and \
                    not mention.entity.lower().endswith("s")
                return [mention] if genitive or suffixed else []
            if self.lower[token] in self.words.possessives:
                if mention is not None:
                    return [mention]
                name = next(iter(self.focus.at(token)), None)
                return [Mention(token, token + 1, name, "company", "pronoun")] if name else []
            if self.lower[token] in {",", ".", ";", ":", "(", ")"}:
                return []
        return []

    def _apposed(self, at: int) -> list[Mention]:
        """The names before "..., its main rival" or "is the owner of"; or right before the noun ("its AWS unit")."""
        if mention := self.by_last.get(at):
            return [mention] if mention.how in {"name", "unknown"} and mention.kind == "unit" else []
        for token in range(at - 1, max(0, at - 1 - REACH - 2), -1):
            if self.lower[token] == "," or self.lower[token] in self.words.be:
                mention = self.by_last.get(token)
                return self.list_of.get(mention.first, []) if mention else []
            if self.lower[token] in {".", ";", ":", "(", ")"}:
                return []
        return []

    def _apposed_behind(self, at: int, owners: Sequence[Mention]) -> list[Mention]:
        """The name in "Google's parent, Alphabet" and "the owner of YouTube, Alphabet"."""
        token = max([at, *(m.last for m in owners)])
        if token + 1 < len(self.lower) and self.lower[token] == "," and token + 1 in self.list_of:
            return self.list_of[token + 1][:1]
        return []

    def _in_focus(self, at: int, without: set[str]) -> list[str]:
        """The company that the sentence is about, else the one in mind."""
        number = self.document.sentence_of[at]
        opening = self.document.sentences[number].first
        before = [m for m in self.mentions if opening <= m.first < at and m.entity not in without]
        subjects = [m for m in before if m.standing == "subject"]
        if subjects:
            return [subjects[-1].entity]
        return [name for name in self.focus.at(at) if name not in without][:1]

    def _verb(self, hit: Hit) -> Iterable[_Pair]:
        predicate, way = hit.what.split(" ")
        objects = self._behind(hit.tail + 1) if hit.tail >= 0 else self._behind(hit.last)
        if not objects and hit.tail >= 0:
            objects = [m for m in self.named if hit.last <= m.first < hit.tail]
            objects = self.list_of.get(objects[0].first, []) if objects else []
        if not objects:
            return
        number = self.document.sentence_of[hit.first]
        opening = self.document.sentences[number].first
        without = {m.entity for m in objects}
        before = [m for m in self.mentions if opening <= m.first < hit.first and m.entity not in without]
        if not before:
            return
        subject = before[-1]
        if hit.first - 1 > subject.last and subject.standing != "subject":
            free = [m for m in before if m.standing == "subject"]
            subject = free[-1] if free else subject
        for mention in objects:
            a, b = (subject.entity, mention.entity) if way == "to" else (mention.entity, subject.entity)
            yield _Pair(a, predicate, b, subject.first, objects[-1].last, "verb")

    def _units(self) -> Iterable[_Pair]:
        """ "Alphabet's Google Cloud", "its cloud division", "de clouddivisie van Amazon"."""
        for mention in self.mentions:
            if mention.kind != "unit" or mention.how not in {"name", "description"}:
                continue
            owners = self._owner(mention.first)
            if not owners and mention.how == "description" and mention.last < len(self.lower) \
                    and self.lower[mention.last] in self.words.of:
                owners = self._behind(mention.last + 1)[:1]
            for owner in owners:
                if owner.kind == "company" and owner.entity != mention.entity and self._owns(owner.entity, mention):
                    yield _Pair(owner.entity, "parent_of", mention.entity, min(owner.first, mention.first),
                                max(owner.last, mention.last), "unit of owner")

    def _owns(self, owner: str, mention: Mention) -> bool:
        """Whether the words may mean ownership: the ontology knows the unit as the owner's, and it is no product."""
        lexicon = load()
        unit, company = lexicon.entity(mention.entity), lexicon.entity(owner)
        if unit is None:
            return False
        seen: set[str] = set()
        parent = unit.parent
        while parent and parent not in seen:
            if company is not None and parent == company.id:
                return True
            seen.add(parent)
            parent = lexicon.entities[parent].parent if parent in lexicon.entities else None
        return False
