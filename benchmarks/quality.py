#!/usr/bin/env python3
"""Measure extraction against gold facts, and hold it to floors (benchmarks/quality.json).

    quality.py                      show strict and core figures of the sample and, where it is there, of dev
    quality.py --raise              raise the floors to what stands, never lower one
    quality.py --lower "reason"     lower the floors that are not met; the reason is kept in the file
    quality.py --pin                take the gold facts as they are now for the ones that are measured against

The sample is data/articles; dev is ../shared/corpus/dev beside the checkout, without its articles that are set aside
(every third by number). The weights are fitted on both, so the floors guard against getting worse; they are no claim
about texts that were never seen. docs/quality.md says what is compared, and how.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Sequence
from math import floor
from pathlib import Path
from typing import Any

from scoring import Row, Scores

from kg.article import read
from kg.extract import extract
from kg.facts import to_json

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("quality.json")
SETS = {"sample": ROOT / "data" / "articles", "dev": ROOT.parent / "shared" / "corpus" / "dev"}
#: How far below what stands a floor is set: another machine may decide one close call in the other way.
SLACK = 0.005
#: The most that a floor lies below what stands: with one gold fact, one less would let everything pass.
MOST = 0.34
FIGURES = ("f1", "precision")


def gold_files(folder: Path) -> list[Path]:
    """The gold files of a folder, without the articles of dev that are set aside: every third, from 01 on."""
    files = sorted(folder.glob("*.facts.jsonl"))
    if folder == SETS["dev"]:
        return [file for file in files if int(re.findall(r"\d+", file.name)[0]) % 3 != 1]
    return files


def rows_of(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def article_of(gold: Path) -> Path:
    stem = gold.name.removesuffix(".facts.jsonl")
    return next(path for suffix in (".md", ".txt") if (path := gold.with_name(stem + suffix)).exists())


def digest(folder: Path) -> str:
    """SHA-256 over the articles and gold facts of a folder, names included."""
    total = hashlib.sha256()
    for gold in gold_files(folder):
        for file in (article_of(gold), gold):
            total.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def measure(folder: Path) -> Scores:
    """Read the articles of a folder and score what was found."""
    scores = Scores()
    for gold in gold_files(folder):
        found = [to_json(fact) for fact in extract(read(article_of(gold))).facts]
        scores.add(gold.name.removesuffix(".facts.jsonl"), rows_of(gold), found)
    return scores


# --- floors ---

Floors = dict[str, dict[str, float]]


def standing(scores: Scores) -> Floors:
    """"language kind" -> the figures that have floors."""
    return {f"{language} {kind}": {name: tally.figures()[name] for name in FIGURES}
            for (language, kind), tally in sorted(scores.tallies.items())}


def safe(scores: Scores, slack: float = SLACK) -> Floors:
    """What stands, less the slack or, of few facts, less one fact: where floors are set, in thousandths."""
    room = {f"{language} {kind}": max(slack, min(MOST, 1 / max(1, tally.gold)))
            for (language, kind), tally in scores.tallies.items()}
    return {what: {name: max(0.0, floor((value - room[what]) * 1000) / 1000) for name, value in row.items()}
            for what, row in standing(scores).items()}


def below(floors: Floors, now: Floors) -> list[tuple[str, str, float, float]]:
    """(language and kind, figure, floor, what stands) of each floor that is not met."""
    return [(what, name, least, value) for what, row in sorted(floors.items()) for name, least in sorted(row.items())
            if (value := now.get(what, {}).get(name, 0.0)) < least]


def raised(floors: Floors, safely: Floors) -> Floors:
    """The floors, each at the higher of what it was and what stands safely."""
    return {what: {name: max(floors.get(what, {}).get(name, 0.0), safely.get(what, {}).get(name, 0.0))
                   for name in FIGURES} for what in sorted(floors.keys() | safely.keys())}


def lowered(floors: Floors, now: Floors, safely: Floors) -> tuple[Floors, list[dict[str, Any]]]:
    """The floors with those that are not met at what stands safely, and a record of each."""
    new, record = {what: dict(row) for what, row in floors.items()}, []
    for what, name, least, _ in below(floors, now):
        new[what][name] = safely.get(what, {}).get(name, 0.0)
        record.append({"floor": f"{what} {name}", "from": least, "to": new[what][name]})
    return new, record


def show(name: str, scores: Scores) -> None:
    print(f"{name:12} {'kind':12} {'gold':>5} {'found':>5}  core P     R     F1   strict P     R     F1")
    for (language, kind), tally in sorted(scores.tallies.items()):
        figures = [tally.figures(right)[what] for right in ("core", "strict") for what in ("precision", "recall", "f1")]
        print(f"{language:12} {kind:12} {tally.gold:5} {tally.found:5}  " + " ".join(
            f"{figure:.3f}" + ("  " if place == 2 else "") for place, figure in enumerate(figures)))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="up", action="store_true", help="raise the floors to what stands")
    parser.add_argument("--lower", metavar="REASON", help="lower the floors that are not met")
    parser.add_argument("--pin", action="store_true", help="measure against the gold facts as they are now")
    parser.add_argument("--slack", type=float, default=SLACK, help=f"below what stands (default {SLACK})")
    parser.add_argument("--errors", action="store_true", help="list what was wrong, missed and invented")
    options = parser.parse_args(arguments)
    kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    failed = []
    for name, folder in SETS.items():
        if not folder.is_dir():
            print(f"{name}: not here, left out")
            continue
        scores, pinned = measure(folder), kept["sets"].setdefault(name, {"gold": "", "floors": {}})
        show(name, scores)
        if options.errors:
            print("\n".join(scores.errors))
        if options.pin:
            pinned["gold"] = digest(folder)
        if pinned["gold"] != digest(folder):
            failed.append(f"{name}: the gold facts are not those of the floors; look at what changed, then --pin")
            continue
        now, safely = standing(scores), safe(scores, options.slack)
        if options.lower:
            pinned["floors"], record = lowered(pinned["floors"], now, safely)
            if record:
                kept["lowered"].append({"set": name, "reason": options.lower, "floors": record})
        if options.up:
            pinned["floors"] = raised(pinned["floors"], safely)
        failed += [f"{name} {what} {figure}: {value:.3f} is below the floor of {least:.3f}"
                   for what, figure, least, value in below(pinned["floors"], now)]
    if options.up or options.lower or options.pin:
        FLOORS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(failed) or "all floors are met")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
