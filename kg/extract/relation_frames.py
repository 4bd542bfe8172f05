"""Relations that neither a verb nor a noun carries alone: a unit of an owner, goods that one buys of another, what is
held in a company, a contest of so many."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kg.extract.org_names import NAMES, STOPS, OrgNames
from kg.extract.phrases import Hit
from kg.extract.relation_antecedents import counted
from kg.extract.relation_words import (
    COUNTED,
    NEAR,
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
        yield from self._goods()
        yield from self._groups()
        yield from self._headed()

    def _units(self) -> Iterator[Pair]:
        """ "Alphabet's Google Cloud", "its cloud division", "LinkedIn, Microsoft's network", "AWS van Amazon"."""
        names = self.names
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
            if owner is not None and mention.how == "description" and mention.entity.startswith(owner.entity):
                continue  # a part with no name of its own: "its services business"
            if owner is not None and owner.entity != mention.entity and owns(owner.entity, mention.entity):
                yield Pair(owner.entity, "parent_of", mention.entity, min(owner.first, mention.first),
                            max(owner.last, mention.last), "unit of owner")

    def _goods(self) -> Iterator[Pair]:
        """ "uses chips from Nvidia", "buys Samsung's memory": a word of using, goods, and who makes them."""
        names = self.names
        for at, word in enumerate(self.lower):
            if word not in self.words.using:
                continue
            here = names.in_sentence(at)
            for maker in here:
                if maker.how not in {"name", "unknown"} or maker.kind != "company" or abs(maker.first - at) > NEAR:
                    continue
                before = names.token(maker.first - 1)
                goods = (before in self.words.names.of | self.words.names.prepositions
                         and names.token(maker.first - 2) in self.words.goods) or (
                    names.genitive(maker) and any(t in self.words.goods for t in self.lower[maker.last:maker.last + 4]))
                buyer = next((m for m in reversed(here) if m.last <= min(at, maker.first)
                              and m.company != maker.company and m.standing == "subject"), None)
                if goods and buyer is not None and not STOPS & set(self.lower[buyer.last:max(at, maker.first)]):
                    yield Pair(maker.entity, "supplies", buyer.company or buyer.entity, buyer.first,
                                max(maker.last, at + 1), "goods")

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
