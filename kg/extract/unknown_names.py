"""Which capitalised words are people and which are companies, judged by what stands round them all over the text.

Each sign counts: a first name, a role word, a title or an age for a person; a kind of firm, a word of business in the
name, a verb of business news, a share price for a company. Without a sign a run is nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kg.extract.entity_words import NO_TAGS, EntityWords, padded
from kg.extract.mention import Mention
from kg.extract.role_words import RoleWords
from kg.extract.text import Document

if TYPE_CHECKING:
    from kg.extract.names import Event

#: How far behind "Name, " a role word or a kind of firm may stand that says what the name is.
REACH = 8
#: Words of a person's full name.
FULL_NAME = range(2, 6)
#: Words from "at" to the name of a firm: "the research boutique".
KIND_REACH = 4
#: Within how many words of a verb the number stands in "Foo lost nearly 3 percent".
VERB_REACH = 3
#: Marks of a rise or a fall.
MOVES = frozenset({"+", "-", "−", "–"})
#: A sign that is enough by itself, and one that needs the name to stand where its capital means something.
CLEAR, SLIGHT = 2, 1


class Run(NamedTuple):
    """Capitalised words first..last (half-open) that may be a name, and their text on one line."""

    first: int
    last: int
    text: str


def judge(document: Document, words: EntityWords, roles: RoleWords, events: Iterable[Event]) -> dict[str, str]:
    """ "person" or "company" for each run that is one; the others are left out."""
    signs = _Signs(document, words, roles)
    person: dict[str, int] = defaultdict(int)
    company: dict[str, int] = defaultdict(int)
    meant: set[str] = set()
    surnames: set[str] = set()
    printed = set(document.words)
    for _, event in events:
        if isinstance(event, Run):
            a, b = signs.of(event)
            person[event.text] += a
            company[event.text] += b
            sentence = document.sentences[document.sentence_of[event.first]]
            opens = event.first == sentence.first and (" " not in event.text or document.lower[event.first] in printed)
            if not sentence.title and not opens:
                meant.add(event.text)
        elif isinstance(event, Mention) and event.kind == "person":
            surnames.add(event.entity.rpartition(" ")[2])
    people = {text for text, score in person.items() if score > company[text] and " " in text}
    surnames |= {part for text in people for part in (text.partition(" ")[0], text.rpartition(" ")[2])}
    kinds = dict.fromkeys(people, "person")
    for text, score in company.items():
        if text not in people and text not in surnames and (score >= CLEAR or (score >= SLIGHT and text in meant)):
            kinds[text] = "company"
    return {text: kinds[text] for text in person if text in kinds}


class _Signs:
    """What speaks for a person and what for a company at one place."""

    def __init__(self, document: Document, words: EntityWords, roles: RoleWords) -> None:
        self.document, self.words, self.roles = document, words, roles
        self.lower = padded(document.lower)

    def of(self, run: Run) -> tuple[int, int]:
        """(for a person, for a company) of a run."""
        if len(run.text) == 1 or all(self._tags(at) & {"places", "ordinary"} for at in range(run.first, run.last)):
            return 0, 0
        shaped = self._shaped(run)
        behind = self._behind(run) if shaped or self._token(run.last) == "," else (0, 0)
        return (self._person(run) if shaped else self._titled(run)) + (behind[0] if shaped else 0), (
            self._company(run, shaped) + behind[1])

    def _shaped(self, run: Run) -> bool:
        """Whether a run has the form of a person's full name."""
        parts = self.lower[run.first:run.last]
        return len(run.text.split()) in FULL_NAME and "&" not in parts and all(
            part.replace(".", "").replace("'", "").isalpha() or part in {"-", "."} for part in parts)

    def _titled(self, run: Run) -> int:
        """ "Mr Poe", "mevr. Poe"."""
        back = run.first - 2 if self._token(run.first - 1) == "." else run.first - 1
        return CLEAR + SLIGHT if "titles" in self._tags(back) else 0

    def _person(self, run: Run) -> int:
        if "determiners" in self._tags(run.first - 1):
            return 0  # "the Financial Times"
        score = self._titled(run)
        before, after = self._token(run.first - 1), self._tags(run.last)
        if self.lower[run.first] in self.words.given:
            score += CLEAR
        if self.roles.is_head(before) or (before == "," and any(
                self.roles.is_head(self._token(at)) for at in range(run.first - 4, run.first - 1))):
            score += CLEAR  # "topman Ana Poe", "the head of Foo, Ana Poe"
        if "say_verbs" in after | self._tags(run.first - 1):
            score += SLIGHT
        return score

    def _behind(self, run: Run) -> tuple[int, int]:
        """What an apposition after the name says: "Name, an analyst", "Name, who", "Name, 58", "Name, a broker"."""
        if self._token(run.last) != ",":
            return 0, 0
        first = run.last + 1
        if self._token(first) in self.words.relative:
            return SLIGHT, 0
        if self._token(first).isdigit() and len(self._token(first)) == 2:
            return CLEAR, 0
        stop = min(first + REACH, self.document.sentences[self.document.sentence_of[run.first]].last)
        firm = 0
        for at in range(first, stop):
            if self.lower[at] in {",", ";", "("}:
                break
            if self.roles.is_head(self.lower[at]):
                return CLEAR, 0
            if "kind_words" in self._tags(at) and "articles" in self._tags(first):
                firm = CLEAR
        return 0, firm

    def _company(self, run: Run, shaped: bool) -> int:
        score = 0
        words, first, last = self.words, run.first, run.last
        before, after = self._tags(first - 1), self._tags(last)
        single = " " not in run.text
        if any("media_words" in self._tags(at) for at in range(first, last)):
            score += CLEAR
        if not single and any("name_words" in self._tags(at) for at in range(first, last)):
            score += CLEAR
        phrase = words.kind_phrases.get(self._token(first - 1), ())
        kind = "kind_words" in before or (phrase and tuple(self.lower[first - len(phrase):first]) == phrase)
        if kind and (single or not self.roles.is_head(self._token(first - 1))):
            score += CLEAR
        place = first - 1  # "analist Ana Poe van vermogensbeheerder Foo", "an analyst at the research boutique Foo"
        beside = "determiners" in self._tags(first - 1)
        while not beside and place > first - KIND_REACH and self._token(place) not in self.roles.places and (
                self._token(place).isalpha() and self.document.words[place].islower()):
            place -= 1
        if self._token(place) in self.roles.places and any(
                self.roles.is_head(self._token(at)) or self._follows(at) for at in range(place - 4, place)):
            score += CLEAR  # "analist bij Foo", "who follows the sector for Foo"
        if self._token(first - 1) in words.of_words and "share_words" in self._tags(first - 2):
            score += CLEAR  # "shares of Foo"
        if "share_words" in before | after or (
                self._token(last) in words.possessives and self._tags(last + 1) & {"share_words", "money"}):
            score += CLEAR
        if "verbs" in before | after and (single or not shaped or self.lower[first] not in words.given):
            # "Foo lost 2.7 percent" is news of a company; "Nothing lost so much" is not.
            near = self.lower[last + 1:last + 1 + VERB_REACH]
            score += CLEAR if any(token[0].isdigit() for token in near if token) else SLIGHT
        figure = last + (self._token(last) == "(") + (self._token(last + 1) in MOVES)
        if self._token(figure)[:1].isdigit() and self._token(figure + 1) in self.words.percent and (
                figure > last or self._token(first - 1) in self.roles.places):
            score += CLEAR  # "Foo (-2.7%)", "bij Foo 2,7 procent"
        form = self.document.words[first]
        mixed = form[1:] != form[1:].lower() and not form.removesuffix("s").isupper()
        if single and len(form) > 2 and (mixed or (last > first + 1 and not form.isupper())):
            score += SLIGHT  # "FooBar", "Foo-Bar"
        return score

    def _follows(self, at: int) -> bool:
        """Whether a verb of what analysts do stands at the token."""
        phrase = self.roles.phrase(self.lower, at) if at >= 0 else None
        return phrase is not None and phrase.role == "analyst"

    def _token(self, at: int) -> str:
        return self.lower[at]

    def _tags(self, at: int) -> frozenset[str]:
        word = self.words.word(self.lower[at])
        return word.tags if word is not None else NO_TAGS
