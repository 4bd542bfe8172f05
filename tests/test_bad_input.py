"""Bad input, end to end: one clear line each, the exit status of the design, the rest done, nothing half-written."""

import json
import subprocess
import sys

import pytest

from kg import cli
from kg.graph import open_graph

GOOD = ("---\ntitle: Meta earns more\ndate: 2026-01-29\nlang: en\n---\n\nMeta reported revenue of $59.9 billion for "
        "the fourth quarter of 2025, up 24 percent from a year earlier.\n")


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.md"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    (folder / "good.md").write_text(GOOD, encoding="utf-8")
    assert cli.run(["build", str(folder / "good.md"), "--graph", str(folder / "graph")]) == 0
    return folder / "graph"


ARTICLES = [
    ("empty.txt", b"", "empty.txt: empty; give"),
    ("photo.txt", b"\xff\xd8\xff\xe0\0\x10JFIF", "photo.txt: a binary file"),
    ("old.txt", "Eén miljard".encode("cp1252"), "old.txt:1: not UTF-8 (byte 0xE9 at offset 1); convert it"),
    ("front.md", b"---\ntitle: a: b\n---\nText", "front.md:2: broken front matter"),
    ("open.md", b"---\ntitle: a\nText", "open.md:1: the front matter is not closed"),
    ("date.md", b"---\ndate: 2026-02-30\n---\nText", "date.md:2: `date` '2026-02-30' is no day; write it as"),
    ("cut.jsonl", b'{"text": "Meta earned $5 bil\n', "cut.jsonl:1: broken JSON at column 10, cut off"),
    ("notext.json", b'{"title": "Meta"}', "notext.json: no `text` (it has title)"),
    ("large.txt", b"Meta earned $5 billion. " * 420_000, "large.txt: larger than 4 MB"),
]


@pytest.mark.parametrize(("name", "data", "message"), ARTICLES, ids=[name for name, *_ in ARTICLES])
def test_an_article_that_cannot_be_read(kg_run, tmp_path, good, name, data, message):
    (tmp_path / name).write_bytes(data)
    folder = tmp_path / "graph"
    status, out, err = kg_run("build", tmp_path / name, "--graph", folder)
    assert (status, out, len(err)) == (2, "", 1)
    assert err[0].startswith("kg: ")
    assert message in err[0]
    assert not folder.exists(), "nothing was read, so that nothing is written"
    status, out, err = kg_run("build", tmp_path / name, good, "--graph", folder)
    assert status == 1
    assert out.startswith("1 article read, 1 new or changed")
    assert message in err[0]
    assert len(err) == 1
    with open_graph(folder, read_only=True) as opened:
        assert [article.name for article in opened.articles()] == ["good"]


def test_a_cut_line_leaves_the_other_lines(kg_run, tmp_path):
    row = json.dumps({"text": "Meta earned $22.8 billion in 2025.", "date": "2026-01-29", "lang": "en"})
    other = row.replace("Meta", "Intel")
    (tmp_path / "feed.jsonl").write_text(f"{row}\n{row[:30]}\n{other}\n")
    status, out, err = kg_run("build", tmp_path / "feed.jsonl", "--graph", tmp_path / "graph", "--json")
    assert (status, json.loads(out)["articles"], len(err)) == (1, 2, 1)
    assert "feed.jsonl:2: broken JSON" in err[0]


def test_missing_files_and_folders(kg_run, tmp_path, good):
    (tmp_path / "empty").mkdir()
    status, out, err = kg_run("facts", tmp_path / "nemo", tmp_path / "empty", good)
    assert status == 1
    assert out.count("\n") >= 1
    assert "nemo: no such file or directory; look at its name" in err[0]
    assert "empty: no article in this folder; it takes" in err[1]
    assert len(err) == 2


def test_an_unknown_language_is_stored_without_facts(kg_run, tmp_path):
    path = tmp_path / "fr.txt"
    path.write_text("Le bénéfice de la société a augmenté de douze pour cent au quatrième trimestre de l'année 2025, "
                    "et les ventes ont également progressé, mais moins que prévu.", encoding="utf-8")
    status, out, err = kg_run("build", path, "--date", "2026-02-05", "--graph", tmp_path / "graph", "--json")
    assert (status, len(err)) == (1, 1)
    assert "fr" in err[0]
    assert json.loads(out)["facts"] == 0


