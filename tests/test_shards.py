"""Shards: the same triples as a build gives, the same bytes whoever writes them, exactly once under lost workers."""

import gzip
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys

import pyoxigraph as ox
import pytest

from kg.article import read_all
from kg.engines import run
from kg.errors import ArticleError, InputError, StoreError
from kg.graph import open_graph
from kg.installed import ontology_triples
from kg.lexicon import data_folder
from kg.namespaces import ARTICLE, ENTITY, FACT, NUMBER, PERIOD, SPAN
from kg.rdf import EDGES, edge_property
from kg.shards import MANIFEST, Shard, extract_shard, missing, plan, report_of, write_manifest, write_shared

SAMPLE = str(data_folder("data") / "articles")
#: What a graph has of its articles besides what it derives from several of them.
OWN = (ARTICLE, FACT, NUMBER, SPAN, PERIOD)


def lines(out):
    found = set()
    for file in [*sorted((out / "shards").glob("*.nq.gz")), out / "shared.nq.gz"]:
        found.update(gzip.decompress(file.read_bytes()).decode().splitlines())
    return sorted(found)


def bytes_of(out):
    return {file.relative_to(out): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}


def extracted(out, shards, engine="processes", **options):
    write_manifest(out, shards)
    run(shards, out, engine=engine, **options)
    write_shared(out, [report_of(out, shard) for shard in shards])
    return out


@pytest.fixture(scope="module")
def shards():
    return plan([SAMPLE], files=4)


@pytest.fixture(scope="module")
def whole(shards, tmp_path_factory):
    """Every shard written by this process, one after the other."""
    out = tmp_path_factory.mktemp("whole")
    write_manifest(out, shards)
    for shard in shards:
        extract_shard(shard, str(out))
    write_shared(out, [report_of(out, shard) for shard in shards])
    return out


def test_a_plan_has_each_file_once_and_lines_by_themselves(tmp_path):
    for name in ("a.txt", "b.md", "c.jsonl", "d.txt", "e.txt", "f.txt"):
        (tmp_path / name).write_text("x")
    found = plan([str(tmp_path)], files=2)
    assert [[os.path.basename(path) for path in shard.paths] for shard in found] == [
        ["a.txt", "b.md"], ["c.jsonl"], ["d.txt", "e.txt"], ["f.txt"]]
    assert len({shard.name for shard in found}) == 4


@pytest.mark.parametrize("source", ["-", "https://news.example/a"])
def test_what_a_worker_cannot_open_again_is_no_source(source):
    with pytest.raises(InputError, match="save it first"):
        plan([source])


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ArticleError, match="no article in this folder"):
        plan([str(tmp_path)])
    with pytest.raises(ArticleError, match=r"nosuch\.txt: no such file or directory"):
        plan([str(tmp_path / "nosuch.txt")])
    with pytest.raises(InputError, match="no articles"):
        plan([])


def test_shards_are_what_a_build_stores(whole):
    """Together they are the graph's triples, without the ontology and what is derived from many facts."""
    graph = open_graph()
    for article in read_all([SAMPLE]):
        graph.add(article)
    edges = {edge_property(concept) for concept in EDGES}
    names = {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2004/02/skos/core#prefLabel",
             "http://www.w3.org/2004/02/skos/core#altLabel"}
    stored = {quad.triple for quad in graph.store.triples} - ontology_triples()
    wanted = {t for t in stored if t.subject.value.startswith(OWN) or (
        t.subject.value.startswith(ENTITY) and (t.predicate in edges or t.predicate.value in names))}
    found = {quad.triple for line in lines(whole) for quad in ox.parse(line, format=ox.RdfFormat.N_QUADS)}
    assert found - ontology_triples() == wanted


def test_the_shards_load_into_any_store(whole):
    store = ox.Store()
    for file in sorted((whole / "shards").glob("*.nq.gz")):
        store.bulk_load(input=gzip.decompress(file.read_bytes()), format=ox.RdfFormat.N_QUADS)
    question = "PREFIX kg: <https://w3id.org/tech-giants/ontology/> SELECT (COUNT(?f) AS ?n) { ?f kg:statedIn ?a }"
    rows = [*store.query(question)]
    counts = [report_of(whole, shard)["counts"] for shard in plan([SAMPLE], files=4)]
    assert int(rows[0]["n"].value) == sum(count["facts"] + count["unread"] for count in counts)


