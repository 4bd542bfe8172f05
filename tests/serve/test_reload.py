"""A server beside a writer: it takes in what is committed, drops no request, and changes the graph only by token."""

from __future__ import annotations

import http.client
import json
import threading
from urllib.parse import quote, urlsplit

import pytest
from serving import serving

import kg
from kg.article import read_text

COUNT = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a a kg:Article }")
UPDATE = {"Content-Type": "application/sparql-update"}
TOKEN = "0123456789abcdef0123456789abcdef"


def article(number):
    return read_text(f"Amazon reported revenue of ${number}.4 billion for the fourth quarter of 2025.",
                     name=f"amazon-{number}", language="en")


def call(address, path, method="GET", body=None, headers=None):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def count(address):
    status, text = call(address, COUNT)
    assert status == 200, text
    return int(json.loads(text)["results"]["bindings"][0]["n"]["value"])


@pytest.fixture
def folder(tmp_path):
    with kg.open(tmp_path / "graph") as graph:
        graph.add(article(1))
    return tmp_path / "graph"


@pytest.mark.parametrize("most_in_memory", [0, 64_000_000])
def test_what_a_writer_commits_comes_without_a_dropped_request(folder, most_in_memory):
    with serving(folder, workers=2, most_in_memory=most_in_memory, rate=10_000, burst=10_000) as (address, state):
        assert count(address) == 1
        seen: list[int] = []
        end = threading.Event()

        def reader():
            while not end.is_set():
                seen.append(count(address))
                assert call(address, "/")[0] == 200

        readers = [threading.Thread(target=reader) for _ in range(1)]
        for thread in readers:
            thread.start()
        try:
            held = state.graph
            with kg.open(folder) as graph:
                for number in range(2, 6):
                    graph.add(article(number))
            while count(address) < 5 or len(state.graph.articles()) < 5:
                pass
        finally:
            end.set()
            for thread in readers:
                thread.join()
        assert set(seen) <= {1, 2, 3, 4, 5}
        assert len(held.articles()) == 1, "who holds a snapshot keeps it"


def test_the_whole_folder_in_place_of_another(folder, tmp_path):
    with serving(folder, rate=10_000, burst=10_000) as (address, _):
        with kg.open(tmp_path / "other") as graph:
            for number in range(3):
                graph.add(article(number))
        folder.rename(tmp_path / "old")
        assert count(address) == 1
        (tmp_path / "other").rename(folder)
        while count(address) != 3:
            pass


def test_updates_need_the_token(folder):
    data = "INSERT DATA { <http://x.example/a> a kg:Article }"
    with serving(folder, update_token=TOKEN) as (address, _):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"},
                        {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"}):
            assert call(address, "/sparql", "POST", data, UPDATE | headers)[0] == 401
        bearer = UPDATE | {"Authorization": f"Bearer {TOKEN}"}
        assert call(address, f"/sparql?update={quote(data)}", headers=bearer)[0] == 403
        form = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Bearer {TOKEN}"}
        assert call(address, f"/sparql?update={quote(data)}", "POST", "", form)[0] == 400
        assert call(address, "/sparql", "POST", f"query={quote(data)}", form)[0] == 400
        assert count(address) == 1
        assert call(address, "/sparql", "POST", data, bearer) == (204, "")
        assert count(address) == 2, "who has written reads it"
        assert call(address, "/sparql", "POST", f"update={quote('INSERT DATA { <b> a kg:Article }')}", form)[0] == 204
        assert count(address) == 3
        asked = "/sparql?query=" + quote("ASK { <https://w3id.org/tech-giants/b> a kg:Article }")
        assert "true" in call(address, asked)[1], "relative IRIs are resolved against the service's own base (2.3)"


def test_what_an_update_may_not_do(folder):
    bearer = UPDATE | {"Authorization": f"Bearer {TOKEN}"}
    with serving(folder, update_token=TOKEN) as (address, _):
        for text in ("LOAD <http://127.0.0.1:9/>", r"L\u004FAD <http://127.0.0.1:9/>",
                     "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
                     "INSERT DATA { GRAPH <http://g.example/> { <x:a> <x:b> <x:c> } }",
                     "WITH <http://g.example/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
                     "ADD DEFAULT TO <http://g.example/>", "CLAER ALL", "SELECT * { ?s ?p ?o }",
                     "INSERT DATA { <x:a> <x:b> }"):
            status, said = call(address, "/sparql", "POST", text, bearer)
            assert status == 400, (text, said)
        # 2.2.3: a dataset in the request, also beside one in the update, and several of them
        for asked in ("using-graph-uri=http://g.example/", "using-named-graph-uri=http://g.example/",
                      "using-graph-uri=http://g.example/&using-graph-uri=http://h.example/",
                      "using-graph-uri=http://g.example/&using-named-graph-uri=http://h.example/"):
            for text in ("CLEAR ALL", "DELETE { ?s ?p ?o } USING <http://x.example/> WHERE { ?s ?p ?o }",
                         "WITH <http://x.example/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"):
                status, said = call(address, f"/sparql?{asked}", "POST", text, bearer)
                assert (status, "names a graph" in said) == (400, True), (asked, text)
        assert count(address) == 1
        with kg.open(folder):
            status, said = call(address, "/sparql", "POST", "CLEAR ALL", bearer)
            assert (status, "open for writing" in said) == (503, True)
        assert count(address) == 1


def test_an_update_that_runs_away_changes_nothing(folder):
    runaway = "INSERT { ?a <x:n> ?l } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    bearer = UPDATE | {"Authorization": f"Bearer {TOKEN}"}
    with serving(folder, update_token=TOKEN, deadline=1.0) as (address, _):
        assert call(address, "/sparql", "POST", runaway, bearer)[0] == 503
        assert count(address) == 1
        assert call(address, "/sparql", "POST", "INSERT DATA { <x:a> a kg:Article }", bearer)[0] == 204
        assert count(address) == 2
