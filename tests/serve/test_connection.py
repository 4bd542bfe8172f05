"""Connections of hostile clients: slow ones, requests that two servers would read in two ways, answers cut off."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
from urllib.parse import quote, urlsplit

import pytest
from serving import serving

import kg
from kg.article import read_text
from kg.errors import InputError
from kg.serve import Settings, connection, guard
from kg.serve.connection import listen

TEXT = "Amazon reported revenue of $213.4 billion for the fourth quarter of 2025, up 14 percent from a year earlier."
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ASK = f"/sparql?query={quote('ASK {}')}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("served") / "graph"
    with kg.open(place) as graph:
        graph.add(read_text(TEXT, name="amazon", language="en"))
    return place


@pytest.fixture(scope="module")
def server(folder):
    with serving(folder, rate=10_000, burst=10_000) as (address, _):
        yield address


def connect(address):
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=60)


def send(address, data):
    """All that comes back until the server closes the connection."""
    with connect(address) as line:
        line.sendall(data.encode("latin-1"))
        return b"".join(iter(lambda: line.recv(65536), b""))


def statuses(answer):
    return [int(part.split()[1]) for part in answer.split(b"\r\n") if part.startswith(b"HTTP/1.1 ")]


def test_a_head_that_does_not_arrive_is_not_waited_for(folder, monkeypatch):
    monkeypatch.setattr(connection, "ARRIVING", 0.3)
    with serving(folder) as (address, _):
        for begun in ("", "GET", f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\n"):
            assert send(address, begun) == b""
        with connect(address) as line:
            line.sendall(f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            got = b""
            while b"true}" not in got:
                got += line.recv(65536)
            line.sendall(b"GET ")  # the head of the next one
            assert line.recv(65536).strip() == b"" == line.recv(65536)


def test_a_body_that_does_not_arrive_is_not_waited_for(folder, monkeypatch):
    monkeypatch.setattr(guard, "BODY_PATIENCE", 0.3)
    head = "Host: localhost\r\nContent-Length: 100\r\nContent-Type: "
    with serving(folder) as (address, _):
        for path, kind in (("/sparql", "application/sparql-query"), ("/read", "application/x-www-form-urlencoded")):
            got = send(address, f"POST {path} HTTP/1.1\r\n{head}{kind}\r\n\r\nASK")
            assert statuses(got) == [408], path
            assert b"send it at once" in got


def test_a_drip_of_a_body_does_not_lengthen_the_time(folder, monkeypatch):
    monkeypatch.setattr(guard, "BODY_PATIENCE", 0.5)
    with serving(folder) as (address, _), connect(address) as line:
        line.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n"
                     b"Content-Type: application/sparql-query\r\n\r\n")
        while not select.select([line], [], [], 0.05)[0]:
            line.sendall(b" ")
        assert statuses(line.recv(65536)) == [408]


def test_who_does_not_take_an_answer_is_cut_off(folder, monkeypatch):
    monkeypatch.setattr(connection, "TAKING", 0.3)
    with serving(folder, deadline=60.0, assured=60.0) as (address, _), connect(address) as line:
        line.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert line.recv(1)
        # The only worker, which would be held for a minute, is free.
        assert statuses(send(address, f"GET {ASK} HTTP/1.0\r\nHost: localhost\r\n\r\n")) == [200]


def test_many_who_only_begin_do_not_keep_others_out(folder, monkeypatch):
    monkeypatch.setattr(connection, "ARRIVING", 0.5)
    with serving(folder, rate=10_000, burst=10_000, limit_concurrency=20) as (address, _):
        slow = [connect(address) for _ in range(30)]
        for line in slow:
            line.sendall(b"GET / HTTP/1.1\r\n")
        for line in slow:
            while line.recv(1000):  # until the server has closed it
                pass
            line.close()
        assert statuses(send(address, f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) == [200]


POST = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
INNER = "GET /sparql?query=HIDDEN HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("request_", [
    POST + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INNER,
    POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + INNER,
    POST + "Content-Length: 6\r\nContent-Length: 0\r\n\r\nASK {}" + INNER,
    POST + "Transfer-Encoding: xchunked\r\n\r\n" + INNER,
    POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + INNER,
    POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + INNER,
    POST + "Content-Length: +6\r\n\r\nASK {}" + INNER,
    POST + "Content-Length: -1\r\n\r\n" + INNER,
    POST + "X: a\r\n Content-Length: 6\r\n\r\n" + INNER,
    "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n" + INNER,
    "GET / HTTP/1.1\r\n\r\n" + INNER,
    "GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n" + INNER,
])
def test_a_request_that_can_be_read_in_two_ways_is_the_last_of_its_connection(server, request_):
    answers = statuses(send(server, request_))
    assert len(answers) == 1
    assert answers[0] in (400, 501)


def test_a_body_of_get_is_not_the_next_request(server):
    answers = statuses(send(server, f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(INNER)}\r\n"
                                    f"Connection: close\r\n\r\n{INNER}"))
    assert answers == [200]


@pytest.mark.parametrize(("target", "host", "status"), [
    ("http://localhost" + ASK, "evil.example", 200), ("HTTP://127.0.0.1:99" + ASK, "localhost", 200),
    ("http://evil.example" + ASK, "localhost", 400), ("http://localhost", "localhost", 200),
    ("http://localhost@evil.example" + ASK, "localhost", 400), ("http:///sparql", "localhost", 400)])
def test_a_whole_address_counts_for_more_than_the_host_header(server, target, host, status):
    """RFC 9112, 3.2.2: a server takes it, and ignores the Host header."""
    got = send(server, f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert statuses(got) == [status]


@pytest.mark.parametrize("origin", ["http://localhost/<x>", "http://localhost:1@evil.example", "http://localhost.",
                                    "http://localhost evil", "http://[::1].evil.example", "file://", "http://127.0.0.1.x"])
@pytest.mark.parametrize("path", [ASK, "/", "/nothing", "/entity/amazon?format=ttl", "/queries/articles?format=json"])
def test_no_odd_origin_reads(server, origin, path):
    got = send(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nConnection: close\r\n\r\n")
    assert b"access-control-allow-origin" not in got.lower()


def test_no_answer_is_shared_with_a_password(server):
    got = send(server, f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:1\r\n"
                       "Connection: close\r\n\r\n")
    assert b"access-control-allow-origin: http://localhost:1\r\n" in got.lower()
    assert b"access-control-allow-credentials" not in got.lower()


def test_no_parameter_becomes_a_header(server):
    for path in ("/sparql?query=ASK%7B%7D&format=csv%0d%0aX-Evil:1", "/sparql%0d%0aX-Evil:1", "/id?iri=x%0d%0aX-Evil:1",
                 "/entity/%0d%0aX-Evil:1", "/static/%0d%0aX-Evil:1", "/queries/%0d%0aX-Evil:1/"):
        got = send(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b"\nx-evil" not in got.lower().partition(b"\r\n\r\n")[0], path


def test_web_sockets_are_not_served(server):
    got = send(server, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
    assert statuses(got) == [200]


def test_a_huge_address_is_refused(server):
    with connect(server) as line:
        line.sendall(b"GET /sparql?query=" + b"a" * 70_000)
        assert statuses(line.recv(65536)) == [400]


def test_a_cut_off_answer_is_a_line_in_the_log(folder):
    command = [sys.executable, "-m", "kg", "serve", "--graph", str(folder), "--port", "0", "--workers", "1",
               "--timeout", "1"]
    # A shell that runs the tests in the background has them ignore SIGINT, which a new process would inherit.
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {"COLUMNS": "500"},
                          preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) as process:
        try:
            first = process.stderr.readline()
            place = urlsplit(first[first.index("http://"):].split()[0]).netloc
            line = http.client.HTTPConnection(place, timeout=60)
            line.request("GET", f"/sparql?query={quote(ENDLESS)}")
            with pytest.raises(http.client.IncompleteRead):
                line.getresponse().read()
        finally:
            process.send_signal(signal.SIGINT)
            said = process.stderr.read()
    line, *rest = said.splitlines()
    assert "an answer was cut off: the query takes longer than 1 s" in line
    assert rest == ["kg: interrupted"]


def test_a_port_that_is_taken(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"cannot listen on 127.0.0.1 port {port} .*in use.*--port"):
            listen(Settings(folder=folder, port=port))
    with pytest.raises(InputError, match="--host"):
        listen(Settings(folder=folder, host="no.such.name.invalid", port=0))
