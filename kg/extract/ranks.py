"""Ranks: who is first, second or third in a market, as the text says it.

A superlative counts with a noun for a company ("the world's largest maker of memory chips"), so that the largest
customer, profit or shareholder is none. Whose rank it is stands beside it, before "is" or "remains", or is the company
that such a noun phrase stands for. The market is what the phrase says, else the sentence, else the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from kg.extract.entities import Focus, Mention
from kg.extract.entity_words import entity_words
from kg.extract.org_names import STOPS, OrgNames
from kg.extract.phrases import Hit
from kg.extract.rank_words import VALUE, Markets, rank_words
from kg.extract.relation_words import end_of, is_product, relation_words
from kg.extract.text import Document
from kg.facts import Part, Rank

#: How many words may stand between a superlative and its noun: "largest online video service".
MODIFIERS = 4
#: How far behind its noun the market may stand ("maker of chips in the world"), and how far from the rank elsewhere.
BEHIND, WITHIN = 8, 40
#: How far before a rank words such as "no longer" and "could become" stand, and behind it ("was ... until 2010").
DENIED, DENIED_AFTER = 8, 3
#: How many tokens may stand between a name and the place it holds.
HELD = 14

#: How far the parts of a verb's phrase may stand apart: "leads the global market", "stoot X van de troon".
WIDE = 6
#: The head of a line in a numbered list.
NUMBERED = re.compile(r"(?m)^[-•*]?[ ]*([1-9])[.)][ ]+")
#: What the data says of words for the first place.
LEADER = "place 1"
#: The rule by which names in a row hold places in a row: "X and Y, the numbers one and two".
IN_TURN = "in turn"


class _Found(NamedTuple):
    subjects: tuple[Mention, ...]
    position: int
    market: str
    first: int
    last: int
    rule: str


def read_ranks(document: Document, mentions: Sequence[Mention], focus: Focus, article: str) -> list[Rank]:
    """The ranks that a text states, one for each company and market, in text order."""
    reader = _Reader(document, mentions, focus)
    ranks: dict[tuple[str, str], Rank] = {}
    for found in sorted(reader.found(), key=lambda row: row.first):
        for place, subject in enumerate(found.subjects):
            first, last = min(found.first, subject.first), max(found.last, subject.last)
            start, end = document.starts[first], document.ends[last - 1]
            position = found.position + place if found.rule == IN_TURN else found.position
            ranks.setdefault((subject.entity, found.market), Rank(
                article=article, start=start, end=end, evidence=document.text[start:end], rule=f"rank, {found.rule}",
                parts=(Part("position", document.starts[found.first], document.ends[found.last - 1]),),
                subject=subject.entity, market=found.market, position=position))
    return list(ranks.values())


class _Reader:
    """The words for positions in one text, with whose they are."""

    def __init__(self, document: Document, mentions: Sequence[Mention], focus: Focus) -> None:
        self.document, self.lower = document, document.lower
        self._mentions, self._focus = mentions, focus
        self.words = rank_words(document.language)

    @cached_property
    def names(self) -> OrgNames:
        """The organizations of the text; looked for only where a rank is."""
        language = self.document.language
        return OrgNames(self.document, self._mentions, self._focus, relation_words(language).names,
                        entity_words(language))

    @cached_property
    def _following(self) -> list[Hit]:
        return self.words.followed.find(self.document)

    @cached_property
    def said(self) -> Markets:
        """The markets that the text speaks of; looked for only where a rank is."""
        return Markets(self.document)

    def found(self) -> Iterator[_Found]:
        """All ranks."""
        for hit in self.words.phrases.find(self.document):
            kind, position = hit.what.split(" ")
            if kind == "idiom" or self._denied(hit, kind):
                continue
            if kind in {"to", "by"}:
                found = self._verb(hit, kind)
            elif kind == "ordinal":
                found = self._ordinal(hit, int(position))
            else:
                found = self._noun(hit, kind, int(position))
            for row in found:
                yield row
                yield from self._followers(row)
        yield from self._listed()

    def _denied(self, hit: Hit, kind: str) -> bool:
        """Whether the rank is over, not yet reached, denied, or one of several."""
        opening = self.names.opening(hit.first)
        clause = next((token for token in range(hit.first - 1, opening, -1) if self.names.is_verb(token)
                       and self.lower[token - 1] in self.names.words.joiners), opening)  # "was founded in 1987 and is"
        before = self.lower[max(clause, hit.first - DENIED):hit.first]
        for mark in (STOPS | self.words.but) - {"."}:
            if mark in before:
                before = before[len(before) - before[::-1].index(mark):]
        behind = self.lower[hit.last:min(hit.last + DENIED_AFTER, self.names.closing(hit.first))]
        behind = behind[:next((place for place, word in enumerate(behind) if word in STOPS), None)]
        denials = self.words.over if kind in {"by", "ordinal"} else self.words.over | self.words.not_yet
        opener = before[:-1] if before[-1:] and before[-1] in self.names.words.determiners else before
        if kind == "superlative" and len(opener) == 2 and opener[1] in self.words.not_yet and (
                hit.first - len(before) == opening and not self.names.standing_for(opening + 1)):
            return opener[0] in denials  # "Yesterday could the largest bank", as Dutch orders it: its subject
        if any(word in denials for word in [*before, *behind]):
            return True
        if kind not in {"to", "by", "ordinal"} and behind[:1] and behind[0] in self.names.words.relatives:
            return True  # "It is the number two that moves up."
        return any(word in self.words.one_of and any(w in self.words.one for w in before[:place])
                   for place, word in enumerate(before)) or before[-1:] == ["among"]

    # Nouns

    def _noun(self, hit: Hit, kind: str, position: int) -> Iterator[_Found]:
        names, last = self.names, hit.last
        if kind == "superlative":
            head = self._head(hit.last)
            if head is None and not (position == 1 and self._stands_alone(hit)):
                return
            last = head + 1 if head is not None else hit.last
        owner = names.owner(hit.first)
        determiner = names.token(owner.first)
        if owner.mention is not None and kind != "value":
            return  # "Apple's largest supplier"
        if owner.first < hit.first and (
                determiner in self.words.indefinite or determiner in names.words.possessives):
            return  # "a leading provider"
        subjects, rule = self._whose(hit, owner.first, last, kind)
        if not subjects:
            return
        relating = relation_words(self.document.language)
        subjects = [m._replace(entity=m.company, kind="company") if m.kind == "unit" and m.company and (
            is_product(m, relating)) else m for m in subjects]  # the nouns are for companies
        market = VALUE if kind == "value" else self._market(hit.first, last)
        if market is not None:
            yield _Found(tuple(subjects), position, market, hit.first, last, rule)

    def _head(self, at: int) -> int | None:
        """The noun for a company behind a superlative."""
        for token in range(at, min(at + MODIFIERS + 1, len(self.lower))):
            word = self.lower[token]
            if word in self.names.words.determiners:
                return None
            if self.words.head(word):
                # The head is the last noun: "largest software company".
                follower = self.names.token(token + 1)
                return token + 1 if self.words.head(follower) else token
            if word != "-" and not word[0].isalpha():
                return None
            if word in self.names.words.of or word in self.names.words.prepositions:
                return None
        return None

    def _stands_alone(self, hit: Hit) -> bool:
        """ "is still the largest in the world": a superlative without a noun, behind "is"."""
        be = self.names.words.be
        opening = self.names.opening(hit.first)
        start = hit.first - 1
        while self.names.token(start - 1) in self.words.adverbs:
            start -= 1
        if self.names.token(start - 1) == "," and self.names.standing_for(start - 1) and (
                self.said.near(hit.last, self._phrase_end(hit.last), hit.last)
                or (self.names.token(hit.last + 1) in self.names.words.possessives  # "in its field"
                    and self.names.token(hit.last + 2) in self.words.markets)):
            return self.names.token(hit.last) in self.words.alone  # "TSMC, by far the largest in made-to-order chips"
        return self.names.token(hit.last) in self.words.alone and self.lower[hit.first - 1] in (
            self.names.words.determiners) and any(
            word in be for word in self.lower[max(opening, hit.first - DENIED):hit.first])

    def _whose(self, hit: Hit, phrase: int, last: int, kind: str) -> tuple[list[Mention], str]:
        """Who holds the rank, and by which wording."""
        names = self.names
        if found := names.from_here(last):
            return found[:1], "name behind"
        end = self._phrase_end(last)
        if names.token(end) == "," and (found := names.from_here(end + 1)) and (
                names.token(found[0].last) in STOPS and names.token(phrase - 1) != ","):
            return found[:1], "apposition behind"
        if kind == "place" and names.token(last) == "," and (
                names.token(hit.first - 1) in names.words.prepositions) and (found := names.from_here(last + 1)) and (
                names.token(hit.first - 2) in STOPS | names.words.joiners):
            return found[:1], "name behind"  # "and, in second place, Microsoft"
        while names.token(phrase - 1) in self.words.adverbs:
            phrase -= 1
        if names.token(phrase - 1) in {",", "(", "–", "—"}:
            if kind == "row":  # a particle may stand between: "keek tegen X en Y aan, de nummers één en twee"
                return names.up_to(phrase - 1) or names.up_to(phrase - 2), IN_TURN
            if found := names.standing_for(phrase - 1):
                return found[-1:], "apposition"
        if subjects := self._copula(phrase):
            return subjects, "is"
        if names.token(phrase - 1) in self.words.as_words and (
                subject := names.subject_before(phrase, frozenset())) is not None:
            return [subject], "as"
        if kind == "row":
            return [], ""
        if kind == "place" and (subjects := self._holder(hit.first) or self._inverted(hit)):
            return subjects, "place held"
        cover = names.covering(last - 1)
        opens = hit.first - names.opening(hit.first) <= MODIFIERS and not any(
            m.last <= hit.first for m in names.in_sentence(hit.first))
        start, before = names.opening(hit.first), names.token(hit.first - 1)
        place = kind == "place" and (hit.first == start or (
            before in names.words.determiners and hit.first == start + 1))  # "The number two grew"
        if kind == "value" or (opens and (kind == "superlative" or hit.what == LEADER or place)):
            subject = cover or names.in_mind(hit.first, frozenset())
            return ([subject], "company in mind") if subject else ([], "")
        return [], ""

    def _phrase_end(self, at: int) -> int:
        """The end of the noun phrase: "maker of memory chips", "provider in the world"."""
        stop = min(self.names.closing(at - 1), at + BEHIND)
        return next((token for token in range(at, stop) if self.lower[token] in STOPS), stop)

    def _copula(self, phrase: int) -> list[Mention]:
        """The subject of "Amazon remains the", "In the cloud Amazon is still the", "is Amazon nog altijd de"."""
        names, be = self.names, self.names.words.be
        opening = names.opening(phrase - 1) if phrase else 0
        for token in range(phrase - 1, max(opening - 1, phrase - 1 - DENIED), -1):
            if self.lower[token] in STOPS:
                return []
            if self.lower[token] in be:
                between = [m for m in names.in_sentence(token) if token < m.first and m.last <= phrase]
                if between:
                    return between[:1]
                found = next((found for at in range(token, token - 3, -1) if (found := names.standing_for(at))), [])
                it = (self.lower[token - 1] in self.words.pronouns and (
                    token - 1 <= opening or self.lower[token - 2] in STOPS | names.words.joiners)) or (
                    not found and relation_words(self.document.language).inverts
                    and self.lower[token + 1] in self.words.pronouns)  # "Daarmee is het de grootste"
                stands = names.in_mind(token, frozenset()) if it else (
                    names.subject_of(token) if self.lower[token - 1] in names.words.joiners else None)
                if not found and stands is not None:
                    found = [stands]
                return found[-1:]
        return []

    def _holder(self, at: int) -> list[Mention]:
        """The names before "held on to third place", "on spot three": nothing but such words stands between."""
        names = self.names
        stop, token = max(names.opening(at), at - HELD), at
        while token > stop:
            if found := names.standing_for(token):
                return found if self.words.sharing & {*self.lower[token:at]} else found[-1:]
            token -= 1
            if self.lower[token] == ")" and "(" in self.lower[stop:token]:
                token = stop + len(self.lower[stop:token]) - 1 - self.lower[stop:token][::-1].index("(")
            elif self.lower[token] not in self.words.holding and not self.lower[token][0].isdigit() and not (
                    self.said.near(token, token + 1, token)):
                return []
        return []

    def _inverted(self, hit: Hit) -> list[Mention]:
        """The name in "in third place comes Xiaomi", "tweede in de cloud is Microsoft, derde Google"."""
        names, words, verb = self.names, self.words, False
        before = names.token(hit.first - 1)
        if hit.first - 1 > names.opening(hit.first) and before not in STOPS | names.words.joiners and (
                names.token(hit.first - 2) not in STOPS | names.words.joiners
                or before not in names.words.prepositions | names.words.determiners):
            return []
        for token in range(hit.last, min(hit.last + DENIED, names.closing(hit.first))):
            if found := names.from_here(token):
                several = words.sharing & {*self.lower[hit.last:token]}
                return found[:None if several else 1] if verb or token == hit.last else []
            if names.is_verb(token) or self.lower[token] in words.ranking | words.sharing | {":"}:
                verb = True
            elif self.lower[token] not in names.words.prepositions | names.words.determiners | words.adverbs and not (
                    self.said.near(token, token + 1, token)):
                return []
        return []

    def _ordinal(self, hit: Hit, position: int) -> Iterator[_Found]:
        """ "Amazon is first, Microsoft second and Google third"; no noun follows."""
        names, at = self.names, hit.first
        after = names.token(hit.last)
        while at > names.opening(hit.first) and (names.is_verb(at - 1) or self.lower[at - 1] in (
                self.words.ranking | names.words.determiners)):
            at -= 1
        if at < hit.first and names.token(at - 1) == ",":
            at -= 1  # "Xiaomi, the third, ..."
        closes = not after or after in STOPS | names.words.joiners | names.words.prepositions
        subjects = (names.up_to(at)[-1:] if closes else []) or self._inverted(hit)
        opening, closing = names.opening(hit.first), names.closing(hit.first)
        market = self.said.near(opening, closing, hit.first)
        if market is None and position > 1:  # "first" is said of much else
            market = self.said.near(max(0, opening - WITHIN), opening, opening) or self.said.main
        if subjects and market is not None:
            yield _Found(tuple(subjects), position, market, hit.first, hit.last, "ordinal")

    def _listed(self) -> Iterator[_Found]:
        """A numbered list of companies, each with a figure: "1. Apple, 81 million"."""
        text, rows = self.document.text, []
        for match in NUMBERED.finditer(text):
            first = bisect_left(self.document.starts, match.end())
            line = text[match.end():].split("\n", 1)[0]
            if (found := self.names.from_here(first)) and any(letter.isdigit() for letter in line):
                rows.append((int(match[1]), found[0], bisect_left(self.document.starts, match.start(1))))
        market = self.said.near(max(0, rows[0][2] - WITHIN), rows[0][2], rows[0][2]) if rows else None
        places = [position for position, _, _ in rows]
        in_order = all(position in {place, before} for place, (before, position) in enumerate(pairwise(places), 2))
        if market is not None and rows[1:] and places[0] == 1 and in_order:  # two may share a place
            for position, mention, at in rows:
                yield _Found((mention,), position, market or "", at, at + 1, "numbered list")

    def _followers(self, row: _Found) -> Iterator[_Found]:
        """Who comes next: "Amazon leads the market, followed by Microsoft and Google"."""
        names, closing = self.names, self.names.closing(row.first)
        for hit in self._following:
            if row.position == 1 and row.last <= hit.first < closing and (found := names.behind(hit.last)):
                yield _Found(tuple(found), 2, row.market, hit.first, hit.last, IN_TURN)

    # Verbs

    def _verb(self, hit: Hit, kind: str) -> Iterator[_Found]:
        names, end = self.names, end_of(hit)
        if kind == "by":
            subjects = names.behind(end)[:1]
        else:
            subject = names.subject_of(hit.first)
            subjects = names.up_to(subject.last) or [subject] if subject is not None else []
        if not subjects or hit.tail - hit.last > WIDE or names.token(end) in self.words.foreseen:
            return  # "sold more phones than anyone had expected"
        opening, closing = names.opening(hit.first), names.closing(hit.first)
        window = range(hit.last, min(hit.last + BEHIND, closing)) if kind == "to" else range(opening, end)
        place = next((t for t in window if self.lower[t].endswith(tuple(self.words.markets))), None)
        market = self.said.near(window.start, window.stop, hit.last)
        if place is not None and self.lower[place - 1] in self.words.pointing:  # "dominates that trade"
            market = self.said.near(opening, hit.first, opening)
        elif market is None and (place is not None or " " in hit.text):
            market = self._market(hit.first, end)
        if market is not None:
            yield _Found(tuple(subjects), 1, market, hit.first, end, "verb")

    # Markets

    def _market(self, first: int, last: int) -> str | None:
        """The market that the words of a rank say, else its sentence, else the text."""
        opening, closing = self.names.opening(first), self.names.closing(first)
        for start, stop in _windows(first, last, opening, closing):
            if market := self.said.near(start, stop, last):
                return market
        return self.said.main


def _windows(first: int, last: int, opening: int, closing: int) -> Iterable[tuple[int, int]]:
    yield first, last
    yield last, min(last + BEHIND, closing)
    yield max(opening, first - WITHIN), min(last + WITHIN, closing)
    yield max(0, opening - WITHIN), opening
