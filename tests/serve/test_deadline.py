"""Runaway queries over a real server: stopped on time, never looking whole, and others answered meanwhile."""

from __future__ import annotations

import http.client
import socket
import threading
from urllib.parse import quote, urlsplit

import pytest
from serving import serving

import kg
from kg.article import read_text

TEXT = ("Amazon reported revenue of $213.4 billion for the fourth quarter of 2025, up 14 percent from a year earlier. "
        "Net income was $21.2 billion.")
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
#: Rows at once, and never the last of them.
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: One row, held together in memory.
HUGE = ("SELECT (GROUP_CONCAT(?x) AS ?y) { ?a ?b ?c . ?d ?e ?f . "
        "BIND(CONCAT(STR(?a), STR(?b), STR(?d), STR(?e), STR(?f)) AS ?x) }")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("served") / "graph"
    with kg.open(place) as graph:
        graph.add(read_text(TEXT, name="amazon", language="en"))
    return place


def ask(address, query, headers=None):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("GET", f"/sparql?query={quote(query)}", headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def test_a_runaway_query_is_stopped_and_the_next_is_answered(folder):
    with serving(folder, deadline=1.0) as (address, _):
        status, headers, text = ask(address, RUNAWAY)
        assert (status, int(headers["Retry-After"]) > 0) == (503, True)
        assert "longer than 1 s" in text
        assert ask(address, "ASK {}")[0] == 200


def test_a_query_that_takes_all_memory_ends_only_its_worker(folder):
    with serving(folder, deadline=30.0, memory=100_000_000) as (address, _):
        status, _, text = ask(address, HUGE)
        assert (status, "100 MB of memory" in text) == (503, True)
        assert ask(address, "ASK {}")[0] == 200


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_result_that_is_cut_off_never_looks_whole(folder, form):
    with serving(folder, deadline=1.0) as (address, _):
        media_type = {"json": "application/json", "xml": "text/xml", "csv": "text/csv",
                      "tsv": "text/tab-separated-values"}[form]
        with pytest.raises(http.client.IncompleteRead):
            ask(address, ENDLESS, {"Accept": media_type})


def test_not_even_when_it_is_packed(folder):
    with serving(folder, deadline=1.0) as (address, _), pytest.raises(http.client.IncompleteRead):
        ask(address, ENDLESS, {"Accept-Encoding": "gzip"})


def test_without_chunks_a_large_result_is_refused(folder):
    with serving(folder, deadline=30.0) as (address, _):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as line:
            line.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
            got = b"".join(iter(lambda: line.recv(65536), b""))
        assert b" 505 " in got.splitlines()[0]


def test_others_are_answered_while_queries_run_away(folder):
    with serving(folder, workers=2, deadline=6.0, assured=0.5, rate=10_000, burst=10_000) as (address, _):
        runaways = [threading.Thread(target=ask, args=(address, RUNAWAY)) for _ in range(3)]
        for runaway in runaways:
            runaway.start()
        assert [ask(address, "ASK {}")[0] for _ in range(20)] == [200] * 20
        # Each honest query that waits lets the longest running one be stopped, long before its deadline.
        while any(runaway.is_alive() for runaway in runaways):
            assert ask(address, "ASK {}")[0] == 200


def test_more_than_may_wait_are_told_to_come_back(folder):
    with serving(folder, workers=1, waiting=1, deadline=3.0, assured=3.0) as (address, _):
        answers = []
        clients = [threading.Thread(target=lambda: answers.append(ask(address, RUNAWAY))) for _ in range(6)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        assert {status for status, _, _ in answers} == {503}
        assert sum("too many queries" in text for _, _, text in answers) >= 3
        assert all(headers["Retry-After"] for _, headers, _ in answers)


def test_who_goes_away_frees_the_worker(folder):
    with serving(folder, deadline=60.0, assured=60.0) as (address, _):
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as line:
            line.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert line.recv(1000)
        assert ask(address, "ASK {}")[0] == 200
