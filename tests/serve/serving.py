"""A server on loopback for tests: the real uvicorn in a thread, on a port of its own."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from kg.serve import Settings
from kg.serve.connection import server as make_server


@contextmanager
def serving(folder, *, limit_concurrency=512, **settings):
    """The address of a server over the graph of a folder, and its state."""
    server = make_server(Settings(**({"folder": folder, "workers": 1, "watch": 0.05} | settings)),
                         host="127.0.0.1", port=0, log_level="critical", limit_concurrency=limit_concurrency)
    started = threading.Event()
    startup = server.startup

    async def announced(sockets=None):
        await startup(sockets)
        started.set()

    server.startup = announced
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert started.wait(60), "the server did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", server.config.app.state.kg
    finally:
        server.should_exit = True
        thread.join(30)
    assert not thread.is_alive()
