"""The wire to an endpoint: pooled HTTP requests with a deadline, credentials, retries, and errors of one line.

Every request of this package to an endpoint may be sent twice without harm: a query only reads, and triples that are
added again are there once. So a request is repeated where the connection broke or the server is busy.

Credentials come from the environment, since addresses and options end up in histories and messages: KG_ENDPOINT_USER
with KG_ENDPOINT_PASSWORD (basic or digest, as the server asks), or KG_ENDPOINT_TOKEN (bearer). They are sent to the
address that was named only: a redirect is not followed, but told.
"""

from __future__ import annotations

import os
import re
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Mapping
from threading import Event, Timer
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from kg import __version__
from kg.errors import InputError, RemoteError

#: Seconds to connect; to wait for the beginning of an answer, or in the midst of one; and for an answer in all.
CONNECT, PATIENCE, WHOLE = 10.0, 60.0, 300.0
#: Times that a request is sent at most, and the seconds before it is sent again, each time twice as many; a server
#: that names a longer wait than LONGEST_WAIT (Retry-After) is not waited for.
TRIES, PAUSE, LONGEST_WAIT = 4, 0.5, 60.0
#: Too many requests, bad gateway, unavailable, gateway's timeout: what passes by itself.
BUSY = frozenset({429, 502, 503, 504})
USER, PASSWORD, TOKEN = "KG_ENDPOINT_USER", "KG_ENDPOINT_PASSWORD", "KG_ENDPOINT_TOKEN"
_LOOPBACK = re.compile(r"localhost|127(\.\d+){3}|::1")


