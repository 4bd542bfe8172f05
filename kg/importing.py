"""Files of RDF back into a graph: our own exports, and any RDF that fits the shapes.

A file is read whole before anything is stored; each of its articles then goes in whole or not at all, once its
triples fit `ontology/shapes.ttl` and its facts the rules of `kg.validate`. Names are minted anew and what articles
share (plain edges, periods, entities, whatever else is worked out from facts) is worked out anew, so a file is
believed in nothing but what its facts say.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from kg.errors import InputError, StoreError
from kg.export import FORMATS, ending_of
from kg.facts import in_order
from kg.installed import ontology_triples
from kg.namespaces import ENTITY, FACT, KG, RDFS, SCHEMA, abbreviate
from kg.rdf import (
    CLASSES,
    DERIVED_FROM,
    ENTITY_FIELDS,
    PREF_LABEL,
    STATED_IN,
    TYPE,
    ArticleInfo,
    Bundle,
    entity_iri,
    fact_iri,
    node,
)
from kg.rdf_read import contents
from kg.validate import breaks, faults

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

#: Characters of an IRI and of a literal beyond which a file is refused. Servers and browsers take IRIs of about 2,000
#: to 8,000; the longest words of an article that a fact of the development corpus cuts out are 145.
LONGEST_IRI, LONGEST_TEXT = 4_000, 50_000
#: Articles that are held against the shapes together.
_BATCH = 64
_ARTICLE, _UNREAD = node(KG + "Article"), node(KG + "UnreadNumber")
#: Properties of facts that are worked out from the rest of what they say.
_WORKED_OUT = frozenset(KG + name for name in ("figure", "basis", "lowest", "highest"))
_NAMES = frozenset(KG + name for name in ENTITY_FIELDS.values())


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    articles, facts, unread   how many of them it brought
    changed     how many of the articles the graph did not have as they are
    problems    what was left out and why, a line each
    """

    articles: int
    facts: int
    unread: int
    changed: int
    problems: tuple[str, ...]


def import_file(graph: KnowledgeGraph, path: str | os.PathLike[str]) -> ImportReport:
    """Store the articles and facts of a file of RDF, in the format of its ending (see `kg.export.FORMATS`; .gz too).

    Facts of an article that the graph has already are added to those; an article takes the place of an older text of
    itself as in `KnowledgeGraph.add`. Raises InputError where the file cannot be read: then nothing of it is stored.
    """
    path = Path(path)
    format_ = FORMATS[ending_of(path, FORMATS)]
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            return import_rdf(graph, cast(IO[bytes], stream), format_, str(path))
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read: {reason}; nothing of it is stored") from error


def import_rdf(graph: KnowledgeGraph, data: bytes | IO[bytes], format_: ox.RdfFormat, name: str) -> ImportReport:
    """The same for RDF that is at hand; problems call it by `name`."""
    staged = ox.Store()
    try:
        staged.bulk_extend(_triples(ox.parse(data, format=format_), name))
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{name}: {' '.join(str(error).split())[:300]}; nothing of it is stored: mend the file, "
                         "or export it again") from error
    return _Import(graph, staged, name).run()


def _triples(quads: Iterable[ox.Quad], name: str) -> Iterator[ox.Quad]:
    """The triples without their graphs, held to lengths that a graph of ours has."""
    for quad in quads:
        for term in quad.triple:
            text = getattr(term, "value", "")
            limit = LONGEST_TEXT if isinstance(term, ox.Literal) else LONGEST_IRI
            if len(text) > limit:
                what = "text" if isinstance(term, ox.Literal) else "IRI"
                raise InputError(f"{name}: an {what} of {len(text):,} characters begins with {text[:60]!r}; at most "
                                 f"{limit:,} are read, and nothing of the file is stored: shorten it")
        yield ox.Quad(_named(quad.subject), quad.predicate, _named(quad.object))


def _named(term: Any) -> Any:
    """A blank node by a name, since each engine calls those as it likes."""
    return ox.NamedNode(f"urn:blank:{term.value}") if isinstance(term, ox.BlankNode) else term


