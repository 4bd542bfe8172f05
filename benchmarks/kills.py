#!/usr/bin/env python3
"""Kill builds at random moments and see that building on ends in the same graph: python benchmarks/kills.py [KILLS]

Each round starts `kg build` over the sample, several times over with other figures, and kills it, or one of the
processes that read for it, at a moment drawn from the time that an undisturbed build takes. The same command follows
until it ends by itself; its export is to be that of the undisturbed build, byte for byte. Prints a line a round that
differs, and at the end how many kills were survived; the exit status is 1 if any was not.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.article import read_all
from kg.graph import open_graph

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "articles"
COPIES = 6


def write_feed(file: Path, copies: int = COPIES) -> None:
    """The sample as lines of JSON, so many times, each time with other figures."""
    chance = random.Random(7)
    with file.open("w", encoding="utf-8") as stream:
        for _ in range(copies):
            for article in read_all(SAMPLE):
                text = re.sub(r"\d+", lambda found: found[0] if len(found[0]) == 4 else "".join(
                    str(chance.randint(1, 9)) for _ in found[0]), article.text)
                stream.write(json.dumps({"text": text, "date": str(article.day), "lang": article.language}) + "\n")


def start(feed: Path, folder: Path) -> subprocess.Popen[bytes]:
    code = "from kg.cli import main; main()"
    return subprocess.Popen([sys.executable, "-c", code, "build", str(feed), "--graph", str(folder), "--jobs", "2"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def children(process: int) -> list[int]:
    """The processes that a process started."""
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except FileNotFoundError:
        return []


def exported(folder: Path) -> bytes:
    with open_graph(folder, read_only=True) as graph:
        return graph.export(folder.with_suffix(".nt")).read_bytes()


def main(kills: int) -> int:
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as place:
        feed = Path(place) / "feed.jsonl"
        write_feed(feed)
        begun = time.monotonic()
        if start(feed, Path(place) / "whole").wait():
            raise SystemExit("the undisturbed build failed")
        lasts = time.monotonic() - begun
        wanted = exported(Path(place) / "whole")
        done = differ = number = 0
        while done < kills:
            number += 1
            folder = Path(place) / f"graph-{number}"
            for _ in range(min(3, kills - done)):
                build = start(feed, folder)
                time.sleep(chance.uniform(0, lasts))
                victims = children(build.pid) if chance.random() < 0.3 else []
                try:
                    os.kill(chance.choice([build.pid, *victims]), signal.SIGKILL)
                    done += 1
                except ProcessLookupError:
                    pass
                build.wait()
            if start(feed, folder).wait() or exported(folder) != wanted:
                differ += 1
                print(f"round {number}: the graph is not that of the undisturbed build")
    print(f"{done} kills in {number} rounds, {differ} graphs differ; undisturbed build {lasts:.1f} s, "
          f"export {len(wanted):,} bytes")
    return differ > 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
