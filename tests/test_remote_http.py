"""The wire: every way in which a server or the way to it can fail is one line that says what and what to do."""

import json
import re
import socket
import ssl
import subprocess
import threading
from base64 import b64decode

import pytest
from remote_servers import faults, free_port

from kg.errors import InputError, RemoteError
from kg.remote import RemoteStore
from kg.remote_http import PASSWORD, TOKEN, USER, Wire, address

ASK = "SELECT * { ?s kg:subject ?o }"
GOOD = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "http://x/a"}}]}})
JSON = {"Content_Type": "application/sparql-results+json"}


def ask(url, text=ASK, **options):
    options = {"pause": lambda seconds: None, "environ": {}} | options
    return RemoteStore(url, wire=Wire(**options)).query(text)


def fault(url, **options):
    with pytest.raises(RemoteError) as caught:
        ask(url, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(url)
    return message


@pytest.mark.parametrize(("status", "headers", "message"), [
    (400, {}, "does not understand the request .out of .31m order"), (401, {}, "wants to know who asks"),
    (403, {}, "does not allow this"), (404, {}, "nothing at this address"), (405, {}, "does not take this kind"),
    (406, {}, "does not write the format"), (413, {}, "takes less at once"), (415, {}, "does not read the format"),
    (418, {}, "refuses"), (429, {"Retry_After": "7"}, "too many requests and asks to wait 7 s"),
    (500, {}, "failed .out of .31m order.*look at its log"), (502, {}, "failed"), (503, {}, "failed"),
    (504, {}, "failed"),
    (301, {"Location": "http://127.0.0.1:1/new"}, "has moved to http://127.0.0.1:1/new; give that address"),
    (307, {"Location": "file:///etc/passwd"}, "has moved to file:///etc/passwd")])
def test_statuses(status, headers, message):
    def answer(handler, body, count):
        handler.reply(status, b"out of\x1b[31m order\n\nSPARQL query:", **headers)

    with faults(answer) as (url, server):
        said = fault(url)
        assert re.search(rf"HTTP {status}: .*{message}", said)
        assert said.isprintable()
        assert server.count == (4 if status in (429, 502, 503, 504) else 1)


def test_a_page_of_html_is_not_quoted():
    with faults(lambda handler, *_: handler.reply(500, b"<h1>no</h1>", Content_Type="text/html")) as (url, _):
        assert "<h1>" not in fault(url)


def test_waits_grow_and_heed_the_server():
    waits = []

    def answer(handler, body, count):
        if count < 4:
            handler.reply(429 if count > 1 else 503, **({"Retry_After": "9"} if count == 2 else {}))
        else:
            handler.reply(200, GOOD.encode(), **JSON)

    with faults(answer) as (url, _):
        assert len(ask(url, pause=waits.append).rows) == 1
    assert waits == [0.5, 9, 2.0]
    with faults(lambda handler, *_: handler.reply(429, Retry_After="3600")) as (url, server):
        assert "asks to wait 3600 s" in fault(url)
        assert server.count == 1, "an hour is not waited for"


def test_nobody_there():
    port = free_port()
    assert re.search(r"nobody answers there \(.*refused.*; look whether the server runs",
                     fault(f"http://127.0.0.1:{port}/query"))
    assert "nobody answers there" in fault("http://nowhere.invalid/query")


def test_no_answer_and_slow_answers():
    def silent(handler, body, count):
        handler.server.stop.wait()

    def drips(first):
        def answer(handler, body, count):
            handler.wfile.write(first)
            while not handler.server.stop.wait(0.02):
                handler.wfile.write(b" ")
        return answer

    with faults(silent) as (url, _):
        assert "no answer within 0.3 s" in fault(url, timeout=0.3)
    with faults(drips(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n{")) as (url, _):
        assert "not whole after 0.3 s" in fault(url, timeout=0.3)
    with faults(drips(b"HTTP/1.1 200 OK\r\nX-Slow: ")) as (url, _):  # the head itself, which read timeouts never end
        assert "no answer within 0.3 s" in fault(url, timeout=0.3)


@pytest.mark.parametrize("cut", range(0, len(GOOD), 9))
def test_json_that_is_cut_under_200(cut):
    """As where a server stops at its time limit: no rows that look like all."""
    with faults(lambda handler, *_: handler.reply(200, GOOD[:cut].encode(), **JSON)) as (url, _):
        assert "breaks off or is damaged after" in fault(url)


@pytest.mark.parametrize("tail", ["error: timeout", ", {}", "]}}"])
def test_words_behind_the_end(tail):
    with faults(lambda handler, *_: handler.reply(200, GOOD.encode() + tail.encode(), **JSON)) as (url, _):
        assert "breaks off or is damaged after" in fault(url)


def test_triples_that_are_cut():
    """N-Triples have no end of their own: words of an error behind them must not pass."""
    lines = b"<http://x/a> <http://x/b> <http://x/c> .\n"
    kind = {"Content_Type": "application/n-triples"}
    with faults(lambda handler, *_: handler.reply(200, lines * 3 + b"The query timed out", **kind)) as (url, _), \
            pytest.raises(RemoteError, match="breaks off or is damaged after some triples"):
        ask(url, "CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("head", [b"Content-Length: 500\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_connection_that_breaks_off(head):
    def answer(handler, body, count):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n" + head + b"\r\n")
        handler.wfile.write(b"5\r\n{\"hea\r\n" if b"chunked" in head else GOOD.encode())
        handler.close_connection = True

    with faults(answer) as (url, _):
        assert "the connection broke off before the answer was whole" in fault(url)


def test_a_connection_that_ends_before_the_answer_is_tried_once_more():
    def answer(handler, body, count):
        handler.close_connection = True
        if count == 2:
            handler.reply(200, GOOD.encode(), **JSON)

    with faults(answer) as (url, _):
        assert len(ask(url).rows) == 1
    with faults(lambda handler, *_: setattr(handler, "close_connection", True)) as (url, server):
        assert "the connection broke off" in fault(url)
        assert server.count == 2


def test_what_is_no_endpoint():
    with faults(lambda handler, *_: handler.reply(200, b"<html>", Content_Type="text/html")) as (url, _):
        assert "answers with text/html, which is no answer to a query" in fault(url)
    with faults(lambda handler, *_: handler.reply(200, b"")) as (url, _):
        assert "answers with something unnamed" in fault(url)


def test_no_secure_connection(tmp_path):
    with faults(lambda handler, *_: handler.reply(200)) as (url, _):  # speaks no TLS
        assert "no secure connection" in fault(url.replace("http:", "https:"))
    pem = tmp_path / "own.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", pem, "-out", tmp_path / "cert.pem", "-days", "1", "-subj", "/CN=localhost"],
                   check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def serve():
            with listening.accept()[0] as plain, pytest.raises((ssl.SSLError, OSError)):
                context.wrap_socket(plain, server_side=True)

        thread = threading.Thread(target=serve)
        thread.start()
        assert re.search("no secure connection .*certificate", fault(f"https://localhost:{listening.getsockname()[1]}"))
        thread.join()


def test_credentials():
    seen = []

    def answer(handler, body, count):
        seen.append(handler.headers.get("Authorization"))
        if seen[-1] is None:
            return handler.reply(401, WWW_Authenticate='Basic realm="x"')
        return handler.reply(200, GOOD.encode(), **JSON)

    with faults(answer) as (url, _):
        store = RemoteStore(url, wire=Wire(environ={USER: "Ann", PASSWORD: "p:ä"}))
        store.query(ASK)
        store.query(ASK)
    assert seen[0] is None
    assert b64decode(seen[1].removeprefix("Basic ")).decode() == "Ann:p:ä"
    assert seen[2] == seen[1], "the second question does not wait to be asked"
    seen.clear()
    with faults(answer) as (url, _):
        ask(url, environ={TOKEN: "abc"})
    assert seen == ["Bearer abc"]
    with pytest.raises(RemoteError, match="over the network in the open; use an address that begins with https"):
        ask("http://store.invalid/x", environ={TOKEN: "abc"})


def test_a_request_is_a_form_by_post():
    def answer(handler, body, count):
        assert handler.command == "POST"
        assert handler.headers["Content-Type"] == "application/x-www-form-urlencoded"
        assert body.startswith(b"query=")
        handler.reply(200, GOOD.encode(), **JSON)

    with faults(answer) as (url, _):
        assert len(ask(url).rows) == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "http://", "http://x:99999/", "https://a b/", "x",
                                 "http://x\n/", "javascript:alert(1)", "http://[::1"])
def test_addresses_that_are_none(url):
    with pytest.raises(InputError, match="no address of an endpoint"):
        address(url)


def test_a_password_in_an_address_is_refused():
    with pytest.raises(InputError, match="a password in an address") as caught:
        address("https://ann:secret@example.org/sparql")
    assert "secret" not in str(caught.value)
