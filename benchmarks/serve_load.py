"""Load on a server over loopback: 50 clients with mixed queries, some of which run away; figures for docs/serve.md.

    python benchmarks/serve_load.py GRAPH [--requests 10000] [--runaways 1]

Each client has an address of its own (127.0.1.N) and sends one request after the other. Every honest query has to be
answered; a runaway one has to be refused. Memory is that of the server and its workers together (Linux).
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

HONEST = (
    "ASK { ?s a kg:Article }",
    "SELECT ?s ?v { ?s kg:metric metric:revenue ; kg:value ?v } LIMIT 20",
    "SELECT ?m (COUNT(*) AS ?n) { ?s kg:metric ?m } GROUP BY ?m ORDER BY DESC(?n)",
    "SELECT ?fact ?words { ?fact prov:wasDerivedFrom ?span . ?span oa:exact ?words } LIMIT 200",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s a kg:Role ; ?p ?o } LIMIT 100",
)
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CLIENTS = 50


def ask(port: int, client: int, query: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120, source_address=(f"127.0.1.{client + 1}", 0))
    try:
        connection.request("GET", f"/sparql?query={quote(query)}", headers={"Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def memory(process: int) -> int:
    """Bytes of a process and its children that are in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(memory(int(child)) for child in children)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("graph")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--runaways", type=int, default=1, help="clients that send nothing but runaway queries")
    given = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]  # another server may hold a fixed one, and would be measured in place of ours
    server = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--graph", given.graph, "--port", str(port)],
                              stderr=subprocess.PIPE, text=True)
    try:
        while server.poll() is None:
            try:
                ask(port, 0, HONEST[0])
                break
            except OSError:
                time.sleep(0.1)
        took: list[float] = []
        honest: dict[int, int] = {}
        runaway: dict[int, int] = {}
        sizes: list[int] = []
        end = threading.Event()

        def client(number: int) -> None:
            for count in range(given.requests // CLIENTS):
                began = time.monotonic()
                status = ask(port, number, HONEST[(number + count) % len(HONEST)])
                took.append(time.monotonic() - began)
                honest[status] = honest.get(status, 0) + 1
                if number == 0 and count % max(1, given.requests // CLIENTS // 10) == 0:
                    sizes.append(memory(server.pid) // 1_000_000)

        def runner(number: int) -> None:
            while not end.is_set():
                status = ask(port, number, RUNAWAY)
                runaway[status] = runaway.get(status, 0) + 1

        runners = [threading.Thread(target=runner, args=(CLIENTS + n,)) for n in range(given.runaways)]
        clients = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
        began = time.monotonic()
        for thread in (*runners, *clients):
            thread.start()
        for thread in clients:
            thread.join()
        seconds = time.monotonic() - began
        end.set()
        for thread in runners:
            thread.join()
        cuts = statistics.quantiles(took, n=100)
        print(f"{len(took)} honest queries of {CLIENTS} clients in {seconds:.1f} s ({len(took) / seconds:.0f}/s): "
              f"statuses {honest}; median {cuts[49] * 1000:.0f} ms, 99th percentile {cuts[98] * 1000:.0f} ms")
        print(f"runaway queries: statuses {runaway}")
        print(f"memory in MB over the run: {sizes}")
    finally:
        server.terminate()
        said = re.sub(r"\s+", " ", server.communicate()[1])
        print(f"the server said: {said[:300]}")


if __name__ == "__main__":
    main()
