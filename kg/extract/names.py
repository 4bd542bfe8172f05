"""Names in the text: those that the ontology knows, and runs of capitalised words that may be names.

One pass over the tokens gives the events that `kg.extract.resolve` turns to mentions: known names, runs, and words
that may stand for something (nouns, pronouns, words for units). What an unknown run is, `kg.extract.unknown_names`
judges. Unknown names are never merged with known ones; a surname is its bearer's, and a short form a firm's, only if
the full name stands in the same text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kg.extract.entity_words import EntityWords, Label, Word
from kg.extract.mention import Mention
from kg.extract.role_words import RoleWords
from kg.extract.text import Document
from kg.extract.unknown_names import Run, judge

#: The longest run of tokens that is taken for one name.
LONGEST = 10
#: A sentence of more words than this, most of them capitalised, is a headline whose capitals say nothing.
SHOUTED = 4
#: The longest syllable of a Korean first name, of which the second is written small: "Poe Min-jae".
SYLLABLE = 5
#: The longest word before a full stop inside a name: "Warner Bros. Discovery".
ABBREVIATED = 4
#: Code points of the text's beginning within which the owner of an ambiguous short name must be named.
OPENING = 5_000

#: Words of business news that, at the start of a sentence, have their capital from it.
_NEWS = frozenset({"verbs", "say_verbs", "share_words", "money", "heads", "nouns", "rival_words"})
_VERBS = frozenset({"verbs", "expletive_after"})

#: A known name (a mention), a run, or the word that a token may be; with the token.
Event = tuple[int, Mention | Run | Word]


@dataclass(slots=True)
class Names:
    """What the pass over the tokens found.

    events      in text order
    kinds       "person" or "company" for each unknown name
    people      surname or first name -> the full names of the text that have it
    """

    events: list[Event] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    people: dict[str, dict[str, None]] = field(default_factory=dict)
    _firms: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def full_name(self, short: str) -> str | None:
        """The one firm of the text whose name starts with this word."""
        firms = self._firms.get(short, ())
        return firms[0] if len(firms) == 1 else None

    def index(self) -> None:
        """Fill `people` and the short forms, once `events` and `kinds` are complete."""
        people = [event.entity for _, event in self.events if isinstance(event, Mention) and event.kind == "person"]
        people += [name for name, kind in self.kinds.items() if kind == "person"]
        for name in people:
            parts = name.split()
            for key in (parts[-1], parts[0]) if len(parts) > 1 else ():
                self.people.setdefault(key, {})[name] = None
        firms = {event.entity: None for _, event in self.events
                 if isinstance(event, Mention) and event.kind == "company"}
        firms |= {name: None for name, kind in self.kinds.items() if kind == "company"}
        for name in firms:
            first, _, rest = name.partition(" ")
            if rest:
                self._firms[first].append(name)


def find_names(document: Document, words: EntityWords, roles: RoleWords) -> Names:
    """The names of the text, and the tokens that may stand for something."""
    scanner = _Scanner(document, words, roles)
    scanner.scan()
    names = Names(scanner.events, judge(document, words, roles, scanner.events))
    names.index()
    return names


def known_name(document: Document, words: EntityWords, at: int, word: Word) -> Mention | None:
    """The longest name of the ontology that starts at the token, in the capitals that its label has."""
    lower, printed = document.lower, document.words
    if word.longer and at + 1 < len(lower):
        for label in word.longer.get(lower[at + 1], ()):
            end = at + len(label.folded)
            if end > at + 2 and (end > len(lower) or not _same(tuple(lower[at:end]), label.folded, words.genitives)):
                continue
            if all(map(_written_as, printed[at:end], label.printed)):
                return _mention(words, at, end, label)
    for label in word.single:
        if _written_as(printed[at], label.printed[0]) and not _mere_letter(document, at, label.printed[0]):
            if label.folded[0] in words.ambiguous and _stranger(document, words, label):
                continue
            return _mention(words, at, at + 1, label)
    for label in word.genitive:
        if _written_as(printed[at], label.printed[0]):
            return _mention(words, at, at + 1, label)
    return None


def _same(cut: tuple[str, ...], folded: tuple[str, ...], genitives: tuple[str, ...]) -> bool:
    """Whether tokens are those of a label, the last of them perhaps a genitive."""
    return cut == folded or (cut[:-1] == folded[:-1] and any(cut[-1] == folded[-1] + ending for ending in genitives))


def _mention(words: EntityWords, at: int, end: int, label: Label) -> Mention:
    entity = words.lexicon.entities[label.what[0]]
    company = entity.name if entity.kind == "company" else words.parent(entity.name)
    return Mention(at, end, entity.name, entity.kind, "name", None if entity.kind == "person" else company)


def _written_as(word: str, label: str) -> bool:
    """Whether a word has the capitals of the label; a headline in capitals will do, and "Iphone" or "Ebay" too."""
    return word == label or (word[:1].isupper() and (label[:1].isupper() or len(label) > 2))


def _mere_letter(document: Document, at: int, name: str) -> bool:
    """Whether a name of one letter is more likely a letter: an initial, or the end of a product's name."""
    if len(name) > 1:
        return False
    before, after = document.words[at - 1] if at else "", document.words[at + 1:at + 2]
    return after in ([], ["."], [")"], [":"], ["-"]) or (
        before[:1].isupper() and document.sentence_of[at] == document.sentence_of[at - 1])


