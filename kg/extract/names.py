"""Names in the text: those that the ontology knows, and unknown ones recognised by their form and surroundings.

One pass over the tokens gives the events that `kg.extract.salience` resolves: known names, runs of capitalised words
that may be names, and words that may stand for something (nouns, pronouns, words for units). A run becomes a company
or a person only where the text shows that it is one: a role word, a kind of firm, a verb, a first name. Unknown names
are never merged with known ones; a surname is its bearer's only if the full name stands in the same text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.extract.entity_words import NAME, EntityWords, Label, Word
from kg.extract.role_words import RoleWords
from kg.extract.text import Document

#: The longest run of words that is taken for one name.
LONGEST = 8
#: How far a role word may stand behind "Name, " for the name to be a person's.
REACH = 7


class Mention(NamedTuple):
    """Tokens first..last (half-open) stand for `entity`, a canonical name.

    kind       "company", "unit" or "person"
    how        "name", "description" (of the ontology), "noun" (a generic one), "pronoun", "unknown" (a name that the
               ontology lacks), "bare" (a word for a unit or region that stands alone: a weak hint)
    standing   "subject" (free), "oblique" (after a preposition) or "rival" (named for comparison)
    """

    first: int
    last: int
    entity: str
    kind: str
    how: str
    standing: str = "subject"


class Run(NamedTuple):
    """Capitalised words first..last (half-open) that may be a name, as printed on one line."""

    first: int
    last: int
    text: str


#: A known name (a mention), a run, or a token with the word that it may be.
Event = tuple[int, "Mention | Run | Word"]


@dataclass(slots=True)
class Names:
    """What the pass over the tokens found: the events in text order, and how each unknown name was read."""

    events: list[Event] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    companies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def find_names(document: Document, words: EntityWords, roles: RoleWords) -> Names:
    """The names of the text, and the tokens that may stand for something."""
    names = Names()
    runs = _scan(document, words, names.events)
    _judge(document, words, roles, runs, names)
    for _, event in names.events:
        if isinstance(event, Mention) and event.kind == "person":
            _index_person(names, event.entity)
    for name, kind in names.kinds.items():
        if kind == "person":
            _index_person(names, name)
        else:
            first, _, rest = name.partition(" ")
            if rest:
                names.companies[first].append(name)
    return names


def _index_person(names: Names, name: str) -> None:
    parts = name.split()
    if len(parts) > 1:
        for key in (parts[-1], parts[0]):
            if name not in names.people[key]:
                names.people[key].append(name)


def _scan(document: Document, words: EntityWords, events: list[Event]) -> list[Run]:
    lower, printed, count = document.lower, document.words, len(document.words)
    lookup = words.word
    runs: list[Run] = []
    shouting = _shouting(document)
    at = 0
    while at < count:
        token = lower[at]
        word = lookup(token)
        if word is not None:
            if word.labels or word.genitive:
                mention = known_name(document, words, at, word)
                if mention is not None:
                    events.append((at, mention))
                    at = mention.last
                    continue
            if word.active:
                events.append((at, word))
        if printed[at] != token and document.sentence_of[at] not in shouting:
            end = _run_end(document, words, at, word)
            if end > at:
                run = Run(at, end, " ".join(document.cut(at, end).split()))
                runs.append(run)
                events.append((at, run))
                at = end
                continue
        at += 1
    return runs


def _shouting(document: Document) -> set[int]:
    """Sentences in which capitals say nothing, as most words have them."""
    found = set()
    for number, sentence in enumerate(document.sentences):
        words = [w for w in document.words[sentence.first:sentence.last] if w[:1].isalpha()]
        if len(words) > 4 and (sentence.title or words[1].isupper()):
            capitals = sum(w[:1].isupper() for w in words)
            if capitals * 10 > len(words) * 6:
                found.add(number)
    return found


def known_name(document: Document, words: EntityWords, at: int, word: Word) -> Mention | None:
    """The longest name of the ontology that starts at the token, in the capitals that its label has."""
    lower, printed = document.lower, document.words
    for label in word.labels:
        if label.sort != NAME:
            continue
        end = at + len(label.folded)
        if end > at + 1:
            if end > len(lower) or tuple(lower[at:end - 1]) != label.folded[:-1]:
                continue
            if lower[end - 1] != label.folded[-1] and not any(
                    lower[end - 1] == label.folded[-1] + s for s in words.genitives):
                continue
        if label.folded[0] in words.ambiguous and len(label.folded) == 1 and not _owner_named(document, words, label):
            continue
        if all(map(_written_as, printed[at:end], label.printed)) and not _mere_letter(document, at, end, label):
            return _mention(words, at, end, label)
    for label in word.genitive:
        if _written_as(printed[at], label.printed[0]):
            return _mention(words, at, at + 1, label)
    return None


def _owner_named(document: Document, words: EntityWords, label: Label) -> bool:
    """Whether the owner of a unit whose short name is another company's too is named in the text."""
    owner = words.parent(words.lexicon.entities[label.what[0]].name)
    return owner is not None and owner in document.text