@dataclass(slots=True)
class _Found:
    """The triples of one article of a file: its own, and those of what it names."""

    iri: str
    own: set[ox.Triple]
    nodes: set[str]
    shared: set[str]


class _Import:
    def __init__(self, graph: KnowledgeGraph, staged: ox.Store, name: str) -> None:
        self.graph, self.staged, self.name = graph, staged, name
        self.problems: list[str] = []
        self.seen: dict[str, str] = {}
        self.counts = dict.fromkeys(("articles", "facts", "unread", "changed"), 0)

    def run(self) -> ImportReport:
        articles = sorted((quad.subject for quad in self.staged.quads_for_pattern(None, TYPE, _ARTICLE)), key=str)
        self._loose(set(articles))
        with self.graph.batch():
            for start in range(0, len(articles), _BATCH):
                found = [self._found(article) for article in articles[start:start + _BATCH]]
                wrong = self._broken(found)
                for one in found:
                    lines = wrong[one.iri] or self._store(one)
                    self.problems += [f"{self.name}: {line}" for line in lines]
        self.graph.store.arrange()
        return ImportReport(**self.counts, problems=tuple(self.problems))

    def _loose(self, articles: set[Any]) -> None:
        """Name the facts that no article of the file states."""
        for class_ in (*CLASSES.values(), _UNREAD):
            for quad in self.staged.quads_for_pattern(None, TYPE, class_):
                stated = {of.object for of in self.staged.quads_for_pattern(quad.subject, STATED_IN, None)}
                if not stated & articles:
                    self.problems.append(f"{self.name}: {_short(quad.subject)}: it needs one article that states it "
                                         "(kg:statedIn), and the file has none; it is left out: add the article")

    def _found(self, article: Any) -> _Found:
        own = {quad.triple for quad in self.staged.quads_for_pattern(article, None, None)}
        nodes = {_key(article)}
        shared: set[Any] = set()
        for stated in self.staged.quads_for_pattern(None, STATED_IN, article):
            nodes.add(_key(stated.subject))
            for quad in self.staged.quads_for_pattern(stated.subject, None, None):
                if quad.predicate.value in _WORKED_OUT:
                    continue
                if quad.predicate == DERIVED_FROM:
                    nodes.add(_key(quad.object))
                    if isinstance(quad.object, ox.NamedNode):
                        own.update(part.triple for part in self.staged.quads_for_pattern(quad.object, None, None))
                elif isinstance(quad.object, ox.NamedNode) and quad.predicate not in (TYPE, STATED_IN):
                    shared.add(quad.object)
                own.add(quad.triple)
        renamed: dict[Any, Any] = {}
        for term in shared:
            if term.value in _ontology():
                continue
            told = {quad.triple for quad in self.staged.quads_for_pattern(term, None, None)}
            if own_name := self._own_name(term, told):
                renamed[term] = own_name
                told = {ox.Triple(own_name, triple.predicate, triple.object) for triple in told}
            own |= told
        if renamed:
            own = {ox.Triple(t.subject, t.predicate, renamed.get(t.object, t.object))
                   if t.predicate.value in _NAMES else t for t in own}
        return _Found(_key(article), own, nodes, {_key(renamed.get(term, term)) for term in shared})

    @staticmethod
    def _own_name(term: Any, told: Iterable[ox.Triple]) -> ox.NamedNode | None:
        """Our own IRI for an entity of another's: by what the ontology calls the same, or by its label."""
        if _key(term).startswith(ENTITY):
            return None
        if known := _same().get(_key(term)):
            return known
        labels = sorted((t.object.language not in (None, "en"), t.object.value) for t in told
                        if t.predicate == PREF_LABEL and isinstance(t.object, ox.Literal))
        return entity_iri(labels[0][1]) if labels else None

    def _broken(self, found: list[_Found]) -> dict[str, list[str]]:
        """By article what in it breaks a shape, in lines."""
        triples: set[ox.Triple] = set(_classes())
        for one in found:
            triples |= one.own
        for iri in {name for one in found for name in one.shared}:
            triples.update(_ontology().get(iri, ()))
        lines: dict[str, list[str]] = defaultdict(list)
        for broken in breaks(triples):
            shape = broken.shape.rsplit("/", 1)[-1]
            for one in found:
                if broken.focus in one.nodes or (broken.focus in one.shared and broken.focus not in _ontology()):
                    lines[one.iri].append(f"{_short(broken.focus)}: {broken.message}, by shape:{shape}; "
                                          f"{self._called(one)} is left out: mend it and import the file again")
        return lines

    def _called(self, found: _Found) -> str:
        name = next((_key(t.object) for t in found.own
                     if _key(t.subject) == found.iri and t.predicate.value == SCHEMA + "identifier"), None)
        return f"article {name}" if name else _short(found.iri)

    def _store(self, found: _Found) -> list[str]:
        """Store an article whose triples fit the shapes; the problems with it."""
        end = f"{self._called(found)} is left out: mend it and import the file again"
        try:
            (bundle,) = contents(found.own).bundles()
        except StoreError as error:
            return [f"{str(error).split('; ')[0]}; {end}"]
        info, store = bundle.article, self.graph.store
        text = store.text(info.sha256) if store.has_text(info.sha256) else None
        for fact in bundle.facts:
            if wrong := faults(fact, text, info.sha256):
                return [f"fact:{fact.id}: {wrong[0]}; {end}"]
        for number in bundle.unread:
            if len(number.text) != number.end - number.start or (
                    text is not None and text[number.start:number.end] != number.text):
                return [f"number at {number.start}-{number.end}: the words {number.text!r} are not those there; {end}"]
        for key in filter(None, (info.url or info.name,)):
            if self.seen.setdefault(key, info.sha256) != info.sha256:
                return [f"a second article {key}, which would take the place of the first; {end}"]
        self._count(bundle, store.put(self._joined(bundle), None, [old.sha256 for old in store.older(info)]))
        names = {fact_iri(fact).value for fact in bundle.facts}
        return [f"{_short(name)}: its name is not that of what it says; it is stored by a name of its own"
                for name in sorted(found.nodes) if name.startswith(FACT) and name not in names]

    def _joined(self, bundle: Bundle) -> Bundle:
        """The article with the facts that the graph has of it already."""
        info = bundle.article
        held = self.graph.store.contents([info.sha256])
        if not held.articles:
            return bundle
        known = held.articles[0]
        missing = {field.name: getattr(info, field.name) for field in fields(ArticleInfo)
                   if not getattr(known, field.name)}
        facts = {fact.id: fact for fact in (*bundle.facts, *held.facts)}
        unread = {(number.start, number.end): number for number in (*bundle.unread, *held.unread)}
        return Bundle(replace(known, **missing), tuple(in_order(facts.values())),
                      tuple(unread[place] for place in sorted(unread)))

    def _count(self, bundle: Bundle, changed: bool) -> None:
        self.counts["articles"] += 1
        self.counts["facts"] += len(bundle.facts)
        self.counts["unread"] += len(bundle.unread)
        self.counts["changed"] += changed


def _key(term: Any) -> str:
    return str(term.value)


def _short(term: Any) -> str:
    iri = term if isinstance(term, str) else _key(term)
    return ":".join(abbreviate(iri) or (iri,))


@cache
def _ontology() -> dict[str, tuple[ox.Triple, ...]]:
    """What the ontology says, by subject."""
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in ontology_triples():
        found[_key(triple.subject)].append(triple)
    return {iri: tuple(triples) for iri, triples in found.items()}


@cache
def _classes() -> tuple[ox.Triple, ...]:
    """Which class is below which; the shapes ask for agents, and a company is one."""
    return tuple(triple for triple in ontology_triples() if triple.predicate.value == RDFS + "subClassOf")


@cache
def _same() -> dict[str, ox.NamedNode]:
    """Another's IRI -> the entity of the ontology that is the same."""
    return {_key(triple.object): triple.subject for triple in ontology_triples()  # type: ignore[misc]  # all are IRIs
            if triple.predicate.value == SCHEMA + "sameAs" and _key(triple.subject).startswith(ENTITY)}
