"""Direct quotations and who said them.

A quotation is what stands between matching marks within a paragraph. Its speaker is looked for where writers put
one: with a word of saying behind the quotation, then before it in its sentence, then the last person spoken of
("he said"); a further quotation of the paragraph without a speaker of its own goes on with the last one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.entities import Mention
from kg.extract.text import Document
from kg.facts import Part, Statement
from kg.lexicon import load

#: The quotation styles of both languages; a single mark inside a word is an apostrophe.
QUOTATION = re.compile(
    r"“([^“”„\n]+)”|„([^“”„\n]+)[”“]|\"([^\"\n]+)\"|«([^«»\n]+)»|»([^«»\n]+)«"
    r"|(?<!\w)‘([^‘\n]+?)’(?!\w)|(?<![\w'])'([^'\n](?:[^'\n]|'(?=\w))*?)'(?!\w)")
#: How many tokens behind a quotation its speaker may be named.
REACH = 30


@dataclass(frozen=True, slots=True)
class _Words:
    say: frozenset[str]
    pronouns: frozenset[str]
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
    return _Words(frozenset(data["say"]), frozenset(data["person_pronouns"]), data["least_words"])


def read_statements(document: Document, mentions: Sequence[Mention], organizations: Mapping[str, str],
                    article: str) -> list[Statement]:
    """The quotations of a text that have a speaker, in text order.

    organizations   person -> where the text says that they work, from the role facts
    """
    words = _words(document.language)
    speakers = [m for m in mentions if m.kind in {"person", "company"}]
    found: list[Statement] = []
    last: tuple[int, Mention] | None = None
    for quotation in _quotations(document, words.least):
        paragraph = document.sentences[document.sentence_of[quotation.first]].paragraph
        hit = _speaker(document, quotation, speakers, words)
        if hit is None and last is not None and last[0] == paragraph:
            hit = last[1], "goes on"
        if hit is None:
            continue
        speaker, rule = hit
        last = paragraph, speaker
        name = speaker.entity
        found.append(Statement(
            article=article, start=quotation.start, end=quotation.end,
            evidence=document.text[quotation.start:quotation.end], rule=f"quotation + {rule}",
            parts=(Part("speaker", document.starts[speaker.first], document.ends[speaker.last - 1]),),
            said_by=name, speaker=name,
            organization=organizations.get(name) if speaker.kind == "person" else name,
            quote=document.text[quotation.start:quotation.end]))
    return found


def _quotations(document: Document, least: int) -> list[_Quotation]:
    found = []
    for match in QUOTATION.finditer(document.text):
        group = match.lastindex or 0
        start, end = match.span(group)
        text = document.text[start:end]
        start += len(text) - len(text.lstrip())
        end -= len(text) - len(text.rstrip(" ,"))
        if len(document.text[start:end].split()) >= least:
            found.append(_Quotation(start, end, bisect_left(document.starts, match.start()),
                                    bisect_left(document.starts, match.end())))
    return found


def _speaker(document: Document, quotation: _Quotation, speakers: Sequence[Mention], words: _Words
             ) -> tuple[Mention, str] | None:
    lower = document.lower
    # A quotation that ends its own sentence may still have its speaker in the next: "It is. That's Ann Li."
    ending = document.sentences[document.sentence_of[quotation.last - 1]].last
    behind = range(quotation.last, min(ending, quotation.last + REACH, len(lower)))
    says = [at for at in behind if lower[at] in words.say]
    if says and says[0] - quotation.last <= 8:
        if hit := _nearest(speakers, behind, says[0]):
            return hit, "speaker behind"
        if any(lower[at] in words.pronouns for at in behind):
            return _last_person(document, speakers, quotation.first, "pronoun behind")
    opening = document.sentences[document.sentence_of[quotation.first]].first
    ahead = range(opening, quotation.first)
    says = [at for at in ahead if lower[at] in words.say]
    if says or (ahead and lower[quotation.first - 1] == ":"):
        at = says[-1] if says else quotation.first
        if hit := _nearest(speakers, ahead, at):
            return hit, "speaker before"
        if any(lower[at] in words.pronouns for at in ahead):
            return _last_person(document, speakers, opening, "pronoun before")
    return None


def _nearest(speakers: Sequence[Mention], window: range, at: int) -> Mention | None:
    """The person nearest to the word of saying, else the company."""
    inside = [m for m in speakers if m.first in window and m.how != "pronoun"]
    for kind in ("person", "company"):
        if near := [m for m in inside if m.kind == kind]:
            return min(near, key=lambda m: abs(m.first - at))
    return None


def _last_person(document: Document, speakers: Sequence[Mention], before: int, rule: str
                 ) -> tuple[Mention, str] | None:
    """The last person named before a token, in its paragraph or the one before."""
    paragraph = document.sentences[document.sentence_of[before]].paragraph
    for mention in reversed([m for m in speakers if m.kind == "person" and m.first < before]):
        if paragraph - document.sentences[document.sentence_of[mention.first]].paragraph > 1:
            return None
        return mention, rule
    return None
