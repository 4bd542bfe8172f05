"""The process that answers foreign queries: it opens a graph, gives up what it does not need, and takes orders.

It is started by `kg.workers` as `python -m kg.worker SETTINGS` (JSON). Orders come as a line of JSON each on standard
input; answers go to standard output as frames: a byte for the kind, four for the length, then as many bytes.

    r   ready                                             (once, when the graph is open)
    h   {"form": "rows" | "answer" | "graph", "format": name or null}
    d   a piece of the result, in that format
    e   the end of the result: it is whole
    x   {"kind": "query" | "syntax" | "failed" | "memory" | "store", "message": ..., "note": ...}

Once the graph is open, no file and no connection can be opened any more (RLIMIT_NOFILE), so that a query that finds a
way around the guard reaches nothing.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import IO, Any

import pyoxigraph as ox

from kg import queries, result_formats, sparql
from kg.errors import KgError, QueryError, StoreError
from kg.literals import written
from kg.namespaces import PREFIXES, RDF, abbreviate
from kg.rdf import TYPE
from kg.storage_errors import damaged, is_damage
from kg.store import Store

FRAME = struct.Struct(">cI")
PIECE = 65_536
#: Triples of an answer up to which it declares only the prefixes that it uses.
FEW = 2_000
LANGUAGE = ox.NamedNode(RDF + "langString")
ROWS = {"json": result_formats.json_table, "xml": result_formats.xml_table, "csv": result_formats.csv,
        "tsv": result_formats.tsv}
ANSWERS: dict[str, Callable[[bool], str]] = {
    "json": result_formats.json_answer, "xml": result_formats.xml_answer,
    "csv": lambda answer: f"{str(answer).lower()}\r\n", "tsv": lambda answer: f"{str(answer).lower()}\n"}
GRAPHS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD,
          "rdf": ox.RdfFormat.RDF_XML}


class _Pieces(io.BytesIO):
    """A file that hands on what is written to it, in pieces of some size."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self.out = out
        self.held = bytearray()

    def write(self, data: Any) -> int:
        self.held += data
        if len(self.held) >= PIECE:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self.held:
            send(self.out, b"d", bytes(self.held))
            self.held.clear()


def send(out: IO[bytes], kind: bytes, data: bytes = b"") -> None:
    """A frame."""
    out.write(FRAME.pack(kind, len(data)) + data)
    out.flush()


def answer(store: Store, order: dict[str, Any], out: IO[bytes]) -> None:
    """Answer one order by a head, pieces and an end, or an error."""
    try:
        if order.get("checked"):
            found = store.query(order["query"])
        else:
            sparql.refuse_dataset(order["query"])
            found = queries.ask(store, order["query"])
        pieces = _Pieces(out)
        if isinstance(found, ox.QueryBoolean):
            if head(out, "answer", order["rows"]):
                pieces.write(ANSWERS[order["rows"]](bool(found)).encode())
        elif isinstance(found, ox.QueryTriples):
            if head(out, "graph", order["graph"]):
                form = GRAPHS[order["graph"]]
                first = list(islice(_written(found), FEW))
                ox.serialize(chain(first, _written(found)), pieces, format=form, prefixes=_prefixes(form, first))
        elif head(out, "rows", order["rows"]):
            columns = [variable.value for variable in found.variables]
            for text in ROWS[order["rows"]](columns, found):
                pieces.write(text.encode())
        pieces.flush()
        send(out, b"e")
    except SyntaxError as error:
        fail(out, "syntax", str(error))
    except QueryError as error:
        fail(out, "query", str(error), "\n".join(getattr(error, "__notes__", ())))
    except MemoryError:
        fail(out, "memory", "")
    except BrokenPipeError:
        raise
    except (KgError, OSError, RuntimeError, ValueError) as error:
        if is_damage(error):
            fail(out, "store", str(damaged(store.location, error)))
            return
        fail(out, "failed", " ".join(str(error).split())[:300])


def head(out: IO[bytes], form: str, format_: str | None) -> bool:
    """Say what comes; returns whether it is wanted."""
    send(out, b"h", json.dumps({"form": form, "format": format_}).encode())
    return format_ is not None


def fail(out: IO[bytes], kind: str, message: str, note: str = "") -> None:
    """Say that there is no result, or no more of it."""
    send(out, b"x", json.dumps({"kind": kind, "message": message, "note": note}).encode())


def _written(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    return (ox.Triple(t.subject, t.predicate, written(t.object)) for t in triples)


def _prefixes(form: ox.RdfFormat, first: list[ox.Triple]) -> dict[str, str] | None:
    """The prefixes to declare before an answer that begins with these triples: those that it uses, if these are all."""
    if form == ox.RdfFormat.N_TRIPLES:
        return None
    if len(first) == FEW:
        return PREFIXES
    terms = {term.datatype if isinstance(term, ox.Literal) else term for triple in first for term in triple}
    terms -= {TYPE, LANGUAGE}  # which are written as "a" and "@en"
    used = {found[0] for term in terms if isinstance(term, ox.NamedNode) and (found := abbreviate(term.value))}
    return {prefix: iri for prefix, iri in PREFIXES.items() if prefix in used}


def confine(memory: int) -> None:
    """From now on open nothing, and take at most so many bytes more. Does nothing where a system has no limits."""
    try:
        import resource
    except ImportError:
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            taken = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
    except OSError:  # no Linux: the other limits hold
        pass
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def allow_time(seconds: float) -> None:
    """Let the system end this process should it go on computing for long beyond its deadline: then nobody is left who
    would."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + 2 * seconds) + 5, hard))


def update(settings: dict[str, Any], order: dict[str, Any], out: IO[bytes]) -> None:
    """Change the graph by one update, all or nothing."""
    try:
        sparql.guard_update(order["query"])
        text, shift = sparql.declare(order["query"])
        store = Store(settings["folder"], create=False)
        try:
            store.update(sparql.padded(text))
        except SyntaxError as error:
            raise sparql.explain(order["query"], error, shift) from None
        finally:
            store.close()
        send(out, b"e")
    except QueryError as error:
        fail(out, "query", str(error), "\n".join(getattr(error, "__notes__", ())))
    except StoreError as error:
        fail(out, "store", str(error))
    except (OSError, RuntimeError, ValueError) as error:
        fail(out, "failed", " ".join(str(error).split())[:300])


def main() -> None:
    """Open the graph, then answer until there are no more orders."""
    settings = json.loads(sys.argv[1])
    orders, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing but frames goes to the one who gives the orders
    if hasattr(os, "nice"):
        os.nice(5)  # who answers requests goes before who computes
    if settings.get("update"):
        send(out, b"r")
        allow_time(settings["deadline"])
        update(settings, json.loads(orders.readline()), out)
        return
    try:
        store = Store(settings["folder"], read_only=True, create=False)
        store.into_memory(settings["most_in_memory"])
    except (StoreError, RuntimeError) as error:
        told = error if isinstance(error, StoreError) else damaged(settings["folder"], error)
        fail(out, "store", str(told))
        return
    store.query("ASK {}")
    confine(settings["memory"])
    send(out, b"r")
    for line in orders:
        allow_time(settings["deadline"])
        answer(store, json.loads(line), out)


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # who asked has gone
