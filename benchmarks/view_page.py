"""How fast the graph's page is made, and shows its first frame in Chromium: python benchmarks/view_page.py

Prints for each size, and for pages that draw all nodes at once (`--all`, which needs igraph), the CPU time in Python,
the size of the file, and the milliseconds from opening the file until the second animation frame after its scripts ran
(best and worst of three), and for a click on the largest company.
"""

from __future__ import annotations

import random
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import sync_playwright

from kg.facts import Fact, Observation, Relation, Role
from kg.view import write_view

CHROMIUM = "/usr/bin/chromium"
NEXT_FRAME = """new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""
CLICK = f"""(async () => {{
  const start = performance.now();
  choose(entities[0].id);
  return await {NEXT_FRAME} - start;
}})()"""


def facts(entities: int) -> list[Fact]:
    """Companies with five metrics, two rivals, four units and three people each: eight entities and 14 facts."""
    chance = random.Random(3)
    rows: list[Fact] = []
    companies = entities // 8
    for number in range(companies):
        name = f"Firm {number}"
        metrics = [Observation(subject=name, metric=metric, measure="level", value=Decimal(5_000_000_000), unit="USD",
                               period="2025", **place(rows))
                   for metric in ("revenue", "net_income", "capex", "headcount", "eps")]
        rivals = {f"Firm {int(chance.random() ** 2 * companies)}" for _ in range(2)} - {name}
        rows += metrics
        rows += [Relation(subject=name, predicate="competes_with", object=rival, **place(rows))
                 for rival in sorted(rivals)]
        rows += [Relation(subject=name, predicate="parent_of", object=f"{name} unit {unit}", **place(rows))
                 for unit in range(4)]
        rows += [Role(person=f"Person {number} {person}", role="ceo", organization=name, **place(rows))
                 for person in range(3)]
    return rows


def place(rows: list[Fact]) -> dict[str, object]:
    return {"article": "a" * 64, "start": len(rows), "end": len(rows) + 9, "evidence": "5 billion"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        print("entities  all  facts  python s  file kB  first frame ms  click ms")
        for size, whole in ((100, False), (1000, False), (5000, False), (5000, True), (20_000, True)):
            path = Path(folder) / f"{size}.html"
            rows = facts(size)
            start = time.process_time()
            write_view(rows, [], path, whole=whole)
            spent = time.process_time() - start
            frames, clicks = [], []
            for _ in range(3):
                page = browser.new_page(viewport={"width": 1400, "height": 900})
                page.goto(path.as_uri())
                frames.append(page.evaluate(NEXT_FRAME))
                clicks.append(page.evaluate(CLICK))
                page.close()
            drawn = "yes" if whole else "no"
            print(f"{size:8}  {drawn:3}  {len(rows):5}  {spent:8.2f}  {path.stat().st_size // 1000:7}  "
                  f"{min(frames):6.0f}-{max(frames):.0f}      {min(clicks):6.0f}-{max(clicks):.0f}")
        browser.close()


if __name__ == "__main__":
    main()
