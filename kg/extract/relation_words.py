"""The words of relations.toml, compiled, and what the readers of relations share: pairs, and who owns whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NamedTuple

from kg.extract.mention import Mention
from kg.extract.org_names import NameWords
from kg.extract.phrases import Hit, Phrases
from kg.lexicon import load

SYMMETRIC = frozenset({"competes_with", "partners_with"})
#: Relations that may have an amount: what was paid, or the part that is held.
AMOUNTS = frozenset({"acquires", "invests_in"})
#: How far from the names of a relation its amount may stand, in tokens.
NEAR = 14
#: How many words of a phrase may stand between a noun and its names: "rivals in AI, X and Y".
PHRASE = 5
#: How many tokens a noun that a number counts may stand behind it: "the three big rivals".
COUNTED = 2
#: The rule of pairs that a number gives: "the three rivals".
COUNTED_RIVALS = "counted rivals"
#: The ways of a verb, as relations.toml names them.
WAYS = ("by", "whole", "mutual", "final", "goods", "apart", "inside", "paid")


class Pair(NamedTuple):
    """A relation as read: tokens first..last (half-open) word it, and `rule` names the wording."""

    subject: str
    predicate: str
    object: str
    first: int
    last: int
    rule: str


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun says of the one named and its owner.

    named_is_subject   the one named is the relation's subject ("supplier X"), not its owner ("rival X")
    one                the noun is singular and has one name
    owned              only with an owner that the words name: "arm", "unit"
    open               the noun ends in a preposition and its name follows: "stake in"
    between            those behind it are so to each other: "the rivalry between"
    """

    predicate: str
    named_is_subject: bool
    one: bool
    owned: bool
    open: bool
    between: bool


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb says.

    by       subject and object are the other way round: "owned by"
    whole    it needs no object, the company in mind is it: "disclosed a stake"
    mutual   its subjects are what they are to each other: "X and Y compete"
    final    its object stands right before it: "Nvidia in te halen"
    goods    only if goods stand between its two parts: "buys chips from"
    apart    its object stands right behind its first part, and its second part closes the clause: "haalde X in"
    inside   its object stands between its two parts: "with X it fights"
    paid     only with a number right behind its object: "cost X $5 billion"
    """

    predicate: str
    by: bool
    whole: bool
    mutual: bool
    final: bool
    goods: bool
    apart: bool
    inside: bool
    paid: bool


@dataclass(frozen=True, slots=True)
class RelationWords:
    """All of a language's; `nouns` and `verbs` find phrases whose `what` is an index into the rows.

    single      the nouns as they are; `compounds` are those that other words end in, with the index of their row
    inverts     whether a subject may stand right behind its verb
    """

    language: str
    names: NameWords
    nouns: Phrases
    noun_rows: tuple[Noun, ...]
    single: frozenset[str]
    compounds: Mapping[str, int]
    verbs: Phrases
    verb_rows: tuple[Verb, ...]
    counts: Mapping[str, int]
    contests: tuple[str, ...]
    held_in: Phrases
    inverts: bool
    groups: frozenset[str]
    contending: frozenset[str]
    as_words: frozenset[str]
    naming: frozenset[str]
    whose: frozenset[str]
    singular: frozenset[str]
    his: frozenset[str]
    owned_words: frozenset[str]
    definite: frozenset[str]
    past: frozenset[str]
    failed: frozenset[str]
    fell_through: frozenset[str]
    denied: frozenset[str]
    own: frozenset[str]
    persons: frozenset[str]
    objects: frozenset[str]
    both: frozenset[str]
    by: frozenset[str]
    had: frozenset[str]
    had_in: frozenset[str]
    as_well: Phrases
    among: frozenset[str]
    goods: frozenset[str]
    goods_endings: tuple[str, ...]
    using: frozenset[str]
    making: Phrases
    there: frozenset[str]
    orders: tuple[str, ...]
    ordered: Phrases
    holding: frozenset[str]
    deals: frozenset[str]
    products: frozenset[str]


@cache
def relation_words(language: str) -> RelationWords:
    """The compiled words of a language."""
    data: dict[str, Any] = load().languages[language]["relations"]
    noun_rows: list[Noun] = []
    verb_rows: list[Verb] = []
    nouns, verbs = [], []
    for row, key, word in _words(data["noun"]):
        nouns.append((word, str(len(noun_rows))))
        noun_rows.append(Noun(row["predicate"], row["subject"] == "named", key == "one", bool(row.get("owned")),
                              key == "open", key == "between"))
    for row, _, word in _words(data["verb"]):
        verbs.append((word, str(len(verb_rows))))
        verb_rows.append(Verb(row["predicate"], **{name: bool(row.get(name)) for name in WAYS}))
    single = {word: int(index) for word, index in nouns}
    sets = {field.name: frozenset(data[field.name]) for field in fields(RelationWords)
            if field.type == "frozenset[str]" and field.name in data}
    return RelationWords(
        language, NameWords(**{field.name: frozenset(data[field.name]) for field in fields(NameWords)}),
        Phrases(nouns), tuple(noun_rows), frozenset(single), {word: single[word] for word in data["compounds"]},
        Phrases(verbs), tuple(verb_rows), dict(data["counts"]), tuple(data["contests"]),
        held_in=Phrases([(word, "") for word in data["held_in"]]), inverts=data["inverts"],
        goods_endings=tuple(data["goods"]), orders=tuple(data["orders"]),
        making=Phrases([(word, "") for word in data["making"]]),
        ordered=Phrases([(word, key) for key, phrases in data["ordered"].items() for word in phrases]),
        as_well=Phrases([(word, "") for word in data["as_well"]]), **sets)


def _words(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str, str]]:
    for row in rows:
        for key in ("one", "many", "open", "between", "words"):
            for word in row.get(key, ()):
                yield row, key, word


def above(name: str) -> list[str]:
    """The names of the owner of a unit or company, of its owner, and so on."""
    lexicon = load()
    entity, found = lexicon.entity(name), []
    while entity is not None and entity.parent and (entity := lexicon.entities.get(entity.parent)):
        if entity.name in found:
            break
        found.append(entity.name)
    return found


def owns(owner: str, name: str) -> bool:
    """Whether the ontology has the owner above the other."""
    return owner in above(name)


def head_company(name: str) -> str:
    """The company at the head of a group of companies: Alphabet for Google; a unit such as AWS stands for itself."""
    lexicon = load()
    entity = lexicon.entity(name)
    owners = above(name) if entity is not None and entity.kind == "company" else []
    return owners[-1] if owners else name


def is_product(mention: Mention, words: RelationWords) -> bool:
    """Whether a unit is a plain product, by the descriptions that the ontology has of it."""
    entity = load().entity(mention.entity)
    return entity is None or any(
        label.split()[-1] in words.products for label, language in entity.descriptions if language == words.language)


def end_of(hit: Hit) -> int:
    """The token after a phrase, its second part included."""
    if hit.tail < 0:
        return hit.last
    return hit.tail + len(hit.text.split()) - (hit.last - hit.first)
