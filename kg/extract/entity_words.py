"""What the words of a text may mean to the layer of entities, compiled from the ontology and a language's data.

Every folded token is looked up once: `EntityWords.word(token)` gives its `Word`, or None for the many words that
mean nothing here. Suffixes and genitives are taken off only when a token is seen for the first time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kg.extract.text import TOKEN, fold
from kg.lexicon import Entity, Lexicon, load

#: Distinct words that are remembered before the memory is emptied, so that a flood of nonsense stays bounded.
MEMORY = 50_000
#: Units within units; a ring in the data ends here.
MAX_DEPTH = 4
#: Letters within which the mark of a participle stands, a separable prefix before it: "opgelopen", "toegenomen".
PREFIXED = 6

#: The sectors of the ontology whose companies comment on others.
OBSERVERS = frozenset({"finance", "research"})
NO_TAGS: frozenset[str] = frozenset()
#: Empty tokens behind the last one, which a look past either end of a text meets (an index of -1 is the end).
PADDING = ("",) * 12

NAME, DESCRIPTION, PLACE = "name", "description", "place"
#: Tags of words that are an event by themselves; the others only say something about a name beside them.
ACTIVE = frozenset({"nouns", "maker_words", "parent_words", "heads", "pronouns", "shared_pronouns", "person_pronouns",
                    "rival_words", "rival_seconds", "rival_nouns", "unit_nouns", "there_words", "whole_words",
                    "whole_phrases", "it_words"})


class Label(NamedTuple):
    """A label that starts with a token: all its tokens, folded and as printed, and the ids of what it may name."""

    folded: tuple[str, ...]
    printed: tuple[str, ...]
    sort: str
    what: tuple[str, ...]


class Word:
    """What one folded token may be.

    single     labels of names that are it; `genitive` ones are it without its ending
    longer     second token of a name that starts with it -> the labels of such names, the longest first
    others     descriptions and places that start with it, the longest first
    named      whether a name may start with it
    active     whether it may stand for something or says how another mention stands
    tags       names of the word lists that it stands in ("nouns", "pronouns", "rival_words", "heads", ...)
    unit       name of the unit that it says ("cloud"); `unit_part` is "heads" or "money" where it has one in it
    """

    __slots__ = ("active", "genitive", "longer", "named", "others", "single", "tags", "unit", "unit_part")

    def __init__(self, labels: tuple[Label, ...], genitive: tuple[Label, ...], endings: tuple[str, ...],
                 tags: frozenset[str], unit: str, unit_part: str) -> None:
        self.single = tuple(label for label in labels if label.sort == NAME and len(label.folded) == 1)
        self.longer: dict[str, list[Label]] = defaultdict(list)
        for label in labels:
            if label.sort == NAME and len(label.folded) > 1:
                self.longer[label.folded[1]].append(label)
                if len(label.folded) == 2:
                    for ending in endings:
                        self.longer[label.folded[1] + ending].append(label)
        self.others = tuple(label for label in labels if label.sort != NAME)
        self.genitive = genitive
        self.tags = tags
        self.unit = unit
        self.unit_part = unit_part
        self.named = bool(self.single or self.longer or genitive)
        self.active = bool(unit or tags & ACTIVE or self.others)


def label_tokens(label: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tokens of a label, folded and as printed."""
    printed = tuple(label.split() if label.replace(" ", "").isalpha() else TOKEN.findall(label))
    return (printed if label.islower() and "’" not in label else tuple(map(fold, printed))), printed


def padded(lower: list[str]) -> list[str]:
    """The tokens of a text, with PADDING behind them."""
    return [*lower, *PADDING]


