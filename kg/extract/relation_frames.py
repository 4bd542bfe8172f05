"""Relations that neither a verb nor a noun carries alone: a unit of an owner, goods that one buys of another, what is
held in a company, a contest of so many."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kg.extract.entities import Mention
from kg.extract.org_names import NAMES, STOPS, OrgNames
from kg.extract.phrases import Hit
from kg.extract.relation_antecedents import counted
from kg.extract.relation_words import (
    COUNTED,
    NEAR,
    PHRASE,
    Pair,
    RelationWords,
    above,
    end_of,
    is_product,
    owns,
)


class OtherFrames:
    """The other wordings, in one text."""

    def __init__(self, names: OrgNames, words: RelationWords) -> None:
        self.names, self.words = names, words
        self.document, self.lower = names.document, names.lower

    def pairs(self) -> Iterator[Pair]:
        """All pairs that they give."""
        for hit in self.words.held_in.find(self.document):
            yield from self._held_in(hit)
        yield from self._units()
        yield from self._groups()
        yield from self._headed()

    def _units(self) -> Iterator[Pair]:
        """ "Alphabet's Google Cloud", "its cloud division", "LinkedIn, Microsoft's network", "AWS van Amazon"."""
        names = self.names
        said_units = {m.entity for m in names.named if m.how == "name"}
        for mention in [*(m for m in names.mentions if m.how == "description"), *names.named]:
            if mention.how not in {"name", "description"} or not above(mention.entity) or (
                    is_product(mention, self.words)):
                continue
            group = names.up_to(mention.last)
            said = names.owner(mention.first)
            owner = said.mention or (names.owner(group[0].first).mention if group else None)
            if owner is said.mention and mention.how == "name" and said.first < mention.first - 1 and (
                    names.token(said.first) in self.words.names.possessives and not names.titled(mention)):
                owner = None  # "in their place came Optimus"
            if owner is None and names.token(mention.last) in self.words.names.of - self.words.names.bridges:
                owner = next(iter(names.behind(mention.last + 1)[:1]), None)
            if owner is None and mention.how == "name" and names.token(mention.last) == ",":
                beside = next((m for m in names.in_sentence(mention.first) if m.first == mention.last + 1), None)
                owner = beside if beside and names.genitive(beside) else None
            hyphen = names.token(mention.first - 2) == "-" and names.token(mention.first - 1) in self.words.owned_words
            if owner is None and hyphen:  # "Alphabet-owned YouTube"
                owner = next(iter(names.up_to(mention.first - 2)[-1:]), None)
            if owner is None and mention.how == "name" and (known := self._apposed(mention)) is not None:
                yield known
                continue
            if owner is not None and mention.how == "description" and mention.entity.startswith(owner.entity) and (
                    mention.entity not in said_units):
                continue  # a part with no name of its own: "its services business"
            if owner is not None and owner.entity != mention.entity and owns(owner.entity, mention.entity):
                yield Pair(owner.entity, "parent_of", mention.entity, min(owner.first, mention.first),
                            max(owner.last, mention.last), "unit of owner")

    def _apposed(self, unit: Mention) -> Pair | None:
        """ "Reality Labs, its maker of headsets", "de eigen brillenmaker, Reality Labs": the ontology says whose."""
        names, words = self.names, self.words
        last = names.from_here(unit.first)[-1].last if names.from_here(unit.first) else unit.last
        behind = names.token(last) == "," and (
            names.token(last + 1) in words.names.possessives or names.token(last + 2) in words.own) and (
            words.names.of.isdisjoint(self.lower[last + 1:last + 2 + PHRASE]))
        start = names.up_to(unit.last)[0].first if names.up_to(unit.last) else unit.first
        before = start - 1 > names.opening(unit.first) and names.token(start - 1) == "," and (
            names.token(unit.last) in STOPS | words.names.joiners) and self._own_before(start - 1)
        said = {m.entity for m in names.named}
        owner = next((name for name in above(unit.entity) if name in said), None) if behind or before else None
        if owner is None:
            return None
        return Pair(owner, "parent_of", unit.entity, min(start, unit.first), last + 2 * behind, "own unit")

    def _own_before(self, at: int) -> bool:
        """Whether a noun phrase with a possessive closes right before the comma: "its maker of headsets,"."""
        for token in range(at - 1, max(at - 1 - PHRASE, self.names.opening(at) - 1), -1):
            word = self.lower[token]
            if word in STOPS or word in self.words.names.joiners or self.names.up_to(token + 1):
                return False
            if word in self.words.names.possessives or word in self.words.own:
                return not self.names.is_verb(token)
        return False

    def _groups(self) -> Iterator[Pair]:
        """ "the contest of the three giants", "the three compete": all pairs of the companies named last."""
        for at, word in enumerate(self.lower):
            if self.words.inverts and word in self.words.contending:
                for a, b in combinations(self.names.from_here(at + 1), 2):
                    yield Pair(a.entity, "competes_with", b.entity, at, b.last, "verb, each other")
            count = self.words.counts.get(word)
            if count is None or count < 2:
                continue
            ahead = range(at + 1, at + 2 + COUNTED)
            after = next((t for t in ahead if self.names.token(t) in self.words.groups), at + 1)
            group = self.names.token(after) in self.words.groups
            sentence = self.lower[self.names.opening(at):self.names.closing(at)]
            contest = any(w.startswith(self.words.contests) for w in sentence) if group else self._contend(at + 1)
            if contest:
                yield from counted(self.names, at + 1, after + group, count, [])

    def _contend(self, at: int) -> bool:
        """Whether the verb of "the three" is at the token: "compete", "are fighting"."""
        names = self.names
        return names.token(at) in self.words.contending or (
            names.is_verb(at) and names.token(at + 1) in self.words.contending)

    def _headed(self) -> Iterator[Pair]:
        """ "Amazon, Microsoft and Google: the contest for the cloud"."""
        for at, word in enumerate(self.lower):
            group = self.names.up_to(at) if word == ":" else []
            if len(group) > 1 and any(w.startswith(self.words.contests) for w in self.lower[at + 1:at + 2 + COUNTED]):
                for a, b in combinations(group, 2):
                    yield Pair(a.entity, "competes_with", b.entity, a.first, at + 2 + COUNTED, "contest of those named")

    def _held_in(self, hit: Hit) -> Iterator[Pair]:
        """ "OpenAI, in which Microsoft holds about 27%"."""
        end = end_of(hit)
        stop = min(self.names.closing(hit.first), end + NEAR)
        holder = next((m for m in self.names.in_sentence(hit.first) if end <= m.first < stop), None)
        if holder is None or not any(word in self.words.holding for word in self.lower[holder.last:stop]):
            return
        held = [m for m in self.names.in_sentence(hit.first) if m.last <= hit.first and m.how in NAMES
                and m.entity != holder.entity]
        if held:
            yield Pair(holder.entity, "invests_in", held[-1].entity, held[-1].first, holder.last, "held in")
