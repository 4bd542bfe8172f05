#!/usr/bin/env python3
"""What building a graph costs: time an article, memory and disk.

    build.py COUNT... [--jobs N]      `kg build` over so many articles, then the same command again, for each COUNT
    build.py --writer COUNT           the writer alone: the articles are read for facts before its clock starts

Articles are the sample varied (benchmarks/variation.py), about 240 words and 26 facts each. Time is that of the clock,
and of all processes on all cores (CPU); memory the most that was resident, of the process that writes and of the
largest one that reads; disk what the graph's folder takes, its triples and its texts. Prints rows of a table.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kills import children
from variation import articles, write_feed

from kg.build import BATCH, Task, read_task
from kg.graph import open_graph
from kg.prepared import Prepared

HEAD = "| articles | processes | run | ms an article | CPU ms an article | writer MB | reader MB | MB of triples | " \
       "MB of texts |\n|---|---|---|---|---|---|---|---|---|"


def peak(process: int) -> float:
    """The most memory in MB that a process had resident until now; 0 where it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def megabytes(folder: Path) -> float:
    """What a folder takes on the disk; a file with several names (a checkpoint's) counts once."""
    sizes = {status.st_ino: status.st_blocks * 512 for path in folder.rglob("*") for status in [path.stat()]}
    return sum(sizes.values()) / 1e6


def run(feed: Path, graph: Path, count: int, jobs: int, name: str) -> str:
    """Run `kg build` once, and give its row."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    build = subprocess.Popen(
        [sys.executable, "-c", "if __name__ == '__main__':\n from kg.cli import main; main()", "build", str(feed),
         "--graph", str(graph), "--jobs", str(jobs)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    writer = reader = 0.0
    while build.poll() is None:
        writer = max(writer, peak(build.pid))
        reader = max([reader, *map(peak, children(build.pid))])
        time.sleep(0.1)
    wall = time.perf_counter() - begun
    if build.returncode:
        raise SystemExit(f"the build ended with status {build.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (f"| {count:,} | {jobs} | {name} | {wall / count * 1000:.2f} | {cpu / count * 1000:.2f} | {writer:.0f} | "
            f"{reader:.0f} | {megabytes(graph / 'oxigraph'):.1f} | {megabytes(graph / 'texts'):.1f} |")


def whole(counts: list[int], jobs: int) -> None:
    print(HEAD)
    for count in counts:
        with tempfile.TemporaryDirectory() as place:
            feed = Path(place) / "feed.jsonl"
            write_feed(feed, count)
            for name in ("first", "again"):
                print(run(feed, Path(place) / "graph", count, jobs, name), flush=True)


def writer_alone(count: int) -> None:
    """Articles a second that the writer stores, read before; each tenth by itself, so that growth shows."""
    found = [item for part in range(0, count, 100)
             for item in read_task(Task(articles=tuple(articles(min(100, count - part), part))))]
    batches = [[item for item in found[at:at + BATCH] if isinstance(item, Prepared)] for at in range(0, count, BATCH)]
    lasted = []
    begun, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as place, open_graph(Path(place) / "graph") as graph:
        for batch in batches:
            start = time.perf_counter()
            graph.add_prepared(batch)
            lasted.append(time.perf_counter() - start)
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    print(f"{count:,} articles, {os.cpu_count()} cores: {count / wall:.0f} articles a second, {count / cpu:.0f} a CPU "
          f"second; first batch of {BATCH} {lasted[0]:.2f} s, median {sorted(lasted)[len(lasted) // 2]:.2f} s, last "
          f"whole one {lasted[-1 if count % BATCH == 0 else -2]:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", metavar="COUNT")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--writer", type=int, metavar="COUNT")
    options = parser.parse_args()
    if options.writer:
        writer_alone(options.writer)
    if options.counts:
        whole(options.counts, options.jobs)


if __name__ == "__main__":
    main()
