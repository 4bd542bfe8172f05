"""What layer 2 looks up: the words of `numbers.toml`, `quantities.toml` and the units of the ontology, compiled.

The first look at a text is one dictionary look-up a token (`Words.classes`): only tokens that may begin a number are
looked at again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from kg.extract.numerals import denominator, mixed_value, number_data, ordinal_value, word_value
from kg.extract.text import tokens
from kg.lexicon import Unit, load

#: Classes of tokens. NONE begins no number; MIXED is letters with digits behind them ("Q4", "S24", "USD115").
NONE, DIGITS, WORD, ARTICLE, PART, ORDINAL, MULTIPLE, MIXED = range(8)
#: Folded words kept with their class; a text of more is looked up anew, so that memory stays flat.
_KEPT = 100_000
#: A token longer than this is no word of any language, and is not kept.
_LONGEST = 60


class Row(NamedTuple):
    """A phrase of the data: its folded tokens, what it means, and a factor for the number before it."""

    words: tuple[str, ...]
    what: str
    factor: Decimal


class Table(dict[str, list[Row]]):
    """Phrases by one of their tokens (the first, or the last to look back), the longest first."""

    def __init__(self, phrases: Iterable[tuple[str, str, Decimal]], *, back: bool = False) -> None:
        super().__init__()
        for phrase, what, factor in phrases:
            cut = tuple(tokens(phrase))
            if cut:
                self.setdefault(cut[-1 if back else 0], []).append(Row(cut, what, factor))
        for rows in self.values():
            rows.sort(key=lambda row: (-len(row.words), row.what))

    def after(self, lower: list[str], at: int) -> Row | None:
        """The longest phrase that starts at the token."""
        if at < len(lower):
            for row in self.get(lower[at], ()):
                if len(row.words) == 1 or tuple(lower[at:at + len(row.words)]) == row.words:
                    return row
        return None

    def before(self, lower: list[str], at: int, floor: int) -> Row | None:
        """The longest phrase that ends before the token and starts at `floor` or behind it."""
        if at > floor:
            for row in self.get(lower[at - 1], ()):
                size = len(row.words)
                if size <= at - floor and (size == 1 or tuple(lower[at - size:at]) == row.words):
                    return row
        return None


class Classes(dict[str, int]):
    """The class of each folded token, worked out at its first use."""

    def __init__(self, language: str, multiples: Mapping[str, Decimal]) -> None:
        super().__init__()
        joining = number_data(language)["joining"]
        self._language = language
        self._weak = {*joining["articles"], *joining["one"]}
        self._multiples = multiples

    def __missing__(self, word: str) -> int:
        found = self._classify(word)
        if len(word) <= _LONGEST:
            if len(self) >= _KEPT:
                self.clear()
            self[word] = found
        return found

    def _classify(self, word: str) -> int:
        language = self._language
        if word[0].isdecimal():
            return DIGITS
        if any(map(str.isdecimal, word)):
            return MIXED
        if len(word) > _LONGEST:
            return NONE
        if word in self._weak:
            return ARTICLE
        if word_value(word, language) is not None or mixed_value(word, language) is not None:
            return WORD
        if word in self._multiples:
            return MULTIPLE
        if ordinal_value(word, language) is not None:
            return ORDINAL
        if denominator(word, language) is not None or vulgar(word) is not None:
            return PART
        return NONE


def vulgar(sign: str) -> Decimal | None:
    """The value of a sign such as "½", or None."""
    if len(sign) != 1 or not unicodedata.decomposition(sign).startswith("<fraction>"):
        return None
    return Decimal(str(round(unicodedata.numeric(sign), 9)))


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled data of one language; `data` is quantities.toml as it is, with its lists as frozen sets."""

    language: str
    decimal: str
    classes: Classes
    data: Mapping[str, Any]
    scales: Mapping[str, int]
    plurals: Mapping[str, int]
    abbreviations: Mapping[str, int]
    letters: Mapping[str, int]
    money_letters: Mapping[str, int]
    joins: frozenset[str]
    articles: frozenset[str]
    of: frozenset[str]
    point: frozenset[str]
    multiples: Mapping[str, Decimal]
    units: Table
    prefixes: Mapping[str, str]
    per_share: Table
    nouns: Mapping[str, str]
    ratios: Table
    partitives: Table
    wholes: Table
    factors: Table
    ages: Table
    before: Table
    behind: Table
    fillers: frozenset[str]
    money: frozenset[str]
    date_marks: frozenset[str]
    prefix_marks: frozenset[str]
    sign_marks: frozenset[str]
    duration_prefixes: tuple[str, ...]
    compound: bool

    def noun(self, word: str) -> str | None:
        """"people", "items", "measure" or "duration" if the word is a counted noun, a compound with one too."""
        found = self.nouns.get(word)
        if found is None and self.compound and word not in self.data["nouns"]["not_compounds"]:
            for size in range(len(word) - 3, 3, -1):
                found = self.nouns.get(word[-size:])
                if found:
                    return found if found in ("people", "items") else None
        return found


