"""Facts in words: every kind, status, measure, hedge and unit, in each language, with no number changed."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import present
from kg.errors import InputError
from kg.facts import Observation, Rank, Relation, Role, Statement, from_json
from kg.lexicon import data_folder, load

LANGUAGES = sorted(code for code, data in load().languages.items() if "present" in data)
UNITS = {"money": "USD", "percent": "percent", "people": "people", "items": "items", "per_share": "USD/share"}
QUALIFIERS = ("exact", "about", "almost", "more_than", "less_than", "at_least", "at_most")
STATUSES = ("reported", "guidance", "expected")
ROLES = ("ceo", "cfo", "coo", "cto", "chair", "president", "founder", "executive", "analyst", "investor",
         "spokesperson", "other")
PREDICATES = ("competes_with", "parent_of", "acquires", "invests_in", "partners_with", "supplies")
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-10**20, max_value=10**20)


def fact(cls=Observation, **fields):
    return cls(article="0" * 64, start=0, end=1, evidence="x", **fields)


def observation(metric="net_income", measure="level", value=21_200_000_000, unit="USD", **fields):
    value = None if value is None else Decimal(str(value))
    return fact(subject="Amazon", metric=metric, measure=measure, value=value, unit=unit, **fields)


def read_back(text, language):
    """The number that a reader takes from the text: the opposite of `present.number`."""
    signs, scales = load().languages[language]["numbers"], present.words(language)["scales"]
    digits, _, word = text.partition(" ")
    plain = digits.replace(signs["group"], "").replace(signs["decimal"], ".")
    return Decimal(plain) * scales.get(word, 1)


@pytest.mark.parametrize(("value", "unit", "english", "dutch"), [
    ("21200000000", "USD", "21.2 billion USD", "21,2 miljard USD"),
    ("716900000000", "USD", "716.9 billion USD", "716,9 miljard USD"),
    ("2927000000", "EUR", "2.927 billion EUR", "2,927 miljard EUR"),
    ("1234567891", "USD", "1,234,567,891 USD", "1.234.567.891 USD"),
    ("3809000000000", "TWD", "3.809 trillion TWD", "3,809 biljoen TWD"),
    ("30000", "people", "30,000 people", "30.000 mensen"),
    ("1550000", "people", "1.55 million people", "1,55 miljoen mensen"),
    ("1", "people", "1 person", "1 mens"),
    ("31.2", "percent", "31.2 percent", "31,2 procent"),
    ("-9", "percent", "-9 percent", "-9 procent"),
    ("1", "percentage_points", "1 percentage point", "1 procentpunt"),
    ("1.95", "USD/share", "1.95 USD per share", "1,95 USD per aandeel"),
    ("1.95", "USD-share", "1.95 USD per share", "1,95 USD per aandeel"),
    ("-0.12", "USD/share", "-0.12 USD per share", "-0,12 USD per aandeel"),
    ("2.5", "times", "2.5 times", "2,5 maal"),
    ("999", "", "999", "999"),
    ("0", "USD", "0 USD", "0 USD"),
])
def test_amounts(value, unit, english, dutch):
    assert present.amount(Decimal(value), unit) == english
    assert present.amount(Decimal(value), unit, "nl") == dutch


@pytest.mark.parametrize(("arguments", "english"), [
    ((None, "175000000000", "185000000000", "USD", "between"), "175 to 185 billion USD"),
    ((None, "950000000", "1100000000", "USD", "between"), "950 million to 1.1 billion USD"),
    ((None, "-7", "-5", "percent", "between"), "-7 to -5 percent"),
    ((None, "0", "2", "percent", "between"), "0 to 2 percent"),
    ((None, None, "150000000000", "USD", "less_than"), "less than 150 billion USD"),
    ((None, None, "150000000000", "USD", "between"), "up to 150 billion USD"),
    ((None, "150000000000", None, "USD", "exact"), "at least 150 billion USD"),
    ((None, "150000000000", None, "USD", "more_than"), "more than 150 billion USD"),
    (("-9", None, None, "percent", "more_than"), "minus more than 9 percent"),
    (("200000000000", None, None, "USD", "about"), "about 200 billion USD"),
    (("5", None, None, "percent", "between"), "5 percent"),
    ((None, None, None, "USD", "exact"), ""),
])
def test_hedges_and_ranges(arguments, english):
    value, low, high, unit, qualifier = arguments
    value, low, high = (None if bound is None else Decimal(bound) for bound in (value, low, high))
    assert present.figure(value, low, high, unit, qualifier) == english


@given(DECIMALS, st.sampled_from(LANGUAGES))
def test_no_number_is_changed(value, language):
    assert read_back(present.number(value, language), language) == value


@given(DECIMALS, DECIMALS, st.sampled_from(LANGUAGES))
def test_no_range_is_changed(one, other, language):
    low, high = sorted((one, other))
    shown = present.figure(None, low, high, "", "between", language)
    between = present.words(language)["qualifiers"]["between"].replace("{low}", "").replace("{high}", "")
    first, last = shown.split(between)
    scale = last.partition(" ")[2]
    if scale and " " not in first:  # a scale word at the end is said of both
        first = f"{first} {scale}" if read_back(f"{first} {scale}", language) == low else first
    assert read_back(first, language) == low
    assert read_back(last, language) == high


@pytest.mark.parametrize(("label", "english", "dutch"), [
    ("2025", "2025", "2025"),
    ("2025-Q4", "Q4 2025", "Q4 2025"),
    ("2025-H1", "H1 2025", "H1 2025"),
    ("2025-10", "October 2025", "oktober 2025"),
    ("2026-02-05", "5 February 2026", "5 februari 2026"),
    ("microsoft-FY2026-Q2", "fiscal Q2 2026 (Microsoft)", "Q2 van boekjaar 2026 (Microsoft)"),
    ("microsoft-FY2026-H1", "fiscal H1 2026 (Microsoft)", "H1 van boekjaar 2026 (Microsoft)"),
    ("microsoft-FY2026", "fiscal 2026 (Microsoft)", "boekjaar 2026 (Microsoft)"),
    ("2024-10-01..2025-09-30", "October 2024 to September 2025", "oktober 2024 tot en met september 2025"),
    ("from-2025-10-01-to-2025-12-31", "Q4 2025", "Q4 2025"),
    ("from-2025-02-03-to-2025-02-09", "3 February 2025 to 9 February 2025",
     "3 februari 2025 tot en met 9 februari 2025"),
    ("from-2025-01-02", "since 2 January 2025", "sinds 2 januari 2025"),
    ("to-2025-03-03", "until 3 March 2025", "tot en met 3 maart 2025"),
    ("2025-13", "2025-13", "2025-13"),
    ("<b>soon</b>", "<b>soon</b>", "<b>soon</b>"),
])
def test_periods(label, english, dutch):
    assert present.period(label) == english
    assert present.period(label, "nl") == dutch


@pytest.mark.parametrize(("start", "end", "label"), [
    ("2025-01-01", "2025-12-31", "2025"), ("2025-10-01", "2025-12-31", "2025-Q4"),
    ("2025-07-01", "2025-12-31", "2025-H2"), ("2024-02-01", "2024-02-29", "2024-02"),
    ("2025-02-01", "2025-02-28", "2025-02"), ("2025-04-01", "2025-04-30", "2025-04"),
    ("2025-04-01", "2025-04-29", "2025-04-01..2025-04-29"), ("2025-10-30", "2025-10-30", "2025-10-30"),
    ("2025-06-01", "2026-05-31", "2025-06-01..2026-05-31"), (None, "2025-01-01", None), ("2025-01-01", None, None)])
def test_labels_of_days(start, end, label):
    assert present.period_label(start, end) == label


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 800), st.sampled_from(LANGUAGES))
def test_every_span_has_a_name_with_its_years(start, days, language):
    end = start + timedelta(days=days)
    shown = present.period(present.period_label(start.isoformat(), end.isoformat()), language)
    assert str(start.year) in shown
    assert str(end.year) in shown


@pytest.mark.parametrize(("said", "english", "dutch"), [
    (observation(period="2025-Q4"), "Amazon reported net income of 21.2 billion USD for Q4 2025",
     "Amazon meldde een nettowinst van 21,2 miljard USD voor Q4 2025"),
    (observation("capex", value=200_000_000_000, status="guidance", period="2026"),
     "Amazon guided capital expenditure of 200 billion USD for 2026",
     "Amazon verwacht kapitaaluitgaven van 200 miljard USD voor 2026"),
    (observation("capex", value=150_000_000_000, status="expected", qualifier="less_than", said_by="FactSet"),
     "Amazon was expected to report capital expenditure of less than 150 billion USD, according to FactSet",
     "Van Amazon verwachtte men kapitaaluitgaven van minder dan 150 miljard USD, volgens FactSet"),
    (observation("share_price", "change", -9, "percent", qualifier="more_than", period="2026-02-05"),
     "Amazon saw its share price fall by more than 9 percent on 5 February 2026",
     "Amazon zag de aandelenkoers met meer dan 9 procent dalen op 5 februari 2026"),
    (observation(value=-600_000_000, period="2025-Q4"), "Amazon reported a net loss of 600 million USD for Q4 2025",
     "Amazon meldde een nettoverlies van 600 miljoen USD voor Q4 2025"),
    (observation("free_cash_flow", value=-10**10, qualifier="about"),
     "Amazon reported negative free cash flow of about 10 billion USD",
     "Amazon meldde voor de vrije kasstroom ongeveer 10 miljard USD onder nul"),
    (observation("job_cuts", value=16000, unit="people", qualifier="about", period="2026-01-28"),
     "Amazon cut about 16,000 jobs on 28 January 2026", "Amazon schrapte ongeveer 16.000 banen op 28 januari 2026"),
    (observation("job_cuts", "share", 10, "percent", qualifier="almost", status="expected"),
     "Amazon was expected to cut almost 10 percent of its jobs",
     "Amazon zou naar verwachting bijna 10 procent van zijn banen schrappen"),
    (observation("revenue", "change", 2, "times", period="2025"),
     "Amazon saw revenue come to 2 times the earlier level in 2025",
     "Amazon zag de omzet uitkomen op 2 maal het eerdere niveau in 2025"),
    (observation("users", "change", -5_000_000, "people"), "Amazon lost 5 million users",
     "Amazon verloor 5 miljoen gebruikers"),
    (observation("revenue", "change", None, "percent", low=Decimal(-2), high=Decimal(3), qualifier="between",
                 status="guidance"), "Amazon guided a change in revenue of -2 to 3 percent",
     "Amazon verwacht de omzet met -2 tot 3 procent te zien veranderen"),
    (observation("revenue", "change", None, "percent", low=Decimal(-5), high=Decimal(-3), qualifier="between"),
     "Amazon saw revenue fall by 3 to 5 percent", "Amazon zag de omzet met 3 tot 5 procent dalen"),
    (observation(period_start="2025-10-01", period_end="2025-12-31"),
     "Amazon reported net income of 21.2 billion USD for Q4 2025",
     "Amazon meldde een nettowinst van 21,2 miljard USD voor Q4 2025"),
    (fact(Role, person="Andy Jassy", role="ceo", organization="Amazon"), "Andy Jassy is chief executive of Amazon",
     "Andy Jassy is bestuursvoorzitter van Amazon"),
    (fact(Role, person="A. Bee", role="analyst"), "A. Bee is an analyst", "A. Bee is analist"),
    (fact(Relation, subject="Amazon", predicate="competes_with", object="Google"), "Amazon competes with Google",
     "Amazon concurreert met Google"),
    (fact(Relation, subject="Netflix", predicate="acquires", object="Warner", value=Decimal(72 * 10**9), unit="USD"),
     "Netflix acquires Warner for 72 billion USD", "Netflix neemt Warner over voor 72 miljard USD"),
    (fact(Relation, subject="Microsoft", predicate="invests_in", object="OpenAI", value=Decimal(27), unit="percent"),
     "Microsoft holds 27 percent of OpenAI", "Microsoft bezit 27 procent van OpenAI"),
    (fact(Statement, speaker="Andy Jassy", organization="Amazon", quote="we keep on building"),
     'Andy Jassy (Amazon) said: "we keep on building"', 'Andy Jassy (Amazon) zei: "we keep on building"'),
    (fact(Statement, speaker="Meta", organization="Meta", quote="we keep on building"),
     'Meta said: "we keep on building"', 'Meta zei: "we keep on building"'),
    (fact(Rank, subject="Amazon", market="cloud", position=1), "Amazon is number 1 in cloud",
     "Amazon is nummer 1 in cloud"),
])
def test_sentences(said, english, dutch):
    assert present.sentence(said) == english
    assert present.sentence(said, "nl") == dutch


def every_fact():
    """All metrics in all measures, statuses, hedges, units and signs, and in ranges; all roles and relations."""
    for metric, measure, status in product(load().metrics, ("level", "change", "share"), STATUSES):
        units = {"level": [UNITS[kind] for kind in load().metrics[metric].units if kind in UNITS], "share": ["percent"],
                 "change": ["percent", "percentage_points", "points", "times", "people", "USD", "USD/share"]}[measure]
        for unit, qualifier, value in product(units, QUALIFIERS, (1250, -1250)):
            yield observation(metric, measure, value, unit, status=status, qualifier=qualifier, period="2025-Q4")
        yield observation(metric, measure, 0, units[0], status=status)
        for low, high in ((1, 3), (-3, -1), (-1, 3), (None, 3), (-3, None)):
            low, high = (None if bound is None else Decimal(bound) for bound in (low, high))
            yield observation(metric, measure, None, units[0], low=low, high=high, status=status, qualifier="between")
    for role, organization in product(ROLES, ("Amazon", None)):
        yield fact(Role, person="Ann Bee", role=role, organization=organization)
    amounts = ((None, None), (Decimal(27), "percent"), (Decimal(10**9), "USD"))
    for predicate, (value, unit) in product(PREDICATES, amounts):
        yield fact(Relation, subject="Amazon", predicate=predicate, object="Google", value=value, unit=unit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_a_sentence(language):
    for said in every_fact():
        shown = present.sentence(said, language)
        assert not re.search(r"[{}\[\]_]|\s{2}|^\s|\s$|None", shown), (said, shown)
        for bound in (getattr(said, name, None) for name in ("value", "low", "high")):
            if bound is not None and getattr(said, "predicate", "") not in ("competes_with", "parent_of"):
                # zero and a fall are said in words; the size of the number is always there
                assert present.number(abs(bound), language).split()[0] in shown, (said, shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gold_facts_have_sentences(language):
    for path in data_folder("data").glob("articles/*.facts.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            shown = present.sentence(from_json(row), language)
            assert (row.get("subject") or row.get("person") or row["speaker"]) in shown


def test_languages_have_the_same_rules_and_words():
    first, *others = (present.words(language) for language in LANGUAGES)
    for other in others:
        assert [rule["when"] for rule in first["sentence"]] == [rule["when"] for rule in other["sentence"]]
        assert first["qualifiers"].keys() == other["qualifiers"].keys()
        assert first["periods"].keys() == other["periods"].keys()
        assert [*first["scales"].values()] == [*other["scales"].values()]
        assert [*first["scales"].values()] == sorted(first["scales"].values(), reverse=True)


def test_names_are_not_read_as_templates():
    said = fact(Relation, subject="{object} [x]", predicate="parent_of", object="{subject}")
    assert present.sentence(said) == "{object} [x] owns {subject}"


def test_a_language_without_words():
    with pytest.raises(InputError, match="'xx': choose one of en, nl"):
        present.amount(Decimal(1), "USD", "xx")
