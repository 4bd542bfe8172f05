"""Roles: the words for them, whose they are, and where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.entities import read_mentions
from kg.extract.roles import read_roles
from kg.extract.text import read_document
from kg.facts import Role

ABBREVIATIONS = frozenset({"inc", "corp", "mr", "dr"})
HASH = "0" * 64


def roles(language: str, text: str) -> list[Role]:
    document = read_document(text, language, None, ABBREVIATIONS)
    return read_roles(document, read_mentions(document), HASH)


def said(language: str, text: str) -> set[tuple[str, str, str | None]]:
    return {(fact.person, fact.role, fact.organization) for fact in roles(language, text)}


@pytest.mark.parametrize(("text", "fact"), [
    ("Apple grew, said chief executive Tim Cook.", ("Tim Cook", "ceo", "Apple")),
    ("Apple CEO Tim Cook was pleased.", ("Tim Cook", "ceo", "Apple")),
    ("Apple boss Tim Cook was pleased.", ("Tim Cook", "ceo", "Apple")),
    ("Tim Cook, the chief executive of Apple, was pleased.", ("Tim Cook", "ceo", "Apple")),
    ("Amy Hood, Microsoft's finance chief, was pleased.", ("Amy Hood", "cfo", "Microsoft")),
    ("Microsoft's finance chief, Amy Hood, was pleased.", ("Amy Hood", "cfo", "Microsoft")),
    ("Zora Quill, an analyst at Harrow Pike Research, agrees.", ("Zora Quill", "analyst", "Harrow Pike Research")),
    ("That is early, says analyst Zora Quill of Harrow Pike Research.",
     ("Zora Quill", "analyst", "Harrow Pike Research")),
    ("Zora Quill, a fund manager at the London broker Harrow Capital, sold.",
     ("Zora Quill", "investor", "Harrow Capital")),
    ("Dana Quill, an Intel spokeswoman, declined to comment.", ("Dana Quill", "spokesperson", "Intel")),
    ("Intel was founded early. Mark Zuckerberg, who founded Facebook, came later.",
     ("Mark Zuckerberg", "founder", "Facebook")),
    ("Brad Quill, a senior vice president at Intel, left.", ("Brad Quill", "executive", "Intel")),
    ("Intel's head of services, Dana Quill, left.", ("Dana Quill", "executive", "Intel")),
    ("Sundar Pichai, the head of Google, spoke.", ("Sundar Pichai", "ceo", "Google")),
    ("Lip-Bu Tan, who took over as chief executive of Intel, spoke.", ("Lip-Bu Tan", "ceo", "Intel")),
    ("Jane Quill will step down as finance chief of Intel.", ("Jane Quill", "cfo", "Intel")),
    ("Tim Cook (CEO of Apple) spoke.", ("Tim Cook", "ceo", "Apple")),
    ("Brad Smith, president of Microsoft, spoke.", ("Brad Smith", "president", "Microsoft")),
    ("Sandra Quill chaired the board of Tesla.", ("Sandra Quill", "chair", "Tesla")),
    ("Tim Cook spoke for Apple. Sales rose, the chief executive said.", ("Tim Cook", "ceo", "Apple")),
    ("Apple's finance chief Luca Maestri will hand over to Kevan Parekh.", ("Kevan Parekh", "cfo", "Apple")),
    ("Ted Sarandos becomes co-CEO of Netflix.", ("Ted Sarandos", "ceo", "Netflix")),
    ("Matt Quill, who runs Amazon's cloud business, left.", ("Matt Quill", "executive", "Amazon")),
])
def test_english_patterns(text: str, fact: tuple[str, str, str]) -> None:
    assert fact in said("en", text)


@pytest.mark.parametrize(("text", "fact"), [
    ("Apple groeit, zegt topman Tim Cook.", ("Tim Cook", "ceo", "Apple")),
    ("Apple-topman Tim Cook is tevreden.", ("Tim Cook", "ceo", "Apple")),
    ("Tim Cook, ceo van Apple, is tevreden.", ("Tim Cook", "ceo", "Apple")),
    ("Microsoft groeit, zegt financieel directeur Amy Hood.", ("Amy Hood", "cfo", "Microsoft")),
    ("Joris Quil, analist bij het Gentse beurshuis Kade Oost Research, knikt.",
     ("Joris Quil", "analyst", "Kade Oost Research")),
    ("Volgens analist Joris Quil van ING is dat veel.", ("Joris Quil", "analyst", "ING")),
    ("ING-analist Joris Quil knikt.", ("Joris Quil", "analyst", "ING")),
    ("Techanalist Joris Quil van ING knikt.", ("Joris Quil", "analyst", "ING")),
    ("Oracle-oprichter Larry Ellison kijkt toe.", ("Larry Ellison", "founder", "Oracle")),
    ("De voormalige topman van Intel, Pat Gelsinger, zwijgt.", ("Pat Gelsinger", "ceo", "Intel")),
    ("Sandra Quil, woordvoerster van ASML, wil niets zeggen.", ("Sandra Quil", "spokesperson", "ASML")),
    ("Matt Garman, de baas van AWS, spreekt.", ("Matt Garman", "ceo", "AWS")),
    ("Joris Quil, strateeg bij vermogensbeheerder Kade, knikt.", ("Joris Quil", "analyst", "Kade")),
    ("Intel stelde Sanne Quil aan als financieel directeur.", ("Sanne Quil", "cfo", "Intel")),
    ("Lip-Bu Tan volgt Pat Gelsinger op als topman van Intel.", ("Pat Gelsinger", "ceo", "Intel")),
    ("Beth Quil, hoofd personeelszaken bij Amazon, zwijgt.", ("Beth Quil", "executive", "Amazon")),
    ("SAP groeit. Dominik Asam, die over de financiën gaat, is blij.", ("Dominik Asam", "cfo", "SAP")),
])
def test_dutch_patterns(text: str, fact: tuple[str, str, str]) -> None:
    assert fact in said("nl", text)


def test_two_roles_in_one_are_two_facts() -> None:
    assert said("en", "Dana Quill, the 61-year-old chairman and technology chief of Oracle, listened.") == {
        ("Dana Quill", "chair", "Oracle"), ("Dana Quill", "cto", "Oracle")}
    assert said("nl", "Nvidia groeit, zegt oprichter en topman Jensen Huang.") == {
        ("Jensen Huang", "founder", "Nvidia"), ("Jensen Huang", "ceo", "Nvidia")}


def test_two_people_in_one_role_are_two_facts() -> None:
    assert said("nl", "Netflix groeit, zeggen co-topmannen Ted Sarandos en Greg Peters.") == {
        ("Ted Sarandos", "ceo", "Netflix"), ("Greg Peters", "ceo", "Netflix")}


def test_a_successor_and_a_predecessor_both_hold_the_role() -> None:
    assert said("en", "At Intel, Lip-Bu Tan succeeds Pat Gelsinger as chief executive.") == {
        ("Lip-Bu Tan", "ceo", "Intel"), ("Pat Gelsinger", "ceo", "Intel")}


@pytest.mark.parametrize(("language", "text"), [
    ("en", "Analysts at Morgan Stanley expected more of Apple."),
    ("en", "Apple spoke to President Donald Quill on Monday."),
    ("en", "Federal Reserve Chair Donald Quill spoke about Apple."),
    ("nl", "Voorzitter Donald Quil van de Fed sprak over Apple."),
    ("en", "Apple looks for a new chief executive."),
    ("nl", "Analisten van ING hadden meer verwacht van ASML."),
    ("nl", "ASML zoekt een nieuwe topman."),
])
def test_no_role_without_a_person_or_an_organization(language: str, text: str) -> None:
    assert said(language, text) == set()


def test_a_position_that_is_over_leaves_room_for_one_elsewhere() -> None:
    text = "Intel fell. Chief executive Pat Gelsinger said so. Gelsinger, a former chief executive of VMware, knows."
    assert said("en", text) == {("Pat Gelsinger", "ceo", "Intel"), ("Pat Gelsinger", "ceo", "VMware")}


def test_a_role_of_an_outsider_is_not_put_in_the_company_in_focus() -> None:
    assert said("en", "Apple fell, said analyst Zora Quill.") == {("Zora Quill", "analyst", None)}


def test_the_facts_cut_from_the_text_and_name_their_parts() -> None:
    text = "Apple grew. Tim Cook, the chief executive of Apple, was pleased."
    (fact,) = roles("en", text)
    assert text[fact.start:fact.end] == fact.evidence == "Tim Cook, the chief executive of Apple"
    assert [(part.name, text[part.start:part.end]) for part in fact.parts] == [
        ("person", "Tim Cook"), ("role", "chief executive"), ("organization", "Apple")]
    assert fact.article == HASH
    assert fact.rule


def test_a_position_stated_twice_is_one_fact() -> None:
    assert len(roles("en", "Chief executive Tim Cook of Apple spoke. Apple CEO Tim Cook left.")) == 1


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("en", "Elon Musk, who runs Tesla, spoke.", {("Elon Musk", "ceo", "Tesla")}),
    ("en", "Matt Garman, who leads AWS, spoke.", {("Matt Garman", "executive", "AWS")}),
    ("en", "Apple grew. Jane Quill, who leads the race, spoke.", set()),
    ("nl", "Elon Musk, die Tesla leidt, sprak.", {("Elon Musk", "ceo", "Tesla")}),
])
def test_who_leads_what(language: str, text: str, expected: set[tuple[str, str, str]]) -> None:
    assert said(language, text) == expected


WORDS = [
    "Tim Cook", "Jane Quill", "Apple", "Intel", "AWS", "chief executive", "analyst", "head of", "topman", "boss", ",",
    ".", "who", "die", "founded", "runs", "succeeds", "as", "the", "his", "former", "and", "en", "van", "of", "'s", "-",
    "was", "co-CEO", "president", "oprichter", "“", "”", "is", "alongside", "services"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["en", "nl"]), st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_text_gives_roles_that_cut_from_it_once_each(language: str, words: list[str]) -> None:
    text = " ".join(words)
    facts = roles(language, text)
    for fact in facts:
        assert text[fact.start:fact.end] == fact.evidence
        assert all(fact.start <= part.start < part.end <= fact.end for part in fact.parts)
    assert len({(fact.person, fact.role, fact.organization) for fact in facts}) == len(facts)


def test_two_people_before_a_title_in_the_plural_both_hold_it() -> None:
    facts = roles("en", "Greg Peters and Ted Sarandos will become co-CEOs of Netflix.")
    assert {(fact.person, fact.role, fact.organization) for fact in facts} == {
        ("Greg Peters", "ceo", "Netflix"), ("Ted Sarandos", "ceo", "Netflix")}
    assert all(fact.person in fact.evidence for fact in facts)


def test_a_possessive_says_where_the_position_is() -> None:
    text = "Spotify grew. Universal Music declined to comment. Its chief executive Jane Quill praised Spotify."
    assert said("en", text) == {("Jane Quill", "ceo", "Universal Music")}


@pytest.mark.parametrize(("language", "text", "organization"), [
    ("en", "Nvidia grew. Microsoft buys its chips from the company of chief executive Jensen Huang. Nvidia is happy.",
     "Nvidia"),
    ("nl", "Nvidia groeide. Microsoft koopt bij het bedrijf van topman Jensen Huang. Nvidia is blij.", "Nvidia"),
    ("en", "IBM buys a firm. IBM pays for it. The people at Slack keep their chief executive, Ana Poe.", "Slack"),
    ("nl", "IBM koopt een bedrijf. IBM betaalt. De mensen van Slack houden hun topman, Ana Poe.", "Slack"),
    ("nl", "IBM koopt een bedrijf. IBM betaalt. Bij Slack werken veel mensen. Hun topman heet Ana Poe.", "Slack"),
    ("en", "IBM and Slack grew. Their bosses Ana Poe and Bo Orr met.", "IBM"),
])
def test_whose_position_it_is(language: str, text: str, organization: str) -> None:
    assert {fact.organization for fact in roles(language, text)} == {organization}


@pytest.mark.parametrize(("language", "text", "role"), [
    ("en", "Ana Poe, founder and boss, left Amazon.", "ceo"),
    ("en", "Ana Poe has been made co-chief executive of Amazon.", "ceo"),
    ("en", "Amazon's chief technologist Ana Poe left.", "cto"),
    ("en", "Ana Poe, the head of Amazon's games division, left.", "executive"),
    ("en", "Ana Poe, the head of Amazon, left.", "ceo"),
    ("en", "Ana Poe, chief of staff at Amazon, left.", "executive"),
    ("en", "Ana Poe, general manager at Amazon, left.", "executive"),
    ("en", "Ana Poe, chief investment strategist at Harrow Capital, sold Amazon.", "analyst"),
    ("en", "Ana Poe, an activist investor at Harrow Capital, sold Amazon.", "investor"),
    ("nl", "Hoofd techniek Ana Poe verlaat Amazon.", "cto"),
    ("nl", "Ana Poe, de hoogste vrouw bij Amazon, vertrekt.", "ceo"),
    ("nl", "Medebestuursvoorzitter Ana Poe verlaat Amazon.", "ceo"),
    ("nl", "Hoge leidinggevende Ana Poe van Amazon vertrekt.", "executive"),
    ("nl", "Hoofdeconoom Ana Poe van Harrow Capital is somber over Amazon.", "analyst"),
    ("nl", "Perschef Ana Poe van Amazon zweeg.", "spokesperson"),
])
def test_more_words_for_positions(language: str, text: str, role: str) -> None:
    assert role in {fact.role for fact in roles(language, text) if fact.person == "Ana Poe"}
