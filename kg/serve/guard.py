"""What every request passes before the application sees it, and what every answer carries.

Checked in order: the name by which the server was called, whose script sends it, how many requests the client sends,
and how large this one is and how long it takes to come. Scripts of other web sites read what the settings allow them.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.settings import Settings

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
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Clients whose requests are counted at a time; the one longest unheard of is forgotten first.
_MOST_CLIENTS = 10_000
#: Seconds in which the body of a request has to arrive.
BODY_PATIENCE = 15.0
#: A Host header (RFC 9110, 7.2): a name or an address in brackets, and a port.
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+))(?::\d*)?", re.ASCII)
_THIS_MACHINE = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.ASCII)


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

        scope = _origin_form(scope)
        origin = Headers(scope=scope).get("origin")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.add_vary_header("Origin")
                if origin and trusted(origin, self.settings):
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = "Retry-After"
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            await refused(scope, receive, sending)
            return
        await self.app(scope, _bounded(receive, self.settings.most_body), sending)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host, hosts = name_of(headers.get("host", "")), self.settings.hosts
        if not host or not {host, "*"} & hosts:
            return _refuse(400, f"This server is not called {headers.get('host', '')[:100]!r}; allow the name by: "
                                "kg serve --allow-host")
        origin = headers.get("origin")
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and origin and not self._may_send(origin, headers):
            return _refuse(403, f"Requests from pages of {origin[:100]} are refused; allow them by: "
                                f"kg serve --cors {origin[:100]}")
        client = scope.get("client")
        wait = self.rates.wait(client[0] if client else "")
        if wait:
            return _refuse(429, "Too many requests; send fewer a second.", {"Retry-After": str(int(wait) + 1)})
        if "transfer-encoding" in headers and "content-length" in headers:
            # Who stands before us may have read the other one (RFC 9112, 6.1 and 6.3).
            return _refuse(400, "A request with both Transfer-Encoding and Content-Length; send one of them.",
                           {"Connection": "close"})
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
    """The name in a Host header, without port and brackets, in small letters; "" for what is no such header."""
    found = _HOST.fullmatch(host)
    return (found[1] or found[2]).lower().rstrip(".") if found else ""


def trusted(origin: str, settings: Settings) -> bool:
    """Whether scripts of the web site may read answers: those of this machine, and those that were allowed."""
    return bool(_THIS_MACHINE.fullmatch(origin)) or origin in settings.origins or "*" in settings.origins


def _origin_form(scope: Scope) -> Scope:
    """A request to a whole address as one to its path at its host, which every server takes (RFC 9112, 3.2.2)."""
    if not scope["raw_path"].lower().startswith((b"http://", b"https://")):
        return scope
    host, _, path = scope["raw_path"].partition(b"://")[2].partition(b"/")
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "path": unquote("/" + path.decode("ascii")), "raw_path": b"/" + path,
            "headers": [*headers, (b"host", host)]}


def _bounded(receive: Receive, most: int) -> Receive:
    """The request's body, cut by 413 where it is larger than it may be, whatever its header says, and by 408 where it
    does not arrive."""
    got, arrived, deadline = 0, False, asyncio.get_running_loop().time() + BODY_PATIENCE

    async def receiving() -> Message:
        nonlocal got, arrived
        try:
            async with asyncio.timeout_at(None if arrived else deadline):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "The request's body does not arrive; send it at once.",
                                {"Connection": "close"}) from None
        arrived = arrived or not message.get("more_body")
        got += len(message.get("body", b""))
        if got > most:
            raise HTTPException(413, _too_large(most))
        return message

    return receiving


def _too_large(most: int) -> str:
    return f"The request is larger than {most:,} bytes, or its Content-Length is no number; send less."


def _refuse(status: int, message: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(message + "\n", status, headers)
