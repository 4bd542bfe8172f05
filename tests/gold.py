"""The sample corpus with its gold facts, for tests of what comes after extraction; and a small article of our own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import kg
from kg.facts import Fact, Observation, Part, Relation, Role, Statement, from_json

SAMPLE = Path(__file__).parents[1] / "data" / "articles"
TEXT = ("Acme earns more\n\nAcme earned 21.2 billion dollars in the fourth quarter, its rival Umbra said. "
        "“We have never had such a year,” said Acme's chief executive Jo Doe.")


def extraction(*facts: Fact, unread: tuple[Any, ...] = ()) -> Any:
    """What `kg.extract` gives, with these facts."""
    return SimpleNamespace(facts=facts, unread=unread, problems=())


@cache
def samples() -> tuple[tuple[Any, Any], ...]:
    """(article, its gold facts as an extraction) of the sample corpus."""
    found = []
    for path in sorted(SAMPLE.glob("*.facts.jsonl")):
        article = kg.read(path.with_name(path.name.replace(".facts.jsonl", ".md")))
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        facts = [from_json(row, article=article.sha256, text=article.text) for row in rows]
        found.append((article, extraction(*(fact for fact in facts if fact.start >= 0))))
    return tuple(found)


def article(text: str = TEXT, **more: Any) -> Any:
    return kg.read_text(text, **({"name": "acme", "day": date(2026, 2, 6), "language": "en"} | more))


def place(text: str, words: str) -> dict[str, Any]:
    """`start`, `end` and `evidence` of words of a text."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "evidence": words}


def observation(of: Any, words: str = "Acme earned 21.2 billion dollars", **more: Any) -> Observation:
    fields = {"subject": "Acme", "metric": "net_income", "measure": "level", "value": Decimal(21200000000),
              "unit": "USD", "period": "2025-Q4", "period_start": "2025-10-01", "period_end": "2025-12-31",
              "decimals": -8, "said_by": "Umbra", "rule": "a + b", "parts": (Part("metric", 22, 28),)}
    return Observation(article=of.sha256, **place(of.text, words), **(fields | more))


def rivals(of: Any, words: str = "its rival Umbra", **more: Any) -> Relation:
    return Relation(article=of.sha256, **place(of.text, words), **(
        {"subject": "Umbra", "predicate": "competes_with", "object": "Acme"} | more))


def boss(of: Any, words: str = "chief executive Jo Doe", **more: Any) -> Role:
    return Role(article=of.sha256, **place(of.text, words), **(
        {"person": "Jo Doe", "role": "ceo", "organization": "Acme"} | more))


def quote(of: Any) -> Statement:
    words = "We have never had such a year"
    return Statement(article=of.sha256, **place(of.text, words), speaker="Jo Doe", organization="Acme", quote=words)


def of_article(fact: Any, other: Any) -> Any:
    """The fact as another article with the same words states it."""
    return replace(fact, article=other.sha256, **place(other.text, fact.evidence))


def triples(graph: Any) -> set[Any]:
    return {quad.triple for quad in graph.store.triples}


def fill_folder(folder: Path, paths: Any) -> None:
    """A graph in a folder of articles as extraction reads them."""
    from functools import partial

    from kg.build import build

    assert all(report.changed for report in build(partial(kg.open, folder), map(str, paths)))
