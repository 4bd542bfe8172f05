"""HTTP connections that nobody can hold for nothing, and a log that says in a line why an answer was cut off.

Uvicorn waits without end for the head of a request, and for a client that does not take what is sent to it. A few
hundred such connections would keep everybody else out.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import InputError
from kg.serve.app import create_app
from kg.serve.protocol import CutOff
from kg.serve.settings import Settings

#: Seconds in which the head of a request has to arrive, and in which a client has to take some of its answer.
ARRIVING, TAKING = 15.0, 60.0
#: Connections at a time, of all clients together; what comes beyond is answered by 503.
_MOST_CONNECTIONS = 512


class Connection(H11Protocol):
    """An HTTP/1.1 connection that is closed where the head of a request does not arrive in time, and broken where
    nobody takes the answer."""

    _arriving: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._arriving, self._taking):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking = self.loop.call_later(TAKING, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._taking is not None:
            self._taking.cancel()

    def _await_head(self) -> None:
        """The time begins with the connection, or the first byte of a further request, and ends with the head."""
        if self.conn.their_state is not h11.IDLE:
            if self._arriving is not None:
                self._arriving.cancel()
            self._arriving = None
        elif self._arriving is None:
            self._arriving = self.loop.call_later(ARRIVING, self._too_slow)

    def _too_slow(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self.transport.close()


def server(settings: Settings, **options: Any) -> uvicorn.Server:
    """The application as a server that is ready to run. Raises StoreError where the graph cannot be read.

    options   of uvicorn.Config, before ours
    """
    chosen: dict[str, Any] = {
        "http": Connection, "ws": "none", "log_level": "warning", "lifespan": "on", "server_header": False,
        "proxy_headers": False, "limit_concurrency": _MOST_CONNECTIONS, "timeout_graceful_shutdown": 5}
    config = uvicorn.Config(create_app(settings), **(chosen | options))
    logging.getLogger("uvicorn.error").addFilter(one_line)
    return uvicorn.Server(config)


def listen(settings: Settings) -> socket.socket:
    """The socket on which a server listens. Raises InputError where it cannot."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=_MOST_CONNECTIONS)
    except (OSError, OverflowError) as error:
        why = re.sub(r"^\[Errno -?\d+\] ", "", str(error))
        raise InputError(f"cannot listen on {settings.host} port {settings.port} ({why}); choose another --port, "
                         "or --host") from None


def one_line(record: logging.LogRecord) -> bool:
    """Filter of a log: an answer that was cut off is told in a line, since its traceback says nothing more."""
    error = record.exc_info and record.exc_info[1]
    if isinstance(error, CutOff):
        record.msg, record.args, record.exc_info = f"an answer was cut off: {error}", None, None
    return True
