"""Ranks: superlatives, places and verbs, whose they are, in which market, and what is no rank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentence_cases import cases

from kg.extract.entities import focus, read_mentions
from kg.extract.ranks import read_ranks
from kg.extract.text import read_document
from kg.facts import Rank

HASH = "0" * 64


def ranks(language: str, text: str) -> list[Rank]:
    document = read_document(text, language, None, frozenset({"no", "nr"}))
    mentions = read_mentions(document)
    return read_ranks(document, mentions, focus(document, mentions), HASH)


def said(language: str, text: str) -> list[tuple[str, str, int]]:
    return [(fact.subject, fact.market, fact.position) for fact in ranks(language, text)]


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("en", "Samsung is the world's largest maker of memory chips.", [("Samsung", "memory chips", 1)]),
    ("en", "Samsung, still the largest producer of memory chips, gave no target.", [("Samsung", "memory chips", 1)]),
    ("en", "The world's largest maker of chip equipment, ASML, rose.", [("ASML", "chip equipment", 1)]),
    ("en", "Amazon remains the biggest provider of cloud infrastructure.", [("Amazon", "cloud", 1)]),
    ("en", "In the cloud Amazon is still the largest in the world.", [("Amazon", "cloud", 1)]),
    ("en", "Microsoft is the second-largest cloud provider.", [("Microsoft", "cloud", 2)]),
    ("en", "Google, the third-biggest seller of cloud services, caught up.", [("Google", "cloud", 3)]),
    ("en", "Investors fled market leader AWS as cloud spending slowed.", [("AWS", "cloud", 1)]),
    ("en", "Xiaomi held on to third place in the smartphone market.", [("Xiaomi", "smartphones", 3)]),
    ("en", "Samsung remained the world's No. 1 in smartphones.", [("Samsung", "smartphones", 1)]),
    ("en", "Nvidia dominates the market for AI chips.", [("Nvidia", "AI chips", 1)]),
    ("en", "The market for AI chips is dominated by Nvidia.", [("Nvidia", "AI chips", 1)]),
    ("en", "Nvidia is the world's most valuable company.", [("Nvidia", "market value", 1)]),
    ("en", "Apple takes smartphone crown.", [("Apple", "smartphones", 1)]),
    ("nl", "Samsung is de grootste maker van geheugenchips ter wereld.", [("Samsung", "memory chips", 1)]),
    ("nl", "TSMC groeit. De grootste contractfabrikant van chips ter wereld breidt uit.",
     [("TSMC", "contract chipmaking", 1)]),
    ("nl", "In de cloud is Amazon nog altijd de grootste ter wereld.", [("Amazon", "cloud", 1)]),
    ("nl", "Microsoft is de op één na grootste cloudaanbieder.", [("Microsoft", "cloud", 2)]),
    ("nl", "Google is de op twee na grootste aanbieder van clouddiensten.", [("Google", "cloud", 3)]),
    ("nl", "De omzet van marktleider AWS groeide, zoals de hele cloud.", [("AWS", "cloud", 1)]),
    ("nl", "Amazon blijft wereldwijd marktleider in de cloudsector.", [("Amazon", "cloud", 1)]),
    ("nl", "Samsung eindigde als tweede op de smartphonemarkt.", [("Samsung", "smartphones", 2)]),
    ("nl", "Xiaomi, op plek drie, leverde smartphones in.", [("Xiaomi", "smartphones", 3)]),
    ("nl", "Vivo (27 miljoen) en Oppo (26 miljoen) delen met elk 8 procent de vierde plaats bij smartphones.",
     [("Vivo", "smartphones", 4), ("Oppo", "smartphones", 4)]),
    ("nl", "In de cloud loopt het achter op Amazon en Microsoft, de nummers één en twee van de sector.",
     [("Amazon", "cloud", 1), ("Microsoft", "cloud", 2)]),
    ("nl", "Bij AI-chips stelt het weinig voor, want die markt wordt gedomineerd door Nvidia.",
     [("Nvidia", "AI chips", 1)]),
    ("nl", "Nvidia is het waardevolste bedrijf ter wereld.", [("Nvidia", "market value", 1)]),
    ("nl", "BYD stoot Tesla van de troon bij elektrische auto's.", [("BYD", "electric cars", 1)]),
])
def test_a_position_in_a_market(language: str, text: str, expected: list[tuple[str, str, int]]) -> None:
    assert said(language, text) == expected


@pytest.mark.parametrize(("language", "text"), [
    ("en", "Amazon made its largest quarterly profit in the cloud."),
    ("en", "Apple is the largest customer of the chipmaker TSMC."),
    ("en", "BlackRock is the largest shareholder of Apple, a maker of phones."),
    ("en", "Apple's largest supplier, Foxconn, makes phones."),
    ("en", "Intel is no longer the largest maker of chips."),
    ("en", "Intel, once the largest maker of chips, cut jobs."),
    ("en", "Intel wants to become the largest maker of chips."),
    ("en", "Oracle is one of the largest providers of databases."),
    ("en", "Oracle is a leading provider of databases."),
    ("en", "In the first place Apple sells phones."),
    ("en", "Apple dominates the headlines."),
    ("en", "It is the largest cloud budget in Meta's history."),
    ("nl", "Amazon boekte de grootste kwartaalwinst ooit in de cloud."),
    ("nl", "Apple is de grootste klant van chipfabrikant TSMC."),
    ("nl", "Tesla is niet langer de grootste verkoper van elektrische auto's ter wereld."),
    ("nl", "Oracle is een van de grootste aanbieders van databases."),
    ("nl", "Tesla moet ooit het waardevolste bedrijf ter wereld worden."),
    ("nl", "Zijn grootste leverancier is Foxconn, een maker van telefoons."),
    ("nl", "In het vierde kwartaal boekte chipbedrijf Intel verlies."),
    ("nl", "Het grootste deel van de omzet van Intel komt uit chips."),
])
def test_no_rank(language: str, text: str) -> None:
    assert said(language, text) == []


@given(st.lists(st.sampled_from(["Apple", "largest", "maker", "of", "chips", ",", "is", "the", "No. 1", "and", "(", ")",
                                 "dominates", "cloud", "third place", "most valuable", ".", "Samsung"]), max_size=30))
def test_any_order_of_words_gives_true_spans(words: list[str]) -> None:
    text = " ".join(words)
    for fact in ranks("en", text):
        assert text[fact.start:fact.end] == fact.evidence
        assert fact.position >= 1
        assert fact.market


@pytest.mark.parametrize(("language", "text", "expected"), cases("ranks"))
def test_ranks_of_a_sentence(language: str, text: str, expected: str) -> None:
    assert sorted(f"{subject} {position} {market}" for subject, market, position in said(language, text)) == (
        sorted(part.strip() for part in expected.split(";") if part.strip()))


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("en", "TSMC, by far the largest in its field, buys from ASML. TSMC is a contract chipmaker.",
     [("TSMC", "contract chipmaking", 1)]),
    ("nl", "SAP maakt software. Toch werd het grootste softwarehuis van Europa dinsdag duurder.",
     [("SAP", "software", 1)]),
    ("nl", "In die markt is Samsung de grootste, met Apple als klant. Het gaat om smartphones.",
     [("Samsung", "smartphones", 1)]),
    ("en", "Apple commands the largest share of the smartphone market.", [("Apple", "smartphones", 1)]),
    ("en", "Apple holds the largest market share in smartphones.", [("Apple", "smartphones", 1)]),
    ("nl", "Apple heeft het grootste marktaandeel in smartphones.", [("Apple", "smartphones", 1)]),
    ("nl", "Samsung is de tweede grootste maker van smartphones.", [("Samsung", "smartphones", 2)]),
    ("en", "Samsung is the best-selling smartphone brand.", [("Samsung", "smartphones", 1)]),
])
def test_more_wordings(language: str, text: str, expected: list[tuple[str, str, int]]) -> None:
    assert said(language, text) == expected


def test_two_may_share_a_place_in_a_list() -> None:
    text = "Smartphones:\n1. Apple - 81 million\n2. Samsung - 61 million\n3. Vivo - 27 million\n3. Oppo - 27 million"
    assert [(subject, position) for subject, _, position in said("en", text)] == [
        ("Apple", 1), ("Samsung", 2), ("Vivo", 3), ("Oppo", 3)]


@pytest.mark.parametrize(("language", "text"), [
    ("en", "Google Cloud leads the pack with an increase of 48 percent."),
    ("en", "Apple sold more smartphones over Christmas than anyone had dared to predict."),
    ("en", "IBM made a bid for Red Hat, the largest in its 107 years, for its software."),
    ("nl", "Samsung werd de grootste niet in smartphones."),
])
def test_more_that_is_no_rank(language: str, text: str) -> None:
    assert said(language, text) == []
