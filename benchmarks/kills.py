#!/usr/bin/env python3
"""Kill builds at random moments and see that building on ends in the same graph.

    python benchmarks/kills.py [KILLS [SEED [ARTICLES]]]      300, 11 and 32 if not given

Each round starts `kg build` over some articles, of which several take the place of others, and kills it, or one of
the processes that read for it (none or two), four times at moments drawn from the time that an undisturbed build
takes. Then the same command runs until it ends by itself; its export is to be that of the undisturbed build, byte for
byte. Prints a line a round that differs, and at the end how many kills were survived; the exit status is 1 if any was
not.

A build that does not end in thirty times its time hangs: the stacks of all its processes are printed, and the round
counts as one that differs.

Articles are stored in batches of 12 instead of 200, so that a build of some seconds has several to be killed in.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from variation import varied

from kg.graph import open_graph

#: What runs in place of `kg build`: the same, with small batches and processes even for few articles.
_BUILD = ("import kg.build; kg.build.BATCH, kg.build.FILES, kg.build.BYTES, kg.build.FEW = 12, 4, 8_000, 8\n"
          "import kg.sharing; kg.sharing.ARRANGED = 0\n"
          "if __name__ == '__main__':\n from kg.cli import main; main()")


@dataclass(frozen=True)
class Outcome:
    """What became of a run: kills, how many of them came while the graph was growing, rounds, rounds whose graph
    differs; seconds of the undisturbed build, and bytes of its export."""

    kills: int
    amid: int
    rounds: int
    differ: int
    lasts: float
    size: int


def write_feed(file: Path, count: int) -> None:
    """So many articles as lines of JSON; each eighth is a later version of the one seven before it."""
    with file.open("w", encoding="utf-8") as stream:
        for number in range(count):
            row = varied(number)
            if number % 8 == 7:
                row |= {"url": varied(number - 7)["url"]}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def start(feed: Path, folder: Path, jobs: int = 2) -> subprocess.Popen[bytes]:
    """Start a build; what it says, and the stacks of its processes at SIGABRT, go to FOLDER.log."""
    with folder.with_suffix(".log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-X", "faulthandler", "-c", _BUILD, "build", str(feed),
                                 "--graph", str(folder), "--jobs", str(jobs)], stdout=subprocess.DEVNULL, stderr=log)


def end(build: subprocess.Popen[bytes], within: float) -> int | None:
    """The exit status of a build, once it ended; None for one that hangs, which ends with its stacks in the log."""
    try:
        return build.wait(within)
    except subprocess.TimeoutExpired:
        for process in [*children(build.pid), build.pid]:
            os.kill(process, signal.SIGABRT)
        build.wait()
        return None


def children(process: int) -> list[int]:
    """The processes that a process started."""
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except FileNotFoundError:
        return []


def exported(folder: Path) -> bytes:
    with open_graph(folder, read_only=True) as graph:
        return graph.export(folder.with_suffix(".nt")).read_bytes()


def kept(folder: Path) -> int:
    return sum(1 for _ in folder.glob("texts/??/*.json"))


def survive(place: Path, kills: int, articles: int, say: Callable[[str], object], seed: int = 11) -> Outcome:
    """Kill builds in the folder `place` so many times."""
    chance = random.Random(seed)
    feed = place / "feed.jsonl"
    write_feed(feed, articles)
    lasts = {}
    for jobs in (1, 2):
        begun = time.monotonic()
        if end(start(feed, place / f"whole-{jobs}", jobs), 600) != 0:
            raise SystemExit("the undisturbed build failed")
        lasts[jobs] = time.monotonic() - begun
    wanted, all_kept = exported(place / "whole-1"), kept(place / "whole-1")
    patience = 30 * max(lasts.values())
    done = amid = differ = rounds = 0
    while done < kills:
        rounds += 1
        folder = place / f"graph-{rounds}"
        problem = ""
        for _ in range(min(4, kills - done)):
            jobs = chance.choice((1, 2))
            build = start(feed, folder, jobs)
            time.sleep(chance.uniform(0, lasts[jobs]))
            victims = children(build.pid) if chance.random() < 0.3 else []
            if build.poll() is None:
                os.kill(chance.choice([build.pid, *victims]), signal.SIGKILL)
                done += 1
                amid += 0 < kept(folder) < all_kept
            if end(build, patience) is None:
                problem = f"a build with {jobs} processes hung after a kill"
        status = end(start(feed, folder, 1), patience)
        if not problem and status != 0:
            problem = "the build after the kills hung" if status is None else f"the last build ended with {status}"
        if not problem and exported(folder) != wanted:
            problem = "the graph is not that of the undisturbed build"
        if problem:
            differ += 1
            say(f"round {rounds}: {problem}\n{folder.with_suffix('.log').read_text(errors='replace')}")
        else:
            shutil.rmtree(folder)
    return Outcome(done, amid, rounds, differ, lasts[2], len(wanted))


def main(kills: int = 300, seed: int = 11, articles: int = 32) -> int:
    with tempfile.TemporaryDirectory() as place:
        outcome = survive(Path(place), kills, articles, print, seed)
    print(f"{outcome.kills} kills in {outcome.rounds} rounds, {outcome.amid} of them with some of the articles stored; "
          f"{outcome.differ} graphs differ; undisturbed build {outcome.lasts:.1f} s, export {outcome.size:,} bytes")
    return outcome.differ > 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
