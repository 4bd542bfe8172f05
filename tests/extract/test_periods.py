"""Words for periods in both languages, to their days; what is no period; hostile text."""

from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DefectError
from kg.extract import period_words
from kg.extract.calendar import CIVIL, Calendar
from kg.extract.periods import read_periods, report_period, resolve
from kg.extract.text import read_document
from kg.lexicon import load

THURSDAY = date(2026, 1, 29)
Q4 = CIVIL.part(2025, 3, 4)


def read(text, language, day=THURSDAY):
    return read_document(text, language, day, frozenset({"jan", "sept"}))


def days(text, language, *, day=THURSDAY, year_end=12, company="Amazon", report=Q4):
    """For each mention of the text its days, as one string."""
    found = [resolve(m, day=day, year_end=year_end, company=company, report=report)
             for m in read_periods(read(text, language, day))]
    return [f"{p.start}..{p.end}" if p and p.start != p.end else str(p.start) if p else None for p in found]


YEAR_2025, YEAR_2026, LAST_Q = "2025-01-01..2025-12-31", "2026-01-01..2026-12-31", "2025-10-01..2025-12-31"
YEAR_AGO, NEXT_Q, THIRD_Q = "2024-10-01..2024-12-31", "2026-01-01..2026-03-31", "2025-07-01..2025-09-30"

