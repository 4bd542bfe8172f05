"""Named queries on the sample's gold facts: known answers, examples that work, parameters that cannot be abused."""

import re
import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from asking import sample
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import queries
from kg.errors import InputError, QueryError
from kg.facts import slug
from kg.graph import open_graph
from kg.lexicon import load
from kg.namespaces import ENTITY, FACT, KG, METRIC, XSD
from kg.parameters import TYPES, Parameter, bind

#: What a query's example or a test gives for a parameter that must be given and is no fixed word.
NEEDED = {"metric": "revenue", "company": "Amazon", "entity": "Amazon", "period": "2025-Q4"}
DATE = ox.NamedNode(XSD + "date")


def ask(query, **params):
    return queries.run(sample().store, query, params)


def some_fact():
    return next(iter(ask("market-ranks")))["fact"]


def needed(query):
    known = NEEDED | {"fact": some_fact()}
    return {param.name: known[param.name] for param in query.params if param.default is None and not param.optional}


def amounts(result, *columns):
    """Rows as tuples of the columns, each once, sorted; what is unbound is left out."""
    return sorted({tuple(row[name] for name in columns if row[name] is not None) for row in result}, key=str)


# --- what the queries answer

def test_there_are_enough_queries_and_each_has_a_test():
    assert len(queries.names()) >= 18
    answered = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in queries.names() if f'ask("{name}"' not in answered] == []


def test_across_articles():
    real = [row for row in ask("conflicts", metric="capex") if row["grade"] == "dissent"]
    assert amounts(real, "company", "period", "value", "other_value") == [
        ("Amazon", "from-2025-01-01-to-2025-12-31", Decimal(125_000_000_000), Decimal(131_000_000_000))]
    moved = amounts(ask("trail", company="Alphabet", metric="capex", period="2026"), "status", "value", "low")
    assert moved == [("expected", Decimal(119_500_000_000)), ("guidance", Decimal(175_000_000_000)),
                     ("guidance", Decimal(180_000_000_000))]
    assert amounts(ask("outcome", company="Meta", metric="eps"), "expected_low", "reported_high") == [
        (Decimal("8.21"), Decimal("8.88"))]
    grown = {row["company"]: row for row in ask("calendar", metric="net_income", period="2025-Q4")}
    assert grown["Alphabet"]["computed_growth"] == 30
    assert {"Microsoft", "Apple", "Oracle"} <= grown.keys()  # whose fiscal quarters have other names or other months


def test_capital_spending_plans():
    assert amounts(ask("capex-guidance", company="Amazon", period="2026"), "value", "unit", "qualifier") == [
        (Decimal(200_000_000_000), "USD", "about"), (Decimal(200_000_000_000), "USD", "exact")]
    assert amounts(ask("capex-guidance", company="Meta", period=2025), "low", "high") == [
        (Decimal(66_000_000_000), Decimal(72_000_000_000)), (Decimal(70_000_000_000), Decimal(72_000_000_000))]
    assert {row["company"] for row in ask("capex-guidance", period="2026")} >= {
        "Amazon", "Alphabet", "Meta", "TSMC", "Tesla", "Microsoft"}


def test_results_by_quarter():
    assert amounts(ask("results", company="Amazon", period="2025-Q4"), "metric", "value", "unit") == [
        ("net_income", Decimal(17_900_000_000), "EUR"), ("net_income", Decimal(21_200_000_000), "USD"),
        ("operating_income", Decimal(25_000_000_000), "USD"), ("revenue", Decimal(213_400_000_000), "USD")]


def test_figures_and_growth():
    found = ask("figures", metric="winst per aandeel", company="Amazon", period="Q4 2025")
    rows = amounts(found, "value", "unit", "status")
    assert rows == [(Decimal("1.95"), "USD/share", "reported"), (Decimal("1.97"), "USD/share", "expected")]
    assert (Decimal(-61), "percent") in amounts(ask("growth", company="Tesla", metric="net income"), "value", "unit")
    assert "share_price" not in {row["metric"] for row in ask("growth")}


