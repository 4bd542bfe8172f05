"""On which basis a number stands: every phrase of the data in a sentence, and sentences in which none counts."""

from datetime import date

import pytest

import kg
from kg.extract import extract
from kg.extract.phrases import _spellings
from kg.figure_key import BASES, bases_of
from kg.lexicon import load

HEAD = {"en": "Intel Corp. on its fourth quarter of 2025\n\n", "nl": "Intel over het vierde kwartaal van 2025\n\n"}
#: A sentence for a phrase before the number, and one for a phrase behind it.
FRAMES = {
    ("en", "before"): "{Phrase}, Intel's revenue rose 12% in the fourth quarter.",
    ("en", "behind"): "Intel's revenue rose 12% {phrase}.",
    ("nl", "before"): "{Phrase} steeg de omzet van Intel met 12 procent in het vierde kwartaal.",
    ("nl", "behind"): "De omzet van Intel steeg in het vierde kwartaal met 12 procent {phrase}."}
TABLES = {language: {side: load().languages[language]["basis"][side] for side in ("before", "behind")}
          for language in ("en", "nl")}
PHRASES = [
    (language, side, basis, " ".join(words))
    for language, table in TABLES.items() for side, bases in table.items()
    for basis, phrases in bases.items() for phrase in phrases for words in _spellings(phrase)]


def bases(text, language):
    article = kg.read_text(HEAD[language] + text, name="x", day=date(2026, 1, 23), language=language)
    return {str(fact.value): bases_of(fact) for fact in extract(article).facts if fact.kind == "observation"}


def test_the_data_names_bases_of_the_model_on_both_sides():
    assert all(tuple(side) == BASES for table in TABLES.values() for side in table.values())


@pytest.mark.parametrize(("language", "side"), list(FRAMES))
def test_each_phrase(language, side):
    frame = FRAMES[language, side]
    missed = []
    for _, _, basis, phrase in (row for row in PHRASES if row[:2] == (language, side)):
        text = frame.format(phrase=phrase, Phrase=phrase[0].upper() + phrase[1:])
        found = bases(text, language)
        if found.get("12", found.get("-12")) != (basis,):  # "12 percent under the quarter before" is a fall
            missed.append((phrase, found))
    assert not missed


@pytest.mark.parametrize(("language", "text", "value", "wanted"), [
    ("en", "Intel's adjusted earnings came to $0.15 a share.", "0.15", ("adjusted",)),
    ("en", "Intel's earnings came to $0.15 a share.", "0.15", ()),
    ("en", "Intel's revenue rose 12% in the fourth quarter.", "12", ()),
    ("en", "Intel's adjusted revenue rose 12% at constant currency.", "12", ("adjusted", "constant_currency")),
    ("en", "Adjusted for currency moves, Intel's revenue rose 12%.", "12", ("constant_currency",)),
    ("nl", "De aangepaste omzet van Intel steeg tegen constante wisselkoersen met 12 procent.", "12",
     ("adjusted", "constant_currency")),
    ("nl", "Gecorrigeerd voor wisselkoersen steeg de omzet van Intel met 12 procent.", "12", ("constant_currency",)),
    ("nl", "De omzet van Intel steeg met 12 procent.", "12", ()),
    # one phrase speaks of several numbers
    ("en", "Without that, Intel's net income would have been $1.2 billion, or $0.27 a share.", "0.27", ("adjusted",)),
    ("en", "Leaving that aside, Intel's profit grew 23% to $30.9 billion.", "30900000000", ("adjusted",)),
    ("nl", "Zonder die last steeg de winst van Intel 23 procent naar 30,9 miljard dollar.", "30900000000",
     ("adjusted",)),
    ("en", "Intel's revenue rose 12% at constant currency to $13.7 billion.", "13700000000", ()),
    ("en", "Intel's net income was $1.2 billion, or $0.27 a share.", "0.27", ()),
    # the quarter compared with is named
    ("en", "Intel's revenue rose 12% compared with the third quarter.", "12", ("on_quarter",)),
    ("en", "Compared with the third quarter, Intel's revenue rose 12%.", "12", ("on_quarter",)),
    ("en", "Intel's revenue rose 12% compared with the fourth quarter of 2024.", "12", ()),
    ("en", "Intel's revenue rose 12% compared with the third quarter of 2024.", "12", ()),
    ("nl", "Vergeleken met het derde kwartaal steeg de omzet van Intel met 12 procent.", "12", ("on_quarter",)),
    ("nl", "Vergeleken met het vierde kwartaal van 2024 steeg de omzet van Intel met 12 procent.", "12", ()),
    ("nl", "De omzet van Intel steeg met 62 procent, tegenover het vorige kwartaal met 22 procent.", "62", ()),
    # the phrase speaks of another number
    ("en", "Intel's revenue was $13.7 billion and its adjusted gross margin 37.9%.", "13700000000", ()),
    ("en", "Intel's adjusted gross margin was 37.9% and its revenue $13.7 billion.", "13700000000", ()),
    ("en", "Adjusted earnings beat the forecasts, and Intel's revenue came to $13.7 billion.", "13700000000", ()),
    ("en", "Intel's adjusted earnings fell. Its revenue came to $13.7 billion.", "13700000000", ()),
    ("en", "Intel's revenue rose 12%, and the analysts saw no growth at constant currency.", "12", ()),
    ("nl", "De omzet van Intel was 13,7 miljard dollar en de aangepaste brutomarge 37,9 procent.", "13700000000", ()),
    ("nl", "De aangepaste winst viel mee, en de omzet van Intel kwam uit op 13,7 miljard dollar.", "13700000000", ()),
    ("nl", "De aangepaste winst van Intel daalde. De omzet was 13,7 miljard dollar.", "13700000000", ()),
    # words that only resemble one
    ("en", "Intel's revenue rose 12% from a year before.", "12", ()),
    ("en", "Intel's revenue rose 12% from the same quarter of the previous year.", "12", ()),
    ("nl", "De omzet van Intel steeg met 12 procent ten opzichte van hetzelfde kwartaal een jaar eerder.", "12", ()),
    ("nl", "De omzet van Intel steeg met 12 procent zonder dat de winst daalde.", "12", ()),
    # an amount is none against the quarter before, and jobs are not adjusted
    ("en", "Quarter on quarter, Intel's revenue rose to $13.7 billion.", "13700000000", ()),
    ("en", "Intel cut an adjusted 12,000 jobs.", "12000", ()),
    ("nl", "Intel schrapt zonder die verkoop 12.000 banen.", "12000", ())])
def test_sentences(language, text, value, wanted):
    assert bases(text, language)[value] == wanted
