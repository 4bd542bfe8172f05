"""Layer 4: companies, units and people in the text, and who is being talked about.

A name is read with its capitals ("Apple", never "apple"); a description of the ontology ("the search giant") and
a generic noun with an article ("het concern") are resolved on a stack of salience: the companies named so far,
the last and the subject-like first. A unit's description ("de clouddivisie") is the unit of the company in focus.
Names that nobody knows are never merged with known ones.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from kg.extract.text import TOKEN, Document, tokens
from kg.lexicon import Entity, load


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens first..last name `entity` (a canonical name).

    kind   "company", "unit" or "person"
    how    "name", "description" (of the ontology), "noun" (a generic one), "pronoun", "unknown"
    """

    first: int
    last: int
    entity: str
    kind: str
    how: str


class Trie(dict[str, list[tuple[tuple[str, ...], tuple[str, ...], str]]]):
    """Labels by their first folded token, the longest first: (folded tokens, printed tokens, what)."""

    def put(self, label: str, what: str) -> None:
        folded = tuple(tokens(label))
        if folded:
            self.setdefault(folded[0], []).append((folded, tuple(label_words(label)), what))

    def sort(self) -> Trie:
        for rows in self.values():
            rows.sort(key=lambda row: (-len(row[0]), row[2]))
        return self


def label_words(label: str) -> list[str]:
    """The tokens of a label as printed."""
    return [match.group() for match in TOKEN.finditer(label)]


@dataclass(frozen=True, slots=True)
class _Data:
    names: Trie
    descriptions: Trie
    places: Trie
    units: dict[str, Entity]
    nouns: frozenset[str]
    determiners: frozenset[str]
    pronouns: frozenset[str]
    makers: frozenset[str]
    genitives: tuple[str, ...]


@cache
def _data(language: str) -> _Data:
    lexicon = load()
    words = lexicon.languages[language]["entities"]
    names, descriptions, places = Trie(), Trie(), Trie()
    for entity in lexicon.entities.values():
        for label, tag in entity.aliases:
            if tag in ("", language):
                names.put(label, entity.id)
        for label, tag in entity.descriptions:
            if tag in ("", language):
                descriptions.put(label.lower(), entity.id)
        for label, tag in entity.places:
            if tag in ("", language):
                places.put(label, entity.id)
    return _Data(names.sort(), descriptions.sort(), places.sort(),
                 {e.id: e for e in lexicon.entities.values() if e.kind == "unit"},
                 frozenset(words["company_nouns"]), frozenset(words["determiners"]), frozenset(words["pronouns"]),
                 frozenset(words["maker_words"]), tuple(words["genitive_suffixes"]))


def _written_as(word: str, label: str) -> bool:
    """Whether a word has the capitals of the label, or is in a headline's capitals."""
    return word == label or (word.isupper() and len(label) > 1) or (word[:1] == label[:1] and word[:1].isupper())


def _named(document: Document, at: int, data: _Data) -> tuple[int, str] | None:
    """(end token, entity id) of the longest name that starts at the token, written as the label writes it."""
    lower, words = document.lower, document.words
    for folded, printed, what in data.names.get(lower[at], ()):
        end = at + len(folded)
        if tuple(lower[at:end]) != folded:
            continue
        cut = words[at:end]
        if all(_written_as(word, label) for word, label in zip(cut, printed, strict=True)):
            return end, what
    if words[at][:1].isupper():
        for suffix in data.genitives:
            if lower[at].endswith(suffix) and len(lower[at]) > 4:
                for folded, printed, what in data.names.get(lower[at][:-len(suffix)], ()):
                    if len(folded) == 1 and printed[0][:1] == words[at][:1]:
                        return at + 1, what
    return None


