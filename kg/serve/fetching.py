"""Articles by an address that somebody pasted: the server fetches from the public web, and never from its own networks.

What counts is the address that a name leads to, at the moment of connecting: it is looked up once, checked, and that
very address is connected to, so that a name cannot change between check and use. Each redirect passes the same way.
"""

from __future__ import annotations

import http.client
import socket
import threading
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from kg.errors import ArticleError
from kg.fetch import Page, fetch
from kg.formats import shown

#: Seconds for name, connection, redirects and page together.
WHOLE_PATIENCE = 20.0
#: Ports on which articles are; a server that fetched from others could be made to look what else answers there.
PORTS = frozenset({80, 443})
#: Networks of IPv6 whose addresses carry one of IPv4 in their last 32 bits (RFC 6052, RFC 8215, RFC 4291).
_CARRIERS = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))

Resolve = Callable[..., list[tuple[Any, ...]]]


class NotPublic(ArticleError):
    """The address leads into a network that is not the public web."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public web, also where it carries another one within it."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(inner.is_global and not inner.is_multicast and not inner.is_reserved for inner in _within(found))


def _within(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The address and what it carries; a mapped one is only what it carries."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            yield address.ipv4_mapped
            return
        if any(address in network for network in _CARRIERS):
            yield IPv4Address(int(address) & 0xFFFF_FFFF)
        if address.sixtofour:
            yield address.sixtofour
        if address.teredo:
            yield from address.teredo
    yield address


def fetch_public(url: str, *, resolve: Resolve = socket.getaddrinfo, allowed: Callable[[str], bool] = is_public,
                 ports: Collection[int] = PORTS, seconds: float = WHOLE_PATIENCE) -> Page:
    """The page at a public http or https address.

    resolve   looks names up, as `socket.getaddrinfo` does
    allowed   whether an IP address may be connected to
    ports     on which it may be connected to
    Raises ArticleError where it cannot be had, NotPublic for one that is elsewhere.
    """
    with _Connections(resolve, allowed, ports).given_up_after(seconds) as connections:
        try:
            page = fetch(url, (_Http(connections), _Https(connections)))
        except ArticleError as error:
            raise NotPublic(str(error)) if connections.refused else error from None
        if connections.over:  # a page without a length, broken off, looks whole
            raise ArticleError(f"{shown(url)}: not whole after {seconds:g} s; save the page and paste its text")
        return page


class _Connections:
    """Makes connections to addresses that are allowed, and can break them all."""

    def __init__(self, resolve: Resolve, allowed: Callable[[str], bool], ports: Collection[int]) -> None:
        self.resolve, self.allowed, self.ports = resolve, allowed, ports
        self._made: list[socket.socket] = []
        self.over = self.refused = False

    @contextmanager
    def given_up_after(self, seconds: float) -> Iterator[_Connections]:
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            yield self
        finally:
            timer.cancel()
            self._give_up()

    def _give_up(self) -> None:
        self.over = True
        for made in self._made:
            with suppress(OSError):
                made.shutdown(socket.SHUT_RDWR)

    def connect(self, place: tuple[str, int], timeout: float, source: object = None) -> socket.socket:
        """As `socket.create_connection`; raises OSError where one of the name's addresses is not allowed."""
        if "@" in place[0]:  # "news.example@10.0.0.1" looks like one place and is another
            raise OSError("a user name stands in it")
        found = self.resolve(place[0], place[1], type=socket.SOCK_STREAM)
        for *_, address in found:
            if not self.allowed(address[0]):
                self.refused = True
                raise OSError(f"it leads to {address[0]}, which is no address of the public web")
        if place[1] not in self.ports:
            raise OSError(f"port {place[1]}, and articles are on {' and '.join(map(str, sorted(self.ports)))}")
        failure = OSError("its name leads nowhere")
        for family, kind, protocol, _, address in found:
            if self.over:
                raise OSError("it took too long")
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(timeout)
                self._made.append(line)
                line.connect(address)
                return line
            except OSError as error:
                line.close()
                failure = error
        raise failure

    def plain(self, host: str, **options: Any) -> http.client.HTTPConnection:
        """A connection for http."""
        made = http.client.HTTPConnection(host, **options)
        made._create_connection = self.connect  # type: ignore[attr-defined]  # the hook that http.client has
        return made

    def secure(self, host: str, **options: Any) -> http.client.HTTPSConnection:
        """A connection for https: the certificate is checked for the name, whatever address that leads to."""
        made = http.client.HTTPSConnection(host, **options)
        made._create_connection = self.connect  # type: ignore[attr-defined]  # the hook that http.client has
        return made


class _Http(urllib.request.HTTPHandler):
    def __init__(self, connections: _Connections) -> None:
        super().__init__()
        self.connections = connections

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Fetch by http."""
        return self.do_open(self.connections.plain, req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, connections: _Connections) -> None:
        super().__init__()
        self.connections = connections

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Fetch by https."""
        return self.do_open(self.connections.secure, req)
