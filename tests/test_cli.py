"""Every command: what it prints, what it exits with, and that its help and documentation are there."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import kg.cli.queries
from kg import cli
from kg.extract import extract
from kg.facts import from_json
from kg.graph import open_graph
from kg.output import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = [
    "backup",
    "build",
    "check-filings",
    "cite",
    "conflicts",
    "demo",
    "explain",
    "export",
    "extract",
    "facts",
    "figures",
    "import",
    "info",
    "network",
    "numbers",
    "pull",
    "push",
    "queries",
    "query",
    "remove",
    "serve",
    "trail",
    "validate",
    "verify",
    "view",
]
HEAVY = ("rdflib", "networkx", "pyvis", "pyshacl", "trafilatura", "pandas", "rich", "pyoxigraph", "yaml", "numpy")
ENGLISH = """---
title: Amazon tops forecasts
date: 2026-02-06
lang: en
url: https://news.example/amazon
---

Amazon reported revenue of $213.4 billion for the fourth quarter of 2025, up 14 percent from a year earlier. Net income
was $21.2 billion. Chief executive Andy Jassy said the company expects capital spending of about $200 billion in 2026.
"""
DUTCH = """ASML boekt meer winst

VELDHOVEN, 28 januari 2026 - ASML boekte in 2025 een omzet van 32,7 miljard euro. De nettowinst steeg met 27 procent
naar 9,6 miljard euro. Het bedrijf schrapt 1700 banen.
"""


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    (folder / "amazon.md").write_text(ENGLISH, encoding="utf-8")
    (folder / "asml.txt").write_text(DUTCH, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def graph(articles, tmp_path_factory):
    """A graph of the two articles, for commands that only read."""
    folder = tmp_path_factory.mktemp("graphs") / "graph"
    assert cli.run(["build", str(articles), "--graph", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def fact(graph):
    """The id of Amazon's revenue."""
    with open_graph(graph, read_only=True) as opened:
        return next(f.id for f in opened.facts("amazon", metric="revenue") if f.measure == "level")


# --- help and documentation

def test_the_commands_are_those_of_the_design():
    assert sorted(cli.app.commands) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(kg_run, name):
    status, out, err = kg_run(name, "--help")
    assert (status, err) == (0, [])
    assert out.startswith(f"Usage: kg {name}")
    command = cli.app.commands[name]
    assert command.help
    assert not command.get_short_help_str(66).endswith("..."), "the list of commands cuts it"
    assert all(param.help for param in command.params if isinstance(param, click.Option))


def test_the_documentation_is_the_help():
    namespace = {"__file__": str(ROOT / "docs" / "generate_commands.py"), "__name__": "generate_commands"}
    source = (ROOT / "docs" / "generate_commands.py").read_text(encoding="utf-8")
    exec(compile(source, "generate_commands.py", "exec"), namespace)
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page.split() == namespace["reference"]().split(), "run: python docs/generate_commands.py"


def test_help_imports_nothing_heavy():
    code = ("import sys; from kg import cli; status = cli.run(['--help']); "
            f"print([m for m in {HEAVY!r} if m in sys.modules], status)")
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[] 0"


def test_the_version(kg_run):
    status, out, _ = kg_run("--version")
    assert (status, out.split()[0]) == (0, "kg,")


# --- articles in and out

def test_build_and_build_again(kg_run, articles, tmp_path):
    folder = tmp_path / "new" / "graph"
    status, out, err = kg_run("build", articles, "--graph", folder)
    assert (status, err) == (0, [])
    assert re.fullmatch(r"2 articles read, 2 new or changed; \d+ facts, \d+ numbers unread; graph: .*\n", out)
    status, out, err = kg_run("build", articles / "asml.txt", articles / "amazon.md", "--graph", folder, "--json")
    assert (status, err) == (0, [])
    found = json.loads(out)
    assert (found["articles"], found["changed"], found["problems"]) == (2, 0, [])
    assert found["facts"] >= 4


