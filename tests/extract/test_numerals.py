"""Numbers in digits and in words: the whole range of each language."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.numerals import denominator, digits, mixed_value, ordinal_value, word_value, words
from kg.extract.text import tokens

EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen").split()
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NL_UNITS = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien").split()
NL_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()


def english(n: int) -> str:
    if n < 20:
        return EN_UNITS[n]
    if n < 100:
        return EN_TENS[n // 10 - 2] + ("-" + EN_UNITS[n % 10] if n % 10 else "")
    if n < 1000:
        return EN_UNITS[n // 100] + " hundred" + (" and " + english(n % 100) if n % 100 else "")
    for scale, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if n >= scale:
            return f"{english(n // scale)} {name}" + (" " + english(n % scale) if n % scale else "")
    raise ValueError(n)


def dutch(n: int) -> str:
    if n < 20:
        return NL_UNITS[n]
    if n < 100:
        unit = NL_UNITS[n % 10] if n % 10 else ""
        return (unit + ("ën" if unit.endswith("e") else "en") if unit else "") + NL_TENS[n // 10 - 2]
    if n < 1000:
        return ("" if n < 200 else NL_UNITS[n // 100]) + "honderd" + (dutch(n % 100) if n % 100 else "")
    if n < 10**6:
        head = "" if n < 2000 else dutch(n // 1000)
        return head + "duizend" + (" " + dutch(n % 1000) if n % 1000 else "")
    for scale, name in ((10**9, "miljard"), (10**6, "miljoen")):
        if n >= scale:
            return f"{dutch(n // scale)} {name}" + (" " + dutch(n % scale) if n % scale else "")
    raise ValueError(n)


@pytest.mark.parametrize(("language", "spell"), [("en", english), ("nl", dutch)])
def test_every_number_word_to_two_thousand(language, spell):
    for n in range(2000):
        cut = tokens(spell(n))
        assert words(cut, 0, language) == (n, len(cut)), spell(n)


@pytest.mark.parametrize(("language", "spell"), [("en", english), ("nl", dutch)])
@given(n=st.integers(0, 10**12 - 1))
def test_number_words_to_a_trillion(language, spell, n):
    cut = tokens(spell(n))
    assert words(cut, 0, language) == (n, len(cut))


@pytest.mark.parametrize(("token", "language", "value", "decimals"), [
    ("1.234", "nl", "1234", 0), ("1.234,5", "nl", "1234.5", 1), ("94,9", "nl", "94.9", 1), ("2.5", "nl", "2.5", 1),
    ("21,2", "nl", "21.2", 1), ("1,234.5", "nl", "1234.5", 1), ("1,234", "en", "1234", 0), ("15.04", "en", "15.04", 2),
    ("1,234,567.89", "en", "1234567.89", 2), ("2,5", "en", "2.5", 1), ("007", "en", "7", 0)])
def test_digits(token, language, value, decimals):
    assert digits(token, language) == (Decimal(value), decimals)


@pytest.mark.parametrize("token", ["1.2.3,4,5", "9" * 400, "x", "", "1.23.456"])
def test_what_is_no_number(token):
    assert digits(token, "en") is None


@pytest.mark.parametrize(("word", "language"), [
    ("geen", "nl"), ("winst", "nl"), ("duizendpoot", "nl"), ("honderden", "nl"), ("often", "en"), ("weight", "en"),
    ("tienen", "nl"), ("achtbaan", "nl"), ("vierkant", "nl")])
def test_words_that_are_no_numbers(word, language):
    assert word_value(word, language) is None


def dutch_ordinal(n: int) -> str:
    rest, irregular = n % 100, {1: "eerste", 3: "derde", 8: "achtste"}
    if rest in irregular:
        return (dutch(n - rest) if n > rest else "") + irregular[rest]
    return dutch(n) + ("de" if 0 < rest < 20 else "ste")


def test_every_dutch_ordinal_to_a_thousand():
    for n in range(1, 1000):
        assert ordinal_value(dutch_ordinal(n), "nl") == n, dutch_ordinal(n)


def test_english_ordinals_in_one_word():
    ordinals = (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth").split()
    assert [ordinal_value(word, "en") for word in ordinals] == list(range(1, 21))
    assert [ordinal_value(ten[:-1] + "ieth", "en") for ten in EN_TENS] == list(range(20, 100, 10))


@pytest.mark.parametrize("word", ["eerstens", "tweedehands", "derden", "boven", "beste", "honderd", "twintig", "de"])
def test_what_is_no_dutch_ordinal(word):
    assert ordinal_value(word, "nl") is None


@pytest.mark.parametrize(("word", "language", "value"), [
    ("half", "en", "0.5"), ("quarters", "en", "0.25"), ("fifth", "en", "0.2"), ("eighths", "en", "0.125"),
    ("helft", "nl", "0.5"), ("kwart", "nl", "0.25"), ("driekwart", "nl", "0.75"), ("vijfde", "nl", "0.2"),
    ("achtsten", "nl", "0.125"), ("viervijfde", "nl", "0.8"), ("twintigste", "nl", "0.05")])
def test_denominators(word, language, value):
    assert denominator(word, language) == Decimal(value)


@pytest.mark.parametrize(("word", "language"), [
    ("first", "en"), ("second", "en"), ("seconds", "en"), ("eerste", "nl"), ("tweede", "nl"), ("quart", "en")])
def test_what_is_no_denominator(word, language):
    assert denominator(word, language) is None


def test_every_dutch_unit_and_a_half():
    for n, word in enumerate(NL_UNITS[2:10], 2):
        join = "ën" if word.endswith("e") else "en"
        for half in (f"{join}half", f"{join}halve", f"{join}eenhalf"):
            assert mixed_value(word + half, "nl") == n + Decimal("0.5"), word + half
    assert mixed_value("anderhalf", "nl") == Decimal("1.5")
    assert mixed_value("behalve", "nl") is None


@pytest.mark.parametrize(("text", "language", "value"), [
    ("twee honderd", "nl", 200), ("duizend miljard", "nl", 10**12), ("honderdduizend miljoen", "nl", 10**11),
    ("vierduizend en twee", "nl", 4002), ("een miljoen duizend", "nl", 1001000), ("honderdenacht", "nl", 108),
    ("fifteen hundred", "en", 1500), ("two dozen", "en", 24), ("three lakh crore", "en", 3 * 10**12),
    ("one hundred and one thousand", "en", 101000), ("ninety thousand and five", "en", 90005)])
def test_runs_of_number_words(text, language, value):
    cut = tokens(text)
    assert words(cut, 0, language) == (value, len(cut))


@pytest.mark.parametrize(("text", "language", "last"), [
    ("twenty ten", "en", 1), ("five six", "en", 1), ("one hundred and two hundred", "en", 2), ("twintig drie", "nl", 1),
    ("twenty and thirty", "en", 1), ("two thousand and three quarters", "en", 2), ("million billion million", "en", 2)])
def test_where_a_run_ends(text, language, last):
    assert words(tokens(text), 0, language).last == last
