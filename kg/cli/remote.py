"""The commands that carry a graph to and from stores of other makes: push, pull."""

from __future__ import annotations

import click

from kg.cli.app import app, existing, graph_option, json_option
from kg.terminal import DONE, counted, progress, write, write_json


@app.command()
@click.argument("endpoint", metavar="URL")
@click.option("--named", metavar="IRI", help="Named graph to write to, in place of the default graph.")
@click.option("--method", type=click.Choice(["store", "update"]), default="store", show_default=True,
              help="Graph Store Protocol, or SPARQL updates by INSERT DATA.")
@click.option("--replace", is_flag=True, help="Empty what is written to first.")
@click.option("--batch", type=click.IntRange(min=1), metavar="N", help="Triples of a request.")
@graph_option
@json_option
def push(endpoint: str, named: str | None, method: str, replace: bool, batch: int | None, folder: str,
         as_json: bool) -> int:
    """Load the graph into a store by its address for writing.

    URL is the address of the Graph Store Protocol, such as http://localhost:7878/store, or with --method update that
    of updates, such as http://localhost:7878/update. Texts of articles stay here. Safe to repeat; an interrupted push
    goes on where it was.

    A name and password stand in the environment, as KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or a token as
    KG_ENDPOINT_TOKEN.
    """
    from kg.remote_push import BATCH
    from kg.remote_push import push as send

    with existing(folder) as graph:
        batches = -(-len(graph.store.triples) // (batch or BATCH[method]))
        with progress(batches, "push") as bar:
            pushed = send(graph, endpoint, named=named, method=method, replace=replace, batch=batch,
                          step=lambda done, total: bar.step(f"{done:,} of {total:,} triples"))
    if as_json:
        write_json({"endpoint": endpoint, "named": named, "triples": pushed.triples, "before": pushed.before})
        return DONE
    before = f", {pushed.before:,} of them before" if pushed.before else ""
    write(f"{counted(pushed.triples, 'triple')} are in {endpoint}{before}")
    return DONE


@app.command()
@click.argument("endpoint", metavar="URL")
@click.option("--named", metavar="IRI", help="Named graph of the endpoint.")
@graph_option
@json_option
def pull(endpoint: str, named: str | None, folder: str, as_json: bool) -> int:
    """Bring the facts of a SPARQL endpoint into a graph here.

    URL is the address that answers queries, such as http://localhost:7878/query. Texts of articles do not travel, so
    that kg verify cannot cut the facts again. Safe to repeat.
    """
    from kg.graph import open_endpoint, open_graph
    from kg.remote import RemoteStore
    from kg.remote_push import pull as bring

    with open_endpoint(endpoint, named=named) as remote:
        assert isinstance(remote.store, RemoteStore)
        groups = len(remote.store.groups())  # asked before a folder is made
        with open_graph(folder) as graph, progress(groups, "pull") as bar:
            articles = bring(remote, graph, step=lambda done, total: bar.step(f"{done:,} of {total:,} articles"))
    if as_json:
        write_json({"endpoint": endpoint, "named": named, "articles": articles, "graph": folder})
        return DONE
    write(f"{counted(articles, 'article')} brought to {folder}; without their texts, which no endpoint has")
    return DONE
