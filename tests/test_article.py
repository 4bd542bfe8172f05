"""One normalised text, with date, language and title by the order of the design; files, folders, standard input."""

import json
import os
import re
import sys
import unicodedata
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_texts import DAY, DUTCH, FRONT, PAGE, ROW

from kg.article import Article, normalise, read, read_all, read_text
from kg.errors import ArticleError
from kg.formats import MOST_BYTES
from kg.lexicon import data_folder

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
@settings(deadline=None)  # the first one loads the lexicon
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


def test_a_language_is_a_code():
    assert read_text(DUTCH, day=DAY, language="nl-BE").language == "nl"
    with pytest.raises(ArticleError, match="language 'Dutch' is no code; write nl or en"):
        read_text(DUTCH, language="Dutch")


def test_an_address_that_is_none_is_left_out():
    for url in ("javascript:alert(1)", "https://x.example/<a>", "ftp://x.example", "https://x y", "https://x/\ud800",
                "https://x/" + "a" * 2001):
        article = read_text(DUTCH, day=DAY, url=url)
        assert article.url is None
        assert "is no web address" in article.problems[0]


# --- files, folders, standard input

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

def test_a_broken_meta_file_is_named(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    for source, message in (("{", r"a\.meta\.json:1: broken JSON"), ("[]", r"a\.meta\.json: no JSON object"),
                            ('{"date": "ooit"}', r"a\.meta\.json: `date` 'ooit' is no day")):
        (tmp_path / "a.meta.json").write_text(source)
        with pytest.raises(ArticleError, match=message):
            read(tmp_path / "a.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_file_name_that_is_no_text_is_stored_as_one(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9 e\xcc\x81.txt")
    with open(path, "wb") as file:
        file.write(b"x")
    article, = read_all(tmp_path)
    assert article.name == "caf é"
    assert article.problems[0].isprintable()


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
