"""A change is in whole or not at all, whichever way it takes, and the step that a kill left over is done."""

import pyoxigraph as ox
import pytest

from kg import commit as module
from kg.changes import Change
from kg.commit import commit, finish, is_finished
from kg.rdf import node

NODES = [node(f"https://example.org/{number}") for number in range(12)]


def triple(a, b, c):
    return ox.Triple(NODES[a], NODES[b], NODES[c])


def held(store):
    return {quad.triple for quad in store}


def change():
    lines = ox.serialize([triple(7, 8, 9), triple(7, 8, 10)], format=ox.RdfFormat.N_TRIPLES)
    return Change({triple(0, 1, 2)}, {triple(4, 5, 6), triple(0, 1, 11)}, [lines])


WANTED = {triple(0, 1, 3), triple(4, 5, 6), triple(0, 1, 11), triple(7, 8, 9), triple(7, 8, 10)}


@pytest.mark.parametrize("bulk", [1, 1000])
@pytest.mark.parametrize("on_disk", [True, False])
def test_both_ways_end_in_the_same(tmp_path, monkeypatch, bulk, on_disk):
    monkeypatch.setattr(module, "BULK", bulk)
    store = ox.Store(str(tmp_path)) if on_disk else ox.Store()
    store.extend([ox.Quad(*triple(0, 1, 2)), ox.Quad(*triple(0, 1, 3))])
    commit(store, change())
    assert held(store) == WANTED
    assert {quad.graph_name for quad in store} == {ox.DefaultGraph()}
    assert list(store.named_graphs()) == []
    assert is_finished(store)


def test_what_a_kill_left_over_is_done_by_whoever_opens(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BULK", 1)
    store = ox.Store(str(tmp_path))
    store.extend([ox.Quad(*triple(0, 1, 2)), ox.Quad(*triple(0, 1, 3))])
    with monkeypatch.context() as patch:
        patch.setattr(module, "finish", lambda _: None)
        commit(store, change())
    del store
    store = ox.Store(str(tmp_path))
    assert not is_finished(store)
    finish(store)
    assert is_finished(store)
    assert held(store) == WANTED


def test_words_with_quotes_and_line_ends_go_through_both_ways(monkeypatch):
    words = ox.Literal('a "b"\n\\c\t“d”', language="nl")
    for bulk in (1, 1000):
        monkeypatch.setattr(module, "BULK", bulk)
        store = ox.Store()
        commit(store, Change(set(), {ox.Triple(NODES[0], NODES[1], words)}))
        assert [quad.object for quad in store] == [words]
        commit(store, Change({ox.Triple(NODES[0], NODES[1], words)}, {triple(1, 1, 1)}))
        assert held(store) == {triple(1, 1, 1)}
