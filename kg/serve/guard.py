"""What every request passes before the application sees it, and what every answer carries.

Checked in order: the name by which the server was called, whose script sends it, how many requests the client sends,
and how large this one is.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.settings import LOOPBACK, Settings

#: No script, style, frame or form from elsewhere, and none written into a page.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Clients whose requests are counted at a time; the one longest unheard of is forgotten first.
_MOST_CLIENTS = 10_000


class Guard:
    """ASGI middleware with these checks; each refusal is one line of plain text that says the cause and the cure."""

    def __init__(self, app: ASGIApp, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.settings = settings
        self.rates = Rates(settings.rate, settings.burst, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            await refused(scope, receive, sending)
            return
        await self.app(scope, _bounded(receive, self.settings.most_body), sending)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host, hosts = name_of(headers.get("host", "")), self.settings.hosts
        if host not in hosts and "*" not in hosts:
            return _refuse(400, f"This server is not called {host[:100]!r}; allow the name by: kg serve --allow-host")
        origin = headers.get("origin")
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and origin and not self._may_send(origin, headers):
            return _refuse(403, f"Requests from pages of {origin[:100]} are refused; allow them by: "
                                f"kg serve --cors {origin[:100]}")
        client = scope.get("client")
        wait = self.rates.wait(client[0] if client else "")
        if wait:
            return _refuse(429, "Too many requests; send fewer a second.", {"Retry-After": str(int(wait) + 1)})
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.settings.most_body:
            return _refuse(413, _too_large(self.settings.most_body))
        return None

    def _may_send(self, origin: str, headers: Headers) -> bool:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() or trusted(origin, self.settings)


class Rates:
    """Requests of each client: a bucket of `burst` that fills again by `rate` a second."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Count a request of the client: 0 if it may pass, else the seconds until one may."""
        now = self.clock()
        left, seen = self._left.pop(client, (float(self.burst), now))
        left = min(self.burst, left + (now - seen) * self.rate)
        passes = left >= 1
        self._left[client] = (left - passes, now)
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if passes else (1 - left) / self.rate


def name_of(host: str) -> str:
    """The name in a Host header, without port and brackets, in small letters."""
    name = host[:host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]
    return name.strip("[]").lower().rstrip(".")


def trusted(origin: str, settings: Settings) -> bool:
    """Whether scripts of the web site may read answers: those of this machine, and those that were allowed."""
    try:
        parts = urlsplit(origin)
        local = parts.scheme in ("http", "https") and parts.hostname in LOOPBACK
    except ValueError:
        return False
    return local or origin in settings.origins or "*" in settings.origins


def _bounded(receive: Receive, most: int) -> Receive:
    """The request's body, cut by 413 where it is larger than it may be, whatever its header says."""
    got = 0

    async def receiving() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise HTTPException(413, _too_large(most))
        return message

    return receiving


def _too_large(most: int) -> str:
    return f"The request is larger than {most:,} bytes, or its Content-Length is no number; send less."


def _refuse(status: int, message: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(message + "\n", status, headers)
