"""Pushing: both ways of writing, twice, interrupted, too much at once, into stores that refuse."""

import pytest
from asking import sample
from remote_servers import faults, oxigraph, virtuoso, virtuoso_program

import kg
from kg.errors import InputError, RemoteError
from kg.graph import open_graph
from kg.remote import RemoteStore
from kg.remote_http import PASSWORD, USER, Wire
from kg.remote_push import push

NAMED = "http://example.org/facts"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The sample in a folder."""
    place = tmp_path_factory.mktemp("graphs") / "graph"
    with open_graph(place) as graph, graph.batch():
        for bundle in sample().store.contents().bundles():
            graph.store.put(bundle)
    return place


def held(address, named=None):
    return RemoteStore(address, named=named).counts()["triples"]


@pytest.mark.parametrize("method", ["store", "update"])
@pytest.mark.parametrize("named", [None, NAMED])
def test_pushing_twice_is_pushing_once(server, method, named):
    address = f"{server}/{method}"
    total = len(sample().store.triples)
    for _ in range(2):
        steps: list[tuple[int, int]] = []
        push(sample(), address, named=named, method=method, replace=True, step=lambda *step, to=steps: to.append(step))
        push(sample(), address, named=named, method=method)
        assert held(server + "/query", named) == total
        assert steps[-1] == (total, total)
        assert [done for done, _ in steps] == sorted({done for done, _ in steps})


def test_replacing_takes_out_what_was_there(server):
    push(sample(), server + "/store", named=NAMED)
    with open_graph() as small:
        push(small, server + "/store", named=NAMED, replace=True)
        assert held(server + "/query", NAMED) == len(small.store.triples) < len(sample().store.triples)


def test_an_interrupted_push_goes_on(folder):
    """The server fails in the midst; the second push sends only the rest, and the state is gone then."""
    got = []

    def answer(handler, body, count):
        if fail and count == 3:
            return handler.reply(500, b"out of order")
        got.append(body)
        return handler.reply(204)

    with open_graph(folder, read_only=True) as graph, faults(answer) as (address, _):
        total = len(graph.store.triples)
        fail = True
        with pytest.raises(RemoteError, match=r"HTTP 500: the server failed .out of order."):
            push(graph, address, batch=2000)
        fail = False
        pushed = push(graph, address, batch=2000)
        assert (pushed.triples, pushed.before) == (total, 4000)
        assert len(b"".join(got).splitlines()) == total == len(set(b"".join(got).splitlines()))
        assert not any((folder / "push").iterdir())
        assert push(graph, address, batch=2000).before == 0


def test_a_changed_graph_is_pushed_anew(tmp_path):
    bundles = sample().store.contents().bundles()

    def answer(handler, body, count):
        handler.reply(500 if count == 2 else 204)

    with open_graph(tmp_path / "graph") as graph, faults(answer) as (address, _):
        graph.store.put(bundles[0])
        with pytest.raises(RemoteError):
            push(graph, address, batch=1000)
        graph.store.put(bundles[1])
        assert push(graph, address, batch=1000).before == 0


def test_batches_that_are_too_large_are_halved():
    sizes = []

    def answer(handler, body, count):
        sizes.append(body.count(b"\n"))
        handler.reply(413 if sizes[-1] > 3000 else 204)

    with faults(answer) as (address, _):
        push(sample(), address)
    assert sum(size for size in sizes if size <= 3000) == len(sample().store.triples)
    assert max(sizes) == 10_000

    def never(handler, body, count):
        handler.reply(413)

    with faults(never) as (address, _), pytest.raises(RemoteError, match=r"HTTP 413: the server takes less at once"):
        push(sample(), address, batch=4)


def test_a_busy_server_is_waited_for():
    waits = []

    def answer(handler, body, count):
        handler.reply(503 if count in (1, 2) else 204)

    with faults(answer) as (address, _):
        push(sample(), address, wire=Wire(patient=True, pause=waits.append))
    assert waits == [0.5, 1.0]


def test_what_cannot_be_pushed():
    for options, message in (({"method": "ftp"}, "choose store or update"), ({"batch": 0}, "1 or more triples"),
                             ({"named": "no iri"}, "no IRI of a graph"), ({"named": "http://x/> } #"}, "no IRI")):
        with pytest.raises(InputError, match=message):
            push(sample(), "http://127.0.0.1:1/store", **options)


def test_virtuoso_by_both_ways(tmp_path):
    if virtuoso_program() is None:
        pytest.skip("Virtuoso is not installed here: apt-get install virtuoso-opensource")
    wire = Wire(environ={USER: "dba", PASSWORD: "dba"})
    with virtuoso(tmp_path) as address:
        for method, path in (("store", "/sparql-graph-crud-auth"), ("update", "/sparql-auth")):
            for replace in (True, False):
                push(sample(), address + path, named=f"http://example.org/{method}", method=method, replace=replace,
                     wire=wire)
            with kg.open(address + "/sparql", named=f"http://example.org/{method}") as graph:
                assert graph.info()["triples"] == len(sample().store.triples)
                assert graph.facts() == sample().facts()
        with pytest.raises(RemoteError, match=r"HTTP 401: .*wants to know who asks"):
            push(sample(), address + "/sparql-graph-crud-auth", named=NAMED, wire=Wire(environ={}))
