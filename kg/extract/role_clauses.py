"""Roles that a verb says: "Ana Poe, who founded Foo", "Foo was set up by Ana Poe", "she covers Foo at the bank Bar".

The words for a position with a person beside them are read in `kg.extract.roles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.extract.mention import Mention
from kg.extract.role_words import LEADER, STARTER, RoleWords, Term
from kg.extract.text import Document
from kg.extract.titles import Title

#: How many words of a relative clause may stand before its verb.
REACH = 9
#: The same of a main clause: "Ana Poe has since 2021".
NEAR = 4
#: Words between an agent and its participle: "by Ana Poe in the year 1994 founded" (as Dutch has it).
SPLIT = 7
#: Words before "who" in "Ana Poe, the woman who".
APPOSED = 4


class RoleReading(NamedTuple):
    """A position that a stretch of tokens first..last (half-open) gives to a person.

    company   the mention of the organization, if the stretch names one
    title     the words for the position, if there are such words
    """

    person: Mention
    role: str
    first: int
    last: int
    company: Mention | None
    rule: str
    title: Title | None = None


class Clauses:
    """The rules for verbs; `starts` are the mentions by their first token, and `mentions` all of them in order."""

    def __init__(self, document: Document, words: RoleWords, starts: Mapping[int, Mention]) -> None:
        self.document, self.words, self.lower, self.starts = document, words, document.lower, starts

    def read(self, inside: Sequence[Mention], first: int, last: int) -> Iterable[RoleReading]:
        """The readings of a sentence whose mentions are `inside`."""
        for person in inside:
            if person.kind == "person":
                yield from self._active(person, inside, last)
        for place in range(first, last):
            if place not in self.starts and (phrase := self.words.passive(self.lower, place)) is not None:
                yield from self._passive(phrase, inside, place, last)
            if self.lower[place] in self.words.agents:
                yield from self._agent(inside, place, last)

    def people(self, at: int) -> list[Mention]:
        """The people of a list that starts at the token: "Ana Poe, Bo Orr and Cy Dee"."""
        found: list[Mention] = []
        person = self.starts.get(at)
        while person is not None and person.kind == "person" and person.how != "pronoun":
            found.append(person)
            at = person.last
            while self._token(at) in self.words.joints and at - person.last < 2:
                at += 1
            person = self.starts.get(at) if at > person.last else None
        return found

    def before(self, inside: Sequence[Mention], person: Mention) -> list[Mention]:
        """The people of a list that ends with a person: of "Ana Poe and Bo Orr" both, where "and" stands there."""
        found = [person]
        while found[0].first > 1 and self._token(found[0].first - 1) in self.words.joints and (
                len(found) > 1 or self._token(found[0].first - 1) != ","):
            other = next((m for m in inside if m.last == found[0].first - 1 and m.kind == "person"), None)
            if other is None or other.how == "pronoun":
                break
            found.insert(0, other)
        return found

    # The rules

    def _active(self, person: Mention, inside: Sequence[Mention], last: int) -> Iterable[RoleReading]:
        """ "Ana Poe, who founded Foo", "Foo, which she founded", "die over de financiën gaat"."""
        start = self._relative(person.last)
        relative = start > person.last
        for place in range(start, min(last, start + (REACH if relative else NEAR))):
            if self.lower[place] in self.words.barriers or (
                    not relative and place in self.starts and self.starts[place] not in inside):
                return
            phrase = self.words.phrase(self.lower, place)
            if phrase is None or phrase.end > last or (not relative and not self._leads_to(person.last, place)):
                continue
            if (reading := self._said(phrase, person, inside, (start, place, last), relative)) is not None:
                yield reading
                if not relative:
                    for other in self.before(inside, person)[:-1]:
                        yield reading._replace(person=other, first=other.first)
                return

    def _said(self, phrase: Term, person: Mention, inside: Sequence[Mention], at: tuple[int, int, int],
              relative: bool) -> RoleReading | None:
        start, place, last = at
        role, end = phrase.role, phrase.end
        company = self._object(end)
        if role == "analyst":
            company = next((m for m in inside if m.how in {"source", "unknown"} and m.kind == "company"
                            and start <= m.first < end + REACH and self._token(m.first - 1) in self.words.places), None)
            return None if company is None else RoleReading(
                person, role, person.first, max(end, company.last), company, "clause")
        if role == STARTER:
            if company is None or company.kind != "company" or company.first != end or not self._whole(company):
                return None
            particle = self.words.particles.get(self.lower[place])
            if particle is not None and particle not in self.lower[company.last:min(last, company.last + NEAR)]:
                return None
            role = "founder"
        if company is None:
            company = next((m for m in inside if start <= m.first < place and m.kind != "person"), None)
        if company is None and not relative:
            if role in self.words.relative_only or role == LEADER:
                return None
            if role == "founder":
                company = next((m for m in reversed(inside) if m.last <= person.first and m.kind != "person"), None)
                if company is None:
                    return None
        if role == LEADER:
            if company is None:
                return None
            # "who runs Foo", and "who runs Foo's cloud business", which is a part of it
            role = "ceo" if self._whole(company) else "executive"
        return RoleReading(person, role, person.first, end, company, "clause")

    def _passive(self, phrase: Term, inside: Sequence[Mention], place: int, last: int) -> Iterable[RoleReading]:
        """ "Foo was founded by Ana Poe", "onder leiding van Ana Poe groeide Foo"."""
        at = phrase.end
        while at < min(last, phrase.end + NEAR) and at not in self.starts and (
                self.lower[at] in self.words.modifiers or self.words.is_head(self.lower[at])):
            at += 1
        people = self.people(at)
        company = self._owner(inside, place) or next(
            (m for m in inside if people and m.first >= people[-1].last and m.kind != "person"), None)
        yield from self._by(phrase.role, people, company, place)

    def _agent(self, inside: Sequence[Mention], place: int, last: int) -> Iterable[RoleReading]:
        """ "Foo, dat door Ana Poe werd opgericht", "het door Ana Poe opgerichte Foo"."""
        people = self.people(place + 1)
        for at in range(people[-1].last, min(last, people[-1].last + SPLIT)) if people else ():
            if self.lower[at] in self.words.barriers:
                return
            if (role := self.words.participles.get(self.lower[at])) is not None:
                company = self._object(at + 1) or self._owner(inside, place)
                yield from self._by(role, people, company, place, at + 1)
                return

    def _by(self, role: str, people: Sequence[Mention], company: Mention | None, place: int,
            end: int = 0) -> Iterable[RoleReading]:
        if company is None:
            return
        if role == LEADER:
            role = "ceo" if self._whole(company) else "executive"
        for person in people:
            yield RoleReading(person, role, place, max(end, person.last), company, "passive clause")

    # What stands around

    def _relative(self, at: int) -> int:
        """Where the relative clause begins that follows a name, behind its "who"; the same token if none does."""
        if self._token(at) == ",":
            for place in range(at + 1, at + 1 + APPOSED):
                if self._token(place) in self.words.relative:
                    return place + 1
                if place in self.starts or not self._token(place)[:1].isalpha():
                    break
        return at

    def _leads_to(self, at: int, place: int) -> bool:
        """Whether nothing but words like "has since" stands between a name and its verb."""
        return all(token in self.words.auxiliaries or token[0].isdigit() for token in self.lower[at:place]) or (
            place - at < 2)

    def _object(self, at: int) -> Mention | None:
        """The organization behind a verb, perhaps behind words such as "the parent company"."""
        for place in range(at, at + NEAR):
            mention = self.starts.get(place)
            if mention is not None:
                return mention if mention.kind != "person" else None
            if self._token(place) not in self.words.modifiers or self._token(place) in self.words.joints:
                return None
        return None

    def _owner(self, inside: Sequence[Mention], place: int) -> Mention | None:
        return next((m for m in reversed(inside) if m.last <= place and m.kind != "person"), None)

    def _whole(self, company: Mention) -> bool:
        return company.kind == "company" and self._token(company.last) not in self.words.joining

    def _token(self, at: int) -> str:
        return self.lower[at] if 0 <= at < len(self.lower) else ""
