"""Surroundings that are not as one hopes: another encoding, names with spaces and umlauts, a clock that goes back, a
reader in another process while articles are stored in bulk; and what `kg info` tells."""

import json
import os
import re
import subprocess
import sys

import pytest
from gold import SAMPLE

import kg
from kg import __version__
from kg.article import read_all
from kg.installed import ontology_hash
from kg.prepared import prepare

ARTICLES = sorted(map(str, SAMPLE.glob("*-00[1-3].md")))


def command(*arguments, **environment):
    """Exit status, standard output and standard error of a command in a process of its own, as bytes."""
    clean = {key: value for key, value in os.environ.items()
             if not key.startswith(("LC_", "LANG", "PYTHONUTF8", "PYTHONIOENCODING", "KG_"))}
    done = subprocess.run([sys.executable, "-m", "kg", *map(str, arguments)], capture_output=True, check=False,
                          env=clean | environment)
    return done.returncode, done.stdout, done.stderr


#: Locales that are not UTF-8, without the ways in which Python would help itself.
LOCALES = [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
           {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}]


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale["LC_ALL"])
def test_a_locale_that_is_not_utf_8_changes_no_byte_of_a_graph(tmp_path, locale):
    folder = tmp_path / "Äpfel für alle"
    folder.mkdir()
    found = []
    for name, environment in (("a", locale), ("b", {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"})):
        graph = folder / name
        assert command("build", *ARTICLES, "--graph", graph, **environment)[0] == 0
        assert command("export", folder / f"{name}.ttl", "--graph", graph, **environment)[0] == 0
        assert command("view", folder / f"{name}.html", "--graph", graph, **environment)[0] == 0
        assert command("verify", "--graph", graph, **environment)[0] == 0
        status, out, err = command("query", "articles", "--graph", graph, **environment)
        assert (status, err) == (0, b"")
        assert out
        found.append([(folder / f"{name}.{ending}").read_bytes() for ending in ("ttl", "html")])
        status, out, err = command("build", folder / "nö.txt", "--graph", graph, **environment)
        assert (status, out, err.count(b"\n")) == (2, b"", 1)
        assert b"no such file" in err
    assert found[0] == found[1]


def test_paths_with_spaces_umlauts_and_quotes(kg_run, tmp_path):
    folder = tmp_path / 'Übung "1" & más 日本'
    folder.mkdir()
    article = folder / "één bericht #1?.md"
    article.write_bytes((SAMPLE / "nl-001.md").read_bytes())
    assert kg_run("build", article, "--graph", folder / "mijn graaf")[0] == 0
    for words in (["export", folder / "alle feiten ä.ttl"], ["view", folder / "graaf ö.html"], ["info"], ["verify"],
                  ["backup", folder / "Kopie ü"], ["query", "articles"]):
        status, _, err = kg_run(*words, "--graph", folder / "mijn graaf")
        assert (status, err) == (0, []), words
    assert kg_run("import", folder / "alle feiten ä.ttl", "--graph", folder / "nog één")[0] == 0
    with kg.open(folder / "nog één") as copy, kg.open(folder / "Kopie ü") as graph:
        assert set(copy.store.triples) == set(graph.store.triples)
        assert [item.name for item in graph.articles()] == ["één bericht #1?"]


def test_a_clock_that_goes_backwards_changes_nothing(kg_run, tmp_path):
    """What a folder holds of time is that of the last change; nothing is decided by which time is later."""
    folder = tmp_path / "g"
    kg_run("build", *ARTICLES[:2], "--graph", folder)
    for path in sorted(folder.rglob("*")):  # as if the first build had been in 2038, and the clock were put right since
        os.utime(path, (2_145_916_800, 2_145_916_800))
    with kg.open(folder, read_only=True) as graph:
        assert graph.info()["changed"].startswith("2038-01-01")
    assert kg_run("build", *ARTICLES, "--graph", folder)[0] == 0
    with kg.open(folder, read_only=True) as graph:
        assert len(graph.articles()) == len(ARTICLES)
        assert not graph.info()["changed"].startswith("2038")
        found = graph.export(tmp_path / "a.nt").read_bytes()
    assert kg_run("build", *ARTICLES, "--graph", tmp_path / "new")[0] == 0
    with kg.open(tmp_path / "new", read_only=True) as graph:
        assert graph.export(tmp_path / "b.nt").read_bytes() == found


def test_what_info_tells(kg_run, tmp_path):
    folder = tmp_path / "g"
    kg_run("build", *ARTICLES, "--graph", folder)
    status, out, err = kg_run("info", "--json", "--graph", folder)
    told = json.loads(out)
    assert (status, err) == (0, [])
    assert list(told) == ["location", "articles", "facts", "unread", "triples", "format", "package", "ontology",
                          "bytes", "changed"]
    with kg.open(folder, read_only=True) as graph:
        assert told["articles"] == len(graph.articles()) == len(ARTICLES)
        assert told["facts"] == len(graph.facts()) > 50
        assert told["unread"] == len(graph.unread())
        assert told["triples"] == len(graph.store.triples)
    assert (told["format"], told["package"], told["ontology"]) == (2, __version__, ontology_hash())
    assert 100_000 < told["bytes"] < 10_000_000
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", told["changed"])
    for line in kg_run("info", "--graph", folder)[1].splitlines():
        assert line.split()[0] in told


#: Reads the graph again and again, and says how many articles each time have facts, and whether all have all of theirs.
READER = """
import json, sys
import kg
folder, wanted = sys.argv[1], json.loads(sys.argv[2])
print("ready", flush=True)
seen = []
for line in sys.stdin:
    with kg.open(folder, read_only=True) as graph:
        contents = graph.store.contents()
    counts = dict.fromkeys((article.sha256 for article in contents.articles), 0)
    for fact in contents.facts:
        counts[fact.article] += 1
    print(json.dumps([len(counts), all(wanted[sha256] == count for sha256, count in counts.items())]), flush=True)
"""


def test_a_reader_in_another_process_sees_whole_batches(tmp_path, monkeypatch):
    from kg import commit
    from kg.extract import extract

    monkeypatch.setattr(commit, "BULK", 1)  # every batch by the bulk loader, as large ones are
    found = [prepare(article, extract(article)) for article in read_all(ARTICLES)]
    wanted = {item.bundle.article.sha256: len(item.bundle.facts) for item in found}
    with kg.open(tmp_path / "g") as graph:
        reader = subprocess.Popen([sys.executable, "-c", READER, str(tmp_path / "g"), json.dumps(wanted)], text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert reader.stdout.readline() == "ready\n"

        def asked():
            reader.stdin.write("\n")
            reader.stdin.flush()
            return json.loads(reader.stdout.readline())

        sizes = []
        for size in (1, 2, 3):
            before = sum((1, 2, 3)[:size - 1])
            graph.add_prepared(found[before:before + size])
            sizes.append(asked())
        graph.remove(found[0].bundle.article.name)
        sizes.append(asked())
        reader.communicate()
    assert sizes == [[1, True], [3, True], [6, True], [5, True]]
