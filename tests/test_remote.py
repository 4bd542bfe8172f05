"""A graph behind an endpoint: questions, facts, exports and views as from a folder, by real servers on loopback."""

import json

import pyoxigraph as ox
import pytest
from asking import sample
from remote_servers import oxigraph, virtuoso, virtuoso_program

import kg
from kg import cli, queries
from kg.errors import InputError, QueryError, RemoteError, StoreError
from kg.graph import open_graph
from kg.remote import RemoteStore
from kg.remote_http import PASSWORD, USER, Wire
from kg.remote_push import pull, push

NAMED = "http://example.org/facts"
LOGIN = {USER: "dba", PASSWORD: "dba"}


@pytest.fixture(scope="module")
def oxi(tmp_path_factory):
    """(address, address to ask, graph) of an Oxigraph server that holds the sample."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as address:
        assert push(sample(), address + "/store").triples == len(sample().store.triples)
        with kg.open(address + "/query") as graph:
            yield address, address + "/query", graph


@pytest.fixture(scope="module")
def virt(tmp_path_factory):
    """The same of a Virtuoso server, which has no default graph and wants digest authentication."""
    if virtuoso_program() is None:
        pytest.skip("Virtuoso is not installed here: apt-get install virtuoso-opensource")
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        push(sample(), address + "/sparql-graph-crud-auth", named=NAMED, wire=Wire(environ=LOGIN))
        with kg.open(address + "/sparql", named=NAMED) as graph:
            yield address, address + "/sparql", graph


@pytest.fixture(params=["oxi", "virt"])
def served(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("name", queries.names())
def test_named_queries_answer_the_same(served, name):
    graph = served[2]
    known = {"metric": "revenue", "company": "Amazon", "entity": "Amazon", "period": "2025-Q4",
             "fact": next(iter(sample().query("market-ranks")))["fact"]}
    given = {p.name: known[p.name] for p in queries.load(name).params if p.default is None and not p.optional}
    here, there = sample().query(name, **given), graph.query(name, **given)
    if here.triples is not None:
        assert set(here.triples) == set(there.triples)
        assert here.ttl() == there.ttl()
        return
    # Servers differ in how they order texts (Virtuoso does not mind the case), and in nothing else.
    assert sorted(map(str, here)) == sorted(map(str, there))
    assert here.columns == there.columns


def test_facts_exports_and_views_are_the_same(served, tmp_path):
    graph = served[2]
    assert graph.facts() == sample().facts()
    assert graph.facts("en-001") == sample().facts("en-001")
    assert graph.articles() == sample().articles()
    key = sample().articles()[3].sha256[:10]
    assert graph.find(key) == sample().find(key)
    for name in ("facts.ttl", "facts.nt", "facts.jsonld"):
        there, here = graph.export(tmp_path / ("there-" + name)), sample().export(tmp_path / name)
        assert there.read_bytes() == here.read_bytes()
    assert "Amazon" in graph.view(tmp_path / "graph.html", company="Amazon").read_text(encoding="utf-8")
    info = graph.info()
    assert info == sample().info() | {"location": served[1]}
    assert graph.validate() == []


def test_a_parameter_finds_what_only_the_endpoint_knows_and_facts_are_cited(served):
    here = sample().query("people", role="analyst", person="Doug Anmuth")
    there = served[2].query("people", role="analyst", person="Doug Anmuth")
    assert list(here) == list(there)
    assert list(map(str, here.citations())) == list(map(str, there.citations()))


@pytest.mark.parametrize("command", [
    ["figures", "--company", "Amazon"], ["conflicts"], ["trail", "meta", "capex", "2025"], ["network", "competition"],
    ["cite", "market-ranks", "--market", "cloud"], ["check-filings"], ["validate"], ["export", "x.csv"],
    ["export", "x.nt", "--company", "Amazon"], ["export", "x.gexf"]], ids=" ".join)
def test_every_command_that_reads_answers_as_from_a_folder(served, tmp_path, monkeypatch, capfd, command):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_GRAPH", raising=False)
    with open_graph("g") as graph, graph.batch():
        for bundle in sample().store.contents().bundles():
            graph.store.put(bundle)
    named = ["--named", NAMED] if served[1].endswith("/sparql") else []
    found = []
    for source in (["--graph", "g"], ["--endpoint", served[1], *named]):
        assert cli.run([*command, *source]) == 0
        files = [path.read_bytes() for path in tmp_path.glob("x.*")]
        found.append((*capfd.readouterr(), files))
    assert found[0] == found[1]
    assert any(found[0])


def test_texts_stay_where_they_are(served):
    with pytest.raises(StoreError, match="an endpoint holds no texts of articles"):
        served[2].text(sample().articles()[0].sha256)
    with pytest.raises(StoreError, match="an endpoint is only read here"):
        served[2].remove("en-001")


def test_pull_brings_back_the_same_graph(served, tmp_path):
    with open_graph(tmp_path / "graph") as graph:
        for _ in range(2):  # safe to repeat
            assert pull(served[2], graph) == 24
        assert set(graph.store.triples) == set(sample().store.triples)
        assert not graph.store.has_text(sample().articles()[0].sha256)
    with open_graph() as plain, pytest.raises(InputError, match="address of an endpoint"):
        pull(plain, plain)


def test_a_fault_of_syntax_shows_its_place(served):
    with pytest.raises(QueryError, match="unknown prefix kgg: - did you mean kg:") as caught:
        served[2].query("SELECT * { ?s kgg:subject ?o }")
    assert "^" in caught.value.__notes__[0]


def test_long_queries_are_no_trouble(oxi):
    values = " ".join(f"<http://example.org/{number}>" for number in range(1500))
    assert len(oxi[2].query(f"SELECT ?s {{ VALUES ?s {{ {values} }} }}")) == 1500  # 40 kB: too long for an address


@pytest.mark.parametrize(("text", "kind"), [
    ("# SELECT\nASK { ?s <http://x/select> ?o }", bool), ("PREFIX ask: <http://x/> SELECT ?s { ?s ask:x ?o }", list),
    ("DESCRIBE entity:amazon # ASK", set), ("PREFIX x: <http://x/task> CONSTRUCT WHERE { ?s kg:ceoOf ?o }", set)])
def test_the_kind_of_a_query_is_read_from_its_tokens(oxi, text, kind):
    answer = oxi[2].query(text)
    assert (answer.answer is not None) == (kind is bool)
    assert (answer.triples is not None) == (kind is set)


def test_a_server_that_cuts_answers_is_asked_in_pages(virt):
    everything = {str(quad.triple) for quad in sample().store.triples}
    for order in ("", "ORDER BY DESC(?p)"):
        text = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} {order}"
        raw = RemoteStore(virt[1], named=NAMED)
        assert len(raw._answer(raw._asking.send(text, "SELECT")).rows) == 10_000  # cut, and HTTP 200
        result = virt[2].query(text)
        assert {str(ox.Triple(*row)) for row in result.rows} == everything
        assert len(result) == len(everything)
        assert f"10,000 rows at a time; all {len(everything):,} were fetched" in result.notes[0]
        if order:
            properties = [row["p"] for row in result]
            assert properties == sorted(properties, reverse="DESC" in order)
    assert len(virt[2].query("SELECT ?s { ?s ?p ?o } LIMIT 12000")) == 12_000


def test_a_graph_that_a_server_cuts_is_no_answer(virt):
    with pytest.raises(RemoteError, match=r"gives 10,00[01] triples, which seems to be the most"):
        virt[2].query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_digest_leaves_the_rest_of_the_program_alone(virt):
    import urllib.request

    before = urllib.request._opener
    store = RemoteStore(virt[0] + "/sparql-auth", named=NAMED, wire=Wire(environ=LOGIN))
    assert store.query("ASK { ?s ?p ?o }")
    assert store.query("ASK { ?s ?p ?o }")  # by the same nonce
    assert urllib.request._opener is before
    wrong = RemoteStore(virt[0] + "/sparql-auth", wire=Wire(environ=LOGIN | {PASSWORD: "no"}))
    with pytest.raises(RemoteError, match=r"HTTP 401: the server does not accept what KG_ENDPOINT_USER"):
        wrong.query("ASK { ?s ?p ?o }")
    with pytest.raises(RemoteError, match=r"HTTP 401: .* set KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD"):
        RemoteStore(virt[0] + "/sparql-auth", wire=Wire(environ={})).query("ASK { ?s ?p ?o }")


def test_the_command_line(oxi, capfd, tmp_path, monkeypatch):
    def run(*arguments):
        status = cli.run(list(map(str, arguments)))
        return (status, *capfd.readouterr())

    monkeypatch.delenv("KG_GRAPH", raising=False)
    asked = ("query", "capex-guidance", "--period", "2026", "--cite")
    status, out, err = run(*asked, "--endpoint", oxi[1])
    assert (status, err) == (0, "")
    notes = sample().query("capex-guidance", period="2026").citations()
    assert " ".join(f"[{number}] {note}" for number, note in enumerate(notes, 1)).split() \
        == out[out.index("[1] “"):].split()
    assert json.loads(run("info", "--json", "--endpoint", oxi[1])[1])["articles"] == 24
    assert run("export", tmp_path / "x.ttl", "--endpoint", oxi[1])[0] == 0
    status, out, err = run("pull", oxi[1], "--graph", tmp_path / "pulled")
    assert (status, err) == (0, "")
    assert out.startswith("24 articles brought to ")
    status, out, err = run("push", oxi[0] + "/store", "--named", NAMED, "--graph", tmp_path / "pulled")
    assert (status, err) == (0, "")
    assert out.startswith(f"{len(sample().store.triples):,} triples are in ")
    assert run(*asked, "--endpoint", oxi[1], "--named", NAMED)[1] == run(*asked, "--endpoint", oxi[1])[1]
    status, out, err = run("push", oxi[0] + "/store", "--named", NAMED, "--graph", tmp_path / "pulled", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"endpoint": oxi[0] + "/store", "named": NAMED, "before": 0,
                               "triples": len(sample().store.triples)}
    status, out, err = run("pull", oxi[1], "--graph", tmp_path / "again", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"endpoint": oxi[1], "named": None, "articles": 24, "graph": str(tmp_path / "again")}
    status, out, err = run("query", "companies", "--endpoint", "ftp://example.org/x")
    assert (status, out) == (2, "")
    assert err == "kg: ftp://example.org/x: no address of an endpoint; write http://HOST/PATH or https://HOST/PATH\n"
    assert run("info", "--named", NAMED)[2] == "kg info: --named goes with --endpoint; see kg info --help\n"
