"""Citations for bibliographies: what is written parses, and gives back what went in."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.article import read_text
from kg.citation_formats import bibtex, csl, markdown, result_csv, result_markdown, table_csv
from kg.citations import Citation
from kg.errors import QueryError
from kg.graph import KnowledgeGraph, open_graph

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
NASTY = 'A & B_{c} 100% "x" $5 #1 ~^ \\end{document} <i>|`* [y]'


def note(words: str = "up 5%", **more: object) -> Citation:
    fields = {"fact": "https://w3id.org/tech-giants/fact/0123456789abcdef-01234567", "start": 3, "end": 8,
              "article": "https://w3id.org/tech-giants/article/0123456789abcdef", "title": "Sales rise",
              "publisher": "The News", "day": "2026-02-06", "url": "https://news.example/a", "language": "en"}
    return Citation(words=words, **(fields | more))  # type: ignore[arg-type]


# --- the address

@pytest.mark.parametrize(("words", "fragment"), [
    ("up 5%", "up%205%25"), ("a-b, c & d", "a%2Db%2C%20c%20%26%20d"),
    ("€ 21,2 miljard", "%E2%82%AC%2021%2C2%20miljard"),
    ("one\ntwo", "one,two"), ("a b c d e f\n\ng h i j k l", "a%20b%20c%20d%20e,h%20i%20j%20k%20l"),
    (" ".join(["word"] * 40), "word%20word%20word%20word%20word,word%20word%20word%20word%20word"),
    ("x" * 130, "x" * 130 + "," + "x" * 130)])
def test_the_fragment_marks_the_words(words: str, fragment: str) -> None:
    assert note(words).address == f"https://news.example/a#:~:text={fragment}"


@pytest.mark.parametrize(("url", "address"), [
    ("https://news.example/a#top", "https://news.example/a#top:~:text=up%205%25"),
    ("https://news.example/a#:~:text=old", "https://news.example/a#:~:text=up%205%25"),
    ("ftp://news.example/a", "ftp://news.example/a"), (None, None)])
def test_addresses_that_have_a_fragment_or_can_have_none(url: str | None, address: str | None) -> None:
    assert note(url=url).address == address


def test_a_filing_has_its_plain_address() -> None:
    assert note(form="10-K", name="0001018724-26-000004").address == "https://news.example/a"


@given(TEXT.filter(lambda words: words.strip()))
def test_any_fragment_is_ascii_and_decodes_to_words(words: str) -> None:
    address = note(words).address
    assert address
    assert address.isascii()
    parts = urlsplit(address).fragment.removeprefix(":~:text=").split(",")
    assert not {"&", "-"} & set("".join(parts))
    text = [unquote(part) for part in parts]
    assert text == [words] if len(parts) == 1 else words.split()[0].startswith(text[0].split()[0])


# --- bibliographies

def bibtex_entries(text: str) -> list[dict[str, str]]:
    """A strict reader of BibTeX: balanced braces, fields between commas."""
    found, at = [], 0
    while match := re.compile(r"\s*@(\w+)\{([^,\s{}]+),").match(text, at):
        entry, at = {"type": match[1], "key": match[2]}, match.end()
        while not (end := re.compile(r"\s*\}").match(text, at)):
            field = re.compile(r"\s*(\w+) = ").match(text, at)
            assert field, text[at:at + 40]
            at = field.end()
            if text[at] == "{":
                depth, start = 0, at
                while True:
                    depth += (text[at] == "{") - (text[at] == "}") if text[at - 1] != "\\" else 0
                    at += 1
                    if not depth:
                        break
                entry[field[1]] = text[start + 1:at - 1]
            else:
                word = re.compile(r"[a-z]+").match(text, at)
                assert word
                entry[field[1]], at = word[0], word.end()
            assert text[at] == ","
            at += 1
        at = end.end()
        found.append(entry)
    assert not text[at:].strip()
    return found


def untex(text: str) -> str:
    for written, sign in ((r"\textbackslash{}", "\0"), (r"\textasciitilde{}", "~"), (r"\textasciicircum{}", "^")):
        text = text.replace(written, sign)
    return re.sub(r"\\([{}$&#_%])", r"\1", text).replace("\0", "\\")


def test_bibtex_of_a_fact_and_of_a_filing() -> None:
    (news,) = bibtex_entries(bibtex([note()]))
    assert news["type"] == "misc"
    assert (news["title"], news["author"]) == ("{Sales rise}", "{The News}")
    assert (news["year"], news["month"], news["day"], news["langid"]) == ("2026", "feb", "6", "english")
    assert news["url"] == "https://news.example/a#:~:text=up%205%25"
    assert untex(news["note"]) == "“up 5%”, characters 3-8"
    (filed,) = bibtex_entries(bibtex([note(form="10-K", name="0001018724-26-000004")]))
    assert (filed["type"], filed["number"]) == ("Form 10-K", "0001018724-26-000004")


@given(TEXT, TEXT, TEXT)
def test_bibtex_holds_any_text(title: str, publisher: str, words: str) -> None:
    for extra in ("", NASTY):
        notes = [note(words + extra, title=title + extra, publisher=publisher + extra)]
        (entry,) = bibtex_entries(bibtex(notes))
        plain = " ".join((title + extra).split())
        if plain:
            assert untex(entry["title"])[1:-1] == plain
        assert untex(entry["note"]) == f"“{' '.join((words + extra).split())}”, characters 3-8"


def test_csl_has_the_fields_of_its_schema() -> None:
    news, filed = json.loads(csl([note(), note(form="10-K", name="0001018724-26-000004")]))
    assert news == {
        "id": "0123456789abcdef-01234567", "type": "article-newspaper", "title": "Sales rise",
        "container-title": "The News", "issued": {"date-parts": [[2026, 2, 6]]},
        "URL": "https://news.example/a#:~:text=up%205%25", "language": "en", "note": "“up 5%”, characters 3-8"}
    assert (filed["type"], filed["publisher"], filed["genre"], filed["number"]) == (
        "report", "The News", "Form 10-K", "0001018724-26-000004")


def test_what_is_not_known_is_left_out() -> None:
    bare = note(title=None, publisher=None, day=None, url=None, language=None)
    assert set(json.loads(csl([bare]))[0]) == {"id", "type", "title", "note"}
    assert set(bibtex_entries(bibtex([bare]))[0]) == {"type", "key", "title", "note"}
    assert markdown([bare]) == "- “up 5%” — article 0123456789abcdef, characters 3-8\n"


def test_markdown_shows_the_words_as_they_are() -> None:
    line = markdown([note(NASTY, title="[a](b) | c")])
    assert r"\[a\](b) \| c" in line
    assert r"\<i\>\|\`\* \[y\]" in line
    assert line.count("\n") == 1


# --- results

@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    graph = open_graph()
    for day in (5, 6):
        graph.add(read_text(
            f"Amazon reported revenue of $213.4 billion for the fourth quarter of 2025. Note {day}.", title="Up | up",
            language="en", publisher="The News", url=f"https://news.example/{day}", name=str(day)))
    return graph


def test_rows_as_csv_have_the_citation_of_their_fact(graph: KnowledgeGraph) -> None:
    rows = list(csv.DictReader(io.StringIO(result_csv(graph.query("results")))))
    assert len(rows) == 2
    assert {row["value"] for row in rows} == {"213400000000"}
    assert {row["url"] for row in rows} == {"https://news.example/5", "https://news.example/6"}
    assert all(row["address"].startswith(row["url"] + "#:~:text=") for row in rows)
    assert all(row["words"] and int(row["end"]) - int(row["start"]) == len(row["words"]) for row in rows)
    assert len(next(csv.reader(io.StringIO(result_csv(graph.query("results")))))) == len(rows[0])


def test_rows_as_markdown_have_footnotes(graph: KnowledgeGraph) -> None:
    text = result_markdown(graph.query("results"))
    table, _, notes = text.partition("\n\n")
    assert table.splitlines()[0].endswith("| source |")
    assert table.splitlines()[2].endswith("| [^1][^2] |")
    assert [line[:5] for line in notes.splitlines()] == ["[^1]:", "[^2]:"]
    assert "[“Up \\| up”](<https://news.example/5#:~:text=" in notes


def test_several_facts_a_row_have_a_citation_each(graph: KnowledgeGraph) -> None:
    query = "#: cite: fact other\nSELECT ?fact ?other { ?fact a kg:Observation . ?other a kg:Observation }"
    header = next(csv.reader(io.StringIO(result_csv(graph.query(query)))))
    assert {"fact_words", "other_words", "fact_address", "other_address"} <= set(header)
    assert len(header) == len(set(header))


def test_a_query_without_facts_has_no_citations(graph: KnowledgeGraph) -> None:
    for write in (result_csv, result_markdown):
        with pytest.raises(QueryError, match="nothing to cite"):
            write(graph.query("SELECT * { ?s ?p ?o } LIMIT 1"))
    assert result_csv(graph.query("results", company="Meta")).count("\n") == 1
    assert table_csv([]).startswith("fact,words,start,end,article")
