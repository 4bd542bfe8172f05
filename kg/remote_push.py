"""Pushing a graph into a store of another make, and pulling one back.

A push sends the triples in batches, by the Graph Store Protocol or as INSERT DATA. None of them is a blank node, so
that sending a batch twice changes nothing: a push may be repeated, and one that was interrupted goes on behind the
last batch that the server acknowledged, as long as the graph is the same. What was acknowledged stands in the graph's
folder, in `push/`, until the push is whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import InputError, RemoteError, StoreError
from kg.files import write_whole
from kg.graph import KnowledgeGraph
from kg.rdf_read import contents
from kg.remote_http import Wire, address
from kg.store import Store

#: Triples of a batch. The Graph Store Protocol takes files of any size, but a batch that fails is sent again; Virtuoso
#: compiles an INSERT DATA, and refuses ones of more than some thousand triples.
BATCH = {"store": 10_000, "update": 1_000}
#: HTTP statuses by which servers say that a batch is too large.
_TOO_LARGE = 413

Step = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push sent: `triples` in all, and of them those of earlier tries, `before`."""

    triples: int
    before: int


def push(graph: KnowledgeGraph, endpoint: str, *, named: str | None = None, method: str = "store",
         replace: bool = False, batch: int | None = None, step: Step = lambda done, total: None,
         wire: Wire | None = None) -> Pushed:
    """Load all triples of a graph into a store.

    endpoint  the address that writes: of the Graph Store Protocol (/store in Oxigraph, /sparql-graph-crud-auth in
              Virtuoso), or of updates (/update, /sparql-auth)
    named     IRI of the named graph to write to, in place of the default graph
    method    "store" for the Graph Store Protocol, "update" for INSERT DATA
    replace   empty what is written to first
    batch     triples of a request; halved where the server finds it too large
    step      called with the triples that are done and all, after each batch
    Raises RemoteError where the server fails; the same call then goes on from there.
    """
    address(endpoint)
    size = BATCH.get(method) if batch is None else batch
    if method not in BATCH or not size or size < 1:
        raise InputError(f"method {method!r}, {batch} triples a batch: choose store or update, and 1 or more triples")
    if named is not None and not _is_iri(named):
        raise InputError(f"{named[:100]!r} is no IRI of a graph; write one such as http://example.org/graph")
    target = _Target(endpoint, named, method, wire or Wire(patient=True))
    total = len(graph.store.triples)
    state = _State(graph.store, target, size, replace)
    done = before = state.done()
    if replace and not done:
        target.empty()
    for number, lines in enumerate(_batches(graph.store, size)):
        if number * size < before:
            continue
        target.send(lines)
        done += len(lines)
        state.keep(done)
        step(done, total)
    state.forget()
    return Pushed(total, before)


def pull(remote: KnowledgeGraph, into: KnowledgeGraph, step: Step = lambda done, total: None) -> int:
    """Bring the articles and facts of an endpoint into a graph; gives the number of articles.

    remote   what `kg.open` gives for the address of a SPARQL endpoint
    step     called with the articles that are done and all, after each group
    Texts do not travel: the endpoint has none, so that `verify` cannot cut these facts again. Safe to repeat: what
    the graph has already is left as it is. Raises RemoteError where the endpoint fails.
    """
    from kg.remote import RemoteStore

    if not isinstance(remote.store, RemoteStore):
        raise InputError("pull takes a graph that was opened from the address of an endpoint")
    groups = remote.store.groups()
    total, done = sum(map(len, groups)), 0
    with into.batch():
        for group in groups:
            for bundle in contents(remote.store.fetch(group)).bundles():
                into.store.put(bundle)
            done += len(group)
            step(done, total)
    return done


class _Target:
    """Where triples go: one graph of one server."""

    def __init__(self, endpoint: str, named: str | None, method: str, wire: Wire) -> None:
        self.endpoint, self.named, self.method, self.wire = endpoint, named, method, wire

    def empty(self) -> None:
        """Take out all that the graph has."""
        if self.method == "store":
            try:
                self.wire.send("DELETE", self._graph_url()).read()
            except RemoteError as error:
                if error.status != 404:  # it was not there
                    raise
        else:
            self._update("CLEAR SILENT " + (f"GRAPH <{self.named}>" if self.named else "DEFAULT"))

    def send(self, lines: list[str]) -> None:
        """Put lines of N-Triples in; in halves where the server finds them too large."""
        try:
            if self.method == "store":
                self.wire.send("POST", self._graph_url(), "".join(lines).encode(),
                               {"Content-Type": "application/n-triples"}).read()
            else:
                data = "{\n" + "".join(lines) + "}"
                self._update(f"INSERT DATA {{ GRAPH <{self.named}> {data} }}" if self.named else f"INSERT DATA {data}")
        except RemoteError as error:
            if error.status != _TOO_LARGE or len(lines) < 2:
                raise
            self.send(lines[:len(lines) // 2])
            self.send(lines[len(lines) // 2:])

    def _graph_url(self) -> str:
        graph = f"graph={quote(self.named, safe='')}" if self.named else "default"
        return self.endpoint + ("&" if "?" in self.endpoint else "?") + graph

    def _update(self, text: str) -> None:
        self.wire.send("POST", self.endpoint, text.encode(), {"Content-Type": "application/sparql-update"}).read()


class _State:
    """How far a push has come, in the graph's folder; nothing for a graph in memory."""

    def __init__(self, store: Store, target: _Target, size: int, replace: bool) -> None:
        self._file: Path | None = None
        if store.folder is None:
            return
        where = json.dumps([target.endpoint, target.named, target.method, size, replace])
        self._file = store.folder / "push" / f"{hashlib.sha256(where.encode()).hexdigest()[:16]}.json"
        self._where = target.endpoint
        digest = hashlib.sha256()
        for lines in _batches(store, size):
            digest.update("".join(lines).encode())
        self._content = digest.hexdigest()

    def done(self) -> int:
        """How many triples of the very same graph the server has acknowledged."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8")) if self._file else {}
            return int(kept["done"]) if kept.get("content") == self._content else 0
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return 0

    def keep(self, done: int) -> None:
        """Remember that so many triples are there; where the folder cannot be written, a push begins anew."""
        if self._file:
            row = {"endpoint": self._where, "content": self._content, "done": done}
            try:
                write_whole(self._file, json.dumps(row) + "\n")
            except StoreError:
                self._file = None

    def forget(self) -> None:
        """The push is whole."""
        if self._file:
            self._file.unlink(missing_ok=True)


def _batches(store: Store, size: int) -> Iterator[list[str]]:
    """All triples as lines of N-Triples, in the order of the store, which stays while nobody writes."""
    lines: list[str] = []
    for quad in store.triples:
        lines.append(_line(quad))
        if len(lines) == size:
            yield lines
            lines = []
    if lines:
        yield lines


def _line(quad: ox.Quad) -> str:
    return f"{quad.triple} .\n"


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