def read_mentions(document: Document) -> list[Mention]:
    """All mentions of companies, units and people, in text order, with descriptions and nouns resolved."""
    data = _data(document.language)
    lexicon = load()
    lower, count = document.lower, len(document.words)
    found: list[Mention] = []
    surnames: dict[str, str] = {}
    at = 0
    while at < count:
        if hit := _named(document, at, data):
            end, what = hit
            entity = lexicon.entities[what]
            found.append(Mention(at, end, entity.name, entity.kind, "name"))
            if entity.kind == "person":
                surnames[document.words[end - 1]] = entity.name
            at = end
        elif document.words[at] in surnames:
            found.append(Mention(at, at + 1, surnames[document.words[at]], "person", "name"))
            at += 1
        else:
            at += 1
    return _resolve(document, found, data, lower)


def _resolve(document: Document, named: list[Mention], data: _Data, lower: list[str]) -> list[Mention]:
    """Descriptions and generic nouns to the companies and units that are being talked about."""
    lexicon = load()
    by_start = {m.first: m for m in named}
    counts = Counter(m.entity for m in named if m.kind == "company")
    for m in named:
        if m.kind == "company" and document.sentences[document.sentence_of[m.first]].title:
            counts[m.entity] += 2
    main = counts.most_common(1)[0][0] if counts else None
    in_text = {m.entity for m in named}
    result: list[Mention] = []
    stack: list[str] = []
    at = 0
    while at < len(lower):
        mention = by_start.get(at)
        if mention:
            result.append(mention)
            if mention.kind == "company":
                stack.append(mention.entity)
            elif mention.kind == "unit":
                parent = lexicon.by_name[mention.entity].parent
                if parent and parent in lexicon.entities:
                    stack.append(lexicon.entities[parent].name)
            at = mention.last
            continue
        focus = stack[-1] if stack else main
        hit = _described(document, at, data, stack, main, in_text)
        if hit:
            end, entity, kind, how = hit
            result.append(Mention(at, end, entity, kind, how))
            if kind == "company":
                stack.append(entity)
            at = end
            continue
        if lower[at] in data.pronouns and focus:
            result.append(Mention(at, at + 1, focus, "company", "pronoun"))
        at += 1
    return result


def _described(document: Document, at: int, data: _Data, stack: list[str], main: str | None,
               in_text: set[str]) -> tuple[int, str, str, str] | None:
    lower = document.lower
    lexicon = load()
    recent = list(dict.fromkeys(reversed(stack)))
    if main and main not in recent:
        recent.append(main)
    options: list[tuple[int, str, str]] = []
    for folded, _, what in data.descriptions.get(lower[at], ()):
        end = at + len(folded)
        if tuple(lower[at:end]) == folded:
            options.append((end, what, "description"))
    best: tuple[int, int, Entity] | None = None
    for end, what, _ in options:
        entity = lexicon.entities[what]
        if entity.kind == "unit":
            parent = lexicon.entities.get(entity.parent or "")
            if parent is None or parent.name not in recent:
                continue
            rank = recent.index(parent.name)
        else:
            if entity.name not in recent:
                continue
            rank = recent.index(entity.name)
        key = (-(end - at), rank)
        if best is None or key < best[:2]:
            best = (*key, entity)
    if best:
        return at - best[0], best[2].name, best[2].kind, "description"
    # "het Veldhovense bedrijf", "the company from Redmond" come down to the noun; it needs an article before it.
    if lower[at] in data.nouns and recent and at:
        back = at - 1
        while back > at - 4 and back >= 0 and lower[back] not in data.determiners:
            back -= 1
        if back >= 0 and lower[back] in data.determiners:
            return at + 1, recent[0], "company", "noun"
    return None


def main_company(document: Document, mentions: list[Mention]) -> str | None:
    """The company that the article is about: the most often named one, the headline counting for three."""
    counts: Counter[str] = Counter()
    for m in mentions:
        if m.kind == "company" and m.how == "name":
            counts[m.entity] += 3 if document.sentences[document.sentence_of[m.first]].title else 1
        elif m.kind == "unit" and m.how == "name":
            parent = load().by_name[m.entity].parent
            if parent and parent in load().entities:
                counts[load().entities[parent].name] += 1
    return max(counts, key=lambda name: (counts[name], name)) if counts else None