_ONE = Decimal(1)
_MILLION = Decimal(10**6)
_HUNDREDTH = Decimal("0.01")


@cache
def words_of(language: str) -> Words:
    """The compiled data of a language."""
    data = load().languages[language]["quantities"]
    numbers = number_data(language)
    joining = numbers["joining"]
    units = [unit for unit in load().units.values() if unit.kind == "money"]
    multiples = _multiples(data, numbers)
    nouns = {word: kind for kind, name in (("duration", "durations"), ("measure", "measures"), ("items", "items"),
                                           ("people", "people")) for word in data["nouns"][name]}
    return Words(
        language=language, decimal=numbers["decimal"], classes=Classes(language, multiples), data=_frozen(data),
        scales=numbers["scales"], plurals=numbers["plural_scales"], abbreviations=numbers["abbreviations"],
        letters=numbers["letters"], money_letters=numbers["money_letters"],
        joins=frozenset(joining["words"]), articles=frozenset(joining["articles"]), of=frozenset(joining["of"]),
        point=frozenset(joining["point"]), multiples=multiples,
        units=Table([*_after(units, language, data)]), prefixes=dict(_prefixes(units)),
        per_share=_table(data["per_share"]["words"]), nouns={_join(word): kind for word, kind in nouns.items()},
        ratios=_table(data["fractions"]["ratio"]), partitives=_table(data["nouns"]["partitives"]),
        wholes=_table(data["fractions"]["whole"]), factors=_table(data["multiple"]["factor"], back=True),
        ages=_table(data["ages"]["joined"] + data["ages"]["after"]),
        before=Table(((phrase, what, _ONE) for what, phrases in data["hedges"]["before"].items()
                      for phrase in phrases), back=True),
        behind=Table((phrase, what, _ONE) for what, phrases in data["hedges"]["after"].items() for phrase in phrases),
        fillers=frozenset(data["hedges"]["before"]["about"] + data["hedges"]["before"]["exact"]),
        money=frozenset(unit.id for unit in units), date_marks=_date_marks(data),
        prefix_marks=frozenset({".", *(sign for sign, _ in _prefixes(units)), *data["roles"]["minus"],
                                *data["roles"]["plus"], *data["roles"]["signed"]}),
        sign_marks=frozenset(sign for name in ("minus", "plus") for sign in data["roles"][name] if not sign.isalpha()),
        duration_prefixes=tuple(data["nouns"]["duration_prefixes"]), compound=bool(joining["compound"]))


def _table(phrases: Iterable[str], *, back: bool = False) -> Table:
    return Table(((phrase, phrase, _ONE) for phrase in phrases), back=back)


def _date_marks(data: Mapping[str, Any]) -> frozenset[str]:
    """The tokens one of which stands beside every number that is a date or a time of day."""
    dates = data["dates"]
    names = ("months", "of", "ordinal_suffixes", "time_after", "time_hour", "hour_signs")
    return frozenset({"-", "/", ".", *(word for name in names for word in dates[name])})


def _join(word: str) -> str:
    """A noun as the layer looks it up: its first token ("auto's" is looked up by "auto")."""
    return tokens(word)[0]


def _frozen(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _frozen(value) if isinstance(value, dict) else frozenset(value) if isinstance(value, list) else value
            for key, value in data.items()}


def _after(units: Iterable[Unit], language: str, data: Mapping[str, Any]) -> Iterable[tuple[str, str, Decimal]]:
    """The phrases that may stand behind a number as its unit."""
    for unit in units:
        yield unit.id, unit.id, _ONE
        for letter in data["units"]["millions"]:
            yield letter + unit.id, unit.id, _MILLION
        for label in (*unit.labels.get(language, ()), *unit.labels.get("", ()), *unit.symbols):
            yield label, unit.id, _ONE
    for name, factor in (("percent", _ONE), ("percentage_points", _ONE), ("points", _ONE)):
        for label in data["units"][name]:
            yield label, name, factor
    for label in data["units"]["basis_points"]:
        yield label, "percentage_points", _HUNDREDTH
    for label, unit_id in data["minor"]["words"].items():
        yield label, unit_id or "minor", _HUNDREDTH


def _prefixes(units: Iterable[Unit]) -> Iterable[tuple[str, str]]:
    """Signs and codes that may stand before a number."""
    for unit in units:
        for sign in (unit.id, *unit.symbols):
            yield sign.lower(), unit.id


def _multiples(data: Mapping[str, Any], numbers: Mapping[str, Any]) -> dict[str, Decimal]:
    """All words that say by how much something was multiplied."""
    found = {word: Decimal(str(value)) for word, value in data["multiples"].items()}
    for suffix in data["multiple"]["suffixes"]:
        for prefix in data["multiple"].get("prefixes", [""]):
            for table in ("units", "tens", "scales"):
                for name, value in numbers[table].items():
                    if value > 1:
                        found.setdefault(prefix + name + suffix, Decimal(value))
    for suffix in data["multiple"]["joined"]:
        for name, value in {**numbers["units"], **numbers["tens"]}.items():
            if value > 1:
                found[name + suffix] = Decimal(value)
    return found
