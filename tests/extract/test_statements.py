"""Statements: styles of quotation, speakers before, behind and across sentences, and what is no statement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentence_cases import cases

from kg.extract.entities import read_mentions
from kg.extract.roles import read_roles
from kg.extract.statements import read_statements
from kg.extract.text import read_document
from kg.facts import Statement

HASH = "0" * 64
QUOTE = "We have never been busier than now"


def statements(language: str, text: str) -> list[Statement]:
    document = read_document(text, language, None, frozenset())
    mentions = read_mentions(document)
    return read_statements(document, mentions, read_roles(document, mentions, HASH), HASH)


def said(language: str, text: str) -> list[tuple[str, str | None, str]]:
    return [(fact.speaker, fact.organization, fact.quote) for fact in statements(language, text)]


@pytest.mark.parametrize("marks", ["“{}”", "\"{}\"", "„{}”", "«{}»", "‘{}’", "'{}'"])
@pytest.mark.parametrize(("language", "frame"), [
    ("en", "{},” said Tim Cook, chief executive of Apple."),
    ("en", "Apple boss Tim Cook was glad. {}, he said."),
    ("en", "Apple boss Tim Cook said: {}."),
    ("nl", "{}, zei Tim Cook, de topman van Apple."),
    ("nl", "Apple-topman Tim Cook was blij. {}, zegt hij."),
])
def test_every_style_of_marks(marks: str, language: str, frame: str) -> None:
    text = frame.replace(",”", ",").format(marks.format(QUOTE))
    assert said(language, text) == [("Tim Cook", "Apple", QUOTE)]


@pytest.mark.parametrize(("language", "text", "speakers"), [
    ("en", "Intel's chief executive Lip-Bu Tan spoke on Monday. “We are on the right way,” the chief executive said.",
     ["Lip-Bu Tan"]),
    ("en", "“We are on the right way now,” said Lip-Bu Tan of Intel. “It takes some more time.”",
     ["Lip-Bu Tan", "Lip-Bu Tan"]),
    ("en", "“It takes time,” said analyst Zora Quill of Harrow Pike Research. Too long, others thought.", []),
    ("en", "The line of the day: “We will get there in the end.” That's Amy Hood, Microsoft's finance chief.",
     ["Amy Hood"]),
    ("en", "Meta called the ruling “a border tax by another name” and will appeal.", ["Meta"]),
    ("en", "Meta blamed “higher prices of all components this year”.", ["Meta"]),
    ("en", "“This is not about the money,” a spokesperson for Apple said.", ["Apple"]),
    ("en", "“We have a long story to tell.\n\n“And it goes on from here,” said Tim Cook, boss of Apple.",
     ["Tim Cook", "Tim Cook"]),
    ("en", "We asked Zora Quill, who was an analyst at Harrow Pike Research, about Intel.\n\nIs it over?\n\n"
     "“Ask me again in five years,” she laughs.\n\nAnd the jobs?\n\n“Nobody has given me a number.”",
     ["Zora Quill", "Zora Quill"]),
    ("nl", "Analist Zora Quill van Zuidbank volgt Amazon. De analist vindt dat Amazon ‘meer durft uit te geven dan de "
     "rest’.", ["Zora Quill"]),
    ("nl", "Volgens Butter heeft dat niets te maken met Intel, zegt topman Lip-Bu Tan. ‘Dit staat los van ons plan’, "
     "schreef hij.", ["Lip-Bu Tan"]),
    ("nl", "Google noemt het besluit “een stap terug voor iedereen”.", ["Google"]),
    ("nl", "Intel-topman Lip-Bu Tan: “Dit wordt een lang en zwaar jaar.”", ["Lip-Bu Tan"]),
    ("nl", "“Dit wordt een zwaar jaar”, aldus Intel.", ["Intel"]),
])
def test_who_speaks(language: str, text: str, speakers: list[str]) -> None:
    assert [fact.speaker for fact in statements(language, text)] == speakers


@pytest.mark.parametrize(("language", "text"), [
    ("en", "Apple's “walled garden” is under attack, said Tim Cook."),  # fewer than four words
    ("en", "Apple published a paper, “The way we make our chips”. It is long."),  # a title; nobody says it
    ("en", "“We have never been busier than now.”"),  # nobody is there
    ("nl", "Het boek ‘Een jaar in de schaduw van Apple’ verschijnt in mei."),
    ("nl", "Tim Cook leidt Apple. De zogeheten “wet op de digitale markten” geldt al."),
])
def test_no_statement(language: str, text: str) -> None:
    assert statements(language, text) == []


def test_a_name_within_a_quotation_is_not_who_says_it() -> None:
    text = "Volgens Ann Poe, topvrouw van Intel, klopt dat. ‘Dat staat los van het plan van Tim Cook’, schreef zij."
    assert [fact.speaker for fact in statements("nl", text)] == ["Ann Poe"]


def test_where_a_speaker_without_a_role_works() -> None:
    text = "„Dit is pas het begin van de rally”, schrijft Mark Quill van Wedbush."
    assert said("nl", text) == [("Mark Quill", "Wedbush", "Dit is pas het begin van de rally")]


def test_offices_outside_companies_say_where_their_holder_is() -> None:
    text = "“Google has abused the power it has,” said EU commissioner Margrethe Vestager."
    assert said("en", text) == [("Margrethe Vestager", "European Commission", "Google has abused the power it has")]


@given(st.text(alphabet="“”„\"'‘’«» \nAbc.,:Tim Cook said", max_size=200))
def test_quotes_are_cut_from_the_text(text: str) -> None:
    for fact in statements("en", text):
        assert text[fact.start:fact.end] == fact.evidence == fact.quote
        assert len(fact.quote.split()) >= 4


@pytest.mark.parametrize(("language", "text", "expected"), cases("statements"))
def test_who_says_it_and_where_they_work(language: str, text: str, expected: str) -> None:
    assert [f"{speaker} / {organization}" for speaker, organization, _ in said(language, text)] == (
        [part.strip() for part in expected.split(";") if part.strip()])


def test_the_headline_of_an_interview_is_the_only_speakers() -> None:
    text = "“It takes time and patience”: a talk about Intel\n\n“We are on the right way,” said Lip-Bu Tan of Intel."
    assert said("en", text) == [("Lip-Bu Tan", "Intel", "It takes time and patience"),
                                ("Lip-Bu Tan", "Intel", "We are on the right way")]


def test_a_full_stop_before_the_closing_mark_is_not_of_the_quotation() -> None:
    assert said("en", "Tim Cook of Apple said: “We have time. We wait.”")[0][2] == "We have time. We wait"