def test_guidance_and_results_against_expectation():
    found = ask("guidance-vs-expected", company="Amazon", metric="capex", period="2026")
    assert amounts(found, "guidance_value", "expected_value", "expected_qualifier") == [
        (Decimal(200_000_000_000), Decimal(147_000_000_000), "about"),
        (Decimal(200_000_000_000), Decimal(150_000_000_000), "less_than")]
    found = ask("results-vs-expected", company="Amazon", metric="eps")
    assert amounts(found, "reported_value", "expected_value", "difference_value") == [
        (Decimal("1.95"), Decimal("1.57")), (Decimal("1.95"), Decimal("1.97"), Decimal("-0.02"))]
    assert (Decimal(147_000_000_000), "about") in amounts(
        ask("expectations", company="Amazon", metric="capex"), "value", "qualifier")


def test_who_runs_and_owns_what():
    assert amounts(ask("leadership", company="Amazon"), "role", "person") == [
        ("ceo", "Andy Jassy"), ("cfo", "Brian Olsavsky"), ("executive", "Beth Galetti")]
    assert amounts(ask("leadership", role="founder"), "person", "company") == [
        ("Elon Musk", "xAI"), ("Jensen Huang", "Nvidia"), ("Mark Zuckerberg", "Meta")]
    assert ("Doug Anmuth", "JPMorgan") in amounts(ask("people", role="analyst"), "person", "organization")
    assert amounts(ask("ownership", owner="Amazon"), "owned") == [("AWS",)]
    assert amounts(ask("ownership", owned="Instagram"), "owner") == [("Meta",)]


def test_rivals_deals_and_suppliers():
    assert amounts(ask("competitors", company="Amazon"), "competitor") == [("Alphabet",), ("Google",), ("Microsoft",)]
    assert amounts(ask("competitors", company="AMD"), "competitor") == [("Intel",)]
    assert amounts(ask("deals", company="Warner Bros."), "company", "relation", "value", "unit") == [
        ("Netflix", "acquires", Decimal(72_000_000_000), "USD")]
    assert amounts(ask("deals", company="OpenAI"), "company", "value", "unit") == [
        ("Microsoft", Decimal(27), "percent")]
    assert ("TSMC", "supplies", "Apple") in amounts(ask("suppliers", company="Apple"), "company", "relation", "other")


def test_layoffs_with_the_share_of_staff():
    found = amounts(
        ask("layoffs", company="Amazon"), "period_start", "value", "share_value", "share_qualifier", "status")
    assert (date(2026, 1, 1), Decimal(30000), Decimal(10), "almost", "reported") in found
    assert (date(2026, 1, 28), Decimal(16000), "reported") in found
    assert (Decimal(30000), Decimal(10), "almost", "expected") in found
    assert amounts(ask("layoffs", period="2026-05"), "company", "value", "share_value") == [
        ("Meta", Decimal(8000), Decimal(10))]
    assert all(row["share_fact"].startswith(FACT) for row in ask("layoffs") if row["share_value"] is not None)


def test_shares_and_markets():
    assert amounts(ask("share-reactions", company="Amazon", period="2026-02-05"), "value", "unit", "qualifier") == [
        (Decimal(-10), "percent", "at_most"), (Decimal(-4), "points", "more_than"),
        (Decimal(-9), "percent", "more_than")]
    assert amounts(ask("market-ranks", market="Cloud"), "company", "position") == [("Amazon", 1)]
    assert amounts(ask("market-shares", company="Google"), "value", "period_start") == [(Decimal(13), date(2025, 4, 1))]


def test_what_people_said():
    assert len(amounts(ask("statements", speaker="Andy Jassy"), "quote")) == 4
    assert {row["speaker"] for row in ask("statements", company="Intel")} == {"David Zinsner", "Lip-Bu Tan"}
    assert amounts(ask("statements", company="Intel", period="2025"), "quote") == []
    assert amounts(ask("analysts"), "person", "organization") == [
        ("Doug Anmuth", "JPMorgan"), ("Marc Hesselink", "ING"), ("Sky Canaves", "eMarketer"),
        ("Thomas Monteiro", "Investing.com")]
    assert {row["quote"] for row in ask("analysts")} == {None}  # none is quoted in the sample