def address(url: str) -> str:
    """The URL of an endpoint as it was given. Raises InputError for what is no http or https address."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if not sound or not url.isprintable() or " " in url:
        raise InputError(f"{_short(url)}: no address of an endpoint; write http://HOST/PATH or https://HOST/PATH")
    if parts.username is not None or parts.password is not None:
        raise InputError(f"{parts.scheme}://{parts.hostname}: a password in an address can be read by others; "
                         f"set {USER} and {PASSWORD} in the environment")
    return url


class _Watched(HTTPConnection):
    """A connection that is cut where the head of an answer takes twice the time that one read may take.

    A timeout of reading begins anew with each byte, so that a head which drips would never end.
    """

    def getresponse(self) -> Any:
        """The answer, its head read."""
        seconds = self.timeout if isinstance(self.timeout, (int, float)) else PATIENCE
        fired = Event()
        watch = Timer(2 * seconds, _cut, [self.sock, fired])
        watch.daemon = True
        watch.start()
        try:
            answer = super().getresponse()
        finally:
            watch.cancel()
        if fired.is_set():  # a head that ends too soon looks whole
            raise TimeoutError("the head of the answer is not whole")
        return answer


class _WatchedSecure(_Watched, HTTPSConnection):
    pass


def _cut(sock: Any, fired: Event) -> None:
    fired.set()
    try:
        sock.shutdown(2)
    except OSError:
        return


class Wire:
    """Sends requests to one server.

    timeout   seconds for an answer in all
    tries     times that a request is sent at most
    patient   try again also where nobody answers at the address, as one does who waits for a server to come back
    pause     what waits between two tries
    """

    def __init__(self, *, timeout: float = WHOLE, tries: int = TRIES, patient: bool = False,
                 pause: Callable[[float], object] = time.sleep, environ: Mapping[str, str] = os.environ) -> None:
        self.timeout, self.tries, self.patient, self.pause = timeout, tries, patient, pause
        self._user, self._password = environ.get(USER), environ.get(PASSWORD, "")
        self._token = environ.get(TOKEN)
        self._authorize: Callable[[str, str], str] | None = None
        if self._token:
            self._authorize = lambda *_: f"Bearer {self._token}"
        self._pools: dict[str, urllib3.PoolManager] = {}

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.clear()

    def send(self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Body:
        """The body of a good answer (status 200 to 299), to be read. Raises RemoteError for any other outcome."""
        place = url.partition("?")[0]
        for tried in range(1, self.tries + 1):
            wait = PAUSE * 2 ** (tried - 1)
            try:
                answer = self._once(method, url, body, dict(headers or {}))
            except HTTPError as error:
                fault, again = _broken(place, error, self._limit())
                # A query that made the server fall over is not sent to it again and again.
                again = self.patient or (again and tried == 1)
            else:
                if 200 <= answer.status < 300:
                    return Body(answer, place, self.timeout)
                fault = _refused(place, answer, bool(self._user or self._token))
                again = answer.status in BUSY
                named = _retry_after(answer.headers.get("Retry-After", ""))
                if named is not None:
                    wait = max(wait, named)
                    again = again and wait <= LONGEST_WAIT
                answer.drain_conn()
                answer.release_conn()
            if not again or tried == self.tries:
                raise fault
            self.pause(wait)
        raise AssertionError("a request is sent at least once")

    def _limit(self) -> float:
        return min(PATIENCE, self.timeout)

    def _once(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        """One answer; a second request follows a challenge that our credentials can meet."""
        for challenged in (False, True):
            if self._authorize:
                headers["Authorization"] = self._authorize(method, url)
                _keep_secret(url, headers["Authorization"])
            answer = self._pool(url).request(
                method, url, body=body, headers={"User-Agent": f"tech-giants-kg/{__version__}"} | headers,
                redirect=False, retries=False, preload_content=False,
                timeout=urllib3.Timeout(connect=min(CONNECT, self.timeout), read=self._limit()))
            if answer.status != 401 or not self._user or challenged:
                break
            self._authorize = self._meet(answer.headers.get("WWW-Authenticate", ""))
            if self._authorize is None:
                break
            answer.drain_conn()
            answer.release_conn()
        return answer

    def _meet(self, challenge: str) -> Callable[[str, str], str] | None:
        """What makes the header that a challenge asks for; None for a scheme that we do not have."""
        scheme, _, rest = challenge.partition(" ")
        if scheme.lower() == "basic":
            pair = b64encode(f"{self._user}:{self._password}".encode()).decode()
            return lambda *_: f"Basic {pair}"
        if scheme.lower() != "digest":
            return None
        asked = urllib.request.parse_keqv_list(urllib.request.parse_http_list(rest))
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        digest = urllib.request.AbstractDigestAuthHandler(passwords)

        def authorize(method: str, url: str) -> str:
            passwords.add_password(None, url, self._user or "", self._password)
            request = urllib.request.Request(url, method=method)
            return f"Digest {digest.get_authorization(request, asked)}"

        return authorize

    def _pool(self, url: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        proxy = None if urllib.request.proxy_bypass(parts.hostname or "") or _LOOPBACK.fullmatch(parts.hostname or "") \
            else urllib.request.getproxies().get(parts.scheme)
        key = proxy or ""
        if key not in self._pools:
            pool = urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()
            pool.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
            self._pools[key] = pool
        return self._pools[key]


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _WatchedSecure


class Body:
    """The body of an answer as a file that is read once; each read raises RemoteError where the wire fails."""

    def __init__(self, answer: urllib3.BaseHTTPResponse, place: str, timeout: float) -> None:
        self._answer, self._place, self._timeout = answer, place, timeout
        self._end = time.monotonic() + timeout
        self.headers: Mapping[str, str] = answer.headers
        self.fault: RemoteError | None = None

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, b"" at the end; all of them for -1."""
        if size < 0:
            return b"".join(iter(lambda: self.read(65_536), b""))
        try:
            data = self._answer.read1(size)
        except HTTPError as error:
            self.fault, _ = _broken(self._place, error, min(PATIENCE, self._timeout))
            raise self.fault from None
        if time.monotonic() > self._end:
            self._answer.close()
            self.fault = RemoteError(f"{self._place}: the answer is not whole after {self._timeout:g} s; ask for less, "
                                     "or give it more time")
            raise self.fault
        if not data:
            self._answer.release_conn()
        return data


