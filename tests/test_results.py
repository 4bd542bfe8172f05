"""Results: exact for machines, which read them back; readable and harmless for people."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from asking import sample
from hypothesis import given
from hypothesis import strategies as st

from kg import queries, results
from kg.citations import Citation, citations
from kg.errors import InputError, QueryError
from kg.namespaces import FACT, XSD
from kg.results import Result

FORMATS = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
DATATYPES = ("string", "integer", "decimal", "date", "boolean", "double", "gYear")


def literal(value, datatype="string"):
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


def ask(query, **params):
    return queries.run(sample().store, query, params)


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
CLEAN = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)


def terms(texts):
    return st.one_of(
        st.none(), st.just(ox.NamedNode("http://example.org/a?b=c&d#e")), st.just(ox.BlankNode("b1")),
        st.builds(literal, texts), st.builds(lambda text: ox.Literal(text, language="nl"), texts),
        st.decimals(allow_nan=False, allow_infinity=False, places=3).map(lambda n: literal(f"{n:f}", "decimal")),
        st.integers().map(lambda n: literal(str(n), "integer")),
        st.dates().map(lambda day: literal(day.isoformat(), "date")))


def tables(texts):
    return st.lists(st.tuples(terms(texts), terms(texts)), max_size=5).map(lambda rows: Result(("one", "two"), rows))


# --- machines read back what the graph has

@given(tables(TEXTS))
def test_json_and_tsv_read_back_the_same(result):
    for form in ("json", "tsv"):
        back = ox.parse_query_results(getattr(result, form)(), format=FORMATS[form])
        assert [variable.value for variable in back.variables] == ["one", "two"]
        assert [tuple(row) for row in back] == [tuple(row) for row in result.rows]


@given(tables(CLEAN))
def test_xml_reads_back_the_same(result):
    """By an XML parser: Oxigraph's own reader of this format drops spaces around a value."""
    space = "{http://www.w3.org/2005/sparql-results#}"
    read = {"uri": ox.NamedNode, "bnode": ox.BlankNode, "literal": ox.Literal}
    rows = []
    for row in ElementTree.fromstring(result.xml()).iter(space + "result"):
        bound = {}
        for binding in row:
            (cell,) = binding
            more = {"language": cell.get("{http://www.w3.org/XML/1998/namespace}lang"),
                    "datatype": ox.NamedNode(kind) if (kind := cell.get("datatype")) else None}
            more = {name: value for name, value in more.items() if value}
            bound[binding.get("name")] = read[cell.tag.removeprefix(space)](cell.text or "", **more)
        rows.append(tuple(bound.get(name) for name in result.columns))
    assert rows == list(result.rows)
    assert len(list(ox.parse_query_results(result.xml(), format=ox.QueryResultsFormat.XML))) == len(rows)


@given(tables(TEXTS))
def test_csv_reads_back_every_value(result):
    head, *rows = csv.reader(io.StringIO(result.csv(), newline=""), strict=True)
    assert head == ["one", "two"]
    shown = [["" if t is None else "_:" + t.value if isinstance(t, ox.BlankNode) else t.value for t in row]
             for row in result.rows]
    assert rows == shown


@pytest.mark.parametrize("value", ["=1+1", "@x", "+31", "-9", "a,b", 'say "x"', "two\nlines", "\r", " padded "])
def test_csv_changes_no_cell(value):
    assert next(iter(csv.DictReader(io.StringIO(Result(("a",), [(literal(value),)]).csv(), newline=""))))["a"] == value


def test_xml_says_what_it_cannot_hold():
    with pytest.raises(InputError, match=r"row 2, column b: XML cannot hold the character U\+0001; .* json"):
        Result(("a", "b"), [(literal("x"), None), (literal("x"), literal("a\u0001b"))]).xml()


def test_answers_of_yes_and_no():
    for query, answer in (("ASK { ?s a kg:Rank }", True), ("ASK { ?s a kg:Fact , kg:Company }", False)):
        result = ask(query)
        assert (bool(result), result.answer) == (answer, answer)
        for form in ("json", "xml"):
            assert bool(ox.parse_query_results(getattr(result, form)(), format=FORMATS[form])) is answer
        assert result.text().strip() == ("yes" if answer else "no")
        with pytest.raises(QueryError, match="choose json, xml or table"):
            result.csv()


