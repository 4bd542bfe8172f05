#!/usr/bin/env python3
"""How fast articles are read, in articles of 400 words a CPU second on one core, and what hostile text costs.

    extraction.py [--rounds N] [FOLDER...]   speed over data/articles and data/training (or the folders), N times
    extraction.py --hostile                  CPU time of hostile texts at growing lengths: it grows as they do
    extraction.py --memory N                 resident memory while N articles are read, no two the same

A machine that others use counts more CPU time for the same work. So a yardstick, a fixed piece of plain Python, is
timed in turns with the articles, and the speed is given per yardstick too: that figure compares between machines.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import variation

from kg.article import Article, read, read_text
from kg.extract import extract

ROOT = Path(__file__).resolve().parents[1]
WORDS = 400


def yardstick() -> int:
    """Fixed work of the kind that reading is made of: strings made, looked up and added up; 9 ms on a quiet core."""
    table = {f"feature{number}": number for number in range(1000)}
    total = 0
    for _ in range(60):
        for number in range(0, 2000, 3):
            name = f"feature{number}"
            total += table.get(name, 0)
            if name.startswith("feature19"):
                total += len(name.split("e"))
    return total


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def articles(folders: Sequence[Path]) -> list[Article]:
    """The articles of folders that have gold facts beside them."""
    golds = [gold for folder in folders for gold in sorted(folder.glob("*.facts.jsonl"))]
    paths = [gold.with_name(gold.name.removesuffix(".facts.jsonl") + suffix)
             for gold in golds for suffix in (".md", ".txt")]
    return [read(path) for path in paths if path.exists()]


def speed(folders: Sequence[Path], rounds: int) -> None:
    """Read everything once to fill the caches, then `rounds` times with the yardstick in between."""
    texts = articles(folders)
    words = sum(len(article.text.split()) for article in texts)
    for article in texts:
        extract(article)
    spent = measured = 0.0
    laps = 0
    for _ in range(rounds):
        for start in range(0, len(texts), 50):
            spent += cpu(lambda part=texts[start:start + 50]: [extract(article) for article in part])
            measured += cpu(yardstick)
            laps += 1
    rate, yard = rounds * words / WORDS / spent, measured / laps
    print(f"{len(texts)} articles, {words} words, {rounds} rounds: {rate:.0f} articles of {WORDS} words a CPU second; "
          f"yardstick {yard * 1000:.0f} ms; {rate * yard:.2f} articles a yardstick")


#: Texts that are hard on readers, by name: a length in characters to about so long a text.
HOSTILE: dict[str, Callable[[int], str]] = {
    "one sentence": lambda size: "revenue rose 5 percent to 3 billion dollars and " * (size // 48),
    "no space": lambda size: "a1$" * (size // 3),
    "letters": lambda size: "x" * size,
    "digits": lambda size: "7" * 400 + " " + "7" * size,
    "numbers": lambda size: "5% 3 2024 $4 billion " * (size // 21),
    "names": lambda size: "Acme Foobar Industries and " * (size // 27),
    "brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "lines": lambda size: "5\n" * (size // 2),
    "quotes": lambda size: "\"'“" * (size // 3),
    "quarters": lambda size: "third quarter last year " * (size // 24),
    "companies": lambda size: "Apple, Google and Microsoft, " * (size // 29),
    "capitals": lambda size: "APPLE SAID REVENUE ROSE 5% TO $3 BILLION. " * (size // 42),
    "marks": lambda size: "\u202e\u200f5\u0301%\U0001f600\x00" * (size // 7),
}


def hostile(sizes: Sequence[int]) -> None:
    """CPU time a million characters at each size; linear where the columns are alike."""
    print(f"{'':14}" + "".join(f"{size:>12,}" for size in sizes) + "   characters; CPU seconds a million of them")
    for name, make in HOSTILE.items():
        row = []
        for size in sizes:
            article = read_text(make(size), name=name, language="en")
            row.append(cpu(lambda article=article: extract(article)) / size * 1e6)
        print(f"{name:14}" + "".join(f"{figure:12.2f}" for figure in row), flush=True)


def memory(count: int) -> None:
    """Resident memory after each tenth of `count` articles, varied from the sample so that no two are the same."""
    for number, article in enumerate(variation.articles(count), start=1):
        extract(article)
        if number % max(1, count // 10) == 0:
            print(f"{number:>8} articles: {_resident():.0f} MB", flush=True)


def _resident() -> float:
    """Megabytes in memory now where the system tells (Linux), else the most there were."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmRSS:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=[50_000, 100_000, 200_000])
    parser.add_argument("--memory", type=int, metavar="N")
    options = parser.parse_args(arguments)
    if options.hostile:
        hostile(options.sizes)
    elif options.memory:
        memory(options.memory)
    else:
        speed(options.folders or [ROOT / "data" / "articles", ROOT / "data" / "training"], options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
