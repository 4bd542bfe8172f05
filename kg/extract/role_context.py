"""Roles that a text says in another sentence than the name: "Ana Poe got her way. The chief executive of Foo buys"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from kg.extract.mention import Mention
from kg.extract.role_clauses import RoleReading
from kg.extract.role_words import RoleWords
from kg.extract.text import Document
from kg.extract.titles import Title, Titles

#: Words from the beginning of a sentence in which its title begins: "the new", "the man who took over as".
OPENING = 8
#: Words behind a title in which its bearer's name would stand.
NEAR = 9


class RoleContext:
    """The rules that look beyond a sentence; `mentions` are those of the text, in order."""

    def __init__(self, document: Document, words: RoleWords, titles: Titles, mentions: Sequence[Mention]) -> None:
        self.document, self.words, self.titles, self.mentions = document, words, titles, mentions
        self._firsts = [mention.first for mention in mentions]

    def behind(self, found: Sequence[RoleReading]) -> list[RoleReading]:
        """The one person of a sentence is who a title that opens the next one stands for.

        found   the readings so far: who has a position by them gets no other one so
        """
        placed = {reading.person.entity for reading in found}
        sentences = self.document.sentences
        more: list[RoleReading] = []
        for before, sentence in pairwise(sentences):
            if sentence.paragraph != before.paragraph or self.document.lower[sentence.first] not in self.words.definite:
                continue
            people = {mention.entity: mention for mention in self._people(before.first, before.last)}
            title = next(iter(self.titles.read(sentence.first + 1, min(sentence.last, sentence.first + OPENING))), None)
            if len(people) != 1 or title is None or placed & people.keys() or self._people(
                    sentence.first, min(sentence.last, title.last + NEAR)):
                continue
            (person,) = people.values()
            placed.add(person.entity)
            more += self._readings(person, title, person.first, "title in the next sentence")
        return more

    def alone(self, found: Sequence[RoleReading]) -> list[RoleReading]:
        """ "The chief executive said": the one person named before whose role the text does not say otherwise."""
        placed = {reading.person.entity for reading in found}
        held = {reading.role for reading in found}
        named = {m.entity: m for m in reversed(self._people(0, len(self.document.lower))) if m.entity not in placed}
        if len(named) != 1:
            return []
        (person,) = named.values()
        for sentence in self.document.sentences[self.document.sentence_of[person.first]:]:
            for title in self.titles.read(max(person.last, sentence.first), sentence.last):
                if sentence.first <= person.first and self._token(title.start - 1) != ",":
                    continue  # "Ana Poe met the chief executive", unlike "It is Ana Poe's, the finance chief"
                if held.isdisjoint(role for role, _, _ in title.roles) and (
                        self._token(title.first - 1) in self.words.definite):
                    return self._readings(person, title, title.start, "title alone")
        return []

    def _readings(self, person: Mention, title: Title, first: int, rule: str) -> list[RoleReading]:
        if not self.words.internal.issuperset(role for role, _, _ in title.roles):
            return []
        return [RoleReading(person, role, first, title.last, title.company, rule, title) for role, _, _ in title.roles]

    def _people(self, first: int, last: int) -> list[Mention]:
        inside = self.mentions[bisect_left(self._firsts, first):bisect_left(self._firsts, last)]
        return [mention for mention in inside if mention.kind == "person" and mention.how != "pronoun"]

    def _token(self, at: int) -> str:
        return self.document.lower[at] if at >= 0 else ""