def _stranger(document: Document, words: EntityWords, label: Label) -> bool:
    """Whether a unit's short name, which other companies have too, stands in a text that opens without its owner."""
    owner = words.parent(words.lexicon.entities[label.what[0]].name)
    return owner is None or owner not in document.text[:OPENING]


class _Scanner:
    """The pass over the tokens; `events` is its result."""

    def __init__(self, document: Document, words: EntityWords, roles: RoleWords) -> None:
        self.document, self.words, self.roles = document, words, roles
        self.lower, self.printed = document.lower, document.words
        self.events: list[Event] = []
        self._inside: set[str] | None = None

    def scan(self) -> None:
        """Fill `events`."""
        document, words, events = self.document, self.words, self.events
        lower, printed, lookup = self.lower, self.printed, words.word
        for number, sentence in enumerate(document.sentences):
            capitals_count = not self._shouted(number)
            at, last = sentence.first, sentence.last
            while at < last:
                token = lower[at]
                word = lookup(token)
                if word is not None:
                    if word.named:
                        mention = known_name(document, words, at, word)
                        if mention is not None and not (
                                at == sentence.first and "common" in word.tags and self._mere_word(mention)):
                            events.append((at, mention))
                            at = mention.last
                            continue
                    if word.active:
                        events.append((at, word))
                if capitals_count and printed[at] != token:
                    end = self._run_end(at, word, sentence.first, last)
                    if end > at:
                        events.append((at, Run(at, end, " ".join(document.cut(at, end).split()))))
                        at = end
                        continue
                at += 1

    def _mere_word(self, mention: Mention) -> bool:
        """Whether a word that is a name as well ("Block", "Windows") opens a sentence: nothing says it is a name."""
        at, sentence = mention.first, self.document.sentences[self.document.sentence_of[mention.first]]
        if mention.last > at + 1 or sentence.title or self.printed[at].isupper():
            return False
        after = self.lower[at + 1] if at + 1 < len(self.lower) else ""
        word = self.words.word(after)
        if after == "," or after in self.words.possessives or (word is not None and word.tags & _VERBS):
            return False
        if self._inside is None:
            firsts = {sentence.first for sentence in self.document.sentences}
            self._inside = {word for at, word in enumerate(self.printed) if at not in firsts and word[0].isupper()}
        return self.printed[at] not in self._inside

    def _shouted(self, number: int) -> bool:
        """Whether capitals say nothing in the sentence, as most words have one."""
        sentence = self.document.sentences[number]
        first = sentence.first
        if sentence.last - first <= SHOUTED or not (
                sentence.title or (self.printed[first + 1][0].isupper() and self.printed[first + 2][0].isupper())):
            return False
        words = [word for word in self.printed[sentence.first:sentence.last] if word[0].isalpha()]
        share = 6 if sentence.title else 8  # tenths of the words
        return len(words) > SHOUTED and sum(word[0].isupper() for word in words) * 10 > len(words) * share

    def _run_end(self, at: int, word: Word | None, first: int, last: int) -> int:
        """Where the run of capitalised words that starts at the token ends; `at` if none does."""
        if not _capital(self.printed[at]):
            return at
        if word is not None:
            # "Three Hills Bank" within a sentence is a name; "Three hills" at its start is not; nor is "Club Ajax".
            if "ordinary" in word.tags and not ("inner" in word.tags and at > first):
                return at
            if word.tags & {"ordinary", "places"} and not self._continues(at + 1):
                return at
            if "kind_words" in word.tags and at == first:
                return at
            if at == first and (word.tags & _NEWS or self.words.participle(self.lower[at])) and not (
                    self._continues(at + 1)):
                return at  # "Expected was 3 billion"
        if at == first and self.lower[at] in self.words.small and not self._continues(at + 1):
            return at  # "Whoever bought then has lost 30 percent"
        term = self.roles.term(self.lower, at) if self.roles.may_start(self.lower[at]) else None
        if term is not None and term.end > at + 1:
            return at  # "Co-CEOs Ana Poe and"
        if (at == first and self.roles.is_head(self.lower[at])) or (self._given(at + 1) and not self._given(at)):
            return at  # "Topman Ana Poe", "Minister Ana Poe"
        end, last = at + 1, min(last, at + LONGEST)
        while end < last and (step := self._step(at, end, last)):
            end += step
        if end < last and self.lower[end] == "." and not self.document.spaced(end) and len(self.printed[end - 1]) == 1:
            end += 1
        return end

    def _step(self, at: int, end: int, last: int) -> int:
        """How many tokens from `end` on go on with the run that started at `at`."""
        document, printed, lower, words = self.document, self.printed, self.lower, self.words
        token = lower[end]
        small = printed[end] == token
        if self._continues(end) or (not small and token in words.particles and self._continues(end + 1)):
            return 1
        if end == at + 1 and lower[at] in words.given and self._surname(end):
            return 1
        if end + 1 >= last:
            return 0
        after = printed[end + 1]
        if token == "-" and not document.spaced(end) and not document.spaced(end + 1):
            syllables = len(after) <= SYLLABLE and len(printed[end - 1]) <= SYLLABLE and after.isalpha() and (
                end - at == 2 or (end - at == 1 and self._continues(end + 2)))
            return 2 if _capital(after) or (
                syllables and self._plain(lower[end + 1])) else 0
        if token == "." and not document.spaced(end):
            if not document.spaced(end + 1):
                return 2 if lower[end + 1] in words.domains else 0  # "Foo.com"
            return 2 if len(printed[end - 1]) <= ABBREVIATED and self._continues(end + 1) else 0
        if token in {"&", "+"}:
            return 2 if _capital(after) else 0
        if token in words.particles and small and not (
                token in words.of_words and sum(map(_capital, printed[at:end])) > 1):
            # "Ruth de Vries", but not "Ruth de Vries van Meridiaan"
            next_one = end + 1
            while next_one < last and lower[next_one] in words.particles and printed[next_one] == lower[next_one]:
                next_one += 1
            if next_one < last and self._continues(next_one):
                return next_one + 1 - end
        return 0

    def _plain(self, token: str) -> bool:
        """Whether a word may be the second syllable of a name: none that says what a firm or a person is."""
        word = self.words.word(token)
        return (word is None or word.tags <= {"verbs", "it_verbs"}) and not self.roles.is_head(token)

    def _surname(self, at: int) -> bool:
        """Whether a name of one word may be a surname here, as behind a first name: "Ana Kuiper"."""
        word = self.words.word(self.lower[at])
        name = known_name(self.document, self.words, at, word) if word and _capital(self.printed[at]) else None
        return name is not None and name.kind != "person" and name.last == at + 1

    def _given(self, at: int) -> bool:
        """Whether the token is a first name that a capitalised word follows."""
        return at < len(self.lower) and self.lower[at] in self.words.given and self._continues(at + 1)

    def _continues(self, at: int) -> bool:
        """Whether the token may go on a name: capitalised, and no ordinary word, role or known name."""
        if at >= len(self.printed) or not _capital(self.printed[at]) or self.roles.is_head(self.lower[at]):
            return False
        word = self.words.word(self.lower[at])
        if word is None:
            return True
        if "ordinary" in word.tags and not word.tags & {"name_words", "inner"}:
            return False
        return not word.named or known_name(self.document, self.words, at, word) is None


def _capital(word: str) -> bool:
    return word[0].isupper() or (word[1:2].isupper() and word[0].isalpha())
