"""Facts to triples and back without loss; the one module that mints IRIs.

Every IRI is a function of content, so the same article gives the same triples in any process. The triples are of
two sorts: those of one article (its node, facts, spans and unread numbers), which carry its hash in their subject's
name, and those that articles share (periods, entities, plain edges), which stay as long as a fact supports them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, Protocol

import pyoxigraph as ox

from kg.agreement import interval
from kg.facts import ARTICLE_DIGITS, KINDS, Fact, Observation, Relation, Role, slug
from kg.figure_key import bases_of, key_of
from kg.lexicon import load
from kg.literals import day_literal, decimal_literal, integer_literal, text_literal
from kg.namespaces import (
    ARTICLE,
    ENTITY,
    FACT,
    FIGURE,
    KG,
    METRIC,
    NUMBER,
    OA,
    PERIOD,
    PROV,
    RDF,
    SCHEMA,
    SKOS,
    SPAN,
    UNIT,
)
from kg.period_label import fiscal_parts, label_days

Term = ox.NamedNode | ox.Literal
Names = Callable[[str], str | None]


@cache
def node(iri: str) -> ox.NamedNode:
    """The term for a fixed IRI; kept, since the same few are used for every fact."""
    return ox.NamedNode(iri)


TYPE = node(RDF + "type")
STATED_IN = node(KG + "statedIn")
DERIVED_FROM = node(PROV + "wasDerivedFrom")
PERIOD_OF = node(KG + "period")
NAMED_AS = node(KG + "namedAs")
FIGURE_OF = node(KG + "figure")
PREF_LABEL = node(SKOS + "prefLabel")
ALT_LABEL = node(SKOS + "altLabel")
SHA256 = node(SCHEMA + "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInfo:
    """What the graph says of an article; `sha256` is the hash of its normalised text, `day` an ISO date, `form` that
    of a filing."""

    sha256: str
    name: str = ""
    title: str | None = None
    day: str | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None
    form: str | None = None

    @property
    def id(self) -> str:
        """The local name of the article's IRI."""
        return self.sha256[:ARTICLE_DIGITS]


class Unread(Protocol):
    """A number that was read and became no fact; see `kg.extract`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def reason(self) -> str: ...


class Bundle(NamedTuple):
    """An article with what was read from it.

    triples   the article's own triples as N-Triples, where another process has made them
    """

    article: ArticleInfo
    facts: tuple[Fact, ...] = ()
    unread: tuple[Unread, ...] = ()
    triples: bytes = b""


# --- IRIs -----------------------------------------------------------------------------------------------------------

def entity_id(name: str) -> str:
    """The local name of an entity's IRI: the ontology's id for a canonical name, else a slug of the name."""
    known = load().by_name.get(name)
    return known.id if known else slug(name)


def unit_id(unit: str) -> str:
    """The local name of a unit's IRI: "USD/share" is unit:USD-share."""
    return unit.replace("/", "-")


def period_id(label: str | None, start: str | None, end: str | None) -> str:
    """The local name of a period's IRI: its label where that says its days, else label and days together."""
    if not label:
        return "-".join([*(["from", start] if start else []), *(["to", end] if end else [])])
    return label if (start, end) == label_days(label) else f"{label}_{start or ''}_{end or ''}"


def article_iri(sha256: str) -> ox.NamedNode:
    return ox.NamedNode(ARTICLE + sha256[:ARTICLE_DIGITS])


def fact_iri(fact: Fact) -> ox.NamedNode:
    return ox.NamedNode(FACT + fact.id)


def entity_iri(name: str) -> ox.NamedNode:
    """The IRI of the entity with this name."""
    return node(ENTITY + entity_id(name))


def _span_iri(sha256: str, start: int, end: int) -> ox.NamedNode:
    return ox.NamedNode(f"{SPAN}{sha256[:ARTICLE_DIGITS]}-{start}-{end}")


def local(term: ox.NamedNode) -> str:
    """What follows the last "/" or "#" of an IRI."""
    return re.split(r"[/#]", term.value)[-1]


# --- the fields of facts --------------------------------------------------------------------------------------------

class Field(NamedTuple):
    """How a field of a fact stands in RDF: its property, the term for a value, the value of a term."""

    name: str
    property: ox.NamedNode
    write: Callable[[Any, str | None], Term]
    read: Callable[[Any, Names], Any]


def _entity_field(name: str, property_name: str | None = None) -> Field:
    return Field(name, node(KG + (property_name or name)), lambda value, _: entity_iri(value),
                  lambda term, names: names(local(term)))


def _coded(name: str, namespace: str = KG) -> Field:
    return Field(name, node(KG + name), lambda value, _: node(namespace + value), lambda term, _: local(term))


def _amount(name: str, property_name: str | None = None) -> Field:
    return Field(name, node(KG + (property_name or name)), lambda value, _: decimal_literal(value),
                  lambda term, _: Decimal(term.value))


def _count(name: str) -> Field:
    return Field(name, node(KG + name), lambda value, _: integer_literal(value), lambda term, _: int(term.value))


