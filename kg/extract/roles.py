"""Role facts: who holds, held or will hold which position, and where.

A role is read from the words for it and the person that stands beside them: "chief executive Ana Poe", "Ana Poe, the
chief executive of Foo", "she was chief executive of Foo", "who founded Foo", "Ana Poe succeeds Bo Orr as chief
executive". Where the text names no organization, a position inside a company is one in the company that the sentence,
its paragraph or else the article is about.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kg.extract.entities import main_company
from kg.extract.mention import Mention
from kg.extract.role_clauses import Clauses, RoleReading
from kg.extract.role_context import RoleContext
from kg.extract.role_words import role_words
from kg.extract.text import Document
from kg.extract.titles import Title, Titles
from kg.facts import Part, Role

#: How many words may stand between a person's name and the role that an apposition gives.
APPOSITION = 14
#: The same of a verb's: "Ana Poe has long been".
REACH = 9
#: How many words may stand between a verb of appointing and the person: "appointed its own".
NEAR = 4
#: How many words back a rule looks for the person or the company that it is about.
SIGHT = 40


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
        self.ends = {m.last: m for m in self.mentions}
        self.firsts = [m.first for m in self.mentions]
        self.clauses = Clauses(document, self.words, self.starts)
        self.titles = Titles(document, self.words, self.starts, self.ends)

    def read(self) -> list[RoleReading]:
        """All readings, in the order of the sentences."""
        found: list[RoleReading] = []
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
                    found += (self._successors(title, first) or self._predicate(title, lasts, first)
                              or self._as_title(title, first, last))
            found += self.clauses.read(self._within(first, last), first, last)
            found += self._handover(people, found, last)
        context = RoleContext(self.document, self.words, self.titles, self.mentions)
        found += context.behind(found)
        return found + context.alone(found)

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

    def _beside(self, title: Title, last: int) -> list[RoleReading]:
        """ "chief executive Ana Poe", "Foo's chief executive, Ana Poe,"; two people after a plural."""
        at, rule = title.last, "title before name"
        person = self.starts.get(at)
        if person is not None and person.kind != "person":
            person = None  # "the head of Foo"
        if person is None and (title.company is not None or title.start < title.first):
            behind = title.company is not None and title.company.first > title.first
            at = title.company.last if title.company is not None and behind else at
            if self._token(at) == ",":
                person, rule = self.starts.get(at + 1), "title, name"
            if person is not None and self._token(person.last) not in self.words.closers and not self._plural(title):
                return []
        if person is None:
            person, rule = self._called(title, last), "title is name"
        if person is None or person.kind != "person" or person.how == "pronoun":
            return []
        people = self.clauses.people(person.first) if self._plural(title) else [person]
        company = title.company or self.titles.organization(people[-1].last, last, gap=1)
        if company is None and self._stranger(people[-1].last):
            title = title._replace(foreign=True)
        return [RoleReading(p, role, min(title.start, p.first), p.last, company, rule, title)
                for p in people for role, _, _ in title.roles]

    def _called(self, title: Title, last: int) -> Mention | None:
        """ "its chief executive is Ana Poe", "CFO: Ana Poe"."""
        behind = title.company is not None and title.company.first > title.first
        at = title.company.last if title.company is not None and behind else title.last
        said = False
        while at < min(last, title.last + REACH) and at not in self.starts and (
                self.lower[at] in self.words.named_is or (said and self.lower[at] in self.words.auxiliaries)):
            said, at = True, at + 1
        person = self.starts.get(at) if said else None
        return None if person is None or self._token(person.last) in self.words.joining else person

    def _plural(self, title: Title) -> bool:
        """Whether a title is of more than one person: "co-CEOs", "ceo's" (two tokens), "the two chief executives"."""
        return self.lower[title.last - 1] in self.words.plurals or (
            "".join(self.lower[title.last - 2:title.last]) in self.words.plurals)

    def _stranger(self, at: int) -> bool:
        """Whether an organization that is no known company follows: "chair Ana Poe of the Fed"."""
        if self._token(at) not in self.words.places:
            return False
        name = at + 2 if self._token(at + 1) in self.words.modifiers else at + 1
        return name < len(self.lower) and name not in self.starts and self.document.words[name] != self.lower[name]

    def _apposition(self, person: Mention, titles: Mapping[int, Title], taken: set[int],
                    last: int) -> list[RoleReading]:
        """ "Ana Poe, the former chief executive of Foo", "Ana Poe (58), analyst at Foo"."""
        first, employer = person.last + 1, None
        if self._token(person.last) in self.words.places:  # "Ana Poe of Foo, an analyst"
            employer = self.titles.organization(person.last, last, gap=1)
            if employer is None or self._token(employer.last) not in self.words.openings:
                return []
            first = employer.last + 1
        elif self._token(person.last) not in self.words.openings:
            return []
        if self._token(first).isdigit() and self._token(first + 1) == ")" and self._token(first + 2) == ",":
            first += 3  # "Ana Poe (58), chairman"
        elif self._token(first).isdigit() and self._token(first + 1) == ",":
            first += 2
        for at in range(first, min(first + APPOSITION, last)):
            title = titles.get(at)
            if title is not None:
                follower = self.starts.get(title.last)
                if at in taken or (follower is not None and follower.kind == "person"):
                    return []
                taken.add(at)
                company = title.company or employer
                if company is None and not self.words.there.isdisjoint(self.lower[first:at]):
                    # "Ana Poe, who founded Foo and was chief executive there"
                    company = next((m for m in self._before_here(first, at) if m.kind != "person"), None)
                people = [person]
                if self._plural(title):
                    people = self.clauses.before(self._within(person.first - SIGHT, person.last), person)
                return [RoleReading(p, role, p.first, title.last, company, "name, title", title)
                        for p in people for role, _, _ in title.roles]
            other = self.starts.get(at)
            if self.lower[at] in self.words.barriers or self.lower[at] in self.words.whose or (
                    other is not None and other.kind == "person" and other.how != "pronoun"):
                return []
        return []

    def _predicate(self, title: Title, lasts: Mapping[int, int], first: int) -> list[RoleReading]:
        """ "she was chief executive of Foo", "Ana Poe, who bet on it, becomes chairman alongside Bo Orr"."""
        person = next((m for m in self._before_here(first, title.first) if m.kind == "person"), None)
        if person is None:
            return []
        between: list[str] = []
        at, company = title.first, title.company
        while at > person.last:
            at = lasts.get(at, at)  # "Ana Poe, the finance chief, becomes chairman"
            if at <= person.last:
                break
            named = self.ends.get(at)
            if named is not None and named.kind != "person" and company in {None, named} and between[-1:] != [","]:
                company, at = named, named.first  # "Ana Poe joined Foo as finance chief"
                continue
            token = self.lower[at - 1]
            if not (token in self.words.be or token in self.words.with_be or token in self.words.modifiers
                    or token in self.words.joining or token.isdigit()):
                break
            between.append(token)
            at -= 1
        linked = self.words.be - self.words.as_words if person.how == "pronoun" else self.words.be
        apposed = between[-1:] == [","] and self._token(person.last) == ","
        said = any(t in linked for t in between)
        if at > person.last and not apposed and self._resigns(person, title):
            said, at = True, person.last
        if not said and at == person.last and person.how != "pronoun":
            said = not self.words.appoint.isdisjoint(self.lower[max(first, person.first - NEAR):person.first]) or (
                self._token(title.last) in linked and len(between) < NEAR)
        if (at > person.last and not apposed) or len(between) > REACH or not said:
            return []
        if company is None and (of := self._whose(person, first)) is not None:
            company = of
        joined = self._plural(title) or any(t in self.words.sharing for t in between)
        people = self.clauses.before(self._within(first, person.last), person) if joined else [person]
        return [RoleReading(p, role, p.first, title.last, company, "name is title", title)
                for p in (*people, *self._sharer(title, between)) for role, _, _ in title.roles]

    def _resigns(self, person: Mention, title: Title) -> bool:
        """ "Ana Poe will at the end of January step down as chief executive": whatever stands between."""
        back = title.start - 1
        while back > person.last and self.lower[back] in self.words.modifiers:
            back -= 1
        inside = self.lower[person.last:back]
        return self.lower[back] in self.words.as_words and back - person.last <= SIGHT // 2 and (
            not self.words.as_verbs.isdisjoint(inside)) and self.words.barriers.isdisjoint(set(inside) - {","})

    def _whose(self, person: Mention, first: int) -> Mention | None:
        """ "Foo, of which Ana Poe is the founder": Foo."""
        if self._token(person.first - 1) not in self.words.whose:
            return None
        return next(
            (m for m in self._before_here(first, person.first) if m.kind != "person" and m.how != "noun"), None)

    def _as_title(self, title: Title, first: int, last: int) -> list[RoleReading]:
        """ "As finance chief, Ana Poe has to explain it": the person that the sentence is about."""
        if title.start != first + 1 or self.lower[first] not in self.words.as_words:
            return []
        behind = title.company is not None and title.company.first > title.first
        at = title.company.last if title.company is not None and behind else title.last
        person = next((self.starts[t] for t in range(at, min(last, at + NEAR)) if t in self.starts), None)
        if person is None or person.kind != "person":
            return []
        return [RoleReading(person, role, title.first, person.last, title.company, "as title", title)
                for role, _, _ in title.roles]

    def _sharer(self, title: Title, between: Sequence[str]) -> list[Mention]:
        """ "becomes co-CEO alongside Bo Orr", "shared the post of CEO for a year with Bo Orr"."""
        shared = any(token in self.words.sharing for token in between)
        for at in range(title.last, title.last + (REACH if shared else 1)):
            if self._token(at) in self.words.beside or (shared and self._token(at) in self.words.partners):
                person = self.starts.get(at + 1)
                return [person] if person is not None and person.kind == "person" else []
        return []

    def _successors(self, title: Title, first: int) -> list[RoleReading]:
        """ "Ana Poe succeeds Bo Orr as chief executive": both have held the role."""
        back = title.start - 1
        while back > max(first, title.first - REACH) and self.lower[back] in self.words.modifiers:
            back -= 1
        people = [m for m in self._before_here(first, title.first) if m.kind == "person"][:2]
        if not people or self.lower[back] not in self.words.as_words or not self.words.succeeds(
                self.lower, people[-1].last, back):
            return []
        return [RoleReading(p, role, people[-1].first, title.last, title.company, "succession", title)
                for p in people for role, _, _ in title.roles]

    def _handover(self, people: Sequence[Mention], found: Sequence[RoleReading], last: int) -> list[RoleReading]:
        """ "Finance chief Ana Poe makes way for Bo Orr": what the one holds the other has held or will hold."""
        named = [p for p in people if p.how != "pronoun"][:2]
        if not named:
            return []
        if not self.words.succeeds(self.lower, people[0].first, min(last, people[0].first + SIGHT)):
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
        return [holder._replace(person=other, first=first, last=end, title=title, company=company, rule="handover")]

    def _token(self, at: int) -> str:
        return self.lower[at] if at < len(self.lower) else ""

    # Facts

    def facts(self, readings: Sequence[RoleReading], article: str) -> list[Role]:
        """One fact for each position; one with an organization of its own words before one in the company in focus."""
        officers = {r.person.entity for r in readings if r.role in self.words.internal - self.words.offices}
        best: dict[tuple[str, str], list[tuple[bool, bool, Role]]] = {}
        for reading in readings:
            fact = self._fact(reading, article, reading.person.entity in officers)
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

    def _fact(self, reading: RoleReading, article: str, officer: bool) -> Role | None:
        """The fact; `officer` says that the person has another position in a company, so that "president" is one."""
        document, person, title, company = self.document, reading.person, reading.title, reading.company
        if company is None and reading.role not in self.words.internal:
            company = self._at_opening(reading.first)
        organization = company.entity if company is not None else None
        if organization is None and reading.role in self.words.internal:
            if title is not None and (title.foreign or (
                    reading.role in self.words.offices and not officer and len(title.roles) == 1
                    and title.last == title.first + 1)):
                return None  # "Fed chair Ana Poe", "President Ana Poe"
            organization = self._shared(title) or self._in_focus(title.start if title is not None else reading.first)
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
    def _main(self) -> str | None:
        """The company that the article is about."""
        return main_company(self.document, self._all)

    def _at_opening(self, at: int) -> Mention | None:
        """ "At Foo the product chief Ana Poe leaves too": Foo."""
        first = self.document.sentences[self.document.sentence_of[at]].first
        mention = self.starts.get(first + 1)
        return mention if mention is not None and mention.last <= at and mention.kind != "person" and (
            self.lower[first] in self.words.places) else None

    def _shared(self, title: Title | None) -> str | None:
        """ "The 12,000 people at Foo keep their head": of the organization that stands before "their"."""
        if title is None or self._plural(title) or self.words.theirs.isdisjoint(self.lower[title.start:title.first]):
            return None
        number = self.document.sentence_of[title.first]
        opening = self.document.sentences[max(number - 1, 0)].first
        near = next((m for m in self._before_here(opening, title.start) if m.kind != "person"), None)
        return near.entity if near is not None and near.how in {"name", "unknown"} else None

    def _in_focus(self, at: int) -> str | None:
        """The company that a position is in where the text names none: the sentence's subject, or the main one."""
        sentences = self.document.sentences
        number = self.document.sentence_of[at]
        first = sentences[number].first
        owner = self.ends.get(at - 1)
        if owner is not None and owner.how == "noun" and self._token(at - 1) in self.words.places:
            # "Foo buys the chips of the company of chief executive Ana Poe": not Foo
            named = {m.entity for m in self._within(first, sentences[number].last) if m.how == "name"}
            return self._main if owner.entity in named else owner.entity
        for mention in self._before_here(first, at):
            if mention.kind == "company" and mention.standing == "subject" and mention.how in {"name", "noun"} and not (
                    self.words.quotes & {*self.lower[mention.last:at]}):
                return mention.entity
        if (opening := self._at_opening(at)) is not None:
            return opening.entity
        while number > 0 and sentences[number - 1].paragraph == sentences[number].paragraph:
            number -= 1
        opener = self.starts.get(sentences[number].first)
        if opener is not None and opener.kind == "company" and opener.how == "name" and opener.first < first and not (
                self._token(opener.last) in self.words.joints and opener.last + 1 in self.starts):
            return opener.entity
        return self._main