def _mention(words: EntityWords, at: int, end: int, label: Label) -> Mention:
    entity = words.lexicon.entities[label.what[0]]
    return Mention(at, end, entity.name, entity.kind, "name")


def _written_as(word: str, label: str) -> bool:
    """Whether a word has the capitals of the label; a headline in capitals will do, and "Iphone" or "Ebay" too."""
    return word == label or (word[:1].isupper() and (label[:1].isupper() or len(label) > 2)) or (
        label[:1].islower() and label[1:2].isupper() and word[:1] == label[:1] and word[1:2].isupper())


def _mere_letter(document: Document, at: int, end: int, label: Label) -> bool:
    """Whether a name of one letter is more likely a letter: an initial, or the end of a product's name."""
    if len(label.folded) > 1 or len(label.printed[0]) > 1:
        return False
    before = document.words[at - 1] if at else ""
    return (end < len(document.words) and document.words[end] in {".", ")", ":", "-"}) or (
        before[:1].isupper() and document.sentence_of[at] == document.sentence_of[at - 1])


def _run_end(document: Document, words: EntityWords, at: int, word: Word | None) -> int:
    """Where the run of capitalised words that starts at the token ends; `at` if none does."""
    printed, lower = document.words, document.lower
    sentence = document.sentences[document.sentence_of[at]]
    if not _capital(printed[at]):
        return at
    if word is not None:
        # "Three Rivers Funds" within a sentence is a name; "Three rivers" at its start is not; nor is "Club Ajax".
        if "ordinary" in word.tags and not ("inner" in word.tags and at > sentence.first):
            return at
        if word.tags & {"ordinary", "places"} and not _continues(document, words, at + 1):
            return at
        if "kind_words" in word.tags and at == sentence.first:
            return at
    end, last = at + 1, min(sentence.last, at + LONGEST)
    while end < last:
        step = _step(document, words, at, end, last)
        if not step:
            break
        end += step
    if end < last and lower[end] == "." and not document.spaced(end) and len(printed[end - 1]) == 1:
        end += 1
    return end


def _step(document: Document, words: EntityWords, at: int, end: int, last: int) -> int:
    """How many tokens from `end` on go on with the run that started at `at`."""
    printed, lower = document.words, document.lower
    token = lower[end]
    if _continues(document, words, end):
        return 1
    if end + 1 >= last:
        return 0
    if token == "-" and not document.spaced(end) and not document.spaced(end + 1):
        after = printed[end + 1]
        # "Lip-Bu", and the Korean way, "Ji-won", whose syllables are short.
        korean = len(after) <= 5 and len(printed[end - 1]) <= 5 and after.isalpha() and (
            end - at == 2 or (end - at == 1 and _continues(document, words, end + 2)))
        return 2 if _capital(after) or (korean and words.word(after) is None) else 0
    if token == "." and not document.spaced(end) and len(printed[end - 1]) <= 4:
        return 2 if _continues(document, words, end + 1) else 0
    if token in {"&", "+"}:
        return 2 if _capital(printed[end + 1]) else 0
    if token in words.particles and printed[end] == token and not (
            token in words.of_words and sum(map(_capital, printed[at:end])) > 1):
        after_particles = end + 1
        while after_particles < last and lower[after_particles] in words.particles:
            after_particles += 1
        if after_particles < last and _continues(document, words, after_particles):
            return after_particles + 1 - end
    return 0


def _continues(document: Document, words: EntityWords, at: int) -> bool:
    """Whether the token may go on a name: capitalised, and neither an ordinary word nor a known name."""
    if at >= len(document.words) or not _capital(document.words[at]):
        return False
    word = words.word(document.lower[at])
    if word is None:
        return True
    if "ordinary" in word.tags and not word.tags & {"name_words", "inner"}:
        return False
    return not word.labels or known_name(document, words, at, word) is None


