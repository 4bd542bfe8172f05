"""Relations: nouns, verbs and the other wordings, who is who in them, amounts, and what is no relation."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.entities import focus, read_mentions
from kg.extract.quantities import read_quantities
from kg.extract.relations import read_relations
from kg.extract.text import read_document
from kg.facts import Relation

HASH = "0" * 64
Triple = tuple[str, str, str]


def relations(language: str, text: str) -> list[Relation]:
    document = read_document(text, language, None, frozenset())
    mentions = read_mentions(document)
    return read_relations(document, mentions, focus(document, mentions), read_quantities(document), HASH)


def said(language: str, text: str) -> set[Triple]:
    return {(fact.subject, fact.predicate, fact.object) for fact in relations(language, text)}


def rivals(*names: str) -> set[Triple]:
    """The first against each of the others."""
    return {(names[0], "competes_with", name) for name in names[1:]}


def either_way(triples: set[Triple]) -> set[frozenset[str]]:
    return {frozenset((a, b)) for a, predicate, b in triples if predicate == "competes_with"}


@pytest.mark.parametrize(("language", "text", "names"), [
    ("en", "Intel trails its bigger rivals Nvidia and AMD.", ("Intel", "Nvidia", "AMD")),
    ("en", "Netflix has newer rivals (Disney+, HBO Max and Peacock).", ("Netflix", "Disney+", "HBO Max", "Peacock")),
    ("en", "Meta spends more. Its rivals in AI, Google and OpenAI among them, do too.", ("Meta", "Google", "OpenAI")),
    ("en", "Amazon's biggest competitor, Microsoft, raised its budget.", ("Amazon", "Microsoft")),
    ("en", "Spotify, whose main rivals are Netflix and Amazon, raised prices.", ("Spotify", "Netflix", "Amazon")),
    ("en", "Sony fell. Microsoft, its arch-rival in consoles, rose.", ("Sony", "Microsoft")),
    ("en", "Shares of Intel fell after rival AMD cut its forecast.", ("Intel", "AMD")),
    ("en", "Rivals of SAP such as Salesforce and Oracle rose.", ("SAP", "Salesforce", "Oracle")),
    ("en", "Meta, which owns Facebook, competes with Google for advertisers.", ("Meta", "Google")),
    ("en", "AWS competes with Microsoft's Azure and with Google Cloud.", ("AWS", "Azure", "Google Cloud")),
    ("en", "Netflix faces competition from Disney+ and Amazon.", ("Netflix", "Disney+", "Amazon")),
    ("en", "Microsoft has a fifth of the market and Google an eighth. Both rivals of Amazon grow faster.",
     ("Amazon", "Microsoft", "Google")),
    ("en", "Google and Microsoft are fierce rivals in the cloud.", ("Google", "Microsoft")),
    ("nl", "Intel loopt achter op zijn grotere rivalen Nvidia en AMD.", ("Intel", "Nvidia", "AMD")),
    ("nl", "De grootste concurrent van Amazon, Microsoft, verhoogde zijn budget.", ("Amazon", "Microsoft")),
    ("nl", "Google en Microsoft zijn grote rivalen in de cloud.", ("Google", "Microsoft")),
    ("nl", "Spotify moet het opnemen tegen Netflix en Amazon.", ("Spotify", "Netflix", "Amazon")),
    ("nl", "AMD probeert Nvidia in te halen.", ("AMD", "Nvidia")),
    ("nl", "Microsoft, dat met Amazon en Google om de cloud strijdt, groeit.", ("Microsoft", "Amazon", "Google")),
    ("nl", "De rivalen van AWS groeien harder: Google Cloud won 34 procent, Azure 40 procent.",
     ("AWS", "Google Cloud", "Azure")),
    ("nl", "Amazon heeft 28 procent van de markt, tegen 21 voor concurrent Microsoft.", ("Amazon", "Microsoft")),
    ("nl", "Apple verkocht 80 miljoen telefoons, Samsung minder. De Koreaanse rivaal kwam tot 61 miljoen. Apple bleef "
     "voor.", ("Apple", "Samsung")),
])
def test_who_competes_with_whom(language: str, text: str, names: tuple[str, ...]) -> None:
    assert either_way(said(language, text)) == either_way(rivals(*names))


@pytest.mark.parametrize(("language", "text"), [
    ("en", "Microsoft, Amazon and Google are battling for the cloud."),
    ("en", "Microsoft grew, Amazon grew more and Google most. The three compete in the cloud."),
    ("nl", "Microsoft, Amazon en Google strijden om de cloud."),
    ("nl", "Microsoft groeide, Amazon groeide meer en Google het meest. De drie rivalen bouwen door."),
    ("nl", "Microsoft groeide, Amazon meer en Google het meest. Zo gaat de strijd van de drie giganten."),
])
def test_all_pairs_of_one_contest(language: str, text: str) -> None:
    pairs = {frozenset(pair) for pair in combinations(("Microsoft", "Amazon", "Google"), 2)}
    assert either_way(said(language, text)) == pairs


@pytest.mark.parametrize(("language", "text", "owner", "owned"), [
    ("en", "The owner of Facebook and Instagram fell. Meta lost 3%.", "Meta", ("Facebook", "Instagram")),
    ("en", "Google's parent, Alphabet, rose.", "Alphabet", ("Google",)),
    ("en", "TikTok parent ByteDance grew.", "ByteDance", ("TikTok",)),
    ("en", "Meta, which owns Facebook and WhatsApp, fell.", "Meta", ("Facebook", "WhatsApp")),
    ("en", "LinkedIn, owned by Microsoft, cut jobs.", "Microsoft", ("LinkedIn",)),
    ("en", "Alphabet-owned YouTube grew.", "Alphabet", ("YouTube",)),
    ("en", "Amazon grew, as did its cloud division.", "Amazon", ("AWS",)),
    ("en", "Amazon Web Services, its cloud arm, helped Amazon.", "Amazon", ("AWS",)),
    ("en", "Waymo, Alphabet's self-driving car unit, expanded.", "Alphabet", ("Waymo",)),
    ("en", "Twitch is a subsidiary of Amazon.", "Amazon", ("Twitch",)),
    ("nl", "Het moederbedrijf van Facebook, Instagram en WhatsApp steeg. Meta won 3 procent.", "Meta",
     ("Facebook", "Instagram", "WhatsApp")),
    ("nl", "Alphabet, de moeder van Google, steeg.", "Alphabet", ("Google",)),
    ("nl", "De groep boven Google en YouTube groeide. Alphabet steeg.", "Alphabet", ("Google", "YouTube")),
    ("nl", "De clouddochter van Amazon, AWS, groeide.", "Amazon", ("AWS",)),
    ("nl", "Azure, het cloudplatform van Microsoft, groeide.", "Microsoft", ("Azure",)),
    ("nl", "Waymo, de robottaxidochter van Alphabet, breidt uit.", "Alphabet", ("Waymo",)),
    ("nl", "Instagram, dat eigendom is van Meta, groeit.", "Meta", ("Instagram",)),
    ("nl", "Facebook-moeder Meta kreeg een boete.", "Meta", ("Facebook",)),
])
def test_who_owns_what(language: str, text: str, owner: str, owned: tuple[str, ...]) -> None:
    assert said(language, text) == {(owner, "parent_of", name) for name in owned}


@pytest.mark.parametrize(("language", "text", "supplier", "customers"), [
    ("en", "Nvidia's customers Microsoft, Google and Oracle buy more.", "Nvidia", ("Microsoft", "Google", "Oracle")),
    ("en", "Microsoft depends on one customer, OpenAI, for much of it.", "Microsoft", ("OpenAI",)),
    ("en", "Qualcomm counts Apple and Samsung among its customers.", "Qualcomm", ("Apple", "Samsung")),
    ("en", "ASML's customers include TSMC, Samsung and Intel.", "ASML", ("TSMC", "Samsung", "Intel")),
    ("en", "Foxconn, Apple's biggest supplier, reported higher sales.", "Foxconn", ("Apple",)),
    ("en", "TSMC makes chips for Nvidia, Apple and AMD.", "TSMC", ("Nvidia", "Apple", "AMD")),
    ("en", "Nvidia already buys Samsung's older chips.", "Samsung", ("Nvidia",)),
    ("en", "Meta uses chips from Nvidia.", "Nvidia", ("Meta",)),
    ("nl", "Afnemers van ASML als TSMC en Samsung breiden uit.", "ASML", ("TSMC", "Samsung")),
    ("nl", "Tot de klanten van ASML behoren TSMC, Samsung en Intel.", "ASML", ("TSMC", "Samsung", "Intel")),
    ("nl", "TSMC, dat voor Nvidia en Apple chips vervaardigt, groeit.", "TSMC", ("Nvidia", "Apple")),
    ("nl", "Apple koopt zijn schermen bij Samsung.", "Samsung", ("Apple",)),
    ("nl", "Qualcomm heeft Apple en Samsung als klant.", "Qualcomm", ("Apple", "Samsung")),
    ("nl", "Anthropic gaat een miljoen chips van Google gebruiken.", "Google", ("Anthropic",)),
])
def test_who_supplies_whom(language: str, text: str, supplier: str, customers: tuple[str, ...]) -> None:
    assert said(language, text) == {(supplier, "supplies", name) for name in customers}


@pytest.mark.parametrize(("language", "text", "fact"), [
    ("en", "Microsoft bought LinkedIn for $26.2 bn.", ("Microsoft", "acquires", "LinkedIn", 26_200_000_000, "USD")),
    ("en", "LinkedIn, the network that Microsoft bought for $26.2 billion in 2016, grew.",
     ("Microsoft", "acquires", "LinkedIn", 26_200_000_000, "USD")),
    ("en", "Broadcom closed its $69 billion acquisition of VMware.",
     ("Broadcom", "acquires", "VMware", 69_000_000_000, "USD")),
    ("en", "Salesforce overpaid for Slack. That $27.7 billion takeover was a mistake.",
     ("Salesforce", "acquires", "Slack", 27_700_000_000, "USD")),
    ("en", "OpenAI, in which Microsoft holds about 27%, grew.", ("Microsoft", "invests_in", "OpenAI", 27, "percent")),
    ("en", "Nvidia took a $5 billion stake in Intel.", ("Nvidia", "invests_in", "Intel", 5_000_000_000, "USD")),
    ("en", "Amazon has a stake in Anthropic.", ("Amazon", "invests_in", "Anthropic", None, None)),
    ("nl", "IBM neemt Red Hat over en betaalt daarvoor 34 miljard dollar.",
     ("IBM", "acquires", "Red Hat", 34_000_000_000, "USD")),
    ("nl", "LinkedIn, dat Microsoft in 2016 voor 26,2 miljard dollar kocht, groeit.",
     ("Microsoft", "acquires", "LinkedIn", 26_200_000_000, "USD")),
    ("nl", "Salesforce legde 28 miljard dollar op tafel voor Slack.",
     ("Salesforce", "acquires", "Slack", 28_000_000_000, "USD")),
    ("nl", "Anthropic, waarin Amazon een belang van 15 procent heeft, groeit.",
     ("Amazon", "invests_in", "Anthropic", 15, "percent")),
    ("nl", "Amazon stak 8 miljard dollar in Anthropic.", ("Amazon", "invests_in", "Anthropic", 8_000_000_000, "USD")),
    ("nl", "Amazon dankt dat aan zijn belang in AI-lab Anthropic.", ("Amazon", "invests_in", "Anthropic", None, None)),
    ("en", "Apple teamed up with Google.", ("Apple", "partners_with", "Google", None, None)),
    ("nl", "Apple werkt samen met Google.", ("Apple", "partners_with", "Google", None, None)),
])
def test_deals_and_their_amounts(language: str, text: str, fact: tuple[str, str, str, int | None, str | None]) -> None:
    found = [(f.subject, f.predicate, f.object, f.value, f.unit) for f in relations(language, text)]
    assert found == [(*fact[:3], Decimal(fact[3]) if fact[3] is not None else None, fact[4])]


@pytest.mark.parametrize(("language", "text"), [
    ("en", "The iPhone maker was punished for stopping app developers."),
    ("en", "Samsung's Galaxy phones sold well, as did Apple's iPhone."),
    ("en", "Apple's services business grew."),
    ("en", "Apple rose, but its rivals fell."),
    ("en", "Unlike Apple, its rivals fell."),
    ("en", "Microsoft said on Monday that Amazon and Google had grown."),
    ("en", "Adobe abandoned its takeover of Figma."),
    ("en", "Amazon held 28% of the market, Microsoft 21% and Google 14%."),
    ("en", "Apple, a former partner of Intel, moved on."),
    ("nl", "Google deed het goed met zijn zoekmachine."),
    ("nl", "Apple steeg, maar zijn rivalen daalden."),
    ("nl", "Alle ogen van Microsoft zijn gericht op Azure."),
    ("nl", "Sectorgenoot Besi sloot hoger dan ASML."),
    ("nl", "Adobe ziet af van de overname van Figma."),
    ("nl", "SAP en Oracle jagen op klanten."),
])
def test_no_relation(language: str, text: str) -> None:
    assert said(language, text) == set()


def test_a_pair_is_given_once() -> None:
    text = "Intel and its rival AMD fell. AMD, Intel's rival, fell more."
    assert len(relations("en", text)) == 1


@given(st.lists(st.sampled_from([
    "Apple", "Google", "Meta", "Facebook", "'s", "rival",
    "rivals", "and", ",", "(", ")", ":", "of", "the", "its",
    "owner", "bought", "competes with", "three", "both", "in which", "holds", "27%", "customers", "include", ".",
    "-owned"]), max_size=30))
def test_any_order_of_words_gives_true_spans(words: list[str]) -> None:
    text = " ".join(words)
    for fact in relations("en", text):
        assert text[fact.start:fact.end] == fact.evidence
        assert fact.subject != fact.object
