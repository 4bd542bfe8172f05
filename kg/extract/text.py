"""Text to tokens and sentences, with code-point offsets kept; the ground that every layer stands on.

A `Document` holds tokens as parallel lists, since that is what makes the layers fast. A word ends at a hyphen and
before a possessive 's, so that "iPhone-maker" is three tokens and "Amazon's" two; a number is one token with its
separators ("1.234,5"), without its scale ("15bn" is two tokens).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

#: Currency signs with letters first; then numbers; initials such as U.S.; words; possessives; anything else alone.
TOKEN = re.compile(
    r"(?:US|HK|NT|TW|T|C|A|R|S)\$"
    r"|\d+(?:[.,]\d+)*"
    r"|(?:[^\W\d_]\.){2,}"
    r"|(?<!\w)['’][sS](?!\w)|['’][sS](?!\w)"
    r"|[^\W\d_](?:\w|(?<=\w)['’](?![sS](?!\w))(?=[^\W\d_]))*"
    r"|[^\w\s]|_",
)
#: A sentence is cut after so many tokens, for what stands further away says nothing of a number, and so that the
#: layers, which look round in the sentence, take time linear in a text without full stops. Few real ones pass 100.
MAX_SENTENCE = 200
#: A sentence ends after so many tokens at the latest, several times as many as any of the corpora has; what looks at
#: pairs of words of a sentence stays linear in the length of the text.
LONGEST = 400
_QUOTES_CLOSE = "\"'’”»›)]"
_QUOTES_OPEN = "\"'‘“„«‹([‚–—-•*"
_BULLET = re.compile(r"[ \t]*(?:[•*·▪‣–—-]\s|\d{1,2}[.)]\s)")


class Sentence(NamedTuple):
    """Tokens first..last (half-open) of one sentence; `paragraph` counts from 0, and `title` marks the headline."""

    first: int
    last: int
    paragraph: int
    title: bool


@dataclass(slots=True)
class Document:
    """An article as the layers of extraction see it; each layer adds its spans.

    starts, ends   code-point offsets of the tokens
    words          the tokens as printed
    lower          the tokens folded for look-up: lower case, ’ as '
    sentence_of    for each token the index of its sentence
    places         for each folded token where it stands, in text order
    """

    text: str
    language: str
    day: date | None
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)

    def cut(self, first: int, last: int) -> str:
        """The text of tokens first..last (half-open)."""
        return self.text[self.starts[first]:self.ends[last - 1]] if last > first else ""

    def spaced(self, token: int) -> bool:
        """Whether white space stands before the token."""
        return token == 0 or self.starts[token] > self.ends[token - 1]


def fold(word: str) -> str:
    """A word as the lexicon looks it up: lower case, with a straight apostrophe."""
    return word.lower().replace("’", "'")


def tokens(text: str) -> list[str]:
    """The folded tokens of a label, cut as a text is cut."""
    if text.isalpha():
        return [fold(text)]  # most words of the lists, at each start
    return [fold(match.group()) for match in TOKEN.finditer(text)]


def read_document(text: str, language: str, day: date | None, abbreviations: frozenset[str]) -> Document:
    """Cut a normalised text into tokens and sentences.

    abbreviations   folded words that a full stop follows without ending the sentence ("mln", "inc")
    """
    document = Document(text, language, day)
    spans = [match.span() for match in TOKEN.finditer(text)]
    document.starts, document.ends = [start for start, _ in spans], [end for _, end in spans]
    document.words = [text[start:end] for start, end in spans]
    # A letter such as İ is longer in lower case, so the words are folded one by one.
    document.lower = [word.lower() for word in document.words]
    if "’" in text:
        document.lower = [word.replace("’", "'") for word in document.lower]
    places = document.places
    for at, word in enumerate(document.lower):
        if word in places:
            places[word].append(at)
        else:
            places[word] = [at]
    _cut_sentences(document, abbreviations)
    return document


def _cut_sentences(document: Document, abbreviations: frozenset[str]) -> None:
    text, starts, ends, lower = document.text, document.starts, document.ends, document.lower
    count = len(starts)
    first, paragraph, index = 0, 0, 0
    while index < count:
        after = index + 1
        gap = text[ends[index]:starts[after]] if after < count else "\n\n"
        stop = False
        if "\n" in gap:
            # A blank line always ends a sentence; a single line break does so before a bullet, and after a line
            # that is ended or too short to have been wrapped.
            line = text.rfind("\n", 0, ends[index]) + 1
            wrapped = ends[index] - line >= 60 and lower[index] not in {".", "!", "?", ":"}
            stop = gap.count("\n") > 1 or not wrapped or bool(_BULLET.match(text, text.find("\n", ends[index]) + 1))
        elif lower[index] in {".", "!", "?", "…"} and after < count:
            stop = _ends(document, index, abbreviations)
            while stop and after < count and lower[after] in _QUOTES_CLOSE and not document.spaced(after):
                after += 1
            if stop and after < count:
                gap = text[ends[after - 1]:starts[after]]
                stop = bool(gap)
        if stop or after >= count or after - first >= MAX_SENTENCE:
            document.sentences.append(Sentence(first, after, paragraph, False))
            if gap.count("\n") > 1 or (paragraph == 0 and "\n" in gap):
                paragraph += 1
            first = after
        index = after if after == first else index + 1
    _mark_title(document)
    document.sentence_of = [
        number for number, sentence in enumerate(document.sentences) for _ in range(sentence.first, sentence.last)]


def _ends(document: Document, index: int, abbreviations: frozenset[str]) -> bool:
    """Whether the mark at `index` ends a sentence."""
    words, lower, count = document.words, document.lower, len(document.words)
    after = index + 1
    while after < count and lower[after] in _QUOTES_CLOSE and not document.spaced(after):
        after += 1
    if after < count and not document.spaced(after):
        return False
    if lower[index] == "." and index and not document.spaced(index):
        before = words[index - 1]
        if lower[index - 1] in abbreviations or (len(before) == 1 and before.isupper()):
            return False
    while after < count and words[after] in _QUOTES_OPEN:
        after += 1
    if after >= count:
        return True
    follower = words[after]
    # A name such as "iPhone" may open a sentence, so one capital anywhere in the word will do.
    return not follower.islower()


def _mark_title(document: Document) -> None:
    """The first line is the headline if a blank line follows it and it does not end like a sentence."""
    title_end = document.text.find("\n")
    if title_end < 0 or title_end > 200 or document.text[title_end:title_end + 2] != "\n\n":
        return
    if document.text[:title_end].rstrip().endswith((".", ":", ";")):
        return
    document.sentences = [
        sentence._replace(title=document.starts[sentence.first] < title_end) for sentence in document.sentences]
