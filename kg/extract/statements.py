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
from collections.abc import Iterable, Sequence
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
#: How many adjectives may stand between "the" and a role: "the outgoing chief executive".
ADJECTIVES = 2


@dataclass(frozen=True, slots=True)
class _Words:
    say: frozenset[str]
    pronouns: frozenset[str]
    definite: frozenset[str]
    of: frozenset[str]
    roles: Phrases
    heads: Phrases
    offices: Phrases
    least: int


@dataclass(frozen=True, slots=True)
class _Quotation:
    """Offsets of the words between the marks, and tokens first..last of them with the marks."""

    start: int
    end: int
    first: int
    last: int


@cache
def _words(language: str) -> _Words:
    data = load().languages[language]["statements"]
    return _Words(
        frozenset(data["say"]), frozenset(data["person_pronouns"]), frozenset(data["definite"]), frozenset(data["of"]),
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
        for name, organization in [*self._beside(), *self._officials()]:
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

    def _officials(self) -> Iterable[tuple[str, str]]:
        """People whose office says where they work, though it is no company: "EU commissioner Ann Poe"."""
        starts = {m.first: m.entity for m in self.people}
        for hit in self.words.offices.find(self.document):
            if hit.last in starts:
                yield starts[hit.last], hit.what

    def statements(self, article: str) -> Iterable[Statement]:
        """The statements in text order."""
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
                yield self._statement(earlier, hit[0], "taken up", article)
            waiting = []
            last = paragraph, hit[0]
            yield self._statement(quotation, *hit, article)

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
        return "\n" not in self.document.text[quotation.end:quotation.end + 2]

    def _quotations(self) -> Iterable[_Quotation]:
        document = self.document
        for match in QUOTATION.finditer(document.text):
            start, end = match.span(match.lastindex or 0)
            text = document.text[start:end]
            start += len(text) - len(text.lstrip())
            end -= len(text) - len(text.rstrip(" ,"))
            if len(document.text[start:end].split()) >= self.words.least:
                yield _Quotation(start, end, bisect_left(document.starts, match.start()),
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
        return None

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
