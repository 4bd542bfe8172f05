"""Direct quotations and who said them.

A quotation is what stands between matching marks within a paragraph. Its speaker is looked for where writers put
one: with a word of saying behind the quotation, then before it in its sentence, then at the head of the next sentence
("That's Ann Poe."). The speaker may be a name, a company, "the chief executive" or "she". A quotation that opens its
sentence without a speaker goes on with the last one, as in an interview.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from kg.extract.entities import Mention
from kg.extract.phrases import Phrases, from_table
from kg.extract.text import Document
from kg.facts import Part, Role, Statement
from kg.lexicon import load

#: The quotation styles of both languages; a single mark inside a word is an apostrophe. A paragraph whose quotation is
#: taken up by the next one has no closing mark.
QUOTATION = re.compile(
    r"“([^“”„\n]+)(?:”|(?=\n+“))|„([^“”„\n]+)[”“]|\"([^\"\n]+)\"|«([^«»\n]+)»|»([^«»\n]+)«"
    r"|(?<!\w)‘([^‘\n]+?)’(?!\w)|(?<![\w'])'([^'\n](?:[^'\n]|'(?=\w))*?)'(?!\w)")
#: How many tokens behind a quotation its speaker may be named, and its word of saying may stand.
REACH, SAYING = 30, 8
#: How many tokens before a quotation the same: an attribution may be long, but not a page.
AHEAD = 80
#: How many paragraphs back "she" may have been named, and may have spoken last.
NAMED, SPOKEN = 1, 6
#: How many mentions of people to either side are looked through for the one who has a role.
MANY = 40
#: How many tokens behind a person may say where they work: ", who follows the sector for Larkspur Research".
WORKS = 15
#: How many words may say what kind of company it is: "van vermogensbeheerder Kompas Delta".
KIND = 2
#: How many words the attribution of a quotation may have that goes on after it: ", the company said".
SAID = 5
#: How many adjectives may stand between "the" and a role: "the outgoing chief executive".
ADJECTIVES = 2


@dataclass(frozen=True, slots=True)
class _Words:
    say: frozenset[str]
    pronouns: frozenset[str]
    definite: frozenset[str]
    of: frozenset[str]
    works: frozenset[str]
    roles: Phrases
    heads: Phrases
    offices: Phrases
    least: int


@dataclass(frozen=True, slots=True)
class _Quotation:
    """Offsets of the words between the marks, `close` where these end, and tokens first..last with the marks."""

    start: int
    end: int
    close: int
    first: int
    last: int


@cache
def _words(language: str) -> _Words:
    data = load().languages[language]["statements"]
    return _Words(
        frozenset(data["say"]), frozenset(data["person_pronouns"]), frozenset(data["definite"]), frozenset(data["of"]),
        frozenset(data["works"]),
        Phrases(from_table(data["roles"])), Phrases([(words, "") for words in data["next_sentence"]]),
        Phrases(from_table(data["offices"])), data["least_words"])


def read_statements(document: Document, mentions: Sequence[Mention], roles: Sequence[Role], article: str
                    ) -> list[Statement]:
    """The quotations of a text that have a speaker, in text order.

    roles   those of the text: they say who "the chief executive" is, and where a speaker works
    """
    return list(_Reader(document, mentions, roles).statements(article))


class _Reader:
    """The speakers of one text, and the search for the one of each quotation."""

    def __init__(self, document: Document, mentions: Sequence[Mention], roles: Sequence[Role]) -> None:
        self.document, self.lower = document, document.lower
        self.words = _words(document.language)
        self.people = [m for m in mentions if m.kind == "person" and m.how != "pronoun"]
        self._people_first = [m.first for m in self.people]
        named = [m for m in mentions if m.kind in {"person", "company"} and m.how != "pronoun"]
        self.speakers = sorted([*named, *self._by_role(roles)])
        self.heads = {hit.first: hit.last for hit in self.words.heads.find(document)}
        self.organizations: dict[str, str] = {}
        for role in roles:
            if role.organization:
                self.organizations.setdefault(role.person, role.organization)
        for name, organization in [*self._beside(), *self._officials(), *self._employed()]:
            self.organizations.setdefault(name, organization)

    def _by_role(self, roles: Sequence[Role]) -> Iterable[Mention]:
        """ "the chief executive", "de analist": the one of the role who was named last before it, or first after."""
        holders: dict[str, set[str]] = defaultdict(set)
        for role in roles:
            holders[role.role].add(role.person)
        starts = self._people_first
        for hit in self.words.roles.find(self.document):
            opening = self.document.sentences[self.document.sentence_of[hit.first]].first
            before = range(hit.first - 1, max(opening, hit.first - 1 - ADJECTIVES) - 1, -1)
            first = next((t for t in before if self.lower[t] in self.words.definite), None)
            if first is None or not holders[hit.what]:
                continue
            place = bisect_left(starts, hit.first)
            if place < len(starts) and starts[place] == hit.last:
                continue  # an apposition: "the chief executive Ann Poe"
            near = [*self.people[max(0, place - MANY):place][::-1], *self.people[place:place + MANY]]
            person = next((m for m in near if m.entity in holders[hit.what]), None)
            if person is not None:
                yield person._replace(first=first, last=hit.last, how="noun")

    def _beside(self) -> Iterable[tuple[str, str]]:
        """People who are named with where they work and nothing else: "says Ann Poe of Harrow Capital"."""
        for person, company in pairwise(self.speakers):
            if person.kind == "person" and company.kind == "company" and company.first == person.last + 1 and (
                    self.lower[person.last] in self.words.of):
                yield person.entity, company.entity

    def _employed(self) -> Iterable[tuple[str, str]]:
        """People whose role stands beside them, with the company that it is at, known or not."""
        roles = {token for hit in self.words.roles.find(self.document) for token in range(hit.first, hit.last)}
        starts = {m.first: m for m in self.speakers if m.kind == "company" or m.how not in {"noun", "description"}}
        for person in self.people:
            closing = self.document.sentences[self.document.sentence_of[person.first]].last
            for at in range(person.last, min(person.last + WORKS, closing)):
                if at in starts:
                    break
                role = bool(roles & {person.first - 1, *range(person.last, at)})
                apposed = self.lower[person.last] == "," and self.words.say.isdisjoint(self.lower[person.last:at])
                if self.lower[at] in self.words.works and (role or apposed):
                    yield from ((person.entity, name) for name in self._employer(at + 1, closing, starts, role))

    def _employer(self, at: int, closing: int, starts: Mapping[int, Mention], role: bool) -> Iterable[str]:
        """The company that is named at the token, or behind a word or two for its kind."""
        for first in range(at, min(at + 1 + KIND, closing)):
            if first in starts and (starts[first].kind == "company" or (starts[first].how == "unknown" and first > at)):
                return [starts[first].entity]
            if first in starts:
                return []
            if self._capital(first):
                last = next((token for token in range(first, closing) if not self._capital(token)), closing)
                return [self.document.text[self.document.starts[first]:self.document.ends[last - 1]]] if role else []
        return []

    def _capital(self, token: int) -> bool:
        return self.document.text[self.document.starts[token]].isupper()

    def _officials(self) -> Iterable[tuple[str, str]]:
        """People whose office says where they work, though it is no company: "EU commissioner Ann Poe"."""
        starts = {m.first: m.entity for m in self.people}
        for hit in self.words.offices.find(self.document):
            if hit.last in starts:
                yield starts[hit.last], hit.what

    def statements(self, article: str) -> Iterable[Statement]:
        """The statements in text order."""
        found = list(self._attributed(article))
        speakers = {row.speaker for row, mention in found if mention.kind == "person"}
        told = {row.start for row, _ in found}
        if len(speakers) == 1:  # the headline of an interview
            speaker = next(mention for _, mention in found if mention.entity in speakers)
            yield from (self._statement(quotation, speaker, "the only speaker", article)
                        for quotation in self._quotations() if not self._paragraph(quotation.first)
                        and quotation.start not in told)
        yield from (row for row, _ in found)

    def _attributed(self, article: str) -> Iterable[tuple[Statement, Mention]]:
        """The statements whose speaker stands beside them, with that speaker."""
        waiting: list[_Quotation] = []
        last: tuple[int, Mention] | None = None
        for quotation in self._quotations():
            paragraph = self._paragraph(quotation.first)
            hit = self._speaker(quotation, last)
            if hit is None and last is not None and self._goes_on(quotation, paragraph - last[0]):
                hit = last[1], "goes on"
            if hit is None:
                if not self._closed(quotation):
                    waiting.append(quotation)
                continue
            for earlier in waiting:
                yield self._statement(earlier, hit[0], "taken up", article), hit[0]
            waiting = []
            last = paragraph, hit[0]
            yield self._statement(quotation, *hit, article), hit[0]

    def _statement(self, quotation: _Quotation, speaker: Mention, rule: str, article: str) -> Statement:
        document, name = self.document, speaker.entity
        quote = document.text[quotation.start:quotation.end]
        return Statement(
            article=article, start=quotation.start, end=quotation.end, evidence=quote, rule=f"quotation + {rule}",
            parts=(Part("speaker", document.starts[speaker.first], document.ends[speaker.last - 1]),),
            said_by=name, speaker=name, quote=quote,
            organization=self.organizations.get(name) if speaker.kind == "person" else name)

    def _paragraph(self, token: int) -> int:
        return self.document.sentences[self.document.sentence_of[token]].paragraph

    def _closed(self, quotation: _Quotation) -> bool:
        """Whether the quotation has its closing mark, or is taken up by the next paragraph."""
        return "\n" not in self.document.text[quotation.close:quotation.close + 2]

    def _quotations(self) -> Iterable[_Quotation]:
        document = self.document
        for match in QUOTATION.finditer(document.text):
            start, end = match.span(match.lastindex or 0)
            text = document.text[start:end]
            start += len(text) - len(text.lstrip())
            end -= len(text) - len(text.rstrip(" ,."))
            if len(document.text[start:end].split()) >= self.words.least:
                yield _Quotation(
                    start, end, match.end(match.lastindex or 0), bisect_left(document.starts, match.start()),
                    bisect_left(document.starts, match.end()))

    def _goes_on(self, quotation: _Quotation, paragraphs: int) -> bool:
        """Whether a quotation without a speaker of its own is the last speaker's: in the same paragraph where it opens
        its sentence or follows a colon; further on where it is a whole paragraph, as answers in interviews are."""
        sentence = self.document.sentences[self.document.sentence_of[quotation.first]]
        opens = quotation.first == sentence.first or self.lower[quotation.first - 1] == ":"
        if paragraphs == 0:
            return opens
        number = self.document.sentence_of[quotation.last - 1]
        ending = self.document.sentences[number]
        after = self.document.sentences[number + 1] if number + 1 < len(self.document.sentences) else None
        before = self.document.sentences[self.document.sentence_of[quotation.first] - 1] if quotation.first else None
        return (paragraphs <= SPOKEN and opens and quotation.last >= ending.last
                and (before is None or before.paragraph != sentence.paragraph)
                and (after is None or after.paragraph != ending.paragraph))

    def _speaker(self, quotation: _Quotation, last: tuple[int, Mention] | None) -> tuple[Mention, str] | None:
        lower, words = self.lower, self.words
        number = self.document.sentence_of[quotation.last - 1]
        ending = self.document.sentences[number].last
        behind = range(quotation.last, min(ending, quotation.last + REACH, len(lower)))
        says = [at for at in behind[:SAYING + 1] if lower[at] in words.say]
        if says and (hit := self._nearest(behind, says[0], quotation, last)):
            return hit, "speaker behind"
        if hit := self._at_end(behind):
            return hit, "speaker at the end"
        opening = max(self.document.sentences[self.document.sentence_of[quotation.first]].first,
                      quotation.first - AHEAD)
        ahead = range(opening, quotation.first)
        says = [at for at in ahead if lower[at] in words.say]
        introduced = says or (ahead and lower[quotation.first - 1] == ":")
        if introduced and (hit := self._nearest(ahead, says[-1] if says else quotation.first, quotation, last)):
            return hit, "speaker before"
        if ending in self.heads and quotation.last >= ending:
            after = range(self.heads[ending], min(self.document.sentences[number + 1].last, ending + REACH))
            if hit := self._nearest(after, after.start, quotation, last):
                return hit, "speaker in the next sentence"
        if quotation.last >= ending and (person := self._goes_on_saying(number + 1)):
            return person, "speaker in the next sentence"
        return None

    def _at_end(self, behind: range) -> Mention | None:
        """The speaker in a clause of saying that closes the sentence: "… is the reason, the company said"."""
        for at in behind:
            if self.lower[at] == ",":
                clause = range(at + 1, min(at + 1 + SAID, behind.stop))
                speaker = next((m for m in self.speakers if m.first == clause.start), None)
                if speaker is not None and speaker.last in clause and self.lower[speaker.last] in self.words.say:
                    return speaker
        return None

    def _goes_on_saying(self, number: int) -> Mention | None:
        """The person at the head of the sentence, before a word of saying, as in: “No.” Poe points to the figures."""
        if number >= len(self.document.sentences) or (
                self.document.sentences[number].paragraph != self.document.sentences[number - 1].paragraph):
            return None
        first = self.document.sentences[number].first
        person = next((m for m in self.people if m.first == first), None)
        return person if person and self.lower[person.last:person.last + 1] and (
            self.lower[person.last] in self.words.say) else None

    def _nearest(self, window: range, at: int, quotation: _Quotation, last: tuple[int, Mention] | None
                 ) -> Mention | None:
        """The person nearest to the word of saying; "she" where it stands right beside it; else the company."""
        first, end = (bisect_left(self.speakers, (edge,)) for edge in (window.start, window.stop))
        inside = self.speakers[first:end]
        if people := [m for m in inside if m.kind == "person"]:
            return min(people, key=lambda m: abs(m.first - at))
        pronouns = [token for token in window if self.lower[token] in self.words.pronouns]
        if pronouns and (not inside or min(abs(token - at) for token in pronouns) <= min(
                abs(m.first - at) for m in inside)):
            return self._last_person(min(window.start, quotation.first), last)
        return min(inside, key=lambda m: abs(m.first - at)) if inside else None

    def _last_person(self, before: int, last: tuple[int, Mention] | None) -> Mention | None:
        """The last person named before a token, here or in the paragraph before; else the one who spoke last."""
        paragraph = self._paragraph(before)
        place = bisect_left(self._people_first, before)
        if place and paragraph - self._paragraph(self.people[place - 1].first) <= NAMED:
            return self.people[place - 1]
        if last is not None and paragraph - last[0] <= SPOKEN and last[1].kind == "person":
            return last[1]
        return self.people[0] if place and len({m.entity for m in self.people}) == 1 else None
