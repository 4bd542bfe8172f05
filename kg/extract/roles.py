"""Role facts: who holds, held or will hold which position, and where.

A role is read from the words for it and the person that stands beside them: "chief executive Ana Poe", "Ana Poe, the
chief executive of Foo", "she was chief executive of Foo", "who founded Foo", "Ana Poe succeeds Bo Orr as chief
executive". Where the text names no organization, a position inside a company is one in the company in focus.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kg.extract.entities import Focus, focus
from kg.extract.mention import Mention
from kg.extract.role_words import LEADER, role_words
from kg.extract.text import Document
from kg.extract.titles import Title, Titles
from kg.facts import Part, Role

#: How many words may stand between a person's name and the role that an apposition gives.
REACH = 9
#: How many words back a rule looks for the person or the company that it is about.
SIGHT = 40


@dataclass(frozen=True, slots=True)
class _Reading:
    person: Mention
    role: str
    first: int
    last: int
    company: Mention | None
    rule: str
    title: Title | None = None


def read_roles(document: Document, mentions: Sequence[Mention], article: str) -> list[Role]:
    """The role facts of a text, in text order, each position once.

    mentions   those of `read_mentions`
    article    the SHA-256 of the article's text, which the facts carry
    """
    reader = _Reader(document, mentions)
    return reader.facts(reader.read(), article)


class _Reader:
    """The mentions of a text by place, and the rules."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document, self.words, self._all = document, role_words(document.language), mentions
        self.lower = document.lower
        self.mentions = [m for m in mentions if m.how != "bare"]
        self.starts = {m.first: m for m in self.mentions}
        self.firsts = [m.first for m in self.mentions]
        self.titles = Titles(document, self.words, self.starts, {m.last: m for m in self.mentions})

    def read(self) -> list[_Reading]:
        """All readings, in the order of the sentences."""
        found: list[_Reading] = []
        for sentence in self._sentences():
            first, last = sentence
            titles = {title.first: title for title in self.titles.read(first, last)}
            people = [m for m in self._within(first, last) if m.kind == "person"]
            taken: set[int] = set()
            for title in titles.values():
                beside = self._beside(title, last)
                if beside:
                    taken.add(title.first)
                found += beside
            for person in people:
                if person.how != "pronoun":
                    found += self._apposition(person, titles, taken, last)
            lasts = {title.last: title.first for title in titles.values()}
            for title in titles.values():
                if title.first not in taken:
                    found += self._successors(title, first) or self._predicate(title, lasts, first)
            for person in people:
                found += self._phrases(person, first, last)
            found += self._handover(people, found, last)
        return found + self._by_title_alone(found)

    def _sentences(self) -> Iterable[tuple[int, int]]:
        """First and last token of each sentence that speaks of a person."""
        of, sentences = self.document.sentence_of, self.document.sentences
        for number in sorted({of[m.first] for m in self.mentions if m.kind == "person"}):
            yield sentences[number].first, sentences[number].last

    def _within(self, first: int, last: int) -> list[Mention]:
        return self.mentions[bisect_left(self.firsts, first):bisect_left(self.firsts, last)]

    def _before_here(self, first: int, at: int) -> list[Mention]:
        """The mentions of a sentence that end before the token, the nearest first, no further back than SIGHT."""
        return [m for m in reversed(self._within(max(first, at - SIGHT), at)) if m.last <= at]

    # The rules

    def _beside(self, title: Title, last: int) -> list[_Reading]:
        """ "chief executive Ana Poe", "Foo's chief executive, Ana Poe,"; two people after a plural."""
        at, rule = title.last, "title before name"
        person = self.starts.get(at)
        if person is None and (title.company is not None or title.start < title.first):
            behind = title.company is not None and title.company.first > title.first
            at = title.company.last if title.company is not None and behind else at
            if self._token(at) == ",":
                person, rule = self.starts.get(at + 1), "title, name"
            if person is not None and self._token(person.last) not in self.words.closers:
                return []
        if person is None or person.kind != "person" or person.how == "pronoun":
            return []
        people = [person]
        plural = self.lower[title.last - 1] in self.words.plurals
        while plural and self._token(people[-1].last) in self.words.joints and (
                other := self.starts.get(people[-1].last + 1)) is not None and other.kind == "person":
            people.append(other)
        company = title.company or self.titles.organization(people[-1].last, last)
        if company is None and self._stranger(people[-1].last):
            title = title._replace(foreign=True)
        return [_Reading(p, role, min(title.start, p.first), p.last, company, rule, title)
                for p in people for role, _, _ in title.roles]

    def _stranger(self, at: int) -> bool:
        """Whether an organization that is no known company follows: "chair Ana Poe of the Fed"."""
        if self._token(at) not in self.words.places:
            return False
        name = at + 2 if self._token(at + 1) in self.words.modifiers else at + 1
        return name < len(self.lower) and name not in self.starts and self.document.words[name] != self.lower[name]

    def _apposition(self, person: Mention, titles: Mapping[int, Title], taken: set[int], last: int) -> list[_Reading]:
        """ "Ana Poe, the former chief executive of Foo", "Ana Poe (58), analyst at Foo"."""
        if self._token(person.last) not in self.words.openings:
            return []
        for at in range(person.last + 1, min(person.last + REACH, last)):
            title = titles.get(at)
            if title is not None:
                follower = self.starts.get(title.last)
                if at in taken or (follower is not None and follower.kind == "person"):
                    return []
                taken.add(at)
                return [_Reading(person, role, person.first, title.last, title.company, "name, title", title)
                        for role, _, _ in title.roles]
            other = self.starts.get(at)
            if self.lower[at] in self.words.barriers or (
                    other is not None and other.kind == "person" and other.how != "pronoun"):
                return []
        return []

    def _predicate(self, title: Title, lasts: Mapping[int, int], first: int) -> list[_Reading]:
        """ "she was chief executive of Foo", "Ana Poe, who bet on it, becomes chairman alongside Bo Orr"."""
        person = next((m for m in self._before_here(first, title.first) if m.kind == "person"), None)
        if person is None:
            return []
        between: list[str] = []
        at = title.first
        while at > person.last:
            at = lasts.get(at, at)  # "Ana Poe, the finance chief, becomes chairman"
            if at <= person.last:
                break
            token = self.lower[at - 1]
            if not (token in self.words.be or token in self.words.with_be or token in self.words.modifiers):
                break
            between.append(token)
            at -= 1
        linked = self.words.be - self.words.as_words if person.how == "pronoun" else self.words.be
        apposed = between[-1:] == [","] and self._token(person.last) == ","
        if (at > person.last and not apposed) or len(between) > REACH or not any(t in linked for t in between):
            return []
        return [_Reading(p, role, person.first, title.last, title.company, "name is title", title)
                for p in (*self._joined(person, title), person, *self._sharer(title, between))
                for role, _, _ in title.roles]

    def _joined(self, person: Mention, title: Title) -> list[Mention]:
        """ "Ana Poe and Bo Orr become co-CEOs": the person before the one beside a title in the plural."""
        plural = self.lower[title.last - 1] in self.words.plurals
        if not plural or self._token(person.first - 1) not in self.words.joints:
            return []
        return [m for m in self._before_here(0, person.first)[:1] if m.kind == "person" and m.last == person.first - 1]

    def _sharer(self, title: Title, between: Sequence[str]) -> list[Mention]:
        """ "becomes co-CEO alongside Bo Orr", "shared the post of CEO for a year with Bo Orr"."""
        shared = any(token in self.words.sharing for token in between)
        for at in range(title.last, title.last + (REACH if shared else 1)):
            if self._token(at) in self.words.beside or (shared and self._token(at) in self.words.partners):
                person = self.starts.get(at + 1)
                return [person] if person is not None and person.kind == "person" else []
        return []

    def _successors(self, title: Title, first: int) -> list[_Reading]:
        """ "Ana Poe succeeds Bo Orr as chief executive": both have held the role."""
        back = title.start - 1
        while back > max(first, title.first - REACH) and self.lower[back] in self.words.modifiers:
            back -= 1
        people = [m for m in self._before_here(first, title.first) if m.kind == "person"][:2]
        if not people or self.lower[back] not in self.words.as_words or not any(
                token in self.words.succeed for token in self.lower[people[-1].last:back]):
            return []
        return [_Reading(p, role, people[-1].first, title.last, title.company, "succession", title)
                for p in people for role, _, _ in title.roles]

    def _handover(self, people: Sequence[Mention], found: Sequence[_Reading], last: int) -> list[_Reading]:
        """ "Finance chief Ana Poe makes way for Bo Orr": what the one holds the other has held or will hold."""
        named = [p for p in people if p.how != "pronoun"][:2]
        if not named:
            return []
        reach = self.lower[people[0].first:min(last, people[0].first + SIGHT)]
        if not any(token in self.words.succeed for token in reach):
            return []
        recent = found[-SIGHT:]
        holder = next((r for r in reversed(recent) if r.person.entity in {p.entity for p in people[:2]}
                       and r.role in self.words.internal and r.role != "founder"), None)
        other = next((p for p in named if holder is not None and p.entity != holder.person.entity), None)
        if holder is None or other is None or any(r.person == other for r in recent):
            return []
        begin = self.document.sentences[self.document.sentence_of[other.first]].first
        title = holder.title if holder.title is not None and holder.title.first >= begin else None
        company = holder.company if holder.company is not None and holder.company.first >= begin else None
        if company is None and holder.company is not None:
            return []  # stated in a sentence before: too far to be cited as one stretch
        first, end = min(people[0].first, other.first), max(people[0].last, other.last)
        return [replace(holder, person=other, first=first, last=end, title=title, company=company, rule="handover")]

    def _by_title_alone(self, found: Sequence[_Reading]) -> list[_Reading]:
        """ "The chief executive said": the one person named before whose role the text does not say otherwise."""
        placed = {reading.person.entity for reading in found}
        held = {reading.role for reading in found}
        named: dict[str, Mention] = {}
        for mention in self.mentions:
            if mention.kind == "person" and mention.how != "pronoun" and mention.entity not in placed:
                named.setdefault(mention.entity, mention)
        if len(named) != 1:
            return []
        person = next(iter(named.values()))
        for sentence in self.document.sentences[self.document.sentence_of[person.first]:]:
            for title in self.titles.read(max(person.last, sentence.first), sentence.last):
                role = title.roles[0][0]
                if len(title.roles) == 1 and role in self.words.internal and role not in held and (
                        self._token(title.first - 1) in self.words.definite):
                    return [_Reading(person, role, title.start, title.last, title.company, "title alone", title)]
        return []

    def _phrases(self, person: Mention, first: int, last: int) -> list[_Reading]:
        """ "Ana Poe, who founded Foo", "Foo, which she founded", "die over de financiën gaat"."""
        start = person.last
        relative = self._token(start) == "," and self._token(start + 1) in self.words.relative
        if relative:
            start += 2
        for place in range(start, min(last, start + (REACH if relative else 2))):
            if self.lower[place] in self.words.barriers:
                break
            phrase = self.words.phrase(self.lower, place)
            if phrase is None or phrase.end > last:
                continue
            company = self.starts.get(phrase.end)
            if company is None or company.kind == "person":
                company = next((m for m in self._within(start, place) if m.kind != "person"), None)
            if company is None and not relative:
                if phrase.role in self.words.relative_only or phrase.role == LEADER:
                    continue
                if phrase.role == "founder":
                    company = next((m for m in self._before_here(first, person.first) if m.kind != "person"), None)
                    if company is None:
                        continue
            role = phrase.role
            if role == LEADER:
                if company is None:
                    continue
                # "who runs Foo", and "who runs Foo's cloud business", which is a part of it
                whole = company.kind == "company" and self._token(company.last) not in self.words.joining
                role = "ceo" if whole else "executive"
            return [_Reading(person, role, person.first, phrase.end, company, "clause")]
        return []

    def _token(self, at: int) -> str:
        return self.lower[at] if at < len(self.lower) else ""

    # Facts

    def facts(self, readings: Sequence[_Reading], article: str) -> list[Role]:
        """One fact for each position; one with an organization of its own words before one in the company in focus."""
        best: dict[tuple[str, str], list[tuple[bool, bool, Role]]] = {}
        for reading in readings:
            fact = self._fact(reading, article)
            if fact is None:
                continue
            rows = best.setdefault((fact.person, fact.role), [])
            named = reading.company is not None
            past = named and reading.title is not None and any(
                token in self.words.past for token in self.lower[reading.title.start:reading.title.first])
            if any(row.organization == fact.organization or not (named or earlier) for _, earlier, row in rows):
                continue
            if not past:
                rows[:] = [row for row in rows if row[0]]
            rows.append((named, past, fact))
        return sorted((fact for rows in best.values() for *_, fact in rows), key=lambda f: (f.start, f.end, f.role))

    def _fact(self, reading: _Reading, article: str) -> Role | None:
        document, person, title, company = self.document, reading.person, reading.title, reading.company
        organization = company.entity if company is not None else None
        if organization is None and reading.role in self.words.internal:
            if title is not None and (title.foreign or (
                    reading.role in self.words.offices and len(title.roles) == 1 and title.last == title.first + 1)):
                return None  # "Fed chair Ana Poe", "President Ana Poe"
            organization = self._in_focus(reading.first)
            if organization is None:
                return None
        first, last = min(reading.first, person.first), max(reading.last, person.last)
        if company is not None:
            first, last = min(first, company.first), max(last, company.last)
        if title is not None:
            first, last = min(first, title.first), max(last, title.last)
        parts = [Part("person", document.starts[person.first], document.ends[person.last - 1])]
        if title is not None:
            spans = [(a, b) for role, a, b in title.roles if role == reading.role]
            parts.append(Part("role", document.starts[spans[0][0]], document.ends[spans[0][1] - 1]))
        if company is not None:
            parts.append(Part("organization", document.starts[company.first], document.ends[company.last - 1]))
        start, end = document.starts[first], document.ends[last - 1]
        return Role(article=article, start=start, end=end, evidence=document.text[start:end], rule=reading.rule,
                    parts=tuple(sorted(parts, key=lambda part: part.start)), person=person.entity, role=reading.role,
                    organization=organization)



    @cached_property
    def focus(self) -> Focus:
        """The companies in focus at each place."""
        return focus(self.document, self._all)

    def _in_focus(self, at: int) -> str | None:
        """The company that a position is in where the text names none: the sentence's subject, or the main one."""
        first = self.document.sentences[self.document.sentence_of[at]].first
        for mention in self._before_here(first, at):
            if mention.kind == "company" and mention.standing == "subject" and mention.how in {"name", "noun"} and not (
                    self.words.quotes & {*self.lower[mention.last:at]}):
                return mention.entity
        if self.focus.ruling:
            return self.focus.main
        return next(iter(self.focus.at(at)), None)
