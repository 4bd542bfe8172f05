"""The process that answers foreign queries: what it can no longer do once its graph is open, and how it talks."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox
import pytest

import kg
from kg.article import read_text
from kg.worker import FRAME

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits of a process are those of Linux")
TEXT = "Amazon reported revenue of $213.4 billion for the fourth quarter of 2025."
MEMORY = 200_000_000
SETTINGS = {"most_in_memory": 64_000_000, "memory": MEMORY, "deadline": 30.0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("worker") / "graph"
    with kg.open(place) as graph:
        graph.add(read_text(TEXT, name="amazon", language="en"))
    return place


@contextmanager
def worker(folder: Path, **settings: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.worker", json.dumps(SETTINGS | {"folder": str(folder)} | settings)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                pipe.close()


def frame(out: IO[bytes]) -> tuple[bytes, bytes]:
    kind, size = FRAME.unpack(out.read(FRAME.size))
    return kind, out.read(size)


def answered(process: subprocess.Popen[bytes], **order: Any) -> list[tuple[bytes, bytes]]:
    """The frames of an answer, to its end."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"rows": "json", "graph": "ttl"} | order).encode() + b"\n")
    process.stdin.flush()
    found = [frame(process.stdout)]
    while found[-1][0] not in (b"e", b"x"):
        found.append(frame(process.stdout))
    return found


def limits(process: subprocess.Popen[bytes]) -> dict[str, list[str]]:
    """The limits of the process by name: soft and hard."""
    lines = Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii").splitlines()[1:]
    return {line[:26].strip(): line[26:].split()[:2] for line in lines}


def test_an_open_worker_opens_nothing_more(folder: Path) -> None:
    with worker(folder) as process:
        assert process.stdout
        assert frame(process.stdout) == (b"r", b"")
        found = limits(process)
        assert found["Max open files"] == ["0", "0"]
        assert found["Max core file size"] == ["0", "0"]
        taken = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[0]) * 4096
        assert found["Max address space"][0] == found["Max address space"][1]
        assert taken <= int(found["Max address space"][0]) <= taken + MEMORY
        sockets = [one for one in Path(f"/proc/{process.pid}/fd").iterdir() if "socket" in str(one.readlink())]
        assert sockets == []


def test_what_the_limits_keep_from_a_process() -> None:
    code = """
import os, socket, subprocess
from kg.worker import confine
confine(100_000_000)
def refused(work, *errors):
    try:
        work()
    except errors:
        return True
    return False
found = {
    "file": refused(lambda: open("/etc/hostname"), OSError),
    "socket": refused(lambda: socket.socket(), OSError),
    "pair": refused(lambda: socket.socketpair(), OSError),
    "name": refused(lambda: socket.create_connection(("127.0.0.1", 9)), OSError),
    "process": refused(lambda: subprocess.run(["true"], capture_output=True), OSError),
    "pipe": refused(os.pipe, OSError),
    "memory": refused(lambda: bytearray(200_000_000), MemoryError),
    "less": not refused(lambda: bytearray(20_000_000), MemoryError)}
print(sorted(name for name, held in found.items() if not held))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stderr, done.stdout.strip()) == ("", "[]")


def test_orders_are_answered_one_after_the_other(folder: Path) -> None:
    with worker(folder) as process:
        assert process.stdout
        frame(process.stdout)
        for _ in range(3):
            head, data, end = answered(process, query="SELECT (1 AS ?x) {}")
            assert json.loads(head[1]) == {"form": "rows", "format": "json"}
            assert json.loads(data[1])["results"]["bindings"][0]["x"]["value"] == "1"
            assert end == (b"e", b"")
        assert [kind for kind, _ in answered(process, query="ASK {}")] == [b"h", b"d", b"e"]
        assert json.loads(answered(process, query="SELECT {")[-1][1])["kind"] == "query"
        assert answered(process, query="ASK {}")[-1] == (b"e", b""), "after a fault it goes on"


@pytest.mark.parametrize(("query", "used"), [
    ("CONSTRUCT { ?s a kg:Article } WHERE { ?s a kg:Article }", ["article", "kg"]),
    ("CONSTRUCT { ?f kg:value ?v } WHERE { ?f kg:metric metric:revenue ; kg:value ?v }", ["fact", "kg", "xsd"]),
    ("CONSTRUCT { <x:a> <x:b> 'c'@en } WHERE {}", []), ("CONSTRUCT { ?s a kg:Nothing } WHERE { ?s a kg:Nothing }", [])])
def test_only_prefixes_that_are_used_are_declared(folder: Path, query: str, used: list[str]) -> None:
    with worker(folder) as process:
        assert process.stdout
        frame(process.stdout)
        text = b"".join(data for kind, data in answered(process, query=query) if kind == b"d").decode()
    assert sorted(line.split()[1].rstrip(":") for line in text.splitlines() if line.startswith("@prefix")) == used


def test_a_long_graph_is_whole_and_declares_all(folder: Path) -> None:
    with worker(folder) as process:
        assert process.stdout
        frame(process.stdout)
        query = "CONSTRUCT { ?a ?q ?c } WHERE { ?a ?p ?o . ?b ?q ?r . ?c ?s ?t } LIMIT 40000"
        text = b"".join(data for kind, data in answered(process, query=query, graph="ttl") if kind == b"d")
        rows = b"".join(data for kind, data in answered(process, query=query, graph="nt") if kind == b"d")
    triples = set(ox.parse(text, format=ox.RdfFormat.TURTLE))
    assert len(triples) > 2000
    assert triples == set(ox.parse(rows, format=ox.RdfFormat.N_TRIPLES))
    assert text.count(b"@prefix") > 20


@pytest.mark.parametrize("query", ["ASK { SERVICE <http://127.0.0.1:9/> {} }", "LOAD <file:///etc/passwd>",
                                   "ASK FROM <file:///etc/passwd> { ?s ?p ?o }", "INSERT DATA { <x:a> <x:b> <x:c> }"])
def test_what_a_query_may_not_do_is_refused_in_the_worker_too(folder: Path, query: str) -> None:
    with worker(folder) as process:
        assert process.stdout
        frame(process.stdout)
        (kind, told), = answered(process, query=query)
        assert (kind, json.loads(told)["kind"]) == (b"x", "query")


def test_a_result_larger_than_the_memory_has_no_end(folder: Path) -> None:
    huge = ("SELECT (GROUP_CONCAT(?x) AS ?y) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . "
            "BIND(CONCAT(STR(?a), STR(?d), STR(?g)) AS ?x) }")
    with worker(folder, memory=50_000_000) as process:
        assert process.stdout
        assert process.stdin
        frame(process.stdout)
        process.stdin.write(json.dumps({"query": huge, "rows": "json", "graph": "ttl"}).encode() + b"\n")
        process.stdin.close()
        data = process.stdout.read()
        process.wait()
    kinds = _kinds(data)
    assert b"e" not in kinds
    assert process.returncode != 0 or kinds[-1:] == [b"x"]


def _kinds(data: bytes) -> list[bytes]:
    stream, found = io.BytesIO(data), []
    while len(head := stream.read(FRAME.size)) == FRAME.size:
        kind, size = FRAME.unpack(head)
        stream.read(size)
        found.append(kind)
    return found


def test_a_graph_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with worker(tmp_path / "none") as process:
        assert process.stdout
        kind, told = frame(process.stdout)
        assert (kind, json.loads(told)["kind"]) == (b"x", "store")
