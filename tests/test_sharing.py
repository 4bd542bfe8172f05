"""The engine's files in order, and readers beside that."""

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import sharing
from kg.errors import StoreError
from kg.sharing import arrange, leave_checkpoint, open_for_reading


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "oxigraph").mkdir()
    return tmp_path / "oxigraph"


def added(store, first, count):
    store.bulk_extend(ox.Quad(ox.NamedNode(f"http://example.org/{number}"), ox.NamedNode("http://example.org/p"),
                              ox.Literal(number)) for number in range(first, first + count))


def tables(folder):
    return {file.name for file in (folder / "store").glob("*.sst")}


def test_tables_are_put_in_order_when_they_have_grown_by_a_quarter(folder, monkeypatch):
    monkeypatch.setattr(sharing, "ARRANGED", 1)
    store = ox.Store(str(folder / "store"))
    for part in range(8):
        added(store, part * 1_000, 1_000)
        leave_checkpoint(store, folder)
    many = tables(folder)
    arrange(store, folder)
    few, note = tables(folder), (folder / "arranged").read_text()
    assert len(few) < len(many)
    assert len(store) == 8_000
    added(store, 8_000, 100)
    leave_checkpoint(store, folder)
    arrange(store, folder)
    assert (folder / "arranged").read_text() == note, "a little more is not worth it"
    added(store, 10_000, 4_000)
    leave_checkpoint(store, folder)
    arrange(store, folder)
    assert int((folder / "arranged").read_text()) > int(note)
    assert len(store) == 12_100


def test_few_triples_are_left_as_they_lie(folder):
    store = ox.Store(str(folder / "store"))
    added(store, 0, 1_000)
    leave_checkpoint(store, folder)
    before = tables(folder)
    arrange(store, folder)
    assert tables(folder) == before
    assert not (folder / "arranged").exists()


def test_a_reader_beside_it_keeps_what_it_has_and_the_next_sees_all(folder, monkeypatch):
    monkeypatch.setattr(sharing, "ARRANGED", 1)
    held = sharing.writer_lock(folder)
    store = ox.Store(str(folder / "store"))
    added(store, 0, 1_000)
    leave_checkpoint(store, folder)
    reader = open_for_reading(folder)
    added(store, 1_000, 1_000)
    leave_checkpoint(store, folder)
    arrange(store, folder)
    assert len(list((folder / "checkpoints").iterdir())) == 1, "the ones before hold other files, as many again"
    assert (len(reader), len(open_for_reading(folder))) == (1_000, 2_000)
    held.close()


@pytest.mark.parametrize("content", ["", "x", "-", "9" * 30])
def test_a_damaged_note_only_costs_time(folder, monkeypatch, content):
    monkeypatch.setattr(sharing, "ARRANGED", 1)
    store = ox.Store(str(folder / "store"))
    added(store, 0, 1_000)
    leave_checkpoint(store, folder)
    (folder / "arranged").write_text(content)
    arrange(store, folder)
    assert len(store) == 1_000


def test_a_disk_that_is_full_meanwhile_is_told_and_loses_nothing(folder, monkeypatch):
    monkeypatch.setattr(sharing, "ARRANGED", 1)
    store = ox.Store(str(folder / "store"))
    added(store, 0, 1_000)
    leave_checkpoint(store, folder)

    class Full:
        def __getattr__(self, name):
            return getattr(store, name)

        def optimize(self):
            raise OSError("IO error: No space left on device: While appending to file: x.sst: No space left on device")

    with pytest.raises(StoreError, match=r"could not be put in order, since the disk is full \(IO error: No space"):
        arrange(Full(), folder)
    assert len(store) == 1_000
    assert not [path for path in Path(folder).rglob("*") if path.name == "arranged"]
    assert os.listdir(folder / "checkpoints") == ["1"]
