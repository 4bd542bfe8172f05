"""A capital at the start of a sentence is no name where the word is known without one."""

import pytest

from kg.article import read_text
from kg.extract.entity_words import entity_words
from kg.extract.extraction import extract


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_words_are_small_and_in_order(language):
    small = sorted(entity_words(language).small)
    assert len(small) > 2000
    assert all(word.isalpha() and word == word.lower() for word in small)


@pytest.mark.parametrize(("language", "text", "subjects"), [
    ("en", "Apple fell again. Whoever bought on 3 October has lost 30 percent.", {"Apple"}),
    ("en", "Microsoft reported on Wednesday. Top line $69.63bn. Growth 12.3%.", {"Microsoft"}),
    ("nl", "Workday kwam met cijfers. Gecorrigeerd verdiende het bedrijf 2,21 miljard dollar.", {"Workday"}),
    ("nl", "Micron deelt zich anders in. Grootste tak verdubbelde de omzet tot 5,28 miljard dollar.", {"Micron"}),
    ("en", "Shares of Contoso rose. Contoso lost 30 percent on Friday.", {"Contoso"})])
def test_what_opens_a_sentence(language, text, subjects):
    facts = extract(read_text(text, language=language)).facts
    assert {fact.subject for fact in facts if fact.kind == "observation"} <= subjects