def test_processes_write_the_same_bytes_although_one_is_killed(shards, whole, tmp_path):
    killed = []

    def kill(count):
        for child in multiprocessing.active_children():
            if not killed and child.is_alive():
                killed.append(child.pid)
                os.kill(child.pid, signal.SIGKILL)

    extracted(tmp_path, shards, jobs=2, done=kill)
    assert killed
    assert bytes_of(tmp_path) == bytes_of(whole)


def test_dask_writes_the_same_bytes_although_a_worker_is_killed(shards, whole, tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    killed = []
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        workers = [worker.pid for worker in cluster.workers.values()]

        def kill(count):
            if not killed:
                killed.append(workers[0])
                os.kill(workers[0], signal.SIGKILL)

        extracted(tmp_path, shards, engine="dask", scheduler=cluster.scheduler_address, done=kill)
    assert killed
    assert bytes_of(tmp_path) == bytes_of(whole)


def test_the_hash_seed_makes_no_difference(shards, whole, tmp_path):
    code = ("import sys; from kg.shards import Shard, extract_shard; "
            "extract_shard(Shard(sys.argv[1], tuple(sys.argv[3:])), sys.argv[2])")
    for seed in ("1", "2"):
        subprocess.run([sys.executable, "-c", code, shards[0].name, str(tmp_path / seed), *shards[0].paths], check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed})
        assert (tmp_path / seed / "shards" / f"{shards[0].name}.nq.gz").read_bytes() == (
            whole / "shards" / f"{shards[0].name}.nq.gz").read_bytes()


def test_what_is_done_is_not_done_again(shards, whole, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    lost = out / "shards" / f"{shards[1].name}.nq.gz"
    lost.unlink()
    before = {file: file.stat().st_mtime_ns for file in (out / "shards").glob("*.nq.gz")}
    assert missing(out, shards) == [shards[1]]
    run(shards, out, engine="processes", jobs=1)
    assert bytes_of(out) == bytes_of(whole)
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_what_a_lost_worker_left_half_written_goes(shards, whole, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    (out / "shards" / ".000000.nq.gz.elsewhere.17.part").write_bytes(b"half")
    run(shards, out, engine="processes")
    assert bytes_of(out) == bytes_of(whole)


def test_a_folder_keeps_to_its_plan(shards, tmp_path):
    write_manifest(tmp_path, shards)
    write_manifest(tmp_path, shards)
    with pytest.raises(InputError, match="other articles"):
        write_manifest(tmp_path, shards[:-1])
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps(manifest | {"package": "0.0.1"}))
    with pytest.raises(InputError, match="another version"):
        write_manifest(tmp_path, shards)


def test_an_article_that_cannot_be_read_is_a_problem_and_no_end(tmp_path):
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "good.txt").write_text("Apple\n\nOn 5 February 2026 Apple said that revenue was $143.8 billion.")
    shard, = plan([str(tmp_path)])
    extract_shard(shard, str(tmp_path / "out"))
    report = report_of(tmp_path / "out", shard)
    assert report["counts"]["articles"] == 1
    assert "bad.json:1: broken JSON" in report["problems"][0]


def test_a_shard_that_always_ends_its_worker_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.engines._processes", lambda *rest: None)
    with pytest.raises(StoreError, match=r"shard 000000 ended its worker 3 times"):
        run([Shard("000000", ("x.txt",))], tmp_path, engine="processes")


@pytest.mark.parametrize(("options", "message"), [
    ({"engine": "spark"}, "no engine 'spark'; it is one of dask, processes"),
    ({"engine": "processes", "scheduler": "tcp://127.0.0.1:1"}, "add --engine dask"),
])
def test_engines_that_are_none(tmp_path, options, message):
    with pytest.raises(InputError, match=message):
        run([Shard("0", ("x.txt",))], tmp_path, **options)


def test_a_scheduler_that_does_not_answer_is_named(tmp_path, monkeypatch):
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with pytest.raises(StoreError, match=r"gone://127.0.0.1:1: no Dask scheduler answers there"):
        run([Shard("0", ("x.txt",))], tmp_path, engine="dask", scheduler="gone://127.0.0.1:1")


def test_a_folder_that_cannot_be_written_is_named(shards, tmp_path):
    (tmp_path / "shards").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        extract_shard(shards[0], str(tmp_path))