@pytest.mark.parametrize(("arguments", "message"), [
    (["-e", "SELECT ?x WHERE { ?x a kg:Fact"], "SPARQL"),
    (["-e", "SELECT * WHERE { ?x nemo:p ?y }"], "nemo"),
    (["-e", "DELETE WHERE { ?s ?p ?o }"], ""),
    (["-e", "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "SERVICE"),
    (["capex-guidence"], "did you mean capex-guidance"),
    (["nemo.rq"], "nemo.rq: "),
    (["results", "--compny", "Meta"], "did you mean company"),
    (["results", "--period", "yesterday"], "period"),
    (["results", "--limit", "many"], "limit"),
    (["company"], "company"),
    (["company", "--company", ""], "company"),
    (["results", "--format", "ttl"], "ttl is for CONSTRUCT"),
], ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "")
def test_queries_that_cannot_be_answered(kg_run, graph, arguments, message):
    status, out, err = kg_run("query", *arguments, "--graph", graph)
    assert (status, out) == (2, "")
    assert err[0].startswith("kg: ")
    assert message in err[0]
    # One line; of SPARQL text also the line with the fault, and a caret below it.
    assert len(err) == (3 if err[0].startswith("kg: SPARQL, line") else 1), err


@pytest.mark.parametrize("command", [["info"], ["query", "results"], ["validate"], ["remove", "x"], ["export", "x.ttl"],
                                     ["view", "x.html"], ["explain", "x"], ["cite", "x"], ["verify"]],
                         ids=lambda command: command[0])
def test_a_folder_that_is_no_graph(kg_run, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    for folder in ("nemo", "other"):
        status, out, err = kg_run(*command, "--graph", folder)
        assert (status, out, len(err)) == (2, "", 1)
        assert err[0].startswith(f"kg: {folder}")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["letter.txt", "other"]


def test_build_refuses_a_folder_that_is_something_else(kg_run, tmp_path, good):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    status, out, err = kg_run("build", good, "--graph", tmp_path / "other")
    assert (status, out, len(err)) == (2, "", 1)
    assert "is no graph" in err[0]
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["letter.txt"]


def test_a_graph_in_use(kg_run, tmp_path, good):
    folder = tmp_path / "graph"
    kg_run("build", good, "--graph", folder)
    code = f"import sys, kg; graph = kg.open({str(folder)!r}); print('open', flush=True); sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], text=True, **pipes) as other:
        assert other.stdout.readline() == "open\n"
        status, out, err = kg_run("build", good, "--graph", folder)
        assert (status, out, len(err)) == (2, "", 1)
        assert "open for writing elsewhere" in err[0]
        other.communicate("")
    assert kg_run("build", good, "--graph", folder)[0] == 0


@pytest.mark.parametrize("name", ["x.docx", "nemo/deep/x.ttl.zip", "x"])
def test_an_export_without_a_known_ending(kg_run, tmp_path, monkeypatch, graph, name):
    monkeypatch.chdir(tmp_path)
    status, out, err = kg_run("export", name, "--graph", graph)
    assert (status, out, len(err)) == (2, "", 1)
    assert ".ttl" in err[0]
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be_written(kg_run, tmp_path, graph, good):
    (tmp_path / "file").write_text("x")
    for arguments in (["export", tmp_path / "file" / "x.ttl"], ["view", tmp_path / "file" / "x.html"]):
        status, out, err = kg_run(*arguments, "--graph", graph)
        assert (status, out, len(err)) == (2, "", 1), arguments
    status, out, err = kg_run("facts", good, "--out", tmp_path / "file")
    assert (status, out, len(err)) == (2, "", 1)


def test_a_view_of_nothing(kg_run, tmp_path, graph):
    status, out, err = kg_run("view", tmp_path / "x.html", "--company", "Nemo", "--graph", graph)
    assert (status, out, len(err)) == (2, "", 1)
    assert not (tmp_path / "x.html").exists()