def test_people_users_payouts_and_penalties():
    assert (Decimal(350_000), "people", "level") in amounts(
        ask("workforce", company="Amazon"), "value", "unit", "measure")
    assert (Decimal(3_580_000_000), "people") in amounts(ask("users", company="Meta"), "value", "unit")
    assert ("ASML", "share_buyback", Decimal(12_000_000_000), "EUR") in amounts(
        ask("payouts"), "company", "metric", "value", "unit")
    assert ("Amazon", "severance_costs", Decimal(1_800_000_000)) in amounts(
        ask("penalties"), "company", "metric", "value")


def test_units_of_a_company():
    assert ("AWS", "revenue", "level", Decimal(35_600_000_000)) in amounts(
        ask("segments", company="Amazon", period="2025-Q4"), "unit_name", "metric", "measure", "value")


def test_what_is_in_the_graph():
    rows = list(ask("articles"))
    assert len(rows) == 24
    assert all(row["unread"] == 1 for row in rows)
    assert sum(row["facts"] for row in rows) == sample().info()["facts"]
    assert {row["in_language"] for row in ask("articles", language="nl")} == {"nl"}
    assert {row["day"] for row in ask("articles", period="2026-02-05..2026-02-06")} == {
        date(2026, 2, 5), date(2026, 2, 6)}
    assert len(ask("unread")) == 24
    assert [row["name"] for row in ask("unread", article="nl-001", reason="no-metric")] == ["nl-001"]
    assert next(iter(ask("companies")))["company"] == "Amazon"
    assert next(iter(ask("metrics")))["metric"] == "revenue"
    assert next(iter(ask("metrics", company="Netflix")))["expected"] == 1


def test_everything_on_a_company_and_the_sources_of_a_fact():
    found = list(ask("company", company="TSMC"))
    assert {row["kind"] for row in found} == {"Observation", "Role", "Relation", "Statement", "Rank"}
    dutch = queries.run(sample().store, "company", {"company": "TSMC"}, language="nl").text()
    assert {"cijfer", "functie", "relatie", "uitspraak", "marktpositie"} <= {*dutch.split()}
    assert "Observation" not in dutch
    source = next(iter(ask("sources", fact=found[0]["fact"])))
    assert source["words"] == found[0]["words"]
    text = sample().text(sample().find(source["article"].rsplit("/", 1)[-1]).sha256)
    assert text[source["start"]:source["end"]] == source["words"]
    assert amounts(ask("conflicts", company="Amazon", metric="capex"), "grade", "value", "other_value") == [
        ("dissent", Decimal(125_000_000_000), Decimal(131_000_000_000)),
        ("revised", Decimal(118_000_000_000), Decimal(125_000_000_000))]


def test_who_is_named_together():
    found = {row["other"]: row["articles"] for row in ask("named-with", entity="Amazon")}
    assert found["AWS"] > 2
    assert "Amazon" not in found
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_what_companies_filed():
    assert not ask("filings")
    graph = open_graph()
    graph.import_companyfacts(Path(__file__).parents[1] / "data" / "filings" / "CIK0001018724.json")
    result = graph.query("filings", company="Amazon", metric="eps", period="2021-Q3")
    assert amounts(result, "value", "form", "accession_number", "state") == [
        (Decimal("0.31"), "10-Q", "0001018724-22-000023", "current"),
        (Decimal("6.12"), "10-Q", "0001018724-21-000028", "superseded")]
    assert {row["state"] for row in graph.query("filings", metric="capex")} == {"current"}
    assert len(result.citations()) == 2


def test_the_graph_around_a_company():
    triples = {(t.subject.value, t.predicate.value, t.object.value) for t in ask("neighbours", entity="Amazon").triples}
    assert (ENTITY + "andy-jassy", KG + "ceoOf", ENTITY + "amazon") in triples
    assert (ENTITY + "amazon", KG + "parentOf", ENTITY + "aws") in triples


@pytest.mark.parametrize("name", queries.names())
def test_the_example_works(name):
    query = queries.load(name)
    command, verb, called, *words = shlex.split(query.example.replace("FACT", some_fact()))
    assert (command, verb, called) == ("kg", "query", name)
    given = dict(zip((word.removeprefix("--").replace("-", "_") for word in words[::2]), words[1::2], strict=True))
    form = given.pop("format", "json")
    result = queries.run(sample().store, name, given)
    assert getattr(result, form)()
    assert result or name == "filings"  # the sample has no filings