def test_graphs():
    result = ask("neighbours", entity="Netflix")
    quads = ox.parse(result.ttl(), format=ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in quads} == set(result.triples)
    assert len(result) == len(result.triples)
    assert result.ttl() == ask("neighbours", entity="Netflix").ttl()
    assert "kg:ceoOf" in result.text()
    for form in ("csv", "tsv", "json", "xml", "dataframe"):
        with pytest.raises(QueryError, match="choose ttl"):
            getattr(result, form)()
    with pytest.raises(QueryError, match="CONSTRUCT and DESCRIBE"):
        ask("articles").ttl()
    assert "entity:netflix" in ask("DESCRIBE entity:netflix").ttl()


def test_amounts_are_exact():
    result = ask("figures", metric="revenue", company="Microsoft", period="2025-Q4", status="reported")
    values = {row["value"] for row in result}
    assert Decimal(81_300_000_000) in values
    assert {Decimal(row["value"]["value"]) for row in json.loads(result.json())["results"]["bindings"]} == values
    assert {row["value"]["datatype"] for row in json.loads(result.json())["results"]["bindings"]} == {XSD + "decimal"}


def test_rows_are_python_values():
    terms = [literal("1.50", "decimal"), literal("7", "integer"), literal("2026-02-05", "date"),
             literal("true", "boolean"), literal("x"), ox.NamedNode("http://x/"), None, literal("2026-02-30", "date"),
             literal("1e3", "double")]
    result = Result(("a",), [(term,) for term in terms])
    assert [row["a"] for row in result] == [
        Decimal("1.50"), 7, date(2026, 2, 5), True, "x", "http://x/", None, "2026-02-30", "1e3"]
    assert len(result) == 9
    assert result
    assert not Result(("a",))


def test_a_data_frame_needs_pandas(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(results, "import_module", missing)
    for library in ("pandas", "polars"):
        with pytest.raises(QueryError, match=f"pip install {library}"):
            ask("articles").dataframe(library)
    with pytest.raises(QueryError, match="not of 'numpy'"):
        ask("articles").dataframe("numpy")


def test_a_data_frame():
    pytest.importorskip("pandas")
    frame = ask("capex-guidance", company="Amazon").dataframe()
    assert list(frame.columns) == list(ask("capex-guidance").columns)
    assert Decimal(200_000_000_000) in set(frame["value"])


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_data_frames_hold_every_value(library):
    """Also columns that are unbound at first, have numbers of several scales, or mixed types."""
    pytest.importorskip(library)
    for asked in (ask("growth"), ask("capex-guidance"), ask("filings"), ask(
            'SELECT ?v { VALUES ?v { UNDEF 1 2.5 3.25 } }'), ask('SELECT ?v { VALUES ?v { UNDEF 1 "a" } }')):
        frame = asked.dataframe(library)
        assert list(frame.columns) == list(asked.columns)
        rows = frame.to_dict("records") if library == "pandas" else frame.to_dicts()
        for found, row in zip(rows, asked, strict=True):
            for name, value in row.items():
                if value is None:
                    assert found[name] is None or found[name] != found[name]  # pandas has NaN
                else:
                    assert found[name] == value or str(found[name]) == str(value)


def test_a_result_cannot_be_changed():
    with pytest.raises(AttributeError):
        ask("articles").columns = ()


# --- people

def cells(result, **options):
    """The table's text as rows of cells."""
    lines = result.text(width=200, **options).replace("┃", "│").splitlines()
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if line[0] == "│"]


def test_tables_join_amounts_and_hide_what_serves_machines():
    head, *rows = cells(ask("capex-guidance", company="Alphabet", period="2026"))
    assert head == ["company", "period", "amount", "sources"]
    assert rows == [["Alphabet", "2026", "175 to 185 billion USD", "5"],
                    ["Alphabet", "2026", "180 to 190 billion USD", "2"]]
    head, *rows = cells(queries.run(sample().store, "guidance-vs-expected", {"company": "Meta"}, language="nl"))
    assert head == ["bedrijf", "maatstaf", "periode", "plan", "verwacht"]
    assert ["Meta", "omzet", "Q4 2025", "56 tot 59 miljard USD", "58,59 miljard USD"] in rows


