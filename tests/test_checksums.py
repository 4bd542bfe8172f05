"""A table that bit rot changed is named: at opening where the store is small, and by a query that would not end."""

import shutil
import subprocess
import sys

import pyoxigraph as ox
import pytest
from gold import SAMPLE, fill_folder

import kg
from kg import checksums, sharing
from kg.checksums import SUMS, damaged_table, note_sums
from kg.errors import StoreError
from kg.rebuild import rebuild

#: Sorts all triples, which the engine does not end on a damaged table.
SORTED = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?p"
#: What runs in place of `kg`: as if the graph were too large to be looked at when it is opened.
LARGE = ("import kg.sharing; kg.sharing.AT_OPENING = 0; import kg.cli.queries; kg.cli.queries.PATIENCE = 0.3\n"
         "from kg.cli import main; main()")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "g"
    fill_folder(folder, sorted(SAMPLE.glob("*-00[1-4].md")))
    return folder


@pytest.fixture
def folder(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "g")


def tables(folder):
    return sorted((folder / "oxigraph" / "store").glob("*.sst"), key=lambda path: -path.stat().st_size)


def rot(table):
    """Turn over some bits in the middle."""
    data = bytearray(table.read_bytes())
    middle = len(data) // 2
    data[middle:middle + 8] = bytes(byte ^ 0xFF for byte in data[middle:middle + 8])
    table.unlink()
    table.write_bytes(data)


def test_any_table_that_changed_is_named_at_opening_and_the_texts_restore_the_graph(folder, whole):
    for number in range(len(tables(whole))):
        shutil.rmtree(folder)
        shutil.copytree(whole, folder)
        rot(tables(folder)[number])
        for read_only in (True, False):
            with pytest.raises(StoreError, match=r"files are damaged \(.*\); build it again from its texts"):
                kg.open(folder, read_only=read_only)
    assert all(report.changed for report in rebuild(folder))
    with kg.open(folder) as graph, kg.open(whole, read_only=True) as wanted:
        assert graph.verify() == []
        assert set(graph.store.triples) == set(wanted.store.triples)


def test_a_query_of_a_large_graph_that_would_not_end_is_ended(folder):
    rot(tables(folder)[0])
    done = subprocess.run([sys.executable, "-c", LARGE, "query", "-e", SORTED, "--graph", str(folder)],
                          capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert "the graph's files are damaged (Corruption: " in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_query_that_takes_long_on_a_sound_graph_is_answered(folder):
    words = ["query", "-e", SORTED, "--graph", str(folder), "--format", "csv"]
    done = subprocess.run([sys.executable, "-c", LARGE.replace("0.3", "0.0"), *words], capture_output=True, text=True,
                          check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") > 10_000


def test_large_stores_are_not_read_whole_at_opening(folder, monkeypatch):
    rot(tables(folder)[0])
    monkeypatch.setattr(sharing, "AT_OPENING", 1_000)
    kg.open(folder, read_only=True).close()
    assert damaged_table(folder / "oxigraph", folder / "oxigraph" / "store") == tables(folder)[0].name


def test_only_new_tables_are_read_and_old_ones_forgotten(tmp_path, monkeypatch):
    store = ox.Store(str(tmp_path / "store"))
    read = []
    crc = checksums._crc
    monkeypatch.setattr(checksums, "_crc", lambda table: read.append(table.name) or crc(table))
    for number in range(3):
        store.bulk_extend([ox.Quad(ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://e/p"), ox.Literal(number))])
        sharing.leave_checkpoint(store, tmp_path)
    assert len(read) == len(set(read)), "none twice"
    store.optimize()
    sharing.leave_checkpoint(store, tmp_path)
    noted = {line.split()[0] for line in (tmp_path / SUMS).read_text().splitlines()}
    assert noted == {path.name for path in (tmp_path / "checkpoints" / "4").glob("*.sst")}


@pytest.mark.parametrize("content", ["", "x", "a b c\n", "000009.sst 12"])
def test_sums_that_cannot_be_read_only_cost_time(folder, content):
    (folder / "oxigraph" / SUMS).write_text(content)
    with kg.open(folder) as graph:
        graph.remove(graph.articles()[0].sha256)
    assert len((folder / "oxigraph" / SUMS).read_text().splitlines()) > 2


def test_a_table_that_is_joined_with_others_is_not_missed(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.sst").write_bytes(b"x")
    note_sums(tmp_path, tmp_path / "a")
    (tmp_path / "a" / "1.sst").unlink()
    assert damaged_table(tmp_path, tmp_path / "a") is None