@pytest.mark.parametrize("name", queries.names())
def test_the_header_is_whole_and_true(name):
    query = queries.load(name)
    assert query.title
    assert query.description.endswith(".")
    result = queries.run(sample().store, query.name, needed(query))
    if result.triples is None:
        assert {*query.cite, *query.hide} <= {*result.columns}
        cited = [row[column] for row in result for column in query.cite if row[column] is not None]
        assert all(fact.startswith(FACT) for fact in cited)
        assert list(result) == list(queries.run(sample().store, query.name, needed(query)))  # and in the same order
    else:
        assert not query.cite
    for param in query.params:
        assert not (param.optional and param.default)


@pytest.mark.parametrize("name", queries.names())
def test_every_parameter_narrows_the_answer(name):
    """With a value there are fewer rows than without, and no others, but where the query counts."""
    query = queries.load(name)
    everything = queries.run(sample().store, name, needed(query))
    for param in query.params:
        values = {"company": "Amazon", "metric": "capex", "period": "2025-Q4", "status": "expected", "role": "cfo",
                  "person": "Andy Jassy", "entity": "Amazon", "language": "nl", "article": "en-001",
                  "text": "cloud", "fact": some_fact()}
        some = queries.run(sample().store, name, needed(query) | {param.name: values[param.type]})
        if everything.triples is None and param.name not in needed(query) and name != "metrics":
            assert len(some) < len(everything) or len(everything) in (0, 1)
            assert {str(row) for row in some} <= {str(row) for row in everything}


@pytest.mark.parametrize("name", queries.names())
def test_the_file_runs_as_it_is(name):
    """In any SPARQL editor that knows the prefixes, with nothing bound."""
    assert queries.ask(sample().store, queries.load(name).text) is not None


@pytest.mark.parametrize("name", queries.names())
def test_the_docs_tell_of_it(name):
    query = queries.load(name)
    docs = (Path(__file__).parents[1] / "docs" / "queries.md").read_text(encoding="utf-8")
    entry = docs.partition(f"### {name}\n")[2].partition("\n### ")[0]
    assert query.title in entry
    assert query.description in entry
    assert query.example in entry
    for param in query.params:
        assert f"`--{param.name}` ({param.type}" in entry
        assert param.description in entry


def test_the_docs_tell_of_every_type_of_parameter():
    docs = (Path(__file__).parents[1] / "docs" / "queries.md").read_text(encoding="utf-8")
    assert [name for name in TYPES if f"| `{name}` |" not in docs] == []


# --- parameters

def term(type_, value):
    found = bind(Parameter("x", type_, None, False, ""), value, sample().store)
    return found["_x"] if len(found) == 1 else (found["_x_start"].value, found["_x_end"].value)


@pytest.mark.parametrize("value", [
    "Amazon", "amazon", "AMAZON", "Amazon.com", " Amazon ", "entity:amazon", ENTITY + "amazon", f"<{ENTITY}amazon>"])
def test_entities_by_name_alias_and_iri(value):
    assert term("company", value).value == ENTITY + "amazon"
    assert term("entity", value).value == ENTITY + "amazon"


def test_entities_that_only_the_graph_knows():
    known = load().entities
    found = ask("SELECT ?name { VALUES ?class { kg:Company kg:Person } ?e a ?class ; skos:prefLabel ?name }")
    names = {row["name"] for row in found}
    strange = sorted(name for name in names if slug(name) not in known and slug(name) not in map(slug, load().by_name))
    assert strange
    assert all(term("entity", name).value.startswith(ENTITY) for name in strange)


@pytest.mark.parametrize("entity", load().entities.values(), ids=lambda entity: entity.id)
def test_every_entity_of_the_ontology_is_found_by_its_name(entity):
    assert term("person" if entity.kind == "person" else "company", entity.name).value == ENTITY + entity.id


