"""What a server is told: where the graph is, who may ask, and how much."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from ipaddress import ip_address

from kg.errors import InputError

#: Names under which a machine reaches itself.
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of a server; the defaults suit one machine and its user.

    folder           of the graph
    host, port       where it listens
    allowed_hosts    names (without port) by which browsers may call it, besides `host` and those of the machine
                     itself; a page elsewhere that makes its own name point here is kept out by this
    origins          of other web sites whose scripts may read answers ("https://tool.example"), or "*" for all; pages
                     on this machine always may
    update_token     lets who sends it as a bearer token change the graph by SPARQL updates; None: nobody
    workers          processes that answer foreign queries
    waiting          queries that may wait for a worker before more are refused by 503
    deadline         seconds a query may take
    assured          seconds of these that a query keeps when others wait
    memory           bytes that a query may take
    most_in_memory   bytes of the graph's files up to which it is read into memory
    most_body        bytes of a request
    rate, burst      requests a second of one client, and how many at once
    watch            seconds between looks whether the graph has changed
    """

    folder: str | os.PathLike[str]
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    update_token: str | None = None
    workers: int = 4
    waiting: int = 64
    deadline: float = 10.0
    assured: float = 2.0
    memory: int = 512_000_000
    most_in_memory: int = 64_000_000
    most_body: int = 2_000_000
    rate: float = 50.0
    burst: int = 200
    watch: float = 1.0

    def __post_init__(self) -> None:
        for name in ("workers", "deadline", "assured", "memory", "most_body", "rate", "burst", "watch"):
            if not 0 < getattr(self, name) < float("inf"):
                raise InputError(f"{name.replace('_', ' ')} of a server: {getattr(self, name)} is no number above 0")
        if self.update_token is not None and len(self.update_token) < 16:
            raise InputError("the token for updates has fewer than 16 characters; make a longer one, such as by: "
                             "openssl rand -hex 32")

    def may_change(self, token: str) -> bool:
        """Whether who gives this token may change the graph."""
        return self.update_token is not None and hmac.compare_digest(token.strip().encode(), self.update_token.encode())

    @property
    def hosts(self) -> frozenset[str]:
        """Every name by which it may be called, in small letters; "*" among them stands for any."""
        own = () if self.host in ("", "0.0.0.0", "::") else (self.host,)
        return frozenset(name.lower().strip("[]") for name in (*LOOPBACK, *own, *self.allowed_hosts))

    @property
    def only_here(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False