def _capital(word: str) -> bool:
    return word[:1].isupper() or (word[1:2].isupper() and word[:1].isalpha())


def _judge(document: Document, words: EntityWords, roles: RoleWords, runs: list[Run], names: Names) -> None:
    """Which runs are companies and which are people, by what stands round them, summed over the text."""
    for_person: dict[str, int] = defaultdict(int)
    for_company: dict[str, int] = defaultdict(int)
    elsewhere: set[str] = set()
    vocabulary = {word for word in document.words if word.islower()}
    for run in runs:
        person, company = _evidence(document, words, roles, run)
        for_person[run.text] += person
        for_company[run.text] += company
        sentence = document.sentences[document.sentence_of[run.first]]
        if not sentence.title and (run.first > sentence.first or document.lower[run.first] not in vocabulary):
            elsewhere.add(run.text)
    surnames = {text.rpartition(" ")[2] for text, score in for_person.items() if score > for_company[text]} | {
        event.entity.rpartition(" ")[2] for _, event in names.events
        if isinstance(event, Mention) and event.kind == "person"}
    for text, person in for_person.items():
        company = for_company[text]
        if text in surnames:
            continue
        if person > 0 and person > company and " " in text:
            names.kinds[text] = "person"
        elif company > 1 or (company > 0 and text in elsewhere):
            names.kinds[text] = "company"


def _evidence(document: Document, words: EntityWords, roles: RoleWords, run: Run) -> tuple[int, int]:
    """How much speaks for a person and how much for a company: 0 nothing, 1 something, 2 or more enough."""
    lower, count = document.lower, len(document.words)
    person = company = 0
    before = lower[run.first - 1] if run.first else ""
    after = lower[run.last] if run.last < count else ""
    parts = lower[run.first:run.last]
    plain = all(p.replace("-", "").isalpha() or p in {"-", "."} or "." in p for p in parts) and "&" not in parts
    tags = [word.tags if (word := words.word(p)) else frozenset() for p in parts]
    if any("name_words" in t for t in tags):
        company += 2
    size = len(run.text.split())
    shaped = plain and 2 <= size <= 5
    if shaped and parts[0] in words.given:
        person += 2
    word_before = words.word(before) if before else None
    tags_before: frozenset[str] = word_before.tags if word_before else frozenset()
    if "titles" in tags_before or (before == "." and run.first > 1 and "titles" in _tags(words, lower[run.first - 2])):
        person += 3
    if shaped and (roles.is_head(before) or (before == "," and roles.is_head(lower[run.first - 2]))):
        person += 2
    if "kind_words" in tags_before and not roles.is_head(before):
        company += 2
    if before in roles.places and _role_near(roles, lower, run.first - 2):
        company += 2
    if plain and "say_verbs" in (_tags(words, after) | tags_before) and size > 1:
        person += 1
    if after == "," and shaped:
        stop = min(run.last + 1 + REACH, document.sentences[document.sentence_of[run.first]].last)
        for at in range(run.last + 1, stop):
            if lower[at] in {",", ";", "("}:
                break
            if roles.is_head(lower[at]):
                person += 2
                break
            if lower[at] in words.relative and at == run.last + 1:
                person += 1
                break
            if lower[at].isdigit() and at == run.last + 1 and len(lower[at]) == 2:
                person += 2
                break
            if "kind_words" in _tags(words, lower[at]):
                company += 2
                break
    if "verbs" in _tags(words, after) or "verbs" in tags_before:
        company += 1 if size == 1 or person == 0 else 0
    word = document.words[run.first]
    if size == 1 and (word[1:] != word[1:].lower() or run.last > run.first + 1) and len(word) > 2:
        company += 1  # "InPost", "OCI", "Basic-Fit"
    if before in words.of_words and run.first > 1 and "share_words" in _tags(words, lower[run.first - 2]):
        company += 2
    if "share_words" in tags_before or "share_words" in _tags(words, after):
        company += 2
    if after in words.possessives and run.last + 1 < count and (
            "share_words" in _tags(words, lower[run.last + 1]) or "money" in _tags(words, lower[run.last + 1])):
        company += 2
    return person, company


def _tags(words: EntityWords, token: str) -> frozenset[str]:
    word = words.word(token)
    return word.tags if word else frozenset()


def _role_near(roles: RoleWords, lower: list[str], at: int) -> bool:
    """Whether a role word stands at the token or up to three before it."""
    return any(roles.is_head(token) for token in lower[max(0, at - 3):at + 1])