def test_every_metric_is_found_by_its_labels_in_each_language():
    for name, metric in load().metrics.items():
        assert term("metric", name).value == METRIC + name
        for language in ("en", "nl"):
            assert term("metric", load().labels[name][language].upper()).value == METRIC + name
        assert metric.units


@pytest.mark.parametrize(("value", "days"), [
    ("2025", ("2025-01-01", "2025-12-31")), (2025, ("2025-01-01", "2025-12-31")),
    ("2025-Q4", ("2025-10-01", "2025-12-31")), ("Q4 2025", ("2025-10-01", "2025-12-31")),
    ("2025q4", ("2025-10-01", "2025-12-31")), ("2025-H1", ("2025-01-01", "2025-06-30")),
    ("2026-02", ("2026-02-01", "2026-02-28")), ("2026-02-05", ("2026-02-05", "2026-02-05")),
    (date(2026, 2, 5), ("2026-02-05", "2026-02-05")), ("microsoft-FY2026-Q2", ("2025-10-01", "2025-12-31")),
    ("2025-01-31..2025-03-01", ("2025-01-31", "2025-03-01"))])
def test_periods(value, days):
    assert term("period", value) == days


@pytest.mark.parametrize(("type_", "value", "text", "datatype"), [
    ("integer", "-20", "-20", "integer"), ("integer", 7, "7", "integer"), ("decimal", "2.50", "2.50", "decimal"),
    ("decimal", Decimal("1E+3"), "1000", "decimal"), ("date", "2026-02-05", "2026-02-05", "date"),
    ("text", 'a "b" \\ \n c', 'a "b" \\ \n c', "string"), ("language", "NL", "nl", "string")])
def test_literals_have_their_types(type_, value, text, datatype):
    assert term(type_, value) == ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


@pytest.mark.parametrize(("type_", "value", "message"), [
    ("company", "Amazom", "did you mean Amazon"), ("person", "Andy Jasy", "did you mean Andy Jassy"),
    ("person", "Amazon", "no person"), ("company", "Andy Jassy", "no company"),
    ("company", "entity:a/b", "letters, digits"), ("company", "qqqqqqqq", "neither the ontology nor the graph"),
    ("metric", "revenu", "did you mean revenue"), ("metric", "qqqq", "choose one of backlog"),
    ("period", "2025-Q5", "write 2025"), ("period", "2025-02-30", "write 2025"),
    ("period", "2025-03-01..2025-02-01", "write 2025"), ("period", "0000", "write 2025"),
    ("date", "5 February", "2026-02-05"), ("date", "2026-02-30", "2026-02-05"), ("integer", "1e3", "whole number"),
    ("integer", "2.0", "whole number"), ("integer", "٣", "whole number"), ("integer", "9" * 16, "whole number"),
    ("decimal", "NaN", "18 digits"), ("decimal", "1e400", "18 digits"), ("decimal", "1,5", "18 digits"),
    ("language", "fr", "choose one of en, nl"), ("status", "gues", "did you mean guidance|choose one of reported"),
    ("role", "analyyst", "did you mean analyst"), ("fact", "123", "hexadecimal"),
    ("fact", "fact:../x", "letters, digits"),
    ("article", "en-01", "did you mean en-01"), ("article", "qqqq", "name, url or hash"),
    ("text", "", "1 to 1000 characters"), ("text", "x" * 1001, "1 to 1000 characters"),
    ("text", "a\0b", "1 to 1000"), ("text", "\ud800", "not a Unicode text")])
def test_values_that_are_refused(type_, value, message):
    with pytest.raises(QueryError, match=message) as caught:
        term(type_, value)
    assert str(caught.value).startswith("parameter x: ")
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_facts_and_articles():
    fact = some_fact()
    local = fact.removeprefix(FACT)
    assert {term("fact", value).value for value in (fact, local, "fact:" + local)} == {fact}
    article = sample().articles()[0]
    assert {term("article", value).value for value in (article.name, article.sha256, article.id)} == {
        "https://w3id.org/tech-giants/article/" + article.id}


