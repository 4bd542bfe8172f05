"""The day above a text and its language are found, and a day within a sentence is not taken for it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_texts import DAY, DUTCH, ENGLISH, FRENCH

from kg.article import normalise
from kg.detect import CANDIDATES, find_day, find_language, read_day
from kg.lexicon import data_folder, load

# --- days

@pytest.mark.parametrize("printed", [
    "2026-02-05", "2026-02-05T10:00:00Z", "2026-02-05T23:59:00.000+01:00", "2026-02-05 10:00", "Feb 5, 2026",
    "Thu, 05 Feb 2026 10:00:00 GMT", "5 februari 2026", "February 5, 2026", "donderdag 5 feb. 2026, 10.30 uur",
    " 5th February 2026 "])
def test_days_of_metadata(printed):
    assert read_day(printed) == DAY


@pytest.mark.parametrize("printed", [
    "", "2026", "2026-02-31", "2026-13-01", "05/02/2026", "gisteren", "31 februari 2026", "February 2026",
    "2026-02-05x", "Op 5 februari 2026 kwam het bericht", "99 mei 2026", "0001-01-01", "2101-01-01", "5 aprİl 2026",
    "5 mei 1899"])
def test_no_days(printed):
    assert read_day(printed) is None


def test_every_month_of_every_language_is_read():
    for code, layers in load().languages.items():
        months = layers["periods"]["classes"]["MONTH"]["words"]
        assert set(months.values()) == set(range(1, 13)), code
        for name, number in months.items():
            assert read_day(f"5 {name} 2026") == read_day(f"{name.title()}. 5, 2026") == date(2026, number, 5)


@pytest.mark.parametrize("text", [
    " date 2026-02-05 San Francisco (Verenigde Staten) - Net als", "AMSTERDAM, 5 februari 2026 - ASML zag",
    "AMSTERDAM, donderdag 5 februari 2026 - ASML", "SEATTLE, Feb. 5, 2026 (Reuters) — Amazon said",
    "(5 Feb 2026) Amazon said", "Winst stijgt (5 februari 2026)\n\nTekst", "5 februari 2026\n\nTekst",
    "Kop\n\nGepubliceerd op 5 februari 2026 om 10:20\n\nTekst", "February 5, 2026 | Amazon",
    "AUSTIN--(WIRE)--Feb. 5, 2026--Dell", "Kop\n\nVELDHOVEN, 5 februari 2026 – ASML",
    "Published: Thu, 05 Feb 2026 10:00 x", "EINDHOVEN (5 februari 2026) - ASML",
    "Datum: 2026-02-05\nTekst", "London (Agency, 5 Feb 2026) - Arm"])
def test_days_above_a_text(text):
    assert find_day(normalise(text)) == DAY


@given(st.lists(st.sampled_from([
    "date", "Published", ":", " ", ", ", "5", "31", "2026", "0", "-02-", "2026-02-06", "feb", "Mei", "aprİl", "ſept",
    ".", "(", ")", "/", "-", "–", "T10:00", "AMSTERDAM", "thursday", "\n", "٣", "%"]), max_size=12).map("".join))
@settings(deadline=None)
def test_any_head_gives_a_day_or_none(text):
    assert find_day(text) is None or isinstance(find_day(text), date)
    assert read_day(text) is None or isinstance(read_day(text), date)


@pytest.mark.parametrize("text", [
    "Op 5 februari 2026 meldde ASML winst.", "Op 5 februari 2026 - een donderdag - kwam de winst.",
    "On February 5, 2026 Amazon said", "Amazon, 5 Feb 2026, said", "date: 31 February 2026 x", "Winst over 2026",
    "a\n" * 10 + "5 februari 2026", "x" * 700 + "\n5 februari 2026", "The quarter ended (5 Feb 2026). Then\nmore"])
def test_days_in_a_sentence_are_not_the_articles(text):
    assert find_day(text) is None


# --- languages

def test_languages():
    assert [find_language(text) for text in (DUTCH, ENGLISH, FRENCH)] == ["nl", "en", "fr"]
    assert find_language("Winst van ASML stijgt door grote vraag naar chips") == "nl"
    assert find_language("Amazon profits jump on strong cloud demand") == "en"
    assert [find_language(text) for text in ("", "42", "Amazon")] == [None] * 3
    assert set(load().languages) <= set(CANDIDATES)


def test_the_language_of_the_sample_is_found_by_function_words_alone():
    for path in sorted((data_folder("data") / "articles").glob("??-*.md")):
        body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
        assert find_language(body) == path.name[:2]
