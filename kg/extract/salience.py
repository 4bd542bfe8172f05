"""Who is being talked about: the companies and people that a reader has in mind, by salience.

The company that a sentence is about comes to the top; one after a preposition comes second; one that is named only for
comparison ("like rivals X and Y") never comes to the top, so that "the company" after it is still the other one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from kg.extract.mention import Mention
from kg.extract.text import Document

#: Companies (or people) that are kept in mind; more would cost time on a list of hundreds and never be meant.
DEPTH = 12
#: The share of all mentions from which on a company rules an article, so that each paragraph begins with it in focus.
RULING = 0.4


class Stack:
    """Names by salience, the most salient first, never more than DEPTH."""

    __slots__ = ("names",)

    def __init__(self) -> None:
        self.names: list[str] = []

    def push(self, name: str, standing: str) -> None:
        """Put a name where its standing says: on top, second, or third; one on top stays there."""
        names = self.names
        place = {"subject": 0, "object": 1, "oblique": 1}.get(standing, 2)
        if name in names:
            if place and names.index(name) <= place:
                return
            names.remove(name)
        names.insert(place, name)
        del names[DEPTH:]


class Companies(Stack):
    """The companies in mind as a reader goes through a text.

    counts   how often each company is named, the headline counting for three
    main     the company that is named most; `ruling` where it has RULING of all mentions, and then each paragraph
             begins with it in focus
    """

    __slots__ = ("_paragraph", "_seen", "_sentence", "main", "observers", "ruling")

    def __init__(self, counts: Counter[str], observers: frozenset[str]) -> None:
        super().__init__()
        for company in observers & counts.keys():
            counts[company] -= counts[company] // 2
        self.observers = observers
        self.main = counts.most_common(1)[0][0] if counts else None
        self.ruling = self.main is not None and counts[self.main] >= RULING * counts.total()
        self._paragraph = self._sentence = -1
        self._seen: dict[str, str] = {}

    def enter(self, sentence: int, paragraph: int) -> bool:
        """Note in which sentence the reader is; whether it is a new one.

        The only company of the sentence before comes into focus, wherever it stood there: "sales fell at Foo. The
        company".
        """
        if sentence == self._sentence:
            return False
        if len(self._seen) == 1:
            company, standing = next(iter(self._seen.items()))
            if standing != "subject" and company not in self.observers:
                self.push(company, "subject")
        if paragraph != self._paragraph and self.ruling and self.main and self.names:
            self.push(self.main, "subject")
        self._sentence, self._paragraph, self._seen = sentence, paragraph, {}
        return True

    def note(self, company: str, standing: str) -> None:
        """Note that a company is named; one that comments on others does not come into focus."""
        if company in self.observers and company != self.main:
            standing = "rival"
        elif standing == "object" and self.ruling and company == self.main:
            standing = "subject"  # what an article is about comes back into focus easily
        self._seen[company] = standing
        self.push(company, standing)

    def salient(self) -> list[str]:
        """The companies in mind; the main one where none has been named yet."""
        return self.names or ([self.main] if self.main else [])


class Focus:
    """The companies in order of salience at each place of a text, computed once."""

    def __init__(self, document: Document, mentions: Sequence[Mention], observers: frozenset[str]) -> None:
        companies = Companies(weighed(document, mentions), observers)
        self.main, self.ruling = companies.main, companies.ruling
        self._starts: list[int] = []
        self._names: list[tuple[str, ...]] = []
        for mention in mentions:
            number = document.sentence_of[mention.first]
            if companies.enter(number, document.sentences[number].paragraph):
                self._starts.append(document.sentences[number].first)
                self._names.append(tuple(companies.names))
            if mention.company is not None and mention.how != "bare":
                companies.note(mention.company, mention.standing)
                self._starts.append(mention.last)
                self._names.append(tuple(companies.names))

    def at(self, token: int) -> tuple[str, ...]:
        """The companies that a reader has in mind before this token, the most salient first."""
        place = bisect_right(self._starts, token)
        names = self._names[place - 1] if place else ()
        return names or ((self.main,) if self.main else ())


def weighed(document: Document, mentions: Iterable[Mention]) -> Counter[str]:
    """How often each company is named, itself or by its units; the headline counts for three."""
    counts: Counter[str] = Counter()
    for mention in mentions:
        if mention.how in {"name", "unknown"} and mention.company is not None:
            counts[mention.company] += 3 if document.sentences[document.sentence_of[mention.first]].title else 1
    return counts
