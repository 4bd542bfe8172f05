"""Fetching what somebody pasted: never from private networks, whatever name or redirect leads there."""

from __future__ import annotations

import gzip
import http.server
import socket
import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ArticleError
from kg.formats import MOST_BYTES
from kg.serve.fetching import fetch_public, is_public

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "::127.0.0.1", "x", ""]
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_within(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_web(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_what_carries_an_address_is_no_more_public_than_it(address):
    number = int(address)
    if not is_public(str(address)):
        assert not is_public(f"::ffff:{address}")
        assert not is_public(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}")
        assert not is_public(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1")


class Server(http.server.BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []  # noqa: RUF012

    def do_GET(self):
        self.asked.append((self.headers["Host"], self.path))
        port = self.server.server_port
        target = {"/hop": "/page", "/inside": f"http://inside.example:{port}/page", "/file": "file:///etc/passwd",
                  "/literal": f"http://127.0.0.2:{port}/page", "/six": f"http://[::1]:{port}/page",
                  "/round": "/round"}.get(self.path)
        if target:
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()
        elif self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            threading.Event().wait(10)
        elif self.path in ("/drip", "/head-drip"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: " if self.path == "/head-drip" else
                             b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
            with suppress(OSError):  # until who asks goes away
                while not self.server.over.wait(0.02):
                    self.wfile.write(b"x")
        elif self.path == "/many-heads":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n")
        elif self.path == "/bomb":
            packed = gzip.compress(bytes(50_000_000))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(packed)
        elif self.path == "/endless":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nshort"
                             + b"x" * 100_000)
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(b"x" * (MOST_BYTES + 1) if self.path == "/large" else b"A page.")

    def log_message(self, *args):
        pass


@pytest.fixture
def web():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    server.over = threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Server.asked.clear()
    yield server.server_port
    server.over.set()
    server.shutdown()
    server.server_close()


class Names:
    """Looks names up in a table; the addresses of a name are given one after the other."""

    def __init__(self, **names):
        self.names = {name.replace("_", "."): list(addresses) for name, addresses in names.items()}
        self.asked = []

    def __call__(self, host, port, **options):
        self.asked.append(host)
        addresses = self.names.get(host, [[host]])
        found = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in found]


def first_only(address):
    """On one machine, 127.0.0.1 plays the public web and all else the networks within."""
    return address == "127.0.0.1"


def get(url, names=None, seconds=5.0):
    return fetch_public(url, resolve=names or Names(), allowed=first_only, ports=range(1, 65536), seconds=seconds)


def test_a_page_of_the_web_and_a_redirect(web):
    names = Names(news_example=[["127.0.0.1"]])
    page = get(f"http://news.example:{web}/hop", names)
    assert (page.data, page.url, page.media_type) == (b"A page.", f"http://news.example:{web}/page", "text/plain")
    assert [host for host, _ in Server.asked] == [f"news.example:{web}"] * 2


@pytest.mark.parametrize("path", ["/inside", "/literal", "/six"])
def test_a_redirect_inside_is_refused_and_not_asked(web, path):
    names = Names(news_example=[["127.0.0.1"]], inside_example=[["10.0.0.7"]])
    with pytest.raises(ArticleError, match="no address of the public web"):
        get(f"http://news.example:{web}{path}", names)
    assert [asked for _, asked in Server.asked] == [path]


def test_a_name_that_leads_inside(web):
    for addresses in (["127.0.0.2"], ["10.0.0.1"], ["::1"], ["127.0.0.1", "127.0.0.2"]):
        with pytest.raises(ArticleError, match="no address of the public web"):
            get(f"http://inside.example:{web}/page", Names(inside_example=[addresses]))
    assert not Server.asked


def test_a_name_that_changes_between_check_and_use(web):
    names = Names(news_example=[["127.0.0.1"], ["127.0.0.2"]])
    assert get(f"http://news.example:{web}/page", names).data == b"A page."
    assert names.asked == ["news.example"], "looked up once, and that address connected to"
    names = Names(news_example=[["127.0.0.1"], ["127.0.0.2"]])
    with pytest.raises(ArticleError, match="no address of the public web"):
        get(f"http://news.example:{web}/hop", names)


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://news.example/x", "gopher://news.example/", "data:text/plain,x", "//news.example/", "x",
    "http://", "http://[::1/", "jar:http://news.example!/"])
def test_only_the_web(url):
    with pytest.raises(ArticleError):
        get(url)


def test_the_machine_itself_by_its_usual_names():
    for host in ("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "017700000001", "127.1",
                 "0177.0.0.1", "0x7f000001", "127.0.1", "localhost.", "LOCALHOST", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "127。0。0。1",
                 "１２７.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::]", "0",
                 "[fe80::1%25lo]"):
        for port in ("", ":80", ":443"):
            with pytest.raises(ArticleError) as refused:
                fetch_public(f"http://{host}{port}/")
            assert "Connection refused" not in str(refused.value), "nothing was connected to"


@pytest.mark.parametrize("place", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]"])
@pytest.mark.parametrize("user", ["news.example", "news.example:80", "news.example:80%20", "a:b", ""])
def test_a_user_name_that_looks_like_the_place(web, user, place):
    names = Names(news_example=[["127.0.0.1"]])
    for port in ("", f":{web}"):
        with pytest.raises(ArticleError):
            get(f"http://{user}@{place}{port}/page", names)
    with pytest.raises(ArticleError):
        get(f"http://{place}\\@news.example:{web}/page", names)
    with pytest.raises(ArticleError):
        get(f"http://{place}#@news.example:{web}/page", names)
    assert not Server.asked, "and no password was sent anywhere"


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8000, 65535])
def test_only_the_ports_of_the_web(port):
    with pytest.raises(ArticleError, match=f"port {port}, and articles are on 80 and 443"):
        fetch_public(f"http://news.example:{port}/", resolve=Names(news_example=[["127.0.0.1"]]), allowed=first_only)


def test_a_redirect_to_another_port_is_no_way_around(web):
    names = Names(news_example=[["127.0.0.1"]], inside_example=[["127.0.0.1"]])
    with pytest.raises(ArticleError, match="port"):
        fetch_public(f"http://news.example:{web}/inside", resolve=names, allowed=first_only, ports=())
    assert not Server.asked


@pytest.mark.parametrize("url", ["http://news.example:{port}/page\r\nX: y", "http://news.example:{port}/a b",
                                 "http://news.example\x00:{port}/page", "http://news.example:{port}/\npage"])
def test_no_address_writes_a_head(web, url):
    with pytest.raises(ArticleError):
        get(url.format(port=web), Names(news_example=[["127.0.0.1"]]))
    assert not Server.asked


def test_no_proxy_of_the_environment(web, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://10.255.255.1:9")
    assert get(f"http://news.example:{web}/page", Names(news_example=[["127.0.0.1"]])).data == b"A page."


@pytest.mark.parametrize(("path", "said"), [
    ("/large", "larger than"), ("/slow", "cannot be had|not whole"), ("/round", "30"), ("/file", "302"),
    ("/drip", "not whole"), ("/head-drip", "cannot be had|not whole"), ("/many-heads", "cannot be had"),
    ("/bomb", "comes packed as gzip")])
def test_bounds(web, path, said):
    with pytest.raises(ArticleError, match=said):
        get(f"http://127.0.0.1:{web}{path}", seconds=0.5 if path in ("/slow", "/drip", "/head-drip") else 10)


def test_no_more_is_read_than_a_server_says_it_sends(web):
    assert get(f"http://127.0.0.1:{web}/endless").data == b"short"