_UNIT = Field("unit", node(KG + "unit"), lambda value, _: node(UNIT + unit_id(value)),
               lambda term, _: local(term).replace("-", "/"))
SAID_BY = _entity_field("said_by", "saidBy")
FIELDS: dict[str, tuple[Field, ...]] = {
    "observation": (
        _entity_field("subject"), _coded("metric", METRIC), _coded("measure"), _amount("value"),
        _amount("low", "minValue"), _amount("high", "maxValue"), _UNIT, _coded("qualifier"), _coded("status"),
        _count("decimals")),
    "role": (_entity_field("person"), _coded("role"), _entity_field("organization")),
    "relation": (
        _entity_field("subject"), _coded("predicate"), _entity_field("object"), _amount("value"), _UNIT),
    "statement": (
        _entity_field("speaker"), _entity_field("organization"),
        Field("quote", node(KG + "quote"), text_literal, lambda term, _: term.value)),
    "rank": (
        _entity_field("subject"),
        Field("market", node(KG + "market"), lambda value, _: ox.Literal(value), lambda term, _: term.value),
        _count("position")),
}
#: Concept of a predicate or role -> local name of the property of its plain edge.
EDGES: dict[str, str] = {
    "competes_with": "competesWith", "parent_of": "parentOf", "acquires": "acquires", "invests_in": "investsIn",
    "partners_with": "partnersWith", "supplies": "supplies",
    "ceo": "ceoOf", "cfo": "cfoOf", "coo": "cooOf", "cto": "ctoOf", "chair": "chairOf", "president": "presidentOf",
    "founder": "founderOf", "executive": "executiveOf", "analyst": "analystOf", "investor": "investorOf",
    "spokesperson": "spokespersonOf", "other": "worksFor",
}
#: Predicates that hold in both directions.
MUTUAL = frozenset({"competes_with", "partners_with"})
CLASSES = {kind: node(KG + kind.capitalize()) for kind in KINDS}
KIND_OF = {term.value: kind for kind, term in CLASSES.items()}
_LAYOFF = node(KG + "Layoff")
ENTITY_FIELDS = {
    "subject": "subject", "person": "person", "organization": "organization", "object": "object",
    "speaker": "speaker", "said_by": "saidBy"}


def entity_names(fact: Fact) -> dict[str, str]:
    """The entities that a fact names, field by field."""
    found = {field: getattr(fact, field, None) for field in ENTITY_FIELDS}
    return {field: name for field, name in found.items() if name}


# --- one article's own triples --------------------------------------------------------------------------------------

def article_triples(info: ArticleInfo) -> Iterator[ox.Triple]:
    """The article's node."""
    article = article_iri(info.sha256)
    yield ox.Triple(article, TYPE, node(KG + "Article"))
    yield ox.Triple(article, SHA256, ox.Literal(info.sha256))
    if info.name:
        yield ox.Triple(article, node(SCHEMA + "identifier"), ox.Literal(info.name))
    if info.title:
        yield ox.Triple(article, node(SCHEMA + "headline"), text_literal(info.title, info.language))
    if info.day:
        yield ox.Triple(article, node(SCHEMA + "datePublished"), day_literal(info.day))
    if info.language:
        yield ox.Triple(article, node(SCHEMA + "inLanguage"), ox.Literal(info.language))
    if info.url:
        yield ox.Triple(article, node(SCHEMA + "url"), ox.Literal(info.url))
    if info.publisher:
        yield ox.Triple(article, node(SCHEMA + "publisher"), ox.Literal(info.publisher))
    if info.form:
        yield ox.Triple(article, TYPE, node(KG + "Filing"))
        yield ox.Triple(article, node(KG + "form"), ox.Literal(info.form))


def fact_triples(fact: Fact, language: str | None = None) -> Iterator[ox.Triple]:
    """The fact and its span; `language` is that of the article, for the tags of quoted words."""
    iri = fact_iri(fact)
    yield ox.Triple(iri, TYPE, CLASSES[fact.kind])
    if getattr(fact, "metric", None) == "job_cuts":
        yield ox.Triple(iri, TYPE, _LAYOFF)
    for field in FIELDS[fact.kind]:
        value = getattr(fact, field.name)
        if value is not None:
            yield ox.Triple(iri, field.property, field.write(value, language))
    if fact.said_by is not None:
        yield ox.Triple(iri, SAID_BY.property, SAID_BY.write(fact.said_by, language))
    for name in unusual_names(fact).values():
        yield ox.Triple(iri, NAMED_AS, ox.Literal(name))
    if isinstance(fact, Observation):
        if period := period_of(fact):
            yield ox.Triple(iri, PERIOD_OF, period)
        yield from _figure_triples(iri, fact)
    if fact.rule:
        yield ox.Triple(iri, node(KG + "rule"), ox.Literal(fact.rule))
    if fact.parts:
        yield ox.Triple(iri, node(KG + "parts"), ox.Literal(
            " ".join(f"{part.name}:{part.start}-{part.end}" for part in fact.parts)))
    yield ox.Triple(iri, STATED_IN, article_iri(fact.article))
    span = _span_iri(fact.article, fact.start, fact.end)
    yield ox.Triple(iri, DERIVED_FROM, span)
    yield from _span_triples(span, fact.start, fact.end, fact.evidence, language)


