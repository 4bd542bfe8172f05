"""Is the graph sound? Shapes for the triples, cutting again for the words, and a cheap check for what is added.

`check` holds each fact against the same rules as `ontology/shapes.ttl`, in plain Python, since building a graph must
not wait for SHACL; a test holds the two to the same answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.errors import DefectError, StoreError, TextMissing
from kg.facts import ARTICLE_DIGITS, Fact, Observation, Rank, Relation, Role, Statement
from kg.lexicon import data_folder, load
from kg.namespaces import XSD, abbreviate
from kg.rdf import EDGES, ArticleInfo, Unread, unit_id

if TYPE_CHECKING:
    import rdflib

    from kg.graph import KnowledgeGraph

MEASURES = frozenset({"level", "change", "share"})
STATUSES = frozenset({"reported", "guidance", "expected"})
QUALIFIERS = frozenset({"exact", "about", "almost", "more_than", "less_than", "at_least", "at_most", "between"})
PREDICATES = frozenset({"competes_with", "parent_of", "acquires", "invests_in", "partners_with", "supplies"})
ROLES = frozenset(EDGES) - PREDICATES
#: Beyond this the engine's decimal arithmetic leaves results unbound, and beyond 18 places it loses digits.
_LARGEST = Decimal("1.7e20")
_PLACES = 18
_LABEL = re.compile(r"[^\W_](?:[^\W_]|[.-](?!$))*|[\d-]{10}_[\d-]{10}")
_PART = re.compile(r"\w+")
#: An amount without a point, as the store keeps it; with one it reads the same in every engine.
_WHOLE = re.compile(rf'"([+-]?[0-9]+)"\^\^<{re.escape(XSD)}decimal>')
SH = "http://www.w3.org/ns/shacl#"


class Violation(NamedTuple):
    """What is wrong, and where: the IRI's short form, and one line in plain words."""

    where: str
    message: str


def check(info: ArticleInfo, text: str, facts: Iterable[Fact], unread: Iterable[Unread] = ()) -> None:
    """Raise DefectError at the first fact or unread number that does not cut from the text or breaks the model."""
    name = info.name or info.id
    if hashlib.sha256(text.encode()).hexdigest() != info.sha256:
        raise DefectError(f"{name}: the text is not the one that its hash {info.id} names; please report it")
    for fact in facts:
        if found := faults(fact, text, info.sha256):
            raise DefectError(f"{name}: {fact.kind} at {fact.start}-{fact.end}: {found[0]}; please report it")
    for number in unread:
        if number.start >= number.end or text[number.start:number.end] != number.text:
            raise DefectError(f"{name}: unread number at {number.start}-{number.end} does not cut to "
                              f"{number.text!r}; please report it")


def faults(fact: Fact, text: str | None, sha256: str) -> list[str]:
    """What is wrong with a fact of the article with this text and hash, in plain words; empty if it is sound.

    Where the text is not at hand (None), the words are at least as many as their offsets say.
    """
    found = []
    if fact.article != sha256:
        found.append("it is not of this article")
    if not 0 <= fact.start < fact.end or (text is not None and text[fact.start:fact.end] != fact.evidence):
        found.append(f"the text does not read {fact.evidence!r} there")
    elif fact.end - fact.start != len(fact.evidence):
        found.append(f"its words {fact.evidence[:60]!r} are {len(fact.evidence)} characters, and its place "
                     f"{fact.start}-{fact.end} has {fact.end - fact.start}")
    for part in fact.parts:
        if not _PART.fullmatch(part.name) or not 0 <= part.start <= part.end <= (
                part.end if text is None else len(text)):
            found.append(f"its part {part.name!r} lies outside of the text")
    return found + _RULES[fact.kind](fact)


def _observation(fact: Observation) -> list[str]:
    found = _named(fact.subject, "subject")
    found += _one_of(fact.metric, load().metrics, "metric") + _one_of(fact.measure, MEASURES, "measure")
    found += _unit(fact.unit) + _one_of(fact.qualifier, QUALIFIERS, "qualifier")
    found += _one_of(fact.status, STATUSES, "status")
    amounts = [value for value in (fact.value, fact.low, fact.high) if value is not None]
    if not amounts or (fact.value is not None and len(amounts) > 1):
        found.append("it needs either a value, or a lower or upper bound")
    if fact.low is not None and fact.high is not None and fact.low > fact.high:
        found.append("its lower bound is above its upper bound")
    for value in amounts:
        found += _exact(value)
    return found + _days(fact)


def _days(fact: Observation) -> list[str]:
    found = []
    days = [day for day in (fact.period_start, fact.period_end) if day is not None]
    try:
        if any(date.fromisoformat(day).isoformat() != day for day in days) or days != sorted(days):
            found.append("its period ends before it begins, or a day is not written YYYY-MM-DD")
    except ValueError:
        found.append("its period has a day that is none")
    if fact.period is not None and not _LABEL.fullmatch(fact.period):
        found.append(f"{fact.period!r} is no label of a period")
    return found


def _role(fact: Role) -> list[str]:
    return _named(fact.person, "person") + _one_of(fact.role, ROLES, "role")


def _relation(fact: Relation) -> list[str]:
    found = _named(fact.subject, "subject") + _named(fact.object, "object")
    found += _one_of(fact.predicate, PREDICATES, "predicate")
    if fact.value is not None:
        found += _exact(fact.value) + _unit(fact.unit)
    return found


def _statement(fact: Statement) -> list[str]:
    return _named(fact.speaker, "speaker") + _named(fact.quote, "quote")


def _rank(fact: Rank) -> list[str]:
    found = _named(fact.subject, "subject") + _named(fact.market, "market")
    return found if fact.position >= 1 else [*found, "its position is below 1"]


