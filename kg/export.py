"""The graph as a file, in the format of the file's ending: RDF, a table of facts, or a network.

The same graph gives the same bytes. RDF and tables are written article by article, so that memory does not grow with
the graph; a network is held whole. `kg.blocks` says what a file of RDF has and in which order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from kg import jsonld
from kg import turtle as turtle_file
from kg.blocks import Part, parts, plain_parts
from kg.errors import InputError, QueryError
from kg.files import whole_file
from kg.namespaces import PREFIXES
from kg.selection import chosen_facts, select

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

#: Endings of RDF, each with its format.
FORMATS: dict[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG, ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS, ".jsonld": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML}
TABLES = (".csv", ".parquet")
NETWORKS = (".graphml", ".gexf")
ENDINGS = (*FORMATS, *TABLES, *NETWORKS)


def export(graph: KnowledgeGraph, path: str | os.PathLike[str], *, company: str | None = None,
           metric: str | None = None, period: str | None = None, article: str | None = None,
           construct: str | None = None, quote_length: int | None = None) -> Path:
    """Write the graph or a part of it to a file, whole or not at all.

    path           its ending is one of ENDINGS, with .gz behind it where the file is to be packed
    company, metric, period, article   only the facts that fit each; see `kg.selection.select`
    construct      a CONSTRUCT query, whose answer is written instead; not together with the above
    quote_length   characters of an article's words that are kept at most, with "…" where more were; by default all
                   that facts cut out, which are parts of sentences
    Raises InputError for an unknown ending or a condition that nothing fits, QueryError for a wrong query, StoreError
    where the file cannot be written.
    """
    path = Path(path)
    ending = ending_of(path, ENDINGS)
    if quote_length is not None and quote_length < 0:
        raise InputError(f"the length of quotes is a number of characters, not {quote_length}")
    conditions = {"company": company, "metric": metric, "period": period}
    if construct is not None:
        if article is not None or any(conditions.values()):
            raise InputError("a CONSTRUCT query says itself what is chosen; leave out company, metric, period, article")
        if ending not in FORMATS:
            raise InputError(f"{path}: a CONSTRUCT query gives RDF; use one of {', '.join(FORMATS)}")
        found = graph.query(construct).triples
        if found is None:
            raise QueryError("only CONSTRUCT and DESCRIBE give what can be exported; kg query writes rows")
        _write_rdf(path, ending, plain_parts(found, quote_length))
    elif ending in FORMATS:
        chosen = select(graph, article=article, **conditions)
        _write_rdf(path, ending, parts(graph.store.triples, chosen, quote_length))
    elif ending in TABLES:
        from kg.tables import write_csv, write_parquet

        facts = chosen_facts(graph, article=article, **conditions)
        (write_csv if ending == ".csv" else write_parquet)(path, facts, graph.articles(), quote_length)
    else:
        from kg.network_files import write_network

        write_network(path, ending, chosen_facts(graph, article=article, **conditions), graph.articles())
    return path


def is_rdf(path: str | os.PathLike[str]) -> bool:
    """Whether the ending of a file is one of RDF."""
    return any(str(path).lower().endswith((ending, f"{ending}.gz")) for ending in FORMATS)


def ending_of(path: Path, known: Iterable[str]) -> str:
    """The ending that says the format, without .gz. Raises InputError for one that is not known."""
    ending = (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()
    if ending not in known:
        raise InputError(f"{path}: no format has the ending {ending!r}; use one of {', '.join(known)}")
    return ending


def turtle(triples: Iterable[ox.Triple]) -> str:
    """Any triples as Turtle, byte-stable; such as the answer to a CONSTRUCT."""
    return _text(triples, ".ttl")


def json_ld(triples: Iterable[ox.Triple]) -> str:
    """Any triples as JSON-LD, byte-stable."""
    return _text(triples, ".jsonld")


def _text(triples: Iterable[ox.Triple], ending: str) -> str:
    stream = BytesIO()
    _WRITERS[ending](stream, plain_parts(triples))
    return stream.getvalue().decode()


def _write_rdf(path: Path, ending: str, found: Iterator[Part]) -> None:
    with whole_file(path) as stream:
        _WRITERS[ending](stream, found)


def _lines(stream: BinaryIO, found: Iterable[Part]) -> None:
    for part in found:
        stream.write("".join(_statements(part)).encode())


def _statements(part: Part) -> Iterator[str]:
    """The triples of a part as N-Triples, sorted within each subject."""
    for subject, node in part[1]:
        name = subject if subject.startswith("_:") else f"<{subject}>"
        for predicate in sorted(node):
            for value in sorted(node[predicate]):
                yield f"{name} <{predicate}> {value} .\n"


def _xml(stream: BinaryIO, found: Iterable[Part]) -> None:
    triples = (quad.triple for part in found
               for quad in ox.parse("".join(_statements(part)), format=ox.RdfFormat.N_TRIPLES))
    ox.serialize(triples, stream, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)


#: Without named graphs TriG is Turtle, and N-Quads are N-Triples.
_WRITERS: dict[str, Callable[[BinaryIO, Iterable[Part]], None]] = {
    ".ttl": turtle_file.write, ".trig": turtle_file.write, ".nt": _lines, ".nq": _lines, ".jsonld": jsonld.write,
    ".rdf": _xml, ".xml": _xml}
