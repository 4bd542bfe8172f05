"""The ontology and the languages' data, compiled to plain dictionaries and cached by content.

`load()` gives the one `Lexicon` of the process. Turtle and TOML are parsed only when a data file changed: the
compiled form is kept as JSON in the user's cache folder under the hash of the data files and of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.compiled import compiled
from kg.facts import slug

PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder `ontology`, `queries` or `data` of the installed package or of the checkout."""
    inside = PACKAGE / "_data" / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@dataclass(frozen=True, slots=True)
class Entity:
    """A company, a business unit or brand, or a person of the ontology.

    kind           "company", "unit" or "person"
    aliases        (label, language or "") in which a text may name it, the preferred one first
    descriptions   (noun phrase without article, language) that may stand for it: ("search giant", "en")
    parent         id of the owner of a unit or company, or None
    year_end       last month of the fiscal year, 1 to 12
    currency       ISO 4217 code in which it reports
    places         names of the cities where it has its headquarters, (label, language or "")
    sector         "semiconductors", "finance", ... ; "" where the ontology does not say
    cik            the SEC's number of the company, ten digits; "" where it files nothing there or none is known
    """

    id: str
    name: str
    kind: str
    aliases: tuple[tuple[str, str], ...] = ()
    descriptions: tuple[tuple[str, str], ...] = ()
    parent: str | None = None
    year_end: int = 12
    currency: str = "USD"
    places: tuple[tuple[str, str], ...] = ()
    sector: str = ""
    cik: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its labels in each language, and `units`, the kinds of unit its level may have
    ("money", "percent", "people", "items", "per_share"). `concepts` are those of us-gaap by which filings give it,
    the one to be preferred first."""

    id: str
    labels: Mapping[str, tuple[str, ...]]
    units: tuple[str, ...]
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its labels and symbols in each language ("" for all); `kind` is "money", "percent", ..."""

    id: str
    kind: str
    labels: Mapping[str, tuple[str, ...]]
    symbols: tuple[str, ...]


class Lexicon:
    """What the layers look up. `languages[code][section]` is the data of `kg/languages/code/section.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.entities = {
            row["id"]: Entity(**_frozen(row)) for row in data["entities"]}
        self.metrics = {
            row["id"]: Metric(row["id"], {k: tuple(v) for k, v in row["labels"].items()}, tuple(row["units"]),
                              tuple(row["concepts"]))
            for row in data["metrics"]}
        self.units = {
            row["id"]: Unit(row["id"], row["kind"], {k: tuple(v) for k, v in row["labels"].items()},
                            tuple(row["symbols"]))
            for row in data["units"]}
        self.labels: dict[str, dict[str, str]] = data["labels"]
        self.languages: dict[str, dict[str, Any]] = data["languages"]
        self.by_name = {entity.name: entity for entity in self.entities.values()}
        self.by_cik = {entity.cik: entity for entity in self.entities.values() if entity.cik}

    def entity(self, name: str) -> Entity | None:
        """The entity with this canonical name or id, if the ontology has it."""
        return self.by_name.get(name) or self.entities.get(slug(name))

    def label(self, term: str, language: str) -> str:
        """The preferred label of a metric, unit, status, role or other own term, in the language or in English."""
        labels = self.labels.get(term, {})
        return labels.get(language) or labels.get("en") or labels.get("") or term.replace("_", " ")


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an entity, with the lists of pairs that JSON gives as tuples of tuples."""
    return {key: tuple(map(tuple, value)) if isinstance(value, list) else value for key, value in row.items()}


@cache
def load() -> Lexicon:
    """The lexicon of the ontology and languages that are installed."""
    files = sorted(data_folder("ontology").glob("*.ttl")) + sorted((PACKAGE / "languages").glob("*/*.toml"))
    sources = [file.relative_to(file.parents[1]).as_posix().encode() + b"\0" + file.read_bytes() for file in files]
    return compiled("lexicon", [Path(__file__).read_bytes(), *sources], lambda: _compiled(files), Lexicon)


def _compiled(files: list[Path]) -> dict[str, Any]:
    from kg.lexicon_compile import compile_lexicon

    return compile_lexicon(files)