_RULES: dict[str, Callable[[Any], list[str]]] = {
    "observation": _observation, "role": _role, "relation": _relation, "statement": _statement, "rank": _rank}


def _named(value: str | None, what: str) -> list[str]:
    return [] if value and value.strip() else [f"it has no {what}"]


def _one_of(value: str, known: Iterable[str], what: str) -> list[str]:
    return [] if value in known else [f"{value!r} is no {what} of the ontology"]


def _unit(unit: str | None) -> list[str]:
    if not unit:
        return ["it has no unit"]
    return [] if unit_id(unit) in load().units else [f"{unit!r} is no unit of the ontology"]


def _exact(value: Decimal) -> list[str]:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(value) >= _LARGEST or -exponent > _PLACES:
        return [f"the engine cannot reckon with {value}"]
    return []


def verify(graph: KnowledgeGraph) -> list[Violation]:
    """Cut every fact and unread number again from its stored text, and hash the texts again."""
    found = []
    held = graph.store.contents()
    texts: dict[str, str] = {}
    missing: list[str] = []
    for article in held.articles:
        try:
            texts[article.sha256] = text = graph.text(article.sha256)
        except TextMissing:
            missing.append(article.id)
            continue
        except StoreError as error:
            found.append(Violation(f"article:{article.id}", str(error)))
            continue
        if hashlib.sha256(text.encode()).hexdigest() != article.sha256:
            found.append(Violation(f"article:{article.id}", f"the text of {article.name or 'the article'} is not the "
                                   "one that its hash names; add the article again"))
    for fact in held.facts:
        if fact.article in texts and (wrong := faults(fact, texts[fact.article], fact.article)):
            found.extend(Violation(f"fact:{fact.id}", message) for message in wrong)
    for number in held.unread:
        if number.article in texts and texts[number.article][number.start:number.end] != number.text:
            found.append(Violation(f"number:{number.article[:ARTICLE_DIGITS]}-{number.start}-{number.end}",
                                   f"the text does not read {number.text!r} there"))
    if missing:
        found.append(Violation(f"article:{missing[0]}" + (f" and {len(missing) - 1} more" if missing[1:] else ""),
                               "no text is kept here, as of what came by kg import or kg pull, so that no fact can "
                               "be cut from it again; kg build of the article adds it"))
    return found


def validate(graph: KnowledgeGraph, *, reference: bool = False) -> list[Violation]:
    """Hold the graph's triples against `ontology/shapes.ttl`; messages in English.

    reference   by pyshacl, which is far slower; a test holds both to the same nodes and shapes
    """
    if reference:
        return validate_rdflib(graph.to_rdflib())
    return _violations(breaks(graph.store.triples))


def validate_rdflib(data: rdflib.Graph) -> list[Violation]:
    """The same for an rdflib graph, by pyshacl. Never give one that rests on oxrdflib: pyshacl is eight times slower
    on it."""
    return _violations(reference_breaks(data))


class Break(NamedTuple):
    """A shape that does not hold: IRIs of the node and of the shape, the shape's message, and the value if one is
    at fault."""

    focus: str
    shape: str
    message: str
    value: str | None


def breaks(triples: Iterable[ox.Triple | ox.Quad]) -> list[Break]:
    """What of the triples breaks a shape, by the engine `shacl`, or by pyshacl where that is not installed."""
    try:
        import shacl  # noqa: F401
    except ImportError:
        from kg.rdflib_bridge import to_rdflib

        return reference_breaks(to_rdflib(triples))
    data = ox.serialize((ox.Triple(triple.subject, triple.predicate, triple.object) for triple in triples),
                        format=ox.RdfFormat.N_TRIPLES)
    assert data is not None
    text = _WHOLE.sub(r'"\1.0"^^<' + XSD + "decimal>", data.decode())
    compiled, messages = _shapes()
    found = set()
    for result in compiled.validate_text(text, format="ntriples").results:
        shape = result.source_shape.strip("<>")
        found.add(Break(result.focus_node.strip("<>").removeprefix("_:"), shape, messages[shape], result.value_plain))
    return sorted(found, key=lambda one: (*one[:3], one.value or ""))


def reference_breaks(data: rdflib.Graph) -> list[Break]:
    """The same by pyshacl."""
    import pyshacl
    from rdflib import Graph
    from rdflib.namespace import SH

    shapes = Graph().parse(data=_shapes_text(), format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", meta_shacl=False)
    messages = _messages()
    found = set()
    for result in report.subjects(None, SH.ValidationResult):
        shape, value = str(report.value(result, SH.sourceShape)), report.value(result, SH.value)
        found.add(Break(str(report.value(result, SH.focusNode)), shape, messages[shape],
                        None if value is None else str(value)))
    return sorted(found, key=lambda one: (*one[:3], one.value or ""))


def _violations(found: Iterable[Break]) -> list[Violation]:
    return sorted({Violation(_short(one.focus), one.message if one.value is None
                             else f"{one.message} ({_short(one.value)})") for one in found})


def _shapes_text() -> str:
    return (data_folder("ontology") / "shapes.ttl").read_text(encoding="utf-8")


@cache
def _shapes() -> tuple[Any, dict[str, str]]:
    """The shapes as the engine compiles them, and the messages of the shapes."""
    import shacl

    return shacl.Shapes.from_text(_shapes_text(), format="turtle"), _messages()


@cache
def _messages() -> dict[str, str]:
    """The English message of each shape."""
    return {quad.subject.value: quad.object.value
            for quad in ox.parse(_shapes_text(), format=ox.RdfFormat.TURTLE)
            if quad.predicate.value == SH + "message" and getattr(quad.object, "language", None) == "en"}


def _short(iri: str) -> str:
    name = abbreviate(iri)
    return ":".join(name) if name else iri
