"""Roles in all the ways that journalists put them, and sentences that only look so."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract.entities import read_mentions
from kg.extract.roles import read_roles
from kg.extract.text import read_document
from kg.facts import Role

SENTENCES = [line for line in Path(__file__).with_name("role_sentences.txt").read_text(encoding="utf-8").splitlines()
             if not line.startswith("#")]


def roles(language: str, text: str) -> list[Role]:
    document = read_document(text, language, None, frozenset({"inc", "mr"}))
    return read_roles(document, read_mentions(document), "0" * 64)


@pytest.mark.parametrize("line", SENTENCES)
def test_each_way_of_saying_a_role(line: str) -> None:
    text, _, held = line[3:].rpartition("|")
    facts = roles(line[:2], text)
    assert sorted(f"{fact.person} {fact.role}" for fact in facts) == sorted(filter(None, held.split(";")))
    for fact in facts:
        assert fact.evidence == text[fact.start:fact.end]
        assert all(text[part.start:part.end] for part in fact.parts)


@pytest.mark.parametrize(("language", "text", "organization"), [
    ("en", "Intel grew. Amazon was founded by Ana Poe in 1994.", "Amazon"),
    ("en", "Intel grew. Ana Poe covers Amazon for JPMorgan.", "JPMorgan"),
    ("en", "Intel grew. Ana Poe joined Amazon as finance chief.", "Amazon"),
    ("en", "Intel grew. As chief executive of Amazon, Ana Poe earned a lot.", "Amazon"),
    ("nl", "Intel groeide. Het door Ana Poe opgerichte Amazon groeide.", "Amazon"),
    ("nl", "Tesla steekt geld in xAI, het bedrijf waarvan Ana Poe de oprichter is.", "xAI"),
    ("nl", "Ana Poe en Ben Orr delen bij Amazon de functie van ceo.", "Amazon"),
    ("nl", "Intel groeide. Ana Poe, die Amazon in 1994 oprichtte en er sindsdien ceo is, zei dat.", "Amazon"),
    ("nl", "Intel groeide. Bij Slack vertrekt ook productbaas Ana Poe.", "Slack"),
    ("en", "Intel fell.\n\nAmazon grew. Chief executive Ana Poe competes with Intel.", "Amazon"),
    ("nl", "Analist Ana Poe van vermogensbeheerder Kompas Delta zei dat.", "Kompas Delta"),
])
def test_the_organization_is_the_one_that_the_clause_names(language: str, text: str, organization: str) -> None:
    assert {fact.organization for fact in roles(language, text)} == {organization}
