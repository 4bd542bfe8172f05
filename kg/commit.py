"""Carrying out a change of the triples: all of it or nothing, also where the process is killed amid it.

A small change is one transaction of the engine. A large one is loaded in bulk, which is three times as fast and
atomic too, but can only add. So what it takes out is loaded along, as a list in a graph of its own, and taken out in
a second step; whoever opens the triples for writing after a kill between the two does that step first.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.changes import Change
from kg.namespaces import KG

#: From so many new triples on the bulk loader is faster than a transaction (measured: even at about ten articles).
BULK = 5_000
_GONE = ox.NamedNode(KG + "gone")
_TAKE_OUT = f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {_GONE} {{ ?s ?p ?o }} }}; DROP SILENT GRAPH {_GONE}"


def commit(store: ox.Store, change: Change) -> None:
    """Carry out a change. Raises OSError and RuntimeError as the engine does; then nothing of it is in."""
    size = len(change.insert) + sum(part.count(b"\n") for part in change.whole)
    if size < BULK:
        _transaction(store, change)
        return
    listed = [ox.Quad(triple.subject, triple.predicate, triple.object, _GONE) for triple in change.delete]
    store.bulk_load(b"".join((*change.whole, _lines(change.insert), _lines(listed))), format=ox.RdfFormat.N_QUADS)
    if change.delete:
        finish(store)


def is_finished(store: ox.Store) -> bool:
    """Whether no change waits for its second step."""
    return not store.contains_named_graph(_GONE)


def finish(store: ox.Store) -> None:
    """Take the second step of a change that waits for it."""
    store.update(_TAKE_OUT)


def _transaction(store: ox.Store, change: Change) -> None:
    insert = change.insert.union(*(_read(part) for part in change.whole))
    if not change.delete:
        store.extend(ox.Quad(*triple) for triple in insert)
        return
    store.update(f"DELETE DATA {{ {_lines(change.delete).decode()} }}; INSERT DATA {{ {_lines(insert).decode()} }}")


def _read(lines: bytes) -> Iterable[ox.Triple]:
    return (quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))


def _lines(statements: Iterable[ox.Triple] | Iterable[ox.Quad]) -> bytes:
    return ox.serialize(statements, format=ox.RdfFormat.N_QUADS) or b""