ENGLISH = [
    ("sales in the fourth quarter rose", LAST_Q),
    ("sales in the fourth quarter of 2024 rose", YEAR_AGO),
    ("fourth-quarter sales", LAST_Q),
    ("Q4 sales", LAST_Q),
    ("Q4 2024 sales", YEAR_AGO),
    ("4Q24 sales", YEAR_AGO),
    ("FY2024 Q4", YEAR_AGO),
    ("third-quarter sales", THIRD_Q),
    ("guidance for the first quarter", NEXT_Q),
    ("the first quarter of this year", NEXT_Q),
    ("the fourth quarter of last year", LAST_Q),
    ("the quarter ended December 31", LAST_Q),
    ("the three months to December", LAST_Q),
    ("the three months ended Sept. 30, 2025", THIRD_Q),
    ("the year ended June 30", "2024-07-01..2025-06-30"),
    ("the fiscal year, which ends in June", "2025-07-01..2026-06-30"),
    ("by the fourth quarter", "2026-10-01..2026-12-31"),
    ("the December quarter", LAST_Q),
    ("the March quarter", NEXT_Q),
    ("the holiday quarter", LAST_Q),
    ("the past quarter", LAST_Q),
    ("the latest quarter", LAST_Q),
    ("last quarter", LAST_Q),
    ("earned more in the quarter", LAST_Q),
    ("quarterly revenue", LAST_Q),
    ("the current quarter", NEXT_Q),
    ("this quarter", NEXT_Q),
    ("the next quarter", NEXT_Q),
    ("a year earlier", YEAR_AGO),
    ("twelve months ago", YEAR_AGO),
    ("the same quarter last year", YEAR_AGO),
    ("the same period of 2023", "2023-10-01..2023-12-31"),
    ("the year-ago quarter", YEAR_AGO),
    ("the prior quarter", THIRD_Q),
    ("the previous quarter", THIRD_Q),
    ("three months earlier", THIRD_Q),
    ("in the first half of 2025", "2025-01-01..2025-06-30"),
    ("in the second half of last year", "2025-07-01..2025-12-31"),
    ("H1 2025", "2025-01-01..2025-06-30"),
    ("the first nine months of 2025", "2025-01-01..2025-09-30"),
    ("the first three months of 2026", NEXT_Q),
    ("the final three months of 2025", LAST_Q),
    ("in 2025", YEAR_2025),
    ("all of 2025", YEAR_2025),
    ("for the full year", YEAR_2025),
    ("full-year 2025 sales", YEAR_2025),
    ("this year", YEAR_2026),
    ("last year", YEAR_2025),
    ("next year", "2027-01-01..2027-12-31"),
    ("fiscal 2025", YEAR_2025),
    ("the fiscal year that runs until May 2026", "2025-06-01..2026-05-31"),
    ("the twelve months to the end of September", "2024-10-01..2025-09-30"),
    ("from 2026 to 2028", "2026-01-01..2028-12-31"),
    ("between 2025 and 2028", "2025-01-01..2028-12-31"),
    ("from January to March 2025", "2025-01-01..2025-03-31"),
    ("by 2030", "2026-01-29..2030-12-31"),
    ("the next four years", "2026-01-29..2030-01-29"),
    ("so far this year", "2026-01-01..2026-01-29"),
    ("in January", "2026-01-01..2026-01-31"),
    ("in September", "2025-09-01..2025-09-30"),
    ("last September", "2025-09-01..2025-09-30"),
    ("last March", "2025-03-01..2025-03-31"),
    ("January 2025", "2025-01-01..2025-01-31"),
    ("last month", "2025-12-01..2025-12-31"),
    ("on January 8", "2026-01-08"),
    ("on 8 January 2025", "2025-01-08"),
    ("on Jan. 8, 2025", "2025-01-08"),
    ("on Thursday", "2026-01-29"),
    ("on Wednesday evening", "2026-01-28"),
    ("on Friday", "2026-01-23"),
    ("yesterday", "2026-01-28"),
    ("today", "2026-01-29"),
    ("last week", "2026-01-19..2026-01-25"),
    ("at the end of 2025", "2025-12-31"),
    ("at the end of December", "2025-12-31"),
    ("at the end of last year", "2025-12-31"),
    ("at the end of the quarter", "2025-12-31"),
    ("since 2022", "2022-01-01..2025-12-31"),
    ("2026-02-05", "2026-02-05"),
    ("last year's fourth quarter", LAST_Q),
    ("last year's Q4", LAST_Q),
    ("fiscal 2026 first-quarter sales", NEXT_Q),
    ("the first quarter of its 2026 financial year", NEXT_Q),
    ("the September 2025 quarter", THIRD_Q),
    ("the September quarter of 2025", THIRD_Q),
    ("the fourth quarter a year earlier", YEAR_AGO),
    ("the fourth quarter of the prior year", YEAR_AGO),
    ("in the same quarter", LAST_Q),
    ("the last quarter of last year", LAST_Q),
    ("the 13 weeks ended January 3", LAST_Q),
    ("in 2H25", "2025-07-01..2025-12-31"),
    ("half a year ago", "2025-04-01..2025-06-30"),
    ("the month before", "2025-12-01..2025-12-31"),
    ("a week ago", "2026-01-19..2026-01-25"),
    ("two days earlier", "2026-01-27"),
    ("last Thursday", "2026-01-22"),
    ("Wednesday of last week", "2026-01-21"),
    ("until Friday", "2026-01-30"),
    ("the summer of 2025", THIRD_Q),
    ("October, November and December 2025", LAST_Q),
    ("later in the year", YEAR_2026),
    ("the fourth calendar quarter", LAST_Q),
]
DUTCH = [
    ("de omzet in het vierde kwartaal", LAST_Q),
    ("het vierde kwartaal van 2024", YEAR_AGO),
    ("het 4e kwartaal van 2024", YEAR_AGO),
    ("Q4 2024", YEAR_AGO),
    ("de derdekwartaalcijfers", THIRD_Q),
    ("het eerste kwartaal", NEXT_Q),
    ("het eerste kwartaal van dit jaar", NEXT_Q),
    ("het slotkwartaal", LAST_Q),
    ("het laatste kwartaal van 2024", YEAR_AGO),
    ("het eind december afgesloten kwartaal", LAST_Q),
    ("de drie maanden tot en met september", THIRD_Q),
    ("het kwartaal dat op 30 september eindigde", THIRD_Q),
    ("het kerstkwartaal", LAST_Q),
    ("het boekjaar dat eind juni afliep", "2024-07-01..2025-06-30"),
    ("het boekjaar, dat eind juni afloopt", "2025-07-01..2026-06-30"),
    ("tegen het vierde kwartaal", "2026-10-01..2026-12-31"),
    ("het feestdagenkwartaal", LAST_Q),
    ("het afgelopen kwartaal", LAST_Q),
    ("het laatste kwartaal", LAST_Q),
    ("het voorbije kwartaal", LAST_Q),
    ("het vorige kwartaal", LAST_Q),
    ("meer dan het vorige kwartaal", THIRD_Q),
    ("de kwartaalomzet", LAST_Q),
    ("het lopende kwartaal", NEXT_Q),
    ("dit kwartaal", NEXT_Q),
    ("het komende kwartaal", NEXT_Q),
    ("een jaar eerder", YEAR_AGO),
    ("een jaar geleden", YEAR_AGO),
    ("dezelfde periode vorig jaar", YEAR_AGO),
    ("hetzelfde kwartaal van vorig jaar", YEAR_AGO),
    ("dezelfde periode van 2023", "2023-10-01..2023-12-31"),
    ("ten opzichte van het kwartaal ervoor", THIRD_Q),
    ("een kwartaal eerder", THIRD_Q),
    ("drie maanden eerder", THIRD_Q),
    ("de eerste helft van 2025", "2025-01-01..2025-06-30"),
    ("het eerste halfjaar van 2025", "2025-01-01..2025-06-30"),
    ("de tweede helft van vorig jaar", "2025-07-01..2025-12-31"),
    ("de eerste negen maanden van 2025", "2025-01-01..2025-09-30"),
    ("de eerste drie maanden van 2026", NEXT_Q),
    ("de laatste drie maanden van 2025", LAST_Q),
    ("in 2025", YEAR_2025),
    ("heel 2025", YEAR_2025),
    ("over het hele jaar", YEAR_2025),
    ("de jaaromzet", YEAR_2025),
    ("dit jaar", YEAR_2026),
    ("het lopende jaar", YEAR_2026),
    ("vorig jaar", YEAR_2025),
    ("volgend jaar", "2027-01-01..2027-12-31"),
    ("boekjaar 2025", YEAR_2025),
    ("het boekjaar dat in juni 2026 eindigt", "2025-07-01..2026-06-30"),
    ("de twaalf maanden tot en met september", "2024-10-01..2025-09-30"),
    ("van 2026 tot 2028", "2026-01-01..2028-12-31"),
    ("tussen 2025 en 2028", "2025-01-01..2028-12-31"),
    ("van oktober tot en met december", LAST_Q),
    ("tegen eind 2030", "2026-01-29..2030-12-31"),
    ("de komende vier jaar", "2026-01-29..2030-01-29"),
    ("dit jaar tot nu toe", "2026-01-01..2026-01-29"),
    ("in januari", "2026-01-01..2026-01-31"),
    ("in september", "2025-09-01..2025-09-30"),
    ("januari 2025", "2025-01-01..2025-01-31"),
    ("vorige maand", "2025-12-01..2025-12-31"),
    ("op 8 januari", "2026-01-08"),
    ("op 8 januari 2025", "2025-01-08"),
    ("donderdag", "2026-01-29"),
    ("woensdagavond", "2026-01-28"),
    ("afgelopen vrijdag", "2026-01-23"),
    ("gisteren", "2026-01-28"),
    ("vandaag", "2026-01-29"),
    ("vorige week", "2026-01-19..2026-01-25"),
    ("eind 2025", "2025-12-31"),
    ("eind december", "2025-12-31"),
    ("per 31 december", "2025-12-31"),
    ("eind vorig jaar", "2025-12-31"),
    ("aan het einde van het kwartaal", "2025-12-31"),
    ("sinds 2022", "2022-01-01..2025-12-31"),
    ("het laatste kwartaal van vorig jaar", LAST_Q),
    ("het vierde kwartaal een jaar eerder", YEAR_AGO),
    ("het vierde kwartaal van het jaar ervoor", YEAR_AGO),
    ("een recordkwartaal", LAST_Q),
    ("de derde-kwartaalcijfers", THIRD_Q),
    ("boekjaar 25/26", YEAR_2026),
    ("midden januari", "2026-01-01..2026-01-31"),
    ("de eerste helft van dit jaar", "2026-01-01..2026-06-30"),
    ("het tweede kwartaal van boekjaar 2025/26", "2026-04-01..2026-06-30"),
    ("heel vorig jaar", YEAR_2025),
    ("het afgelopen halfjaar", "2025-07-01..2025-12-31"),
    ("de halfjaarcijfers", "2025-07-01..2025-12-31"),
    ("een half jaar eerder", "2025-04-01..2025-06-30"),
    ("vorige week woensdag", "2026-01-21"),
    ("uiterlijk vrijdag", "2026-01-30"),
    ("eind vorige maand", "2025-12-31"),
    ("de zomer van 2025", THIRD_Q),
    ("oktober, november en december", LAST_Q),
    ("de rest van het jaar", YEAR_2026),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english(text, expected):
    assert days(f"They said {text} was fine.", "en") == [expected]


@pytest.mark.parametrize(("text", "expected"), DUTCH)
def test_dutch(text, expected):
    assert days(f"Zij noemden {text} goed.", "nl") == [expected]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_month_and_weekday_of_a_language(language):
    classes = load().languages[language]["periods"]["classes"]
    for word, month in classes["MONTH"]["words"].items():
        (mention,) = read_periods(read(f"in {word.title()} 2025", language))
        assert resolve(mention, day=THURSDAY).label == f"2025-{month:02}"
        (mention,) = read_periods(read(f"8 {word.title()} 2025", language))
        assert resolve(mention, day=THURSDAY).label == f"2025-{month:02}-08"
    words = {m.number if m.kind == "quarter" else None for q in range(1, 5)
             for m in read_periods(read(f"Q{q} {q}Q25 q{q} 2025", language))}
    assert words == {1, 2, 3, 4}


@pytest.mark.parametrize(("text", "language"), [
    ("They may cut 2000 jobs and march on", "en"),
    ("It sold 2010 units for $2025", "en"),
    ("At the end of the day the second half of the game counts", "en"),
    ("A man of 40 years old in the 1990s", "en"),
    ("The third quarter in a row", "en"),
    ("Jan may come with Theresa May", "en"),
    ("Volgens Jan is dat zo", "nl"),
    ("On Black Friday a quarter of the staff worked", "en"),
    ("From 2000 to 2050 people", "en"),
    ("Tussen 2000 en 2050 mensen in 2010 winkels", "nl"),
    ("Het tweede kwartaal op rij", "nl"),
    ("Ze schrappen 2000 banen en circa 2010 functies", "nl"),
    ("Het kost 2025 dollar per jaar, ofwel € 2020", "nl"),
    ("De 40-jarige topman is 41 jaar oud", "nl"),
])
def test_no_periods(text, language):
    assert days(text, language) == []


@pytest.mark.parametrize(("text", "language", "base"), [
    ("more than in 2024", "en", True),
    ("a rise compared with the fourth quarter of 2024", "en", True),
    ("against $20bn in the fourth quarter of 2024", "en", True),
    ("up from 12.5 billion euros in 2024", "en", True),
    ("sales of 12.5 billion euros in 2024", "en", False),
    ("it fell on Thursday", "en", False),
    ("up 29% on the second quarter", "en", True),
    ("up 12% over 2024", "en", True),
    ("3% less than the $97 billion of 2024", "en", True),
    ("cash flow over the past twelve months", "en", False),
    ("more than $60 billion over the year", "en", False),
    ("no dividend from the fourth quarter", "en", False),
    ("meer dan 60 miljard dollar over het jaar", "nl", False),
    ("12 procent boven 2024", "nl", True),
    ("na 72 miljard dollar vorig jaar", "nl", True),
    ("a year earlier", "en", True),
    ("meer dan in 2024", "nl", True),
    ("ten opzichte van het vierde kwartaal van 2024", "nl", True),
    ("tegen 20 miljard dollar in het vierde kwartaal van 2024", "nl", True),
    ("vergeleken met 2024", "nl", True),
    ("een omzet van 20 miljard euro in 2024", "nl", False),
    ("op donderdag", "nl", False),
])
def test_what_is_compared_with(text, language, base):
    assert [m.base for m in read_periods(read(text, language))] == [base]


@pytest.mark.parametrize(("text", "day", "year_end", "company", "expected", "label"), [
    ("sales in the fiscal second quarter", "2026-01-28", 6, "Microsoft", LAST_Q, "microsoft-FY2026-Q2"),
    ("second quarter of its fiscal 2026", "2026-01-28", 6, "Microsoft", LAST_Q, "microsoft-FY2026-Q2"),
    ("sales in the third quarter", "2026-01-28", 6, "Microsoft", NEXT_Q, "microsoft-FY2026-Q3"),
    ("sales in the fourth quarter of 2025", "2026-01-28", 6, "Microsoft", LAST_Q, "microsoft-FY2026-Q2"),
    ("sales in the fourth quarter", "2026-01-30", 9, "Apple", LAST_Q, "apple-FY2026-Q1"),
    ("the third quarter", "2025-11-19", 1, "Nvidia", "2025-08-01..2025-10-31", "nvidia-FY2026-Q3"),
    ("the fourth quarter", "2025-11-19", 1, "Nvidia", "2025-11-01..2026-01-31", "nvidia-FY2026-Q4"),
    ("fiscal 2026", "2026-01-28", 6, "Microsoft", "2025-07-01..2026-06-30", "microsoft-FY2026"),
    ("sales in 2025", "2026-01-28", 6, "Microsoft", YEAR_2025, "2025"),
    ("the current fiscal year", "2026-01-28", 6, "Microsoft", "2025-07-01..2026-06-30", "microsoft-FY2026"),
    ("the last quarter", "2025-12-11", 5, "Oracle", "2025-09-01..2025-11-30", "oracle-FY2026-Q2"),
])
def test_fiscal_calendars(text, day, year_end, company, expected, label):
    day = date.fromisoformat(day)
    (mention,) = read_periods(read(text, "en", day))
    report = Calendar(year_end, company).last_quarter(day)
    period = resolve(mention, day=day, year_end=year_end, company=company, report=report)
    assert f"{period.start}..{period.end}" == expected
    assert period.label == label


def test_a_text_that_counts_quarters_by_the_civil_year():
    text = "In the fourth quarter Apple led, with 24%. It had 20% in the third, and 18% in the second quarter"
    year_ago = Calendar(9, "Apple").part(2026, 3, 1)
    assert days(text, "en", year_end=9, company="Apple", report=year_ago) == [LAST_Q, THIRD_Q, "2025-04-01..2025-06-30"]


@pytest.mark.parametrize("text", ["He came in the third. It rained", "In the third place, it rained"])
def test_an_ordinal_alone_is_no_quarter(text):
    assert days(text, "en") == []


@pytest.mark.parametrize(("text", "language", "year_end", "expected"), [
    ("Sales jump in fourth quarter\n\nMore than in the third quarter. The first quarter is next.", "en", 12, "2025-Q4"),
    ("Third-quarter phone sales\n\nThe market grew in the third quarter.", "en", 12, "2025-Q3"),
    ("Quarterly results please\n\nThey rose in the quarter.", "en", 12, "2025-Q4"),
    ("Second-quarter sales\n\nThe fiscal second quarter was good.", "en", 6, "x-FY2026-Q2"),
    ("Nothing of the kind\n\nA new telephone.", "en", 12, None),
    ("Omzet in vierde kwartaal\n\nIn het derde kwartaal was het minder.", "nl", 12, "2025-Q4"),
    ("Kwartaalcijfers vallen mee\n\nVoor het lopende kwartaal is er hoop.", "nl", 12, "2025-Q4"),
    ("Een nieuwe telefoon\n\nHij is er in juni.", "nl", 12, None),
])
def test_the_period_reported_on(text, language, year_end, expected):
    document = read(text, language)
    period = report_period(document, read_periods(document), day=THURSDAY, year_end=year_end, company="X")
    assert (period.label if period else None) == expected


def test_the_end_of_a_month_as_when_something_happened():
    (mention,) = read_periods(read("at the end of January", "en"))
    assert resolve(mention, day=THURSDAY).label == "2026-01-31"
    assert resolve(mention, day=THURSDAY, whole=True).label == "2026-01"


def test_without_a_date_only_what_is_absolute():
    text = "In 2025, this year, on Thursday, last quarter, in the first quarter of 2026 and the next four years"
    assert days(text, "en", day=None, report=None) == [YEAR_2025, None, None, None, NEXT_Q, None]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(
    "the quarter of ended June 30 2025 , from to - first 99 years half last next ' . Q4 2026 een jaar kwartaal eind "
    "maanden tot en met 31 februari week boekjaar YEAR 𝟙 ½ 1e".split()), max_size=40), st.sampled_from(["en", "nl"]),
    st.integers(1, 12), st.sampled_from([None, THURSDAY, date(2024, 2, 29), date.min, date.max]))