class EntityWords:
    """The words of one language; make it through `entity_words`."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        data = lexicon.languages[language]["entities"]
        self.lexicon, self.language = lexicon, language
        self._memory: dict[str, Word | None] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._tags: dict[str, set[str]] = defaultdict(set)
        for section in ("company", "names", "units"):
            for tag, words in data[section].items():
                for word in words:
                    self._tags[word].add(tag)
        #: Last token of a kind of firm in more than one ("start-up") -> its tokens.
        self.kind_phrases = {folded[-1]: folded for word in data["company"]["kind_words"]
                             if len(folded := label_tokens(word)[0]) > 1}
        #: First token of a phrase for the company as a whole -> such phrases.
        self.whole_phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in data["units"]["wholes"]:
            folded = label_tokens(phrase)[0]
            self.whole_phrases[folded[0]].append(folded)
            self._tags[folded[0]].add("whole_phrases")
        self._endings = {tag: tuple(data["company"][tag]) for tag in ("noun_endings", "kind_endings")}
        self.genitives: tuple[str, ...] = tuple(data["names"]["genitive_endings"])
        self.particles, self.given, self.relative, self.possessives, self.of_words = (
            frozenset(data["names"][key]) for key in ("particles", "given", "relative", "possessives", "of_words"))
        self.percent = frozenset(data["names"]["percent"])
        self.domains = frozenset(data["names"]["domains"])
        #: Words that are printed without a capital within a sentence.
        self.small = frozenset(lexicon.languages[language]["words"]["small"].split())
        self._participle = (tuple(data["names"]["participle_starts"]), tuple(data["names"]["participle_endings"]))
        self.heads: tuple[str, ...] = tuple(data["units"]["heads"])
        self._money: tuple[str, ...] = tuple(data["units"]["money"])
        #: Banks, brokers, researchers: they comment on companies and are seldom what an article is about.
        self.observers = frozenset(entity.name for entity in lexicon.entities.values() if entity.sector in OBSERVERS)
        self.ambiguous = frozenset(data["names"]["ambiguous"])
        self.regions, self.names_of_units = frozenset(data["region_words"]), frozenset(data["unit_words"])
        #: Names of units that ordinary words say, so that they count beside a head or a word for money only.
        self.fields = frozenset((*data["field_words"], *data["place_words"], *data["place_adjectives"])) - (
            self.names_of_units | self.regions)
        self._own_names = {name.casefold(): name for name in (*self.names_of_units, *self.regions, *self.fields)}
        self._labels: dict[str, list[Label]] = defaultdict(list)
        self._add_labels()
        self.units: dict[str, list[tuple[tuple[str, ...], str, bool]]] = defaultdict(list)
        #: Folded adjectives of places: "european", "south korean".
        self.place_adjectives: set[tuple[str, ...]] = set()
        for section in ("unit_words", "region_words", "field_words", "place_words", "place_adjectives"):
            for name, labels in data[section].items():
                for label in labels:
                    folded, printed = label_tokens(label)
                    self.units[folded[0]].append((folded, name, printed[0] != folded[0]))
                    if section == "place_adjectives":
                        self.place_adjectives.add(folded)
        self.unit_of = self._unit_index()

    def _add_labels(self) -> None:
        rows: dict[tuple[str, str], list[str]] = defaultdict(list)
        wanted = ("", self.language)
        for entity in self.lexicon.entities.values():
            for sort, labels in ((NAME, entity.aliases), (DESCRIPTION, entity.descriptions), (PLACE, entity.places)):
                for label, language in labels:
                    if language in wanted:
                        rows[sort, label].append(entity.id)
            for short in self._segment_names(entity):
                rows[DESCRIPTION, short].append(entity.id)
        for (sort, text), what in rows.items():
            folded, printed = label_tokens(text)
            if folded:
                self._labels[folded[0]].append(Label(folded, printed, sort, tuple(dict.fromkeys(what))))
        for found in self._labels.values():
            if len(found) > 1:
                found.sort(key=lambda label: (-len(label.folded), label))

    def _segment_names(self, entity: Entity) -> Iterator[str]:
        """What a unit is called where its company goes without saying: "Client Computing" of Intel's."""
        parent = self.parent(entity.name) if entity.kind == "unit" else None
        for label, _ in entity.aliases if parent else ():
            short = label.removeprefix(f"{parent} ")
            if short != label and " " in short and short.casefold() not in self._own_names:
                yield short

    def _unit_index(self) -> dict[tuple[str, str], str]:
        """(company, unit word's name) -> name of the unit in the ontology that says it so.

        A description such as "visualisation business" gives a word for its unit too: "visualisation".
        """
        index: dict[tuple[str, str], str] = {}
        described: list[tuple[str, Entity]] = []
        for entity in self.lexicon.entities.values():
            parent = self.parent(entity.name)
            if entity.kind != "unit" or parent is None:
                continue
            described.append((parent, entity))
            for label, _ in entity.aliases:
                rest = label.removeprefix(f"{parent} ").casefold()
                if rest in self._own_names:
                    index[parent, self._own_names[rest]] = entity.name
        for parent, entity in described:
            for label, language in entity.descriptions:
                folded = label_tokens(label)[0]
                if language not in ("", self.language) or not folded:
                    continue
                found = self.unit_name(folded, 0)
                headed = folded[-1] in self.heads
                if found is not None and (found[2] or (headed and found[0] >= len(folded) - 1)):
                    index.setdefault((parent, found[1]), entity.name)
                elif headed and len(folded) > 1 and folded[-2] != "-":
                    name = " ".join(folded[:-1])
                    if (folded[:-1], name, False) not in self.units[folded[0]]:
                        self.units[folded[0]].append((folded[:-1], name, False))
                    index.setdefault((parent, name), entity.name)
        for (owner, name), unit in list(index.items()):
            if (above := self.parent(owner)) is not None:
                index.setdefault((above, name), unit)  # Google's cloud division is Alphabet's too
        self._owners = {owner for owner, _ in index}
        for rows in self.units.values():
            rows.sort(key=lambda row: (-len(row[0]), row))
        self._memory.clear()  # words read so far did not know the new unit words
        return index

    def participle(self, token: str) -> bool:
        """Whether the token has the form of a past participle, as after "zijn" where that is a verb."""
        return len(token) > 5 and token.endswith(self._participle[1]) and any(
            start in token[:PREFIXED] for start in self._participle[0])

    def unit_name(self, tokens: tuple[str, ...] | list[str], at: int) -> tuple[int, str, str, bool] | None:
        """The longest unit word that starts at the token: (end, the unit's name, "" or "heads" or "money", whether it
        is written with a capital)."""
        word = self.word(tokens[at]) if at < len(tokens) else None
        if word is None or not word.unit:
            return None
        if word.unit_part:
            return at + 1, word.unit, word.unit_part, False
        for folded, name, capital in self.units.get(tokens[at], ()):
            if len(folded) == 1 or tuple(tokens[at:at + len(folded)]) == folded:
                return at + len(folded), name, "", capital
        return None

    def word(self, token: str) -> Word | None:
        """What the folded token may be, or None."""
        try:
            return self._memory[token]
        except KeyError:
            if len(self._memory) >= MEMORY:
                self._memory.clear()
            word = self._memory[token] = self._read(token)
            return word

    def _read(self, token: str) -> Word | None:
        tags = set(self._tags.get(token, ()))
        labels = tuple(self._labels.get(token, ()))
        genitive: tuple[Label, ...] = ()
        unit, part = "", ""
        if token in self.units:
            unit = self.units[token][-1][1]
        if len(token) > 4:
            for ending in self.genitives:
                if token.endswith(ending):
                    genitive = tuple(label for label in self._labels.get(token[:-len(ending)], ())
                                     if label.sort == NAME and len(label.folded) == 1)
            for tag, endings in self._endings.items():
                if token.endswith(endings):
                    tags.add("nouns" if tag == "noun_endings" else "kind_words")
            if not unit:
                unit, part = self._compound(token)
        if tags or labels or genitive or unit:
            return Word(labels, genitive, self.genitives, frozenset(tags), unit, part)
        return None

    def _compound(self, token: str) -> tuple[str, str]:
        """A unit word and a head written as one, as in "clouddivisie"."""
        for part, heads in (("heads", self.heads), ("money", self._money)):
            for head in heads:
                if len(token) > len(head) + 2 and token.endswith(head):
                    for stem in (token[:-len(head)], token[:-len(head)].removesuffix("s")):
                        if stem in self.units and self.units[stem][-1][0] == (stem,):
                            return self.units[stem][-1][1], part
        return "", ""

    def entity(self, name: str) -> Entity | None:
        """The entity of the ontology with this canonical name."""
        return self.lexicon.by_name.get(name)

    def own_unit(self, name: str) -> bool:
        """Whether a unit that the ontology lacks may be called by its company's name and this one."""
        return name in self.names_of_units or name in self.regions or name in self.fields

    def has_units(self, company: str) -> bool:
        """Whether the ontology knows the units of a company, so that others are hardly meant by a bare word."""
        return company in self._owners

    def parent(self, name: str) -> str | None:
        """The canonical name of the company that owns a unit, brand or company of the ontology."""
        return next(iter(self.owners(name)), None)

    def owners(self, name: str) -> tuple[str, ...]:
        """The companies above a unit, brand or company of the ontology, the nearest first."""
        if name not in self._above:
            found: list[str] = []
            entity = self.lexicon.by_name.get(name)
            for _ in range(MAX_DEPTH):
                entity = self.lexicon.entities.get(entity.parent) if entity and entity.parent else None
                if entity is None:
                    break
                if entity.kind == "company":
                    found.append(entity.name)
            if entity is None and not found and name not in self.lexicon.by_name:
                return ()
            self._above[name] = tuple(found)
        return self._above[name]


@cache
def entity_words(language: str) -> EntityWords:
    """The compiled words of a language that the package has data for."""
    return EntityWords(load(), language)