INJECTIONS = [
    '"', "'", "\\", '" } #', "} UNION { ?s ?p ?o } #", "Amazon> } INSERT DATA { <a> <b> <c> } #", "<a> } #",
    '"^^<x:y>', "UNDEF) } SELECT * {", "Amazon\n} LIMIT 1 #", "\\u0022 } #", "?_company", "$x", "kg:Company", "a;b",
    "VALUES (?_company) { (UNDEF) }", "*/ DROP ALL", "SERVICE <http://localhost:1/>", "🏢", "\u202eAmazon", "%00",
    "' OR '1'='1", "entity:amazon . ?s ?p ?o", ENTITY + "amazon> <x", "2025-Q4) } #", "1 OFFSET 5", "en' || 'x",
    "FALSE", "<<?s ?p ?o>>", "{{}}", "\t", "reported|guidance"]


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("value", INJECTIONS)
def test_no_value_becomes_query(type_, value):
    """A value is refused, or becomes exactly one term that says just that value."""
    param = Parameter("x", type_, None, False, "a thing")
    text = "SELECT ?_x ?_x_start WHERE { VALUES (?_x) { (UNDEF) } }"
    text = text.replace("(?_x) { (UNDEF)", f"({' '.join('?' + v for v in param.variables)}) {{ "
                                            f"({' '.join(['UNDEF'] * len(param.variables))})")
    query = queries.parse(f"#: param x: {type_} - a thing\n{text}")
    try:
        bound = queries.bound(query, {"x": value}, sample().store)
    except QueryError:
        return
    rows = [*queries.ask(sample().store, bound)]
    assert len(rows) == 1
    if type_ == "text":
        assert rows[0]["_x"] == ox.Literal(value.strip())


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("name", queries.PAGING)
def test_paging_takes_whole_numbers_only(name, value):
    with pytest.raises(QueryError, match=f"parameter {name}: .* is no number of rows"):
        ask("articles", **{name: value})


@settings(deadline=None, max_examples=200)
@given(st.text(min_size=1, max_size=60), st.sampled_from(sorted(TYPES)))
def test_any_text_is_a_term_or_an_error(value, type_):
    message = ""
    try:
        found = bind(Parameter("x", type_, None, False, ""), value, sample().store)
    except QueryError as error:
        message, found = str(error), {}
    assert message.isprintable()
    assert message or all(isinstance(one, (ox.NamedNode, ox.Literal)) for one in found.values())


def test_paging():
    everything = [row["name"] for row in ask("articles")]
    assert [row["name"] for row in ask("articles", limit=3, offset="2")] == everything[2:5]
    assert len(ask("articles", limit=0)) == 0
    with pytest.raises(QueryError, match="'-1' is no number"):
        ask("articles", limit=-1)


# --- which query it is, and headers

def test_text_and_files_are_queries_too(tmp_path):
    assert [row["n"] for row in ask("SELECT (COUNT(*) AS ?n) { ?a a kg:Article }")] == [24]
    assert ask("ASK { entity:andy-jassy kg:ceoOf entity:amazon }").answer is True
    file = tmp_path / "mine.rq"
    file.write_text("#: title: Mine\n#: param who: company = Amazon - whose\n#: cite: fact\n\nSELECT ?fact WHERE {\n"
                    "  VALUES (?_who) { (UNDEF) }\n  ?fact a kg:Rank ; kg:subject ?_who\n}", encoding="utf-8")
    assert len(ask(str(file))) == 2
    assert len(ask(str(file), who="TSMC")) == 1
    assert ask(str(file)).citations()[0].words


@pytest.mark.parametrize(("query", "params", "message"), [
    ("capex-guidence", {}, "no query 'capex-guidence': did you mean capex-guidance?"),
    ("Capex_Guidance", {}, "did you mean capex-guidance"),
    ("qqqqqq", {}, "kg queries lists"),
    ("no-such-file.rq", {}, "no-such-file.rq: No such file"),
    ("figures", {}, "query figures needs metric .* for example: kg query figures --metric"),
    ("figures", {"metrik": "x"}, "has no parameter 'metrik': did you mean metric?"),
    ("figures", {"qqq": "x"}, "it takes metric, company, period, status, limit, offset, lang"),
    ("SELECT * { ?s ?p ?o }", {"company": "Amazon"}, "has no parameter 'company'"),
    ("SELECT * { ?s ?p ", {}, "is never closed"),
    ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", {}, "DELETE changes a graph"),
])
def test_queries_that_are_refused(query, params, message):
    with pytest.raises(QueryError, match=message):
        ask(query, **params)


