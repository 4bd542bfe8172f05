"""A server on loopback for tests: the real uvicorn in a thread, on a port of its own."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import uvicorn

from kg.serve import Settings, create_app


@contextmanager
def serving(folder, **settings):
    """The address of a server over the graph of a folder, and its state."""
    app = create_app(Settings(**({"folder": folder, "workers": 1, "watch": 0.05} | settings)))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="on",
                                           timeout_graceful_shutdown=5))
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
        yield f"http://127.0.0.1:{port}", app.state.kg
    finally:
        server.should_exit = True
        thread.join(30)
    assert not thread.is_alive()
