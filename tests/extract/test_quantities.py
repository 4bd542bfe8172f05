"""Every number of a text once: notations, units, ranges, hedges, roles, and what is no amount."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.quantities import read_quantities
from kg.extract.text import read_document
from kg.lexicon import load

ABBREVIATIONS = frozenset({"mln", "mld", "mrd", "aug", "nov", "no", "nr", "approx", "ca", "c", "ong", "rs"})
EN, NL = "en", "nl"


def read(text, language=EN):
    return read_quantities(read_document(text, language, None, ABBREVIATIONS))


def one(text, language=EN):
    """The only amount or bare number of a text."""
    found = [q for q in read(text, language) if q.kind in ("amount", "bare")]
    assert len(found) == 1, (text, found)
    return found[0]


def data(language):
    return load().languages[language]["quantities"]


# --- scale, notation, decimals

@pytest.mark.parametrize(("text", "language", "value", "unit", "decimals"), [
    ("$21.2 billion", EN, "21200000000", "USD", -8), ("$15.04bn", EN, "15040000000", "USD", -7),
    ("$ 15 mrd", NL, "15000000000", "USD", -9), ("15bn dollars", EN, "15000000000", "USD", -9),
    ("USD 15 million", EN, "15000000", "USD", -6), ("15 million US dollars", EN, "15000000", "USD", -6),
    ("€3,2 mrd", NL, "3200000000", "EUR", -8), ("3,2 mln. euro", NL, "3200000", "EUR", -5),
    ("4 mld euro", NL, "4000000000", "EUR", -9), ("$4.5T", EN, "4500000000000", "USD", -11),
    ("$10K", EN, "10000", "USD", -3), ("£5m", EN, "5000000", "GBP", -6),
    ("2.43tn won", EN, "2430000000000", "KRW", -10), ("3,75 biljoen yen", NL, "3750000000000", "JPY", -10),
    ("1.046 miljard Taiwanese dollar", NL, "1046000000000", "TWD", -9),
    ("NT$1.2tn", EN, "1200000000000", "TWD", -11), ("HK$5", EN, "5", "HKD", 0),
    ("Rs 20 crore", EN, "200000000", "INR", -7),
    ("Rs. 20", EN, "20", "INR", 0), ("CAD $ 20", EN, "20", "CAD", 0), ("USD $5", EN, "5", "USD", 0),
    ("US$ 3,14", NL, "3.14", "USD", 2),
    ("30 MUSD", EN, "30000000", "USD", -6), ("10 $", EN, "10", "USD", 0), ("USD115", EN, "115", "USD", 0),
    ("20€", NL, "20", "EUR", 0), ("5,000,000 yuan", EN, "5000000", "CNY", 0),
    ("2.5 procent", NL, "2.5", "percent", 1), ("2,5 percent", EN, "2.5", "percent", 1),
    ("31.2%", EN, "31.2", "percent", 1), ("12 per cent", EN, "12", "percent", 0), ("7 pct", NL, "7", "percent", 0),
    ("3 procentpunt", NL, "3", "percentage_points", 0), ("3 percentage points", EN, "3", "percentage_points", 0),
    ("50 basis points", EN, "0.5", "percentage_points", 2), ("25 basispunten", NL, "0.25", "percentage_points", 2),
    ("vier punten", NL, "4", "points", 0), ("twee honderd miljard dollar", NL, "200000000000", "USD", -9),
    ("tweehonderd miljard dollar", NL, "200000000000", "USD", -9),
    ("duizend miljard euro", NL, "1000000000000", "EUR", -12),
    ("two hundred billion dollars", EN, "200000000000", "USD", -9),
    ("a hundred million euros", EN, "100000000", "EUR", -6), ("anderhalf miljard euro", NL, "1500000000", "EUR", -8),
    ("een half miljard euro", NL, "500000000", "EUR", -8), ("half a billion dollars", EN, "500000000", "USD", -8),
    ("half a million euros", EN, "500000", "EUR", -5),
    ("two and a half billion dollars", EN, "2500000000", "USD", -8),
    ("a million and a half euros", EN, "1500000", "EUR", -5), ("tweeënhalf miljoen euro", NL, "2500000", "EUR", -5),
    ("drieëneenhalf miljard euro", NL, "3500000000", "EUR", -8),
    ("a quarter of a million dollars", EN, "250000", "USD", -5),
    ("a quarter million dollars", EN, "250000", "USD", -5), ("half a percent", EN, "0.5", "percent", 1),
    ("een half procent", NL, "0.5", "percent", 1), ("three point five percent", EN, "3.5", "percent", 1),
    ("drie komma vijf procent", NL, "3.5", "percent", 1), ("a percent", EN, "1", "percent", 0),
    ("een procent", NL, "1", "percent", 0), ("1 234 567,89 euro", NL, "1234567.89", "EUR", 2),
    (".08 percent", EN, "0.08", "percent", 2), ("20-miljard-euro", NL, "20000000000", "EUR", -9),
    ("a 10-percent cut", EN, "10", "percent", 0), ("$1.95 a share", EN, "1.95", "USD/share", 2),
    ("2,82 dollar per aandeel", NL, "2.82", "USD/share", 2), ("50 cents a share", EN, "0.5", "USD/share", 2),
    ("10 dollarcent per aandeel", NL, "0.1", "USD/share", 2), ("10 cent per aandeel", NL, "0.1", "EUR/share", 2),
    ("470 pence", EN, "4.7", "GBP", 2), ("20 dollars and 43 cents", EN, "20.43", "USD", 2),
    ("13 euro en 45 cent", NL, "13.45", "EUR", 2), ("25,5 miljard", NL, "25500000000", "", -8),
    ("12 Zwitserse frank", NL, "12", "CHF", 0)])
def test_value_unit_and_rounding(text, language, value, unit, decimals):
    quantity = one(text, language)
    assert (quantity.value, quantity.unit, quantity.decimals) == (Decimal(value), unit, decimals)
    assert quantity.kind == ("amount" if unit else "bare")


@pytest.mark.parametrize("language", [EN, NL])
def test_every_currency_by_code_sign_and_every_label(language):
    for unit in load().units.values():
        if unit.kind != "money":
            continue
        assert one(f"x {unit.id} 1500", language).unit == unit.id
        for sign in unit.symbols:
            text = f"x 1500 {sign}" if sign.islower() else f"x {sign} 1500"
            assert one(text, language).unit == unit.id, sign
        for label in unit.labels.get(language, ()):
            assert one(f"x 1500 {label}", language).unit == unit.id, label


def test_the_cents_are_of_the_currency_spoken_of():
    assert [q.unit for q in read("Een omzet van 3 dollar, een winst van 10 cent.", NL)] == ["USD", "USD"]
    assert one("Een winst van 10 cent.", NL).unit == "EUR"
    assert one("A profit of 10 cents.").unit == "USD"


@pytest.mark.parametrize(("text", "language"), [
    ("tientallen miljarden", NL), ("honderden banen", NL), ("een miljardenverlies", NL), ("billions of dollars", EN),
    ("dozens of jobs", EN), ("a share", EN), ("an hour", EN), ("een aandeel", NL), ("one of them", EN),
    ("a quarter earlier", EN), ("half-year results", EN), ("in the first half", EN), ("double-digit growth", EN),
    ("it doubled down", EN), ("De toezichthouder acht het bod te laag", NL), ("een bedrijf", NL),
    ("several hundred jobs", EN),
    ("een paar honderd banen", NL), ("per miljoen", NL), ("half september", NL)])
def test_what_is_no_number(text, language):
    assert [q for q in read(text, language) if q.kind != "ordinal"] == []


# --- fractions and multiples

@pytest.mark.parametrize(("text", "language", "percent"), [
    ("a third of sales", EN, "33.3"), ("two-thirds of it", EN, "66.7"), ("a fifth of its staff", EN, "20"),
    ("one in ten", EN, "10"), ("nine out of ten", EN, "90"), ("nearly half its staff", EN, "50"),
    ("by a quarter", EN, "25"), ("three quarters of the staff", EN, "75"), ("one-eighth of it", EN, "12.5"),
    ("een derde van de omzet", NL, "33.3"), ("bijna een kwart", NL, "25"), ("de helft", NL, "50"),
    ("driekwart van de omzet", NL, "75"), ("twee derde van", NL, "66.7"), ("een op de acht", NL, "12.5"),
    ("tweederde van de omzet", NL, "66.7"), ("eenderde", NL, "33.3"),
    ("vier op de vijf", NL, "80"), ("een tiende van", NL, "10"), ("drie vijfde van", NL, "60")])
def test_parts_of_a_whole(text, language, percent):
    quantity = one(text, language)
    assert (quantity.value, quantity.unit) == (Decimal(percent), "percent")
    assert quantity.rule in ("fraction", "ratio")


@pytest.mark.parametrize(("text", "language"), [
    ("the third quarter", EN), ("a third company", EN), ("een derde bedrijf", NL), ("het derde kwartaal", NL),
    ("a third-quarter loss", EN)])
def test_ordinals_are_no_parts(text, language):
    assert [(q.kind, q.value) for q in read(text, language)] == [("ordinal", 3)]


@pytest.mark.parametrize("language", [EN, NL])
def test_every_word_of_multiplying(language):
    then = next(iter(data(language)["multiple"]["times_then"]))
    for word, value in data(language)["multiples"].items():
        quantity = one(f"profit {word} {then}", language)
        assert (quantity.value, quantity.unit) == (Decimal(str(value)), "times"), word


@pytest.mark.parametrize(("text", "language", "value"), [
    ("a tenfold rise", EN, 10), ("10-fold", EN, 10), ("three times as much", EN, 3), ("2.5x revenue", EN, "2.5"),
    ("by a factor of three", EN, 3), ("vertienvoudigd", NL, 10), ("een vervijfvoudiging", NL, 5),
    ("drie keer zoveel", NL, 3), ("2,5 keer zo groot", NL, "2.5"), ("een factor vier", NL, 4),
    ("tweemaal zoveel", NL, 2),
    ("het drievoudige", NL, 3)])
def test_multiples(text, language, value):
    quantity = one(text, language)
    assert (quantity.value, quantity.unit) == (Decimal(value), "times")


# --- counted nouns

@pytest.mark.parametrize(("language", "kind", "unit"), [
    (EN, "people", "people"), (NL, "people", "people"), (EN, "items", "items"), (NL, "items", "items")])
def test_every_counted_noun(language, kind, unit):
    for noun in data(language)["nouns"][kind]:
        document = read_document(f"x 30 {noun}", language, None, ABBREVIATIONS)
        quantity = read_quantities(document)[0]
        assert quantity.unit == unit, noun
        assert quantity.noun == 2, noun


@pytest.mark.parametrize(("text", "language", "noun"), [
    ("14,000 corporate jobs", EN, "jobs"), ("30.000 kantoorbanen", NL, "kantoorbanen"),
    ("10,000 of its employees", EN, "employees"), ("40.000 van zijn werknemers", NL, "werknemers"),
    ("5,000-plus jobs", EN, "jobs"), ("2 million daily active users", EN, "users")])
def test_nouns_behind_adjectives_and_in_compounds(text, language, noun):
    document = read_document(text, language, None, ABBREVIATIONS)
    quantity = read_quantities(document)[0]
    assert (document.words[quantity.noun], quantity.unit) == (noun, "people")


@pytest.mark.parametrize("text", ["30 verleden", "tien jaar geleden", "3 loopbaanpaden", "5 volkswagen"])
def test_what_only_ends_like_a_counted_noun(text):
    assert {q.unit for q in read(text, NL)} == {""}


# --- ranges and lists

@pytest.mark.parametrize(("text", "language", "low", "high", "unit"), [
    ("between 175 and 185 billion dollars", EN, 175e9, 185e9, "USD"),
    ("between $175 and 185 billion", EN, 175e9, 185e9, "USD"), ("$63-67bn", EN, 63e9, 67e9, "USD"),
    ("$115 billion to $135 billion", EN, 115e9, 135e9, "USD"), ("28 to 30 percent", EN, 28, 30, "percent"),
    ("revenue of $63bn to $67bn", EN, 63e9, 67e9, "USD"), ("tussen de 175 en 185 miljard", NL, 175e9, 185e9, ""),
    ("63 tot 67 miljard euro", NL, 63e9, 67e9, "EUR"), ("$89 tot $93 miljard", NL, 89e9, 93e9, "USD"),
    ("5 à 6 procent", NL, 5, 6, "percent"), ("een marge van 25 tot 30 procent", NL, 25, 30, "percent"),
    ("10-20 dollars", EN, 10, 20, "USD"), ("between 10,000 and 15,000 jobs", EN, 10000, 15000, "people"),
    ("ranging from 10 to 20 percent", EN, 10, 20, "percent"),
    ("between $4.92 and $4.94 a share", EN, "4.92", "4.94", "USD/share"),
    ("800,000 to 1.2 million users", EN, 800000, 1200000, "people"), ("5 or 6 percent", EN, 5, 6, "percent"),
    ("-5 to -3 percent", EN, -5, -3, "percent"), ("10- tot 15.000 banen", NL, 10000, 15000, "people"),
    ("tien- tot vijftienduizend banen", NL, 10000, 15000, "people"), ("2 tot 3 maal zoveel", NL, 2, 3, "times"),
    ("een kwart tot een derde van de omzet", NL, 25, "33.3", "percent"),
    ("minus 5% to minus 3%", EN, -5, -3, "percent"),
    ("10 to 20 basis points", EN, "0.1", "0.2", "percentage_points")])
def test_ranges(text, language, low, high, unit):
    quantity = one(text, language)
    assert (quantity.low, quantity.high, quantity.unit, quantity.qualifier, quantity.value) == (
        Decimal(low), Decimal(high), unit, "between", None)


@pytest.mark.parametrize(("text", "language", "values"), [
    ("rose 9 percent to 91.8 billion dollars", EN, ["9", "91800000000"]),
    ("steeg met 9 procent tot 91,8 miljard dollar", NL, ["9", "91800000000"]),
    ("rose from 5 percent to 9 percent", EN, ["5", "9"]),
    ("van 25,6 naar 30 miljard", NL, ["25600000000", "30000000000"]),
    ("$32bn, $73bn and $144bn", EN, ["32000000000", "73000000000", "144000000000"]),
    ("12, 15 and 18 percent", EN, ["12", "15", "18"]), ("van 2,13 naar 2,35 dollar", NL, ["2.13", "2.35"]),
    ("fell 9% to 53 million units", EN, ["9", "53000000"]),
    ("by €200m to €10.2bn", EN, ["200000000", "10200000000"]), ("a 3-2 vote", EN, ["3", "2"])])
def test_no_ranges(text, language, values):
    found = read(text, language)
    assert [q.value for q in found] == [Decimal(value) for value in values]


def test_a_part_is_counted_as_its_whole():
    for text, language in (("4,000 of its 20,000 staff", EN), ("14.000 van de 350.000 werknemers", NL)):
        assert [q.unit for q in read(text, language)] == ["people", "people"]


def test_a_list_shares_its_unit():
    assert [q.unit for q in read("12, 15 and 18 percent")] == ["percent"] * 3
    assert [q.unit for q in read("van 2,13 naar 2,35 dollar", NL)] == ["USD", "USD"]


# --- hedges and bounds

@pytest.mark.parametrize("language", [EN, NL])
@pytest.mark.parametrize("place", ["before", "after"])
def test_every_hedge(language, place):
    unit = "percent" if language == EN else "procent"
    for qualifier, phrases in data(language)["hedges"][place].items():
        for phrase in phrases:
            text = f"x {phrase} 50 {unit}." if place == "before" else f"x 50 {unit} {phrase}."
            assert one(text, language).qualifier == qualifier, text


@pytest.mark.parametrize(("text", "language", "qualifier"), [
    ("more than a third of it", EN, "more_than"), ("almost doubled", EN, "almost"),
    ("verdubbelde bijna", NL, "almost"), ("meer dan de helft", NL, "more_than"),
    ("5,000 jobs or more", EN, "at_least"), ("no fewer than 50 jobs", EN, "at_least"),
    ("$118 billion or so", EN, "about"), ("1,000+ jobs", EN, "more_than"),
    ("nog eens ruim 5 procent", NL, "more_than"), ("onder de 150 miljard", NL, "less_than"),
    ("above the $1.97 that was forecast", EN, "exact"), ("above the $20bn mark", EN, "more_than"),
    ("boven de 8 miljard waarop was gerekend", NL, "exact"), ("it turned over $5bn", EN, "exact"),
    ("as many as 30,000 jobs", EN, "at_most"), ("tot wel 30.000 banen", NL, "at_most"),
    ("tot 14 procent lager", NL, "at_most"), ("up to $5bn", EN, "at_most")])
def test_hedges(text, language, qualifier):
    assert one(text, language).qualifier == qualifier


def test_a_hedge_is_outside_the_span():
    text = "It lost more than nine percent."
    quantity = one(text)
    assert text[quantity.start:quantity.end] == "nine percent"


# --- roles and signs

@pytest.mark.parametrize(("text", "language", "roles"), [
    ("up from $15.3 billion to $21.2 billion", EN, ["between"]), ("rose 14% to $213 billion", EN, ["", "to"]),
    ("climbed to $25.0 billion from $21.2 billion", EN, ["to", "from"]),
    ("$21.2 billion (17.9 billion euros)", EN, ["", "conversion"]),
    ("21,2 miljard dollar (17,9 miljard euro)", NL, ["", "conversion"]),
    ("9 biljoen won, omgerekend 6 miljard euro", NL, ["", "conversion"]),
    ("9.64 trillion won, or about $6.96 billion", EN, ["", "conversion"]),
    ("van 880 naar 920 miljard yen", NL, ["from", "to"]),
    ("met ruim twaalf procent tot 716,9 miljard dollar", NL, ["", "to"]),
    ("een omzet van 25,6 miljard euro", NL, [""]), ("een plus van 17 procent", NL, ["plus"]),
    ("een min van ruim elf procent", NL, ["minus"]), ("gained +3%", EN, ["plus"])])
def test_roles(text, language, roles):
    assert [q.role if q.low is None else "between" for q in read(text, language)] == roles


@pytest.mark.parametrize(("text", "language", "value"), [
    ("-3.2%", EN, "-3.2"), ("−3,2 procent", NL, "-3.2"), ("min 3 procent", NL, "-3"), ("minus 3 percent", EN, "-3"),
    ("-$3bn", EN, "-3000000000"), ("€ -12", NL, "-12"), ("$-5m", EN, "-5000000"), ("(3.2%)", EN, "3.2"),
    ("a loss of $3bn", EN, "3000000000"), ("a post-2 percent", EN, "2"), ("AMD (-2%)", EN, "-2"),
    ("plus or minus 2 percent", EN, "2"), ("plus of min 2 procent", NL, "2")])
def test_only_a_printed_sign_makes_a_value_negative(text, language, value):
    assert one(text, language).value == Decimal(value)


# --- what is no amount

@pytest.mark.parametrize(("text", "language", "kind"), [
    ("in 2025", EN, "year"), ("sinds 2024 won het terrein", NL, "year"), ("in 2024 users left", EN, "year"),
    ("2024-25", EN, "year"), ("the 1990s", EN, "year"),
    ("the 90s", EN, "year"), ("de jaren negentig", NL, "year"), ("in '24", NL, "year"),
    ("FY2025", EN, "year"), ("2026-02-06", EN, "date"),
    ("31 augustus 2025", NL, "date"), ("August 31, 2025", EN, "date"), ("Aug. 1", EN, "date"),
    ("28 January", EN, "date"), ("5/17/2018", EN, "date"), ("17-5-2018", NL, "date"),
    ("the 31st of August", EN, "date"), ("at 10:30", EN, "time"),
    ("at 9:30 a.m. ET", EN, "time"), ("22.47 uur", NL, "time"), ("5pm", EN, "time"),
    ("4 p.m.", EN, "time"), ("Q4", EN, "ordinal"), ("3rd", EN, "ordinal"), ("de 3e keer", NL, "ordinal"),
    ("No. 1 in cars", EN, "ordinal"), ("nummer 2", NL, "ordinal"), ("top 10", EN, "ordinal"),
    ("twenty-first", EN, "ordinal"), ("1H25", EN, "ordinal"), ("4Q", EN, "ordinal"), ("the 10-K", EN, "name"),
    ("iPhone 16e", EN, "name"), ("vijfentwintigste", NL, "ordinal"), ("the iPhone 17", EN, "name"),
    ("the Galaxy S24", EN, "name"), ("a Model 3", EN, "name"), ("5G", EN, "name"), ("a 4K screen", EN, "name"),
    ("on Windows 11", EN, "name"), ("M365", EN, "name"), ("the AEX 25", EN, "name"), ("the S&P 500", EN, "name"),
    ("on GPT-4", EN, "name"), ("the 81-year-old chairman", EN, "age"), ("de 61-jarige topman", NL, "age"),
    ("Kohl, 51, left", EN, "age"), ("Jan Pen (54) vertrekt", NL, "age"), ("aged 61", EN, "age"),
    ("vijf opeenvolgende kwartalen", NL, "duration"), ("een 5-jarig contract", NL, "duration"),
    ("een 10-jaarsdeal", NL, "duration"), ("een 8K-tv", NL, "name"),
    ("three months", EN, "duration"), ("12 years", EN, "duration"),
    ("a two-year plan", EN, "duration"), ("5 gigawatts", EN, "measure"), ("3nm", EN, "measure"),
    ("29 km", NL, "measure")])
def test_kinds(text, language, kind):
    assert [q.kind for q in read(text, language)] == [kind]


@pytest.mark.parametrize("language", [EN, NL])
def test_every_month(language):
    for month in data(language)["dates"]["months"]:
        name = month.capitalize() if data(language)["dates"]["capitals"] else month
        assert [q.kind for q in read(f"on 28 {name} it rose", language)] == ["date"], month


@pytest.mark.parametrize(("text", "unit"), [
    ("2025 won", ""), ("Amazon 2 won", ""), ("9.64 trillion won", "KRW"), ("5,000 won", "KRW")])
def test_won_is_money_only_behind_an_amount(text, unit):
    assert [q.unit for q in read(text)] == [unit]


def test_years_and_amounts_of_four_digits():
    assert [q.kind for q in read("1700 functies, zo'n 2000 banen, in 2000", NL)] == ["amount", "amount", "year"]


def test_capitals_tell_nothing_where_all_words_have_them():
    assert [q.kind for q in read("Amazon Cuts 900 As Cloud Growth Slows\n\nMore.")] == ["bare"]
    assert [q.kind for q in read("THE COMPANY SAID ON MONDAY THAT AMAZON CUT 900 OF THEM")] == ["bare"]
    assert [q.kind for q in read("On Monday it showed the new Pixlar 900 to the press")] == ["name"]


# --- every number once, whatever the text

WORDS = st.sampled_from([
    "3", "2025", "1,5", "1.234", "%", "$", "bn", "miljard", "half", "a", "een", "and", "en", "to", "tot", "van", "-",
    ".", "(", ")", "third", "derde", "percent", "Q4", "S24", "twenty", "drie", "million", "or", "1/4", "doubled", "won",
    "euro", "August", "31", "in", "op", "de", "ten", "jobs", "×", "½", "9" * 30, "٣", "²", "\n\n", "’s", "/", ":"])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(WORDS, max_size=25).map(" ".join), st.lists(WORDS, max_size=25).map("".join)),
       st.sampled_from([EN, NL]))
def test_each_digit_lies_in_one_quantity_and_none_overlap(text, language):
    document = read_document(text, language, None, ABBREVIATIONS)
    found = read_quantities(document)
    for before, after in pairwise(found):
        assert before.last <= after.first
    inside = {at for q in found for at in range(q.start, q.end)}
    assert all(at in inside for at, char in enumerate(text) if char.isdecimal())
    for quantity in found:
        assert (quantity.start, quantity.end) == (document.starts[quantity.first], document.ends[quantity.last - 1])
        assert (quantity.kind == "amount") == bool(quantity.unit), quantity


@settings(deadline=None)
@given(st.decimals(0, 999, places=2), st.sampled_from(["million", "billion", "trillion"]), st.sampled_from("$€£"))
def test_a_printed_amount_is_read_back(number, scale, sign):
    factor = {"million": 6, "billion": 9, "trillion": 12}[scale]
    quantity = one(f"It earned {sign}{number} {scale}.")
    assert quantity.value == number.scaleb(factor)
    assert quantity.decimals == 2 - factor


@pytest.mark.parametrize("text", [
    "9" * 400, "1," * 400 + "000", "million " * 3000, "hundred and " * 3000, "100 " * 3000, "$" * 3000, "5 to " * 3000,
    "a half of " * 3000, "van 5 tot 6 procent " * 2000, "1/2/" * 2000, "een" * 3000, "x" * 100_000 + "1",
    "9" * 24 + " quadrillion dollars", "9" * 24 + " biljard euro", "1 " + "234 " * 9 + "567,89"])
def test_hostile_text(text):
    for language in (EN, NL):
        found = read(text, language)
        assert all(q.value is None or q.value.is_finite() for q in found)
