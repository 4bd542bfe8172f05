"""Articles by URL, from a server on this machine, and addresses that give none."""

import http.server
import json
import threading

import pytest
from sample_texts import DAY, DUTCH, PAGE, ROW

from kg.article import read, read_all
from kg.errors import ArticleError
from kg.formats import MOST_BYTES


class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        bodies = {
            "/nieuws/asml-winst": ("text/html; charset=windows-1252", PAGE.encode("windows-1252")),
            "/a.txt": ("text/plain", DUTCH.encode()), "/a": ("application/octet-stream", json.dumps(ROW).encode()),
            "/json": ("application/json", json.dumps(ROW).encode()), "/groot": ("text/plain", b"x" * (MOST_BYTES + 1))}
        target = {"/verder": "/a.txt", "/bestand": "ftp://127.0.0.1/a.txt", "/rond": "/rond"}.get(self.path)
        if target:
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()
        elif self.path in bodies:
            self.send_response(200)
            self.send_header("Content-Type", bodies[self.path][0])
            self.end_headers()
            self.wfile.write(bodies[self.path][1])
        else:
            self.send_error(404)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def web():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_articles_from_the_web(web):
    page, text, verder, sniffed, fed = read_all(
        [f"{web}/nieuws/asml-winst", f"{web}/a.txt", f"{web}/verder", f"{web}/a", f"{web}/json"])
    assert (page.name, page.day, page.url) == ("asml-winst", DAY, "https://krant.example/asml")
    assert "één procent" in page.text
    assert (text.text, text.name, text.url) == (DUTCH, "a", f"{web}/a.txt")
    assert verder.url == f"{web}/a.txt"
    assert sniffed.text == fed.text == "Kop\n\nTekst"


@pytest.mark.parametrize(("path", "message"), [
    ("/weg", "the server answers 404"), ("/bestand", "cannot be had .*no web page"), ("/rond", "30[0-9]"),
    ("/groot", "larger than 4 MB")])
def test_pages_that_cannot_be_had(web, path, message):
    with pytest.raises(ArticleError, match=message):
        read(web + path)


def test_addresses_without_a_server():
    for url in ("http://127.0.0.1:9/", "http://", "https://[x/"):
        error, = read_all([url])
        assert isinstance(error, ArticleError)
        assert "cannot be had" in str(error)
