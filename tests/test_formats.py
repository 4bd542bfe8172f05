"""Each form of article gives its text and fields; each broken one gives one line that names the place and the cure."""

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_texts import DAY, DUTCH, FRONT, PAGE, ROW

from kg.article import Article, read, read_all
from kg.errors import ArticleError
from kg.formats import READERS, Draft, read_any


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


def test_byte_order_marks(tmp_path):
    for encoding in ("utf-8-sig", "utf-16"):
        for name, source in (("a.txt", "Één euro"), ("a.json", '{"text": "Één euro"}'), ("a", "Één euro")):
            (tmp_path / name).write_bytes(source.encode(encoding))
            assert read(tmp_path / name).text == "Één euro", (encoding, name)


def test_readers_know_their_endings():
    assert set(READERS) == {".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl"}


# --- any input

HEADS = (b"", b"---\n", b"---\ntitle: x\ndate: ", b"<html><body><p>", b'{"text": "x", "date": "', b'[{"text": "',
         b"\xef\xbb\xbf", b"\xff\xfe")


@pytest.mark.parametrize("reader", sorted({*READERS.values(), read_any}, key=lambda reader: reader.__name__))
@given(st.sampled_from(HEADS), st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode()))
@settings(deadline=None, max_examples=60)
def test_any_bytes_give_drafts_or_one_line(reader, head, data):
    try:
        found = list(reader(io.BytesIO(head + data), "place", "name"))
    except ArticleError as error:
        found = [error]
    for one in found:
        assert isinstance(one, Draft) or (isinstance(one, ArticleError) and str(one).startswith("place"))
        assert isinstance(one, Draft) or str(one).isprintable()


def test_a_page_read_twice_is_the_same(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(PAGE.replace("{charset}", "utf-8"), encoding="utf-8")
    assert read(path) == read(path)


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