def _figure_triples(iri: ox.NamedNode, fact: Observation) -> Iterator[ox.Triple]:
    """The figure that an observation belongs to, on which basis it stands, and the numbers that its words allow."""
    yield ox.Triple(iri, FIGURE_OF, figure_iri(fact))
    for basis in bases_of(fact):
        yield ox.Triple(iri, node(KG + "basis"), node(KG + basis))
    ends = interval(fact.value, fact.low, fact.high, fact.decimals, fact.qualifier)
    for name, end in zip(("lowest", "highest"), ends, strict=True):
        if end is not None:
            yield ox.Triple(iri, node(KG + name), decimal_literal(end))


def unread_triples(number: Unread, sha256: str, language: str | None = None) -> Iterator[ox.Triple]:
    """A number of the article that became no fact, with the code of the reason, and its span."""
    iri = ox.NamedNode(f"{NUMBER}{sha256[:ARTICLE_DIGITS]}-{number.start}-{number.end}")
    yield ox.Triple(iri, TYPE, node(KG + "UnreadNumber"))
    yield ox.Triple(iri, node(KG + "reason"), ox.Literal(number.reason))
    if number.value is not None:
        yield ox.Triple(iri, node(KG + "value"), decimal_literal(number.value))
    yield ox.Triple(iri, STATED_IN, article_iri(sha256))
    span = _span_iri(sha256, number.start, number.end)
    yield ox.Triple(iri, DERIVED_FROM, span)
    yield from _span_triples(span, number.start, number.end, number.text, language)


def _span_triples(
        span: ox.NamedNode, start: int, end: int, text: str, language: str | None) -> Iterator[ox.Triple]:
    yield ox.Triple(span, TYPE, node(KG + "Span"))
    yield ox.Triple(span, node(OA + "start"), integer_literal(start))
    yield ox.Triple(span, node(OA + "end"), integer_literal(end))
    yield ox.Triple(span, node(OA + "exact"), text_literal(text, language))


def unusual_names(fact: Fact) -> dict[str, str]:
    """Entity id -> name, where the name cannot be known from the ontology; one name for an entity in one fact."""
    found: dict[str, str] = {}
    for name in entity_names(fact).values():
        identity = entity_id(name)
        known = load().entities.get(identity)
        if known is None or known.name != name:
            found.setdefault(identity, name)
    return found


# --- what articles share --------------------------------------------------------------------------------------------

def period_of(fact: Fact) -> ox.NamedNode | None:
    """The IRI of an observation's period, if it has one."""
    if not isinstance(fact, Observation) or not (fact.period or fact.period_start or fact.period_end):
        return None
    return node(PERIOD + period_id(fact.period, fact.period_start, fact.period_end))


def period_triples(fact: Fact) -> Iterator[ox.Triple]:
    """The period of an observation: its label and its first and last day."""
    period = period_of(fact)
    if period is None or not isinstance(fact, Observation):
        return
    yield ox.Triple(period, TYPE, node(KG + "Period"))
    if fact.period:
        yield ox.Triple(period, node(SKOS + "notation"), ox.Literal(fact.period))
        for name, number in zip(("fiscalYear", "fiscalQuarter"), fiscal_parts(fact.period) or (), strict=False):
            if number is not None:
                yield ox.Triple(period, node(KG + name), integer_literal(number))
    for name, day in (("startDate", fact.period_start), ("endDate", fact.period_end)):
        if day:
            yield ox.Triple(period, node(SCHEMA + name), day_literal(day))


def figure_iri(fact: Observation) -> ox.NamedNode:
    """The IRI of the figure that an observation belongs to."""
    return ox.NamedNode(FIGURE + key_of(fact, entity_id).id)


def figure_triple(fact: Observation) -> ox.Triple:
    """The figure's node; all else that is known of it, its facts say."""
    return ox.Triple(figure_iri(fact), TYPE, node(KG + "Figure"))


def edge_triples(fact: Fact) -> Iterator[ox.Triple]:
    """The plain edges beside a role or relation; mutual ones in both directions."""
    if isinstance(fact, Role) and fact.organization:
        yield ox.Triple(entity_iri(fact.person), edge_property(fact.role), entity_iri(fact.organization))
    elif isinstance(fact, Relation):
        subject, edge, target = entity_iri(fact.subject), edge_property(fact.predicate), entity_iri(fact.object)
        yield ox.Triple(subject, edge, target)
        if fact.predicate in MUTUAL:
            yield ox.Triple(target, edge, subject)


def edge_property(concept: str) -> ox.NamedNode:
    """The property of the plain edge of a predicate or role: competes_with has kg:competesWith, ceo kg:ceoOf."""
    return node(KG + EDGES[concept])