@pytest.mark.parametrize(("header", "line", "message"), [
    ("#: titel: x", 1, "no line of a header"), ("#: title:", 1, "no line of a header"),
    ("#:", 1, "no line of a header"),
    ("#: title: a\n#: title: b", 2, "a second title"), ("\n#: param x", 2, "no parameter; write"),
    ("#: param x: entity", 1, "no parameter; write"), ("#: param X: entity - y", 1, "no parameter; write"),
    ("#: param x: entitty - y", 1, "no type entitty; did you mean entity"),
    ("#: param x: qqqqqqq - y", 1, "choose one of entity"),
    ("#: param limit: integer - y", 1, "every query takes limit"),
    ("#: param x: text - y\n#: param x: text - z", 1, "parameter x is there twice"),
    ("#: param x: period - y", 1, r"no row for \?_x_end; begin WHERE with"),
    ("#: param x: text - y\n# VALUES (?_x ?_y) { (UNDEF UNDEF) }", 2, r"\?_y is no variable of a parameter"),
    ("#: param x: text - y\n# VALUES (?_x) { (UNDEF UNDEF) }", 2, "1 variables and 2 times UNDEF"),
])
def test_faults_of_a_header_name_the_line(tmp_path, header, line, message):
    file = tmp_path / "bad.rq"
    file.write_text(header + "\nSELECT * { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(QueryError, match=message) as caught:
        queries.read(file)
    assert str(caught.value).startswith(f"{file}:{line}: ")


def test_files_that_are_no_text(tmp_path):
    file = tmp_path / "bad.rq"
    file.write_bytes(b"SELECT \xff")
    with pytest.raises(QueryError, match="not UTF-8"):
        queries.read(file)
    with pytest.raises(QueryError, match="name a query"):
        queries.read(tmp_path)


def test_defaults_and_optional_parameters():
    query = queries.parse("#: param a: integer = 5 - x\n#: param b: text optional - y\n"
                          "SELECT ?_a ?_b { VALUES (?_a ?_b) { (UNDEF UNDEF) } }")
    assert [(p.default, p.optional) for p in query.params] == [("5", False), (None, True)]
    assert '("5"^^' in queries.bound(query, {})
    assert "?_b)" not in re.sub(r"SELECT.*?\{", "", queries.bound(query, {}), count=1)
    assert '"z"' in queries.bound(query, {"b": "z"})


@pytest.mark.parametrize(("text", "notes"), [
    ("SELECT * { ?s kg:subjct ?o }", ["kg:subjct {}; did you mean kg:subject?"]),
    ("ASK { entity:amazom kg:ceoOf metric:capexx }",
     ["entity:amazom {}; did you mean entity:amazon?", "metric:capexx {}; did you mean metric:capex?"]),
    ("SELECT * { ?s kg:zzzzzzzz ?o }", ["kg:zzzzzzzz {}; look for its spelling"]),
    ("SELECT * { entity:amazon kg:ceoOf ?o }", []), ("SELECT * { ?s skos:nothing ?o }", []),
    ("PREFIX kg: <http://x/> SELECT * { ?s kg:subjct ?o }", []), ("SELECT * { ?s ?p 'kg:subjct' }", [])])
def test_names_that_nobody_knows(text, notes):
    result = ask(text)
    notes = [note.format("is neither in the ontology nor in the graph") for note in notes]
    assert list(result.notes) == notes
    assert result.text().splitlines() == ["no" if text.startswith("ASK") else "nothing found", *notes]


def test_the_language_of_a_table():
    assert "miljard" in queries.run(sample().store, "capex-guidance", {}, language="nl").text()
    assert "miljard" in ask("capex-guidance", lang="nl").text()
    assert "billion" in queries.run(sample().store, "capex-guidance").text()
    assert len(queries.run(sample().store, "articles", language="nl")) == 24  # not only the Dutch articles
    with pytest.raises(InputError, match="'fr': choose one of en, nl"):
        ask("articles", lang="fr")
