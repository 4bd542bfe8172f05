"""Sentences as journalists write them, with the relations that each words, or with none.

`sentences/relations.{language}.txt` has one sentence a line with its relations behind " # ":
"X rival Y + Z" (competes_with), "owns", "buys", "funds", "allied" (partners_with), "serves" (supplies).
"""

from __future__ import annotations

import re

import pytest
from sentence_cases import cases

from kg.extract.entities import focus, read_mentions
from kg.extract.quantities import read_quantities
from kg.extract.relations import read_relations
from kg.extract.text import read_document

PREDICATES = {"rival": "competes_with", "owns": "parent_of", "buys": "acquires", "funds": "invests_in",
              "allied": "partners_with", "serves": "supplies"}
MUTUAL = {"competes_with", "partners_with"}
Triple = tuple[str, str, str]


def triple(subject: str, predicate: str, other: str) -> Triple:
    ends = sorted((subject, other)) if predicate in MUTUAL else [subject, other]
    return ends[0], predicate, ends[1]


def wanted(text: str) -> set[Triple]:
    rows = [re.split(rf" ({'|'.join(PREDICATES)}) ", part.strip()) for part in text.split(";") if part.strip()]
    return {triple(subject, PREDICATES[word], other) for subject, word, others in rows for other in others.split(" + ")}


@pytest.mark.parametrize(("language", "text", "relations"), cases("relations"))
def test_relations_of_a_sentence(language: str, text: str, relations: str) -> None:
    document = read_document(text, language, None, frozenset({"bros"}))
    mentions = read_mentions(document)
    found = read_relations(document, mentions, focus(document, mentions), read_quantities(document), "0" * 64)
    assert {triple(fact.subject, fact.predicate, fact.object) for fact in found} == wanted(relations)
