"""One number that holds for each of several: "IBM and Salesforce have 3 percent each"."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from kg.extract.hypotheses import Choice
from kg.extract.lists import GAP
from kg.extract.mention import Mention
from kg.extract.quantities import Quantity
from kg.extract.reading import Reading
from kg.extract.text import Document
from kg.lexicon import load


def sharers(reading: Reading, quantity: Quantity, choice: Choice) -> list[Choice]:
    """The choice again for the others of whom the number holds as well: "Oppo (24 million) and Vivo each have 7%"."""
    lower, words = reading.document.lower, _words(reading.document.language, "each")
    at = choice.spans.get("subject")
    near = {*lower[max(0, quantity.first - 2):quantity.first], *lower[quantity.last:quantity.last + 1]}
    if at is None or not words & near:
        return []
    named = [m for m in reading.mentions_in.get(reading.sentence(quantity.first), ())
             if m.kind != "person" and m.last <= quantity.first]
    group: list[Mention] = []
    for mention in named:
        if group and not _joined(reading.document, group[-1].last, mention.first):
            if any((m.first, m.last) == at for m in group):
                break
            group = []
        group.append(mention)
    if not any((m.first, m.last) == at for m in group):
        return []
    return [replace(choice, decision=replace(choice.decision, subject=m.entity),
                    spans=choice.spans | {"subject": (m.first, m.last)})
            for m in group if m.entity != choice.decision.subject]


def _joined(document: Document, start: int, end: int) -> bool:
    """Whether only "and" or a comma stands between two names, what is in brackets aside."""
    joiners = _words(document.language, "list_joiners")
    depth = joins = 0
    for word in document.lower[start:end]:
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        elif not depth:
            if word not in joiners:
                return False
            joins += 1
    return 0 < joins <= GAP


@cache
def _words(language: str, name: str) -> frozenset[str]:
    return frozenset(load().languages[language]["context"][name])