def test_tables_show_rows_as_one_only_where_something_is_hidden():
    rows = [(literal("x"), literal("1")), (literal("x"), literal("2")), (literal("y"), literal("3"))]
    assert cells(Result(("a", "b"), [row[:1] * 2 for row in rows])) == [["a", "b"], ["x", "x"], ["x", "x"], ["y", "y"]]
    assert cells(Result(("a", "b"), rows, hidden=frozenset("b"))) == [["a", "sources"], ["x", "2"], ["y", "1"]]
    assert len(Result(("a", "b"), rows, hidden=frozenset("b")).csv().splitlines()) == 4


def test_amounts_of_odd_columns():
    odd = Result(("value", "unit"), [(literal("much"), literal("USD"))])
    assert cells(odd) == [["amount"], ["much USD"]]
    assert cells(Result(("value",), [(literal("30000", "integer"),)])) == [["amount"], ["30,000"]]
    assert cells(Result(("unit",), [(literal("USD"),)])) == [["unit"], ["US dollar"]]
    assert cells(Result(("n",), [(literal("2025", "integer"),)])) == [["n"], ["2025"]]


HOSTILE = ["[red]x[/red]", "[/]", "\x1b[31mred", "a\x07b", "\u202eevil", "<script>alert(1)</script>", "a\nb\tc", "\x00",
           "x" * 500, "│┃", "\u2066x\u2069", "日本語", "é", "\ud83d", "&amp;", "{0}", "%s", "\x9b31m"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text):
    result = Result(("quote",), [(literal(text.encode("utf-8", "replace").decode()),)])
    shown = result.text()
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in shown.replace("\n", ""))
    assert not set("\u202e\u2066\u2069") & set(shown)
    if "[red]" in text:
        assert "[red]x[/red]" in shown
    page = result._repr_html_()
    assert "<script>" not in page
    ElementTree.fromstring(page)


@given(st.text())
def test_safe_text_is_one_line(text):
    shown = results.safe(text)
    assert not set("\r\n\t\x1b\x9b\u202e\u2028") & set(shown)
    shown.encode()


def test_notebooks_see_the_table():
    page = ask("capex-guidance", company="Amazon")._repr_html_()
    assert "about 200 billion USD" in page
    assert FACT not in page
    assert ask("ASK { ?s ?p ?o }")._repr_html_() == "<p>yes</p>"


# --- citing

def test_every_citation_cuts_from_its_article():
    result = ask("capex-guidance", company="Amazon")
    notes = result.citations()
    assert [note.fact for note in notes] == list(dict.fromkeys(row["fact"] for row in result))
    for note in notes:
        article = sample().find(note.article.rsplit("/", 1)[-1])
        assert sample().text(article.sha256)[note.start:note.end] == note.words
        assert (note.title, note.day, note.publisher) == (article.title, article.day, article.publisher)


def test_tables_with_footnotes():
    shown = ask("market-ranks", market="cloud").text(cite=True, width=300)
    assert "[1][2]" in shown
    assert "[1] “" in shown
    assert "characters" in shown
    both = ask("guidance-vs-expected", company="ASML")
    assert {note.fact for note in both.citations()} == {
        row[name] for row in both for name in ("fact", "expected_fact")}


def test_citing_needs_facts_and_a_graph():
    with pytest.raises(QueryError, match="#: cite: fact"):
        ask("articles").citations()
    with pytest.raises(QueryError, match="nothing to cite"):
        Result(("fact",), [], cite=("fact",)).citations()
    assert ask("SELECT ?fact { ?fact a kg:Rank }").citations()


def test_what_is_no_fact_has_no_citation():
    fact = next(iter(ask("market-ranks")))["fact"]
    found = citations(sample().store, [FACT + "0000000000000000-00000000", "http://x/> } #", fact, fact])
    assert list(found) == [fact]
    many = [row["fact"] for row in ask("SELECT ?fact { ?fact prov:wasDerivedFrom ?span }")]
    many = [iri for iri in many if iri.startswith(FACT)]
    assert len(many) > 500
    assert list(citations(sample().store, many)) == many


@pytest.mark.parametrize(("fields", "shown"), [
    ({"title": "T", "publisher": "P", "day": "2026-02-05", "url": "http://u/"},
     "“w” — P, “T”, 2026-02-05, http://u/#:~:text=w, characters 1-2"),
    ({}, "“w” — article 12, characters 1-2"), ({"title": "T"}, "“w” — “T”, characters 1-2")])
def test_a_footnote(fields, shown):
    assert str(Citation(fact="f", words="w", start=1, end=2, article="a/12", **fields)) == shown
