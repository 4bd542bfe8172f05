"""On which basis a number stands: named by the words next to it, and by nothing else."""

from datetime import date

import pytest

import kg
from kg.extract import extract
from kg.figure_key import bases_of

HEAD = {"en": "Intel Corp. on its fourth quarter of 2025\n\n", "nl": "Intel over het vierde kwartaal van 2025\n\n"}


def bases(text, language):
    article = kg.read_text(HEAD[language] + text, name="x", day=date(2026, 1, 23), language=language)
    return {str(fact.value): bases_of(fact) for fact in extract(article).facts if fact.kind == "observation"}


@pytest.mark.parametrize(("language", "text", "value", "wanted"), [
    ("en", "Intel's adjusted earnings came to $0.15 a share.", "0.15", ("adjusted",)),
    ("en", "Intel's earnings came to $0.15 a share.", "0.15", ()),
    ("en", "Intel's revenue rose 12% at constant currency in the fourth quarter.", "12", ("constant_currency",)),
    ("en", "Intel's revenue rose 12% in the fourth quarter.", "12", ()),
    ("en", "Intel's revenue was $13.7 billion and its adjusted gross margin 37.9%.", "13700000000", ()),
    ("nl", "De omzet van Intel steeg zonder wisselkoerseffecten met 12 procent.", "12", ("constant_currency",)),
    ("nl", "De omzet van Intel steeg met 12 procent.", "12", ())])
def test_the_words_next_to_a_number(language, text, value, wanted):
    assert bases(text, language)[value] == wanted
