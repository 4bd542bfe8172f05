"""Articles in all their forms become one normalised text, with date, language and title by the order of the design."""

import http.server
import json
import re
import threading
import unicodedata
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import article as articles
from kg.article import Article, normalise, read, read_all, read_text
from kg.detect import CANDIDATES, find_day, find_language, read_day
from kg.errors import ArticleError
from kg.formats import MOST_BYTES, READERS
from kg.lexicon import data_folder, load

DUTCH = ("De winst van het bedrijf is in het vierde kwartaal met twaalf procent gestegen, en dat is meer dan het "
         "jaar ervoor. Ook de omzet nam toe, maar niet zo hard als beleggers hadden gehoopt.")
ENGLISH = ("Profit of the company rose by twelve percent in the fourth quarter, and that is more than it was in the "
           "year before. Its revenue has also risen, but not by as much as investors had hoped for.")
FRENCH = ("Le bénéfice de la société a augmenté de douze pour cent au quatrième trimestre, et les ventes ont également "
          "progressé, mais moins que ce que les investisseurs avaient espéré pour cette année.")
DAY = date(2026, 2, 5)


# --- normalising

@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_normalising_is_idempotent_and_leaves_nothing_odd(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not {unicodedata.category(c) for c in once if c not in "\n "} & {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
    assert "\n\n\n" not in once
    assert " \n" not in once


@given(st.text(min_size=1), st.none() | st.text())
def test_an_article_read_again_from_its_own_text_is_the_same(text, title):
    try:
        article = read_text(text, title=title, language="en")
    except ArticleError:
        assert not normalise(text)
        return
    again = read_text(article.text, title=article.title, language="en")
    assert (again.text, again.sha256) == (article.text, article.sha256)
    assert article.sha256 == sha256(article.text.encode()).hexdigest()


@pytest.mark.parametrize(("text", "expected"), [
    ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"), ("kwar\u00adtaal", "kwartaal"),
    ("5\u00a0mld\u2009euro\u202fnu", "5 mld euro nu"),
    ("\ufeffx\u200by\u200f\u2066z", "xyz"), ("cafe\u0301", "café"), ("a  \n\n \n\nb \n", "a\n\nb"), ("a\tb", "a b"),
    ("a\x1b[31mb\x00", "a[31mb"), (" date 2026", " date 2026"), ("\n\n a\n", " a"), ("x\ud800y", "xy"),
    ("a\u2029b", "a\n\nb")])
def test_normalise(text, expected):
    assert normalise(text) == expected


# --- titles

def test_the_title_stands_once_above_the_text():
    assert read_text("Kop\nRomp", title="Kop").text == "Kop\n\nRomp"
    assert read_text("KOP\n\nRomp", title=" Kop ").text == "Kop\n\nRomp"
    assert read_text("Romp.", title="Kop\u00ad je").text == "Kop je\n\nRomp."
    assert read_text("Kop", title="Kop").text == "Kop"
    assert read_text("Kopje\n\nRomp", title="Kop").text == "Kop\n\nKopje\n\nRomp"


@pytest.mark.parametrize(("text", "title"), [
    ("Kop\n\nRomp.", "Kop"), ("Een zin.\n\nRomp.", None), ("Kop:\n\nRomp.", None), ("Kop\nRomp.", None),
    ("Kop", None), ("x" * 201 + "\n\nRomp", None), ("x" * 200 + "\n\nRomp", "x" * 200), ("5 mei 2026\n\nRomp", None)])
def test_a_headline_is_found_as_the_sentences_find_it(text, title):
    assert read_text(text).title == title
    assert read_text(text).text == text


# --- days

@pytest.mark.parametrize("printed", [
    "2026-02-05", "2026-02-05T10:00:00Z", "2026-02-05T23:59:00.000+01:00", "2026-02-05 10:00", "Feb 5, 2026",
    "Thu, 05 Feb 2026 10:00:00 GMT", "5 februari 2026", "February 5, 2026", "donderdag 5 feb. 2026, 10.30 uur",
    " 5th February 2026 "])
def test_days_of_metadata(printed):
    assert read_day(printed) == DAY


@pytest.mark.parametrize("printed", [
    "", "2026", "2026-02-31", "2026-13-01", "05/02/2026", "gisteren", "31 februari 2026", "February 2026",
    "2026-02-05x", "Op 5 februari 2026 kwam het bericht", "99 mei 2026"])
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


# --- the order: metadata, NAME.meta.json, options, the text

def test_the_order_of_sources(tmp_path):
    body = f"AMSTERDAM, 1 februari 2026 - {DUTCH}"
    plain = tmp_path / "a.txt"
    plain.write_text(body, encoding="utf-8")
    assert (read(plain).day, read(plain).language) == (date(2026, 2, 1), "nl")
    options = {"day": date(2026, 2, 2), "language": "en"}
    assert (read(plain, **options).day, read(plain, **options).language) == (date(2026, 2, 2), "en")
    front = tmp_path / "b.md"
    front.write_text(f"---\ndate: 2026-02-04\n---\n{body}", encoding="utf-8")
    for name in "ab":
        (tmp_path / f"{name}.meta.json").write_text(
            json.dumps({"date": "2026-02-03", "lang": "de-AT", "title": "Kop", "url": "https://x.example/1", "id": 7}))
    article = read(plain, **options)
    assert (article.day, article.language, article.title, article.url) == (
        date(2026, 2, 3), "de", "Kop", "https://x.example/1")
    assert article.text.startswith("Kop\n\nAMSTERDAM")
    assert read(front, **options).day == date(2026, 2, 4)


def test_a_missing_date_and_language_are_problems():
    article = read_text("42", name="x")
    assert article.day is None
    assert [re.match("x: no (date|language)", problem)[1] for problem in article.problems] == ["date", "language"]
    assert read_text(DUTCH, day=DAY).problems == ()


def test_an_address_that_is_none_is_left_out():
    for url in ("javascript:alert(1)", "https://x.example/<a>", "ftp://x.example", "https://x y"):
        article = read_text(DUTCH, day=DAY, url=url)
        assert article.url is None
        assert "is no web address" in article.problems[0]


# --- forms

FRONT = """---
title: "Kop: met dubbele punt"
date: 2026-02-05
lang: nl
url: https://krant.example/1
publisher: De Krant
sources: [a, b]
---

"""


def test_markdown_with_front_matter(tmp_path):
    path = tmp_path / "nl-1.md"
    path.write_text(
        FRONT + "# Kop: met dubbele punt\n\nDe **winst** van [Amazon](https://x.example/a_(b)) *steeg* 5*3.\n"
        "<!-- weg --> \n> Citaat\n\n---\n\n## Tussen\n- snake_case_naam\n![beeld](x.png)\n", encoding="utf-8")
    article = read(path)
    assert article.text == ("Kop: met dubbele punt\n\nDe winst van Amazon steeg 5*3.\n\nCitaat\n\nTussen\n\n"
                            "- snake_case_naam")
    assert article == Article(
        text=article.text, sha256=article.sha256, name="nl-1", title="Kop: met dubbele punt", day=DAY, language="nl",
        url="https://krant.example/1", publisher="De Krant")


def test_markdown_without_front_matter_and_with_an_empty_one(tmp_path):
    for source in ("# Kop\n\nTekst *x.", "---\n---\nKop\n\nTekst *x.",
                   "---\r\ntitle: Kop\r\nlang: ~\r\n---\r\nTekst *x."):
        path = tmp_path / "a.md"
        path.write_bytes(source.encode())
        assert (read(path).text, read(path).title) == ("Kop\n\nTekst *x.", "Kop")


PAGE = """<!doctype html><html lang="nl-NL"><head><meta charset="{charset}">
<title>Winst van ASML stijgt | De Krant</title>
<meta property="og:site_name" content="De Krant"><meta property="og:title" content="Winst van ASML stijgt">
<link rel="canonical" href="https://krant.example/asml">
<meta property="article:published_time" content="2026-02-05T07:00:00+01:00"></head>
<body><nav><a href="/">Voorpagina</a></nav><main><article><h1>Winst van ASML stijgt</h1>
<p>ASML boekte 2,84 miljard euro winst in het vierde&nbsp;kwar&shy;taal, meldt het bedrijf <b>woens</b>dag. Dat is één
procent meer.</p><h2>Vooruitzicht</h2><ul><li>Omzet: 34 tot 39 miljard</li><li>Marge: 51 procent</li></ul>
<p>De koers zakte daarna, want beleggers hadden op meer gehoopt dan dit.</p></article></main>
<footer>© 2026 De Krant</footer><script>alert("weg")</script></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_page(tmp_path, charset):
    path = tmp_path / "pagina.html"
    path.write_bytes(PAGE.replace("{charset}", charset).encode(charset))
    article = read(path)
    assert article.text == (
        "Winst van ASML stijgt\n\nASML boekte 2,84 miljard euro winst in het vierde kwartaal, meldt het bedrijf "
        "woensdag. Dat is één procent meer.\n\nVooruitzicht\n- Omzet: 34 tot 39 miljard\n- Marge: 51 procent\n\n"
        "De koers zakte daarna, want beleggers hadden op meer gehoopt dan dit.")
    assert (article.title, article.day, article.language, article.publisher, article.url) == (
        "Winst van ASML stijgt", DAY, "nl", "De Krant", "https://krant.example/asml")


ROW = {"title": "Kop", "text": "Tekst", "date": "2026-02-05", "lang": "nl", "url": "https://x.example/1",
       "publisher": "De Krant", "extra": [1]}


def test_json_forms_agree(tmp_path):
    (tmp_path / "een.json").write_text(json.dumps(ROW, indent=1))
    (tmp_path / "lijst.json").write_text(json.dumps([ROW, ROW | {"text": "Anders"}]))
    (tmp_path / "voer.jsonl").write_text(json.dumps(ROW) + "\n\n" + json.dumps(ROW | {"text": "Anders"}))
    one = read(tmp_path / "een.json")
    assert (one.text, one.day, one.language, one.url, one.publisher) == (
        "Kop\n\nTekst", DAY, "nl", "https://x.example/1", "De Krant")
    listed, lines = (list(read_all([tmp_path / name])) for name in ("lijst.json", "voer.jsonl"))
    assert [a.text for a in listed] == [a.text for a in lines] == ["Kop\n\nTekst", "Kop\n\nAnders"]
    assert [a.name for a in listed] == ["lijst-1", "lijst-2"]
    assert [a.name for a in lines] == ["voer-1", "voer-3"]
    with pytest.raises(ArticleError, match="2 articles"):
        read(tmp_path / "voer.jsonl")


@pytest.mark.parametrize(("source", "texts"), [
    (DUTCH, [DUTCH]), (FRONT + DUTCH, [f"Kop: met dubbele punt\n\n{DUTCH}"]), (json.dumps(ROW), ["Kop\n\nTekst"]),
    (json.dumps(ROW) + "\n" + json.dumps({"text": "b"}), ["Kop\n\nTekst", "b"]), (json.dumps([ROW]), ["Kop\n\nTekst"])])
def test_standard_input_in_any_form(tmp_path, monkeypatch, source, texts):
    path = tmp_path / "in"
    path.write_text(source, encoding="utf-8")
    with path.open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert [article.text for article in read_all(["-"])] == texts
    assert [article.text for article in read_all([path])] == texts


def test_byte_order_marks(tmp_path):
    for encoding in ("utf-8-sig", "utf-16"):
        for name, source in (("a.txt", "Één euro"), ("a.json", '{"text": "Één euro"}'), ("a", "Één euro")):
            (tmp_path / name).write_bytes(source.encode(encoding))
            assert read(tmp_path / name).text == "Één euro", (encoding, name)


def test_a_folder_gives_its_articles_in_order_and_nothing_else(tmp_path):
    for name in ("b.txt", "a.md", "onder/c.html", "onder/z.TXT", "d.jsonl", "e.json", ".verborgen.txt", "README.md",
                 "CHECKED.md", "x.csv", "a.facts.jsonl", "b.meta.json", ".git/f.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE if name.endswith("html") else '{"text": "x"}' if "json" in name else "x", encoding="utf-8")
    assert [a.name for a in read_all([tmp_path])] == ["a", "b", "d-1", "e", "c", "z"]
    assert [a.name for a in read_all(sorted(str(p) for p in tmp_path.glob("*[bd].*")))] == ["b", "d-1"]
    only, = read_all([tmp_path / "a.facts.jsonl"])
    assert "none itself" in str(only)


def test_the_sample_is_read_without_problems():
    found = list(read_all([data_folder("data") / "articles"]))
    assert len(found) == 24
    assert all(isinstance(a, Article) and a.title and a.day and not a.problems for a in found)
    assert all(a.language == a.name[:2] for a in found)


# --- bad input

def bad(tmp_path, name, data):
    """The one error of a file with these bytes; a good article after it is read all the same."""
    path = tmp_path / name
    path.write_bytes(data)
    good = tmp_path / "zz.txt"
    good.write_text(DUTCH, encoding="utf-8")
    *errors, last = read_all([path, good])
    assert last.text == DUTCH
    assert all(isinstance(error, ArticleError) and "\n" not in str(error) for error in errors)
    assert len(errors) == 1
    return str(errors[0]).replace(str(tmp_path), "").lstrip("/")


@pytest.mark.parametrize(("name", "data", "message"), [
    ("leeg.txt", b"", r"leeg\.txt: empty; "),
    ("leeg.md", b"---\ntitle: x\n---\n\n \n", r"leeg\.md: empty; "),
    ("leeg.html", b"", r"leeg\.html: no article found"),
    ("beeld.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", r"beeld\.txt: a binary file \(a zero byte at offset 8\); "),
    ("stuk.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", r"stuk\.pdf:2: not UTF-8"),
    ("oud.txt", b"een\nE\xe9n", r"oud\.txt:2: not UTF-8 \(byte 0xE9 at offset 5\); .*iconv"),
    ("vreemd.html", b'<html><meta charset="klingon">x', r"vreemd\.html: declares the unknown encoding 'klingon'"),
    ("a.md", b"---\ntitle: a: b\n---\nx", r"a\.md:2: broken front matter \(mapping values .*quotes"),
    ("b.md", b"---\ntitle: 'a\n---\nx", r"b\.md:\d: broken front matter"),
    ("c.md", b"---\ntitle: a\nx", r"c\.md:1: the front matter is not closed"),
    ("d.md", b"---\n- a\n---\nx", r"d\.md:2: the front matter is no mapping"),
    ("e.md", b"---\ntitle: x\ndate: 2026-02-31\n---\nx", r"e\.md:3: `date` '2026-02-31' is no day"),
    ("f.md", b"---\ntitle: [a]\n---\nx", r"f\.md:2: `title` is a list"),
    ("g.md", b"---\nlang: Dutch\n---\nx", r"g\.md:2: `lang` 'Dutch' is no language code; write nl or en"),
    ("h.md", b"---\na: " + b"[" * 5000 + b"\n---\nx", r"h\.md:\d: broken front matter"),
    ("i.md", b"---\na: \x01\n---\nx", r"i\.md:1: broken front matter"),
    ("j.md", b"---\na: " + b"x" * 200_000 + b"\n---\nx", r"j\.md:1: front matter of more than 100 kB"),
    ("a.json", b'{"text": "x",\n', r"a\.json:2: broken JSON at column \d+, cut off"),
    ("b.json", b'{"text": "x', r"b\.json:1: broken JSON at column \d+, cut off"),
    ("c.json", b'{"title": "x", "body": "y"}', r"c\.json: no `text` \(it has title, body\)"),
    ("d.json", b"5", r"d\.json: no JSON object"),
    ("e.json", b'{"text": "x", "date": 20260205}', r"e\.json: `date` is a number"),
    ("f.json", b"[" * 100_000, r"f\.json:1: JSON that cannot be read"),
    ("g.json", b'[{"text": 5}]', r"g\.json\[0\]: no `text`"),
    ("a.jsonl", b'{"text": "x"', r"a\.jsonl:1: broken JSON at column \d+, cut off"),
    ("b.jsonl", b'\n{"text": "\xff"}', r"b\.jsonl:2: not UTF-8"),
    ("c.jsonl", b'{"text": "x", "date": "morgen"}', r"c\.jsonl:1: `date` 'morgen' is no day"),
    ("groot.txt", b"x" * 10_000_000, r"groot\.txt: larger than 4 MB, which no article is"),
    ("groot.jsonl", b'{"text": "' + b"x" * 10_000_000 + b'"}\n', r"groot\.jsonl:1: a line of more than 4 MB"),
])
def test_bad_files(tmp_path, name, data, message):
    assert re.match(message, bad(tmp_path, name, data))


def test_a_json_line_cut_in_the_middle_leaves_the_others(tmp_path):
    path = tmp_path / "voer.jsonl"
    path.write_text(json.dumps(ROW) + '\n{"text": "afge\n' + json.dumps(ROW) + "\n" + json.dumps(ROW)[:30])
    first, second, third, fourth = read_all([path])
    assert first.text == third.text
    assert re.search(r"voer\.jsonl:2: broken JSON at column 10, cut off", str(second))
    assert re.search(r"voer\.jsonl:4: broken JSON", str(fourth))


def test_a_broken_meta_file_is_named(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    for source, message in (("{", r"a\.meta\.json:1: broken JSON"), ("[]", r"a\.meta\.json: no JSON object"),
                            ('{"date": "ooit"}', r"a\.meta\.json: `date` 'ooit' is no day")):
        (tmp_path / "a.meta.json").write_text(source)
        with pytest.raises(ArticleError, match=message):
            read(tmp_path / "a.txt")


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(ArticleError, match=r"weg\.txt: no such file or directory; look at"):
        read(tmp_path / "weg.txt")
    with pytest.raises(ArticleError, match="no article in this folder; it takes"):
        read(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(ArticleError, match="not a directory"):
        read(tmp_path / "a.txt" / "b.txt")
    for strange in ("a\0b.txt", "a\x1b[31m\nb.txt", "x" * 5000):
        error, = read_all([strange])
        assert str(error).isprintable()


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "dicht.txt").write_text("x")
    (tmp_path / "open.txt").write_text("x")
    real = Path.open

    def refuse(path, *args):
        if path.name == "dicht.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args)

    monkeypatch.setattr(Path, "open", refuse)
    error, article = read_all([tmp_path])
    assert re.search(r"dicht\.txt: permission denied; make it readable", str(error))
    assert article.text == "x"


def test_a_circle_of_links_is_left(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "onder").mkdir()
    (tmp_path / "onder" / "b.txt").write_text("y")
    (tmp_path / "onder" / "rond").symlink_to(tmp_path)
    a, b, error = read_all([tmp_path])
    assert (a.text, b.text) == ("x", "y")
    assert "rond: a link back to a folder above it" in str(error)


def test_a_text_is_bounded():
    with pytest.raises(ArticleError, match="longer than 4,000,000 characters"):
        read_text("x" * (MOST_BYTES + 1))


def test_readers_know_their_endings():
    assert set(READERS) == {".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl"}


# --- the web, on this machine

class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        bodies = {
            "/nieuws/asml-winst": ("text/html; charset=windows-1252", PAGE.encode("windows-1252")),
            "/a.txt": ("text/plain", DUTCH.encode()), "/a": ("application/octet-stream", json.dumps(ROW).encode()),
            "/json": ("application/json", json.dumps(ROW).encode()), "/groot": ("text/plain", b"x" * (MOST_BYTES + 1))}
        target = {"/verder": "/a.txt", "/bestand": "ftp://127.0.0.1/a.txt", "/rond": "/rond"}.get(self.path)
        if target:
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()
        elif self.path in bodies:
            self.send_response(200)
            self.send_header("Content-Type", bodies[self.path][0])
            self.end_headers()
            self.wfile.write(bodies[self.path][1])
        else:
            self.send_error(404)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def web():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_articles_from_the_web(web):
    page, text, verder, sniffed, fed = read_all(
        [f"{web}/nieuws/asml-winst", f"{web}/a.txt", f"{web}/verder", f"{web}/a", f"{web}/json"])
    assert (page.name, page.day, page.url) == ("asml-winst", DAY, "https://krant.example/asml")
    assert "één procent" in page.text
    assert (text.text, text.name, text.url) == (DUTCH, "a", f"{web}/a.txt")
    assert verder.url == f"{web}/a.txt"
    assert sniffed.text == fed.text == "Kop\n\nTekst"


@pytest.mark.parametrize(("path", "message"), [
    ("/weg", "the server answers 404"), ("/bestand", "cannot be had .*no web page"), ("/rond", "30[0-9]"),
    ("/groot", "larger than 4 MB")])
def test_pages_that_cannot_be_had(web, path, message):
    with pytest.raises(ArticleError, match=message):
        read(web + path)


def test_addresses_without_a_server():
    for url in ("http://127.0.0.1:9/", "http://", "https://[x/"):
        error, = articles.read_all([url])
        assert isinstance(error, ArticleError)
        assert "cannot be had" in str(error)