def test_a_changed_article_takes_the_place_of_the_old_one(kg_run, articles, tmp_path):
    folder = tmp_path / "graph"
    path = tmp_path / "asml.txt"
    path.write_text(DUTCH, encoding="utf-8")
    kg_run("build", path, "--graph", folder)
    path.write_text(DUTCH.replace("32,7", "33,1"), encoding="utf-8")
    assert json.loads(kg_run("build", path, "--graph", folder, "--json")[1])["changed"] == 1
    assert json.loads(kg_run("info", "--graph", folder, "--json")[1])["articles"] == 1


def test_a_second_article_of_a_name_does_not_push_out_the_first(kg_run, articles, tmp_path):
    (tmp_path / "asml.txt").write_text(DUTCH.replace("ASML", "Besi"), encoding="utf-8")
    status, out, err = kg_run("build", articles, articles, tmp_path, "--graph", tmp_path / "graph")
    assert status == 1
    assert out.startswith("4 articles read, 2 new or changed")
    assert len(err) == 1
    assert "asml: a second article of this name" in err[0]


def test_options_stand_in_for_what_articles_lack(kg_run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Meta earned $22.8 billion in the past quarter.", encoding="utf-8")
    status, _, err = kg_run("build", path, "--graph", tmp_path / "a")
    assert status == 1
    assert re.match(r"kg: .*a\.txt: no date, .*give --date", err[0])
    status, _, err = kg_run("build", path, "--graph", tmp_path / "b", "--date", "5 Feb 2026", "--lang", "en")
    assert (status, err) == (0, [])


def test_facts_to_standard_output(kg_run, articles):
    status, out, err = kg_run("facts", articles)
    assert (status, err) == (0, [])
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["kind"] for row in rows} >= {"observation", "role"}
    assert all(from_json(row).id == row["id"] for row in rows)
    _, out, _ = kg_run("facts", articles, "--format", "csv")
    table = list(csv.DictReader(io.StringIO(out)))
    assert tuple(table[0]) == COLUMNS
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert {row["name"] for row in table} == {"amazon", "asml"}
    _, out, _ = kg_run("facts", articles, "--format", "table")
    assert "21.2 billion USD" in out
    assert "32,7 miljard EUR" in out, "a fact speaks the language of its article"


