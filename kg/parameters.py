"""The parameters of named queries: what their types accept, and the terms that they become.

A value never becomes text of a query: it is looked up or parsed, and what stands in the query is a typed term. An
entity, metric, period, article or fact may be given as people name it or as an IRI.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

import pyoxigraph as ox

from kg.citations import Asked
from kg.errors import QueryError
from kg.facts import slug
from kg.lexicon import load
from kg.namespaces import ARTICLE, ENTITY, FACT, KG, METRIC, XSD, sparql_prefixes
from kg.period_label import label_days

Term = ox.NamedNode | ox.Literal
#: Characters of a value: longer than any name or quotation that one looks for.
MOST_CHARACTERS = 1000
#: Characters of a value that may be a name with a slip in it: beyond, looking for one takes long and finds nothing.
LONGEST_NAME = 100
STATUSES = ("reported", "guidance", "expected")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query.

    type       one of `TYPES`
    default    what it is if not given; None if it must be given, or may be left out (`optional`)
    """

    name: str
    type: str
    default: str | None
    optional: bool
    description: str

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the query that it binds: `_name`, for a period `_name_start` and `_name_end`."""
        return (f"_{self.name}_start", f"_{self.name}_end") if self.type == "period" else (f"_{self.name}",)


def bind(parameter: Parameter, value: Any, store: Asked | None) -> dict[str, Term]:
    """Variable -> term for a value. Raises QueryError, naming the parameter and what would do, for a wrong one.

    store   where names are looked up that the ontology does not know
    """
    text = value.isoformat() if isinstance(value, date) else str(value)
    try:
        if not text.strip() or len(text) > MOST_CHARACTERS or "\0" in text:
            raise _Wrong(f"give 1 to {MOST_CHARACTERS} characters")
        text.encode()
        terms = TYPES[parameter.type](text.strip(), store)
    except UnicodeEncodeError:
        raise QueryError(f"parameter {parameter.name}: not a Unicode text; give it again") from None
    except _Wrong as wrong:
        raise QueryError(f"parameter {parameter.name}: {_shown(text)} is no {parameter.type}: {wrong}") from None
    return dict(zip(parameter.variables, terms, strict=True))


class _Wrong(Exception):
    """A value that its type does not accept; the message says what would do."""


def _shown(text: str) -> str:
    short = text if len(text) <= 60 else text[:57] + "..."
    return repr(short) if short.isprintable() else ascii(short)


def _did_you_mean(text: str, names: Iterable[str], otherwise: str) -> str:
    known = {name.casefold(): name for name in sorted(names, reverse=True)}
    near = get_close_matches(text.casefold(), known, n=3, cutoff=0.7) if len(text) <= LONGEST_NAME else []
    return f"did you mean {' or '.join(known[name] for name in near)}?" if near else otherwise


def _iri(text: str, namespace: str, prefix: str) -> str | None:
    """The local name, where the text is an IRI of the namespace in full or with its prefix."""
    for start in (namespace, prefix + ":"):
        bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
        if bare.startswith(start):
            local = bare[len(start):]
            if not re.fullmatch(r"[\w-]+", local):
                raise _Wrong(f"what follows {start} is letters, digits and hyphens")
            return local
    return None


def _rows(store: Asked | None, query: str) -> Iterator[Any]:
    return iter(()) if store is None else iter(store.query(sparql_prefixes() + query))


# --- entities -------------------------------------------------------------------------------------------------------

def _entity(text: str, store: Asked | None, kinds: tuple[str, ...] = ("company", "unit", "person")) -> tuple[Term]:
    entities = [entity for entity in load().entities.values() if entity.kind in kinds]
    local = _iri(text, ENTITY, "entity")
    tests: list[Callable[[Any], bool]] = [lambda e: e.id == local] if local else [
        lambda e: e.name == text,
        lambda e: text in (alias for alias, _ in e.aliases),
        lambda e: text.casefold() in (e.id, *(alias.casefold() for alias, _ in e.aliases))]
    for test in tests:
        found = [entity for entity in entities if test(entity)]
        if len(found) > 1:
            raise _Wrong(f"it may be {' or '.join(entity.name for entity in found)}; name one")
        if found:
            return (ox.NamedNode(ENTITY + found[0].id),)
    identity = ox.NamedNode(ENTITY + (local or slug(text)))
    known = list(_rows(store, f"SELECT ?type ?name {{ {identity} a ?type "
                              f"OPTIONAL {{ {identity} skos:prefLabel ?name }} }}"))
    named = {identity.value.removeprefix(ENTITY), *(row["name"].value.casefold() for row in known if row["name"])}
    types = {row["type"].value.rsplit("/", 1)[-1] for row in known}
    if types & _CLASSES_OF[kinds] and (local or text.casefold() in named):  # the slug of "?x" is that of "X"
        return (identity,)
    names = {alias for entity in entities for alias, _ in entity.aliases}
    classes = " ".join(f"kg:{name}" for name in sorted(_CLASSES_OF[kinds]))
    names.update(row["name"].value for row in _rows(
        store, f"SELECT DISTINCT ?name {{ VALUES ?type {{ {classes} }} ?e a ?type ; skos:prefLabel ?name }}"))
    raise _Wrong(_did_you_mean(text, names, "neither the ontology nor the graph has that name; "
                                            "the query `companies` lists those in the graph"))


_COMPANIES, _PEOPLE = ("company", "unit"), ("person",)
_CLASSES_OF: dict[tuple[str, ...], set[str]] = {
    _COMPANIES: {"Company", "BusinessUnit", "Agent"}, _PEOPLE: {"Person", "Agent"},
    (*_COMPANIES, *_PEOPLE): {"Company", "BusinessUnit", "Person", "Agent"}}


def _company(text: str, store: Asked | None) -> tuple[Term]:
    return _entity(text, store, _COMPANIES)


def _person(text: str, store: Asked | None) -> tuple[Term]:
    return _entity(text, store, _PEOPLE)


# --- terms of the ontology ------------------------------------------------------------------------------------------

def _metric(text: str, _: Asked | None) -> tuple[Term]:
    local = _iri(text, METRIC, "metric")
    metrics = load().metrics
    wanted = (local or text).casefold()
    if (known := wanted.replace(" ", "_").replace("-", "_")) in metrics:
        return (ox.NamedNode(METRIC + known),)
    labels = {name: {label.casefold() for group in metric.labels.values() for label in group}
              for name, metric in metrics.items()}
    found = [name for name in metrics if wanted in labels[name]]
    if len(found) == 1:
        return (ox.NamedNode(METRIC + found[0]),)
    if found:
        raise _Wrong(f"it may be {' or '.join(found)}; name one")
    raise _Wrong(_did_you_mean(text, {*metrics, *(label for group in labels.values() for label in group)},
                               f"choose one of {', '.join(sorted(metrics))}"))


def _chosen(among: Callable[[], Mapping[str, str]]) -> Callable[[str, Asked | None], tuple[Term]]:
    """A type with a closed list: name -> IRI; accepts a name, or its label in any language."""
    def choose(text: str, _: Asked | None) -> tuple[Term]:
        names = among()
        labels = load().labels
        wanted = text.casefold()
        for name, iri in names.items():
            said = map(str.casefold, labels.get(name, {}).values())
            if wanted in {name, name.replace("_", " "), iri.casefold(), *said}:
                return (ox.NamedNode(iri),)
        raise _Wrong(_did_you_mean(text, names, f"choose one of {', '.join(names)}"))

    return choose


def _statuses() -> dict[str, str]:
    return {name: KG + name for name in STATUSES}


def _roles() -> dict[str, str]:
    from kg.rdf import EDGES

    return {name: KG + name for name, edge in EDGES.items() if edge.endswith("Of") and name != "parent_of"} \
        | {"other": KG + "other"}


# --- time, numbers, texts -------------------------------------------------------------------------------------------

def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else ""
    except ValueError:
        return ""


def _period(text: str, _: Asked | None) -> tuple[Term, ...]:
    """First and last day; besides labels "Q4 2025" and "2025-01-01..2025-03-31" do."""
    label = re.sub(r"(?i)^([QH]\d)[ -](\d{4})$", r"\2-\1", text)
    label = re.sub(r"(?i)^(\d{4})[ -]?([QH]\d)$", lambda m: f"{m[1]}-{m[2].upper()}", label)
    days = label_days(label)
    if days is None and ".." in label:
        first, last = (_day(part) for part in label.split("..", 1))
        days = (first, last) if first and first <= last else None
    if days is None:
        raise _Wrong("write 2025, 2025-Q4, 2025-H1, 2025-11, 2026-02-05, microsoft-FY2026-Q2 or two days with .. "
                     "between")
    return tuple(ox.Literal(day, datatype=ox.NamedNode(XSD + "date")) for day in days)


def _date(text: str, _: Asked | None) -> tuple[Term]:
    if not _day(text):
        raise _Wrong("write a day such as 2026-02-05")
    return (ox.Literal(text, datatype=ox.NamedNode(XSD + "date")),)


def whole_number(text: str) -> int | None:
    """A whole number of at most 15 digits, which every engine counts exactly; None if the text is none."""
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,15}", text) else None


def _integer(text: str, _: Asked | None) -> tuple[Term]:
    number = whole_number(text)
    if number is None:
        raise _Wrong("write a whole number such as 20")
    return (ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer")),)


def _decimal(text: str, _: Asked | None) -> tuple[Term]:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or len(f"{number:f}") > 19:  # beyond, the engine's arithmetic unbinds in silence
        raise _Wrong("write a number of at most 18 digits, such as 1000000000 or 2.5")
    return (ox.Literal(f"{number:f}", datatype=ox.NamedNode(XSD + "decimal")),)


def _language(text: str, _: Asked | None) -> tuple[Term]:
    if text.lower() not in _languages():
        raise _Wrong(f"choose one of {', '.join(_languages())}")
    return (ox.Literal(text.lower()),)


def _languages() -> list[str]:
    return sorted(code for code, data in load().languages.items() if "present" in data)


def _text(text: str, _: Asked | None) -> tuple[Term]:
    return (ox.Literal(text),)


# --- what the graph holds -------------------------------------------------------------------------------------------

def _fact(text: str, _: Asked | None) -> tuple[Term]:
    local = _iri(text, FACT, "fact") or text
    if not re.fullmatch(r"[0-9a-f]{16}-[0-9a-f]{8}", local):
        raise _Wrong("write its name, 16 and 8 hexadecimal digits with a hyphen between, or its IRI")
    return (ox.NamedNode(FACT + local),)


def _article(text: str, store: Asked | None) -> tuple[Term]:
    local = _iri(text, ARTICLE, "article") or text.lower()
    if re.fullmatch(r"[0-9a-f]{16}([0-9a-f]{48})?", local):
        return (ox.NamedNode(ARTICLE + local[:16]),)
    name = ox.Literal(text)
    found = [row["article"] for row in _rows(
        store, f"SELECT DISTINCT ?article {{ ?article a kg:Article . "
               f"{{ ?article schema:identifier {name} }} UNION {{ ?article schema:url {name} }} }}")]
    if len(found) == 1:
        return (found[0],)
    if found:
        raise _Wrong(f"{len(found)} articles have that name; give the hash of one")
    names = [row["name"].value for row in _rows(store, "SELECT ?name { ?article schema:identifier ?name }")]
    raise _Wrong(_did_you_mean(text, names, "give the name, url or hash of an article of the graph"))


#: What a header may write as the type of a parameter.
TYPES: dict[str, Callable[[str, Asked | None], tuple[Term, ...]]] = {
    "entity": _entity, "company": _company, "person": _person, "metric": _metric, "period": _period, "date": _date,
    "integer": _integer, "decimal": _decimal, "language": _language, "text": _text, "fact": _fact,
    "article": _article, "status": _chosen(_statuses), "role": _chosen(_roles)}

def known_values(type_: str) -> list[str]:
    """The values of a type that can be listed, as its parser accepts them, sorted; none where only a graph knows."""
    kinds = {"entity": (*_COMPANIES, *_PEOPLE), "company": _COMPANIES, "person": _PEOPLE}.get(type_, ())
    lists: dict[str, Callable[[], Iterable[str]]] = {"metric": lambda: load().metrics, "status": lambda: STATUSES,
                                                     "role": _roles, "language": _languages}
    names = lists.get(type_, lambda: [entity.id for entity in load().entities.values() if entity.kind in kinds])
    return sorted(names())
