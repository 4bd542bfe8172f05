"""The command that serves the graph to browsers and programs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from kg.cli.app import app, existing, graph_option
from kg.errors import InputError
from kg.terminal import DONE, say

if TYPE_CHECKING:
    from kg.serve import Settings

_TOKEN = "KG_UPDATE_TOKEN"


@app.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Where to listen; 127.0.0.1 is this machine alone, 0.0.0.0 every network that it is in.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), metavar="N",
              help="Port; 0 for one that is free.")
@click.option("--allow-host", "allowed", multiple=True, metavar="NAME",
              help="Another name by which browsers may call the server. Repeatable.")
@click.option("--cors", "origins", multiple=True, metavar="ORIGIN",
              help="A web site (https://...) whose scripts may read answers, or * for all. Repeatable.")
@click.option("--allow-update", is_flag=True,
              help=f"Let who has the token of the environment variable {_TOKEN} change the graph.")
@click.option("--workers", default=4, show_default=True, type=click.IntRange(min=1), metavar="N",
              help="Processes that answer queries.")
@click.option("--timeout", "deadline", default=10.0, show_default=True, metavar="SECONDS",
              type=click.FloatRange(min=0, min_open=True), help="Time that a query may take.")
@graph_option
def serve(host: str, port: int, allowed: tuple[str, ...], origins: tuple[str, ...], allow_update: bool, workers: int,
          deadline: float, folder: str) -> int:
    """Serve the graph as pages, and as SPARQL at /sparql.

    The server reads; it takes in what `kg build` commits beside it. Stop it by Ctrl-C.
    """
    try:
        from kg.serve import Settings
        from kg.serve.connection import listen, server
    except ImportError as error:
        raise InputError(f"kg serve needs {error.name}, which is not installed; install it with: "
                         'pip install "tech-giants-kg[serve]"') from None
    existing(folder).close()
    token = os.environ.get(_TOKEN) if allow_update else None
    if allow_update and not token:
        raise InputError(f"--allow-update needs a token in the environment variable {_TOKEN}, which who changes the "
                         "graph has to send; make one by: openssl rand -hex 32")
    settings = Settings(folder=folder, host=host, port=port, allowed_hosts=allowed, origins=origins,
                        update_token=token, workers=workers, deadline=deadline)
    for line in warnings(settings):
        say(f"kg: {line}")
    with listen(settings) as socket:
        running = server(settings)
        say(f"kg: serving {folder} at http://{f'[{host}]' if ':' in host else host}:{socket.getsockname()[1]}/ "
            "(SPARQL at /sparql); Ctrl-C ends it")
        running.run(sockets=[socket])
    return DONE


def warnings(settings: Settings) -> list[str]:
    """What the settings mean for who can reach the graph, a line each; none for the default."""
    lines = []
    if not settings.only_here:
        lines.append(f"listening on {settings.host}: whoever reaches this machine over a network can read the whole "
                     "graph with the words of its articles, without a password and unencrypted; put a web server "
                     "with both before it, or leave out --host")
        if settings.hosts <= {"localhost", "127.0.0.1", "::1"}:
            lines.append("no name is allowed besides those of this machine: add those that browsers will use by "
                         "--allow-host NAME, else they are refused")
    if "*" in settings.origins:
        lines.append("--cors *: scripts of every web site that a reader has open can read the graph")
    if settings.update_token:
        lines.append("--allow-update: who has the token can change and delete everything in the graph")
    return lines