def test_facts_to_files(kg_run, articles, tmp_path):
    (tmp_path / "asml.txt").write_text("Philips boekte in 2025 een omzet van 17 miljard euro.", encoding="utf-8")
    status, out, err = kg_run(
        "facts", articles, tmp_path / "asml.txt", "--out", tmp_path / "uit", "--date", "2026-01-28")
    names = sorted(path.name for path in (tmp_path / "uit").iterdir())
    assert names[0] == "amazon.facts.jsonl"
    assert re.fullmatch(r"asml-[0-9a-f]{16}\.facts\.jsonl", names[1])
    assert names[2:] == ["asml.facts.jsonl"]
    assert status == 1
    assert "a second article of this name" in err[0]
    assert re.match(r"\d+ facts of 3 articles in ", out)
    lines = (tmp_path / "uit" / "amazon.facts.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines == kg_run("facts", articles / "amazon.md")[1].splitlines()


def test_numbers_says_what_became_of_each(kg_run, articles):
    status, out, err = kg_run("numbers", articles / "asml.txt")
    assert (status, err) == (0, [])
    assert "32,7 miljard euro" in out
    assert "unread: a date" in out or "unread: a year" in out
    found, = json.loads(kg_run("numbers", articles / "asml.txt", "--json")[1])
    text = articles / "asml.txt"
    assert found["name"] == "asml"
    body = text.read_text(encoding="utf-8")
    assert all(body[row["start"]:row["end"]].split() == row["words"].split() for row in found["numbers"])
    assert all((row["fact"] is None) != (row["reason"] is None) for row in found["numbers"])
    revenue = next(row for row in found["numbers"] if row["words"].startswith("32,7"))
    assert (revenue["value"], revenue["unit"], revenue["period"]) == (32_700_000_000, "EUR", "2025")


def test_remove_takes_out_what_is_named(kg_run, articles, tmp_path):
    folder = tmp_path / "graph"
    kg_run("build", articles, "--graph", folder)
    status, out, err = kg_run("remove", "asml", "nemo", "--graph", folder)
    assert (status, out) == (1, "removed asml\n")
    assert "no article 'nemo'" in err[0]
    assert kg_run("remove", "nemo", "--graph", folder)[0] == 2
    assert kg_run("remove", "https://news.example/amazon", "--graph", folder)[:2] == (0, "removed amazon\n")
    assert json.loads(kg_run("info", "--graph", folder, "--json")[1])["facts"] == 0


def test_info_validate_verify(kg_run, graph):
    status, out, _ = kg_run("info", "--graph", graph)
    assert status == 0
    assert re.search(r"^articles +2$", out, re.MULTILINE)
    assert kg_run("validate", "--graph", graph) == (0, "every fact keeps to the shapes\n", [])
    assert kg_run("verify", "--graph", graph) == (0, "every fact cuts from its text\n", [])
    assert kg_run("verify", "--graph", graph, "--json")[1] == "[]\n"


def test_verify_lists_what_does_not_cut(kg_run, articles, tmp_path):
    folder = tmp_path / "graph"
    kg_run("build", articles, "--graph", folder)
    files = [path for path in folder.rglob("*") if path.is_file() and "oxigraph" not in path.parts]
    kept = next(path for path in files if b"ASML boekt meer" in path.read_bytes())
    kept.write_bytes(kept.read_bytes().replace(b"ASML", b"BESI"))
    status, out, err = kg_run("verify", "--graph", folder, "--json")
    assert status == 1
    assert len(json.loads(out)) == len(err) > 0
    assert all(line.startswith("kg: ") for line in err)


# --- questions

def test_query_in_all_forms(kg_run, graph, tmp_path):
    asked = ("query", "results", "--graph", graph)
    status, out, err = kg_run(*asked)
    assert (status, err) == (0, [])
    assert "213.4 billion USD" in out
    assert "value" in kg_run(*asked, "--format", "csv")[1].splitlines()[0]
    assert json.loads(kg_run(*asked, "--format", "json")[1])["head"]["vars"]
    assert kg_run(*asked, "--format", "tsv")[1].startswith("?")
    assert kg_run(*asked, "--format", "xml")[1].startswith("<?xml")
    sparql = "SELECT (COUNT(*) AS ?n) WHERE { ?a a kg:Article }"
    assert kg_run("query", "-e", sparql, "--format", "csv", "--graph", graph)[1].split() == ["n", "2"]
    (tmp_path / "mine.rq").write_text(sparql, encoding="utf-8")
    assert kg_run("query", tmp_path / "mine.rq", "--format", "csv", "--graph", graph)[1].split() == ["n", "2"]
    assert kg_run("query", "-e", "ASK { ?a a kg:Article }", "--graph", graph)[1] == "yes\n"
    status, out, _ = kg_run("query", "-e", "CONSTRUCT WHERE { ?a a kg:Article }", "--graph", graph)
    assert status == 0
    assert "a kg:Article" in out


def test_query_with_parameters_and_footnotes(kg_run, graph):
    for options in (["--company", "ASML"], ["--company=ASML"], ["--company", "asml", "--limit", "50"]):
        status, out, err = kg_run("query", *options, "results", "--cite", "--graph", graph)
        assert (status, err) == (0, [])
        assert "[1] “" in out
        assert "32.7 billion EUR" in out
        assert "Amazon" not in out
    assert "32,7 miljard EUR" in kg_run("query", "results", "--company", "ASML", "--lang", "nl", "--graph", graph)[1]


def test_the_graph_may_stand_in_the_environment(kg_run, graph, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(graph))
    assert "Amazon" in kg_run("query", "companies")[1]


def test_queries_lists_and_shows(kg_run):
    status, out, err = kg_run("queries")
    assert (status, err) == (0, [])
    assert "capex-guidance" in out
    _, out, _ = kg_run("queries", "capex-guidance")
    assert re.search(r"--company \(company, optional\): \S", out)
    assert "example: kg query capex-guidance" in out
    found = json.loads(kg_run("queries", "--json")[1])
    assert len(found) >= 15
    assert all(row["title"] and row["description"] and row["example"] for row in found)


def test_export_and_view(kg_run, graph, tmp_path):
    status, out, err = kg_run("export", tmp_path / "facts.ttl", "--graph", graph)
    assert (status, err) == (0, [])
    assert re.match(r".*facts\.ttl: [\d,]+ bytes\n$", out)
    assert "kg:Observation" in (tmp_path / "facts.ttl").read_text(encoding="utf-8")
    status, out, err = kg_run("view", tmp_path / "graph.html", "--company", "Amazon", "--lang", "nl", "--graph", graph)
    assert (status, err) == (0, [])
    assert "ASML boekte" not in (tmp_path / "graph.html").read_text(encoding="utf-8")


def test_explain_and_cite(kg_run, graph, fact):
    for name in (fact, f"fact:{fact}", f"https://w3id.org/tech-giants/fact/{fact}", fact[:-2], fact + "\r"):
        status, out, err = kg_run("explain", name, "--graph", graph)
        assert (status, err) == (0, [])
        assert "213.4 billion" in out
        assert f"fact:{fact}" in out
        assert "stated in Amazon tops forecasts, 2026-02-06" in out
        assert "rule: " in out
    found = json.loads(kg_run("explain", fact, "--json", "--graph", graph)[1])
    assert found["id"] == fact
    assert {part["name"] for part in found["parts"]} >= {"value"}
    assert [slot["name"] for slot in found["slots"]][:3] == ["metric", "measure", "subject"]
    assert found["slots"][0]["chosen"]["value"] == found["metric"]
    status, out, _ = kg_run("cite", fact, "--graph", graph)
    assert status == 0
    assert "https://news.example/amazon" in out
    assert json.loads(kg_run("cite", fact, "--json", "--graph", graph)[1])["day"] == "2026-02-06"
    status, out, err = kg_run("explain", fact[:3], "--graph", graph)
    assert (status, out) == (2, "")
    assert re.search(r"fits \d+ facts .*give more", err[0])
    assert kg_run("cite", "nemo", "--graph", graph)[::2] == (
        2, ["kg: no fact 'nemo' in the graph; the column `fact` of --format csv has the names of facts"])


# --- manners

@pytest.mark.parametrize(("arguments", "message"), [
    (["nemo"], r"kg: No such command 'nemo'.*; see kg --help"),
    (["build"], r"kg build: Missing argument 'PATH\.\.\.'; see kg build --help"),
    (["build", "x", "--nemo"], r"kg build: No such option.*--nemo"),
    (["build", "x", "--date", "ooit"], r"kg build: .*'ooit' is no day; write it as 2026-02-05"),
    (["build", "x", "--lang", "Dutch"], r"kg build: .*'Dutch' is no language code; write nl or en"),
    (["facts", "x", "--format", "xls"], r"kg facts: .*'xls' is not one of"),
    (["query"], r"kg query: name one query, file or -e SPARQL"),
    (["query", "results", "layoffs"], r"kg query: one query at a time"),
    (["query", "results", "--company"], r"kg query: --company needs a value"),
    (["query", "results", "--company", "a", "--company=b"], r"kg query: --company is given twice"),
    (["view", "x.html", "--depth", "0"], r"kg view: .*0 is not in the range"),
    (["info", "--graph", "nemo"], r"kg: nemo: no graph there; build one with: kg build"),
])
def test_a_wrong_command_is_one_line_and_2(kg_run, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    status, out, err = kg_run(*arguments)
    assert (status, out, len(err)) == (2, "", 1)
    assert re.match(message, err[0])


def test_cite_goes_with_a_table_only(kg_run, graph):
    status, out, err = kg_run("query", "results", "--cite", "--format", "csv", "--graph", graph)
    assert (status, out) == (2, "")
    assert "leave out --format csv" in err[0]


@pytest.mark.parametrize(("error", "status", "message"), [
    (KeyboardInterrupt(), 130, r"kg: interrupted"),
    (RuntimeError("a\nb\x1b[31m"), 2, r"kg: a fault of kg itself \(RuntimeError: a b.\[31m\); KG_DEBUG=1"),
    (PermissionError(13, "Permission denied", "/x"), 2, r"kg: /x: permission denied; look at"),
    (OSError(28, "No space left on device"), 2, r"kg: no space left on device; look at"),
])
def test_what_ends_a_command_is_one_line(kg_run, monkeypatch, error, status, message):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(kg.cli.queries, "show_rows", fail)
    found, _, err = kg_run("queries")
    assert (found, len(err)) == (status, 1)
    assert re.fullmatch(message + ".*", err[0])


def test_a_fault_shows_its_place_when_asked(monkeypatch):
    monkeypatch.setenv("KG_DEBUG", "1")
    monkeypatch.setattr(kg.cli.queries, "show_rows", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.run(["queries"])


def test_an_interrupted_build_says_how_far_it_came(kg_run, articles, tmp_path, monkeypatch):
    def stop_at_second(article):
        if article.name == "asml":
            raise KeyboardInterrupt
        return extract(article)

    monkeypatch.setattr("kg.extract.extract", stop_at_second)
    monkeypatch.setattr("kg.build.BATCH", 1)
    monkeypatch.setattr("kg.build.FILES", 1)
    status, out, err = kg_run("build", articles, "--graph", tmp_path / "graph")
    assert (status, out) == (130, "")
    assert err == ["kg: interrupted; 1 article stored whole, and the same command goes on from there"]
    assert json.loads(kg_run("info", "--graph", tmp_path / "graph", "--json")[1])["articles"] == 1


@pytest.mark.skipif(os.name == "nt", reason="pipes of a POSIX shell")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_that_goes_away_is_no_error(options):
    code = "import sys; from kg.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", code, "queries", *options], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    process.stdout.close()
    assert process.wait() == 141
    assert process.stderr.read() == ""
    process.stderr.close()


def test_a_terminal_without_unicode_gets_what_it_can_show():
    code = "from kg.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "queries"], capture_output=True, check=True,
                          env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "COLUMNS": "70"})
    assert done.stderr == b""
    assert max(map(len, done.stdout.splitlines())) <= 70


def test_standard_input_is_an_article(articles, tmp_path):
    code = "from kg.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "facts", "-"], input=ENGLISH, capture_output=True, text=True,
                          encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Andy Jassy" in done.stdout


def test_an_article_that_takes_anothers_place_is_named(kg_run, tmp_path):
    for folder, text in (("a", ENGLISH), ("b", ENGLISH.replace("213.4", "214.4"))):
        (tmp_path / folder).mkdir()
        text = text.replace("url: https://news.example/amazon\n", "")
        (tmp_path / folder / "news.md").write_text(text, encoding="utf-8")
    assert kg_run("build", tmp_path / "a", "--graph", tmp_path / "g")[2] == []
    status, _, err = kg_run("build", tmp_path / "b", "--graph", tmp_path / "g")
    assert status == 0
    assert err == ["kg: news: takes the place of the article of that name in the graph (Amazon tops forecasts); "
                   "give it a url to keep both"]