def _keep_secret(url: str, authorization: str) -> None:
    """Raise RemoteError before a password or token would go over a network in the open."""
    parts = urlsplit(url)
    if parts.scheme == "http" and not authorization.startswith("Digest") \
            and not _LOOPBACK.fullmatch(parts.hostname or ""):
        raise RemoteError(f"{url.partition('?')[0]}: a password or token would go over the network in the open; "
                          "use an address that begins with https://")


def _short(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= 200 else line[:197] + "..."


def _retry_after(value: str) -> float | None:
    """The seconds that a Retry-After header names; a date in it is not read, since this machine's clock may differ."""
    return float(value) if re.fullmatch(r"\d{1,6}", value.strip()) else None


def _broken(place: str, error: HTTPError, patience: float) -> tuple[RemoteError, bool]:
    """What a failure of the connection means, and whether a second try is worth it."""
    said = _short(str(getattr(error, "reason", None) or error)).rpartition(": ")[2]
    reason = re.sub(r"^\[Errno -?\d+\] ", "", said) or type(error).__name__
    if isinstance(error, ProxyError):
        return RemoteError(f"{place}: the proxy does not let us through ({reason}); look at HTTP_PROXY, HTTPS_PROXY "
                           "and NO_PROXY"), False
    if isinstance(error, SSLError):
        return RemoteError(f"{place}: no secure connection ({reason}); look whether the address and the server's "
                           "certificate are right, or name the file of its authority in SSL_CERT_FILE"), False
    if isinstance(error, ReadTimeoutError):
        return RemoteError(f"{place}: no answer within {patience:g} s; ask for less, or try again later"), False
    if isinstance(error, (NewConnectionError, ConnectTimeoutError)):
        return RemoteError(f"{place}: nobody answers there ({reason}); look whether the server runs, and at host and "
                           "port"), False
    return RemoteError(f"{place}: the connection broke off before the answer was whole ({reason}); try again, or look "
                       "at the server's log"), True


def _refused(place: str, answer: urllib3.BaseHTTPResponse, had_credentials: bool) -> RemoteError:
    """What a status other than 2xx means."""
    status = answer.status
    said = ""
    if "html" not in answer.headers.get("Content-Type", ""):
        try:
            said = _short((answer.read1(2000) or b"").decode("utf-8", "replace").partition("\n\n")[0])
        except HTTPError:
            said = ""
    said = f" ({said})" if said else ""
    wait = answer.headers.get("Retry-After", "")
    if 300 <= status < 400:
        text = f"has moved to {_short(answer.headers.get('Location', 'another address'))}; give that address"
    else:
        cause, cure = {
            400: ("does not understand the request", "look at the query, and whether this is the right address for it"),
            401: (f"does not accept what {USER} and {PASSWORD}, or {TOKEN}, say", "look at them") if had_credentials
            else ("wants to know who asks", f"set {USER} and {PASSWORD}, or {TOKEN}"),
            403: ("does not allow this", f"look at the rights of {USER}"),
            404: ("there is nothing at this address", "look at its path, such as /sparql, /query or /store"),
            405: ("does not take this kind of request", "look at its path, such as /query to ask and /store to write"),
            406: ("does not write the format that we read", "look whether this is a SPARQL endpoint"),
            413: ("takes less at once", "send smaller batches, or ask for less"),
            415: ("does not read the format that we write", "look whether this is the address to write to"),
            429: (f"has had too many requests{f' and asks to wait {_short(wait)} s' if wait else ''}",
                  "try again later"),
        }.get(status, ("failed", "try again later, or look at its log") if status >= 500 else
              ("refuses", "look at the address and the request"))
        text = f"the server {cause}{said}; {cure}" if status != 404 else f"{cause}{said}; {cure}"
    return RemoteError(f"{place}: HTTP {status}: {text}", status)