def test_any_words_give_ordered_mentions_and_real_days(words, language, year_end, day):
    text = " ".join(words)
    document = read(text, language, day)
    mentions = read_periods(document)
    assert all(a.last <= b.first for a, b in pairwise(mentions))
    report = report_period(document, mentions, day=day, year_end=year_end, company="X")
    for mention in mentions:
        assert text[mention.start:mention.end] == document.cut(mention.first, mention.last)
        period = resolve(mention, day=day, year_end=year_end, company="X", report=report)
        assert period is None or period.start <= period.end


@pytest.mark.parametrize(("change", "cause"), [
    (None, "periods.toml is missing"),
    ({"kind": "fortnight"}, "rule year: a kind is one of "),
    ({"patterns": ["YEARS"]}, "no class YEARS"),
])
def test_a_language_with_a_wrong_file_is_told_so(monkeypatch, change, cause):
    languages = {"xx": {}}
    if change:
        data = load().languages["en"]["periods"]
        rules = [rule | change if rule["name"] == "year" else rule for rule in data["rules"]]
        languages["xx"]["periods"] = data | {"rules": rules}
    monkeypatch.setattr(period_words, "load", lambda: SimpleNamespace(languages=languages))
    with pytest.raises(DefectError, match=cause) as error:
        read_periods(read("in 2025", "xx"))
    assert str(error.value).startswith("kg/languages/xx/periods.toml")
