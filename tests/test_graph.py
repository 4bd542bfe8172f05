"""The graph object: what users hold."""

from dataclasses import replace
from datetime import date

import pytest
from gold import article, boss, extraction, observation, quote, rivals, samples, triples

import kg
from kg.errors import DefectError, InputError, QueryError, StoreError
from kg.prepared import info_of


@pytest.fixture
def graph():
    with kg.open() as found:
        yield found


@pytest.fixture(scope="module")
def corpus():
    with kg.open() as found:
        for item, facts in samples():
            found.add_extraction(item, facts)
        yield found


def test_add_reads_and_stores(graph):
    report = graph.add(samples()[0][0])
    assert report.changed
    assert report.facts
    assert graph.facts() == list(report.facts)
    assert report.article in graph.articles()
    assert not graph.add(samples()[0][0]).changed


def test_the_report_tells_of_problems(graph):
    item = kg.read_text("Acme earned 5 dollars.", name="a", language="en")
    assert item.problems
    assert set(item.problems) <= set(graph.add_extraction(item, extraction()).problems)


def test_facts_come_back_as_they_went_in(corpus):
    expected = {fact.id: fact for _, found in samples() for fact in found.facts}
    assert {fact.id: fact for fact in corpus.facts()} == expected


def test_facts_can_be_chosen(corpus):
    name = samples()[0][0].name
    sha256 = samples()[0][0].sha256
    assert {fact.article for fact in corpus.facts(name)} == {sha256}
    assert corpus.facts(sha256[:8]) == corpus.facts(name)
    assert {fact.kind for fact in corpus.facts(kind="role")} == {"role"}
    assert {fact.metric for fact in corpus.facts(metric="capex")} == {"capex"}
    assert all("Amazon" in (fact.subject, getattr(fact, "object", None))
               for fact in corpus.facts(subject="amazon") if fact.kind in ("observation", "relation"))
    assert corpus.facts(subject="Nobody at all") == []


def test_articles_are_sorted_by_name_and_known_whole(corpus):
    assert corpus.articles() == [info_of(item) for item, _ in samples()]


def test_info_counts(corpus):
    found = corpus.info()
    assert found["articles"] == len(samples())
    assert found["facts"] == len(corpus.facts())
    assert found["unread"] == 0
    assert found["triples"] == len(triples(corpus))


def test_unread_numbers_are_kept(graph):
    item = article()

    class Number:
        start = item.text.index("21.2")
        end, text, value, reason = start + 4, "21.2", None, "no-metric"

    report = graph.add_extraction(item, extraction(unread=(Number(),)))
    assert len(report.unread) == 1
    assert [(n.text, n.value, n.reason) for n in graph.unread("acme")] == [("21.2", None, "no-metric")]
    graph.remove("acme")
    assert graph.unread() == []


# --- new text for old ---

def test_a_changed_article_with_the_same_name_replaces_its_older_self(graph):
    old, new = article(), article(article().text + " It is hiring.")
    graph.add_extraction(old, extraction(observation(old), rivals(old)))
    graph.add_extraction(new, extraction(observation(new)))
    fresh = kg.open()
    fresh.add_extraction(new, extraction(observation(new)))
    assert triples(graph) == triples(fresh)


def test_the_url_is_stronger_than_the_name(graph):
    old = article(url="https://example.org/1")
    moved = article(old.text + " More.", name="renamed", url="https://example.org/1")
    other = article(old.text + " Else.", url="https://example.org/2")
    for item in (old, moved, other):
        graph.add_extraction(item, extraction())
    assert [item.url for item in graph.articles()] == ["https://example.org/2", "https://example.org/1"]


def test_articles_without_name_and_url_replace_nothing(graph):
    for number in range(3):
        graph.add_extraction(article(f"Text number {number} of three.", name=""), extraction())
    assert len(graph.articles()) == 3


def test_the_same_text_with_another_day_changes_its_facts(graph):
    item = article()
    graph.add_extraction(item, extraction(observation(item)))
    later = replace(item, day=date(2027, 2, 6))
    fact = observation(item, period="2026-Q4", period_start="2026-10-01", period_end="2026-12-31")
    assert graph.add_extraction(later, extraction(fact)).changed
    assert graph.facts() == [fact]
    assert graph.articles()[0].day == "2027-02-06"
    assert not graph.store.query("ASK { <https://w3id.org/tech-giants/period/2025-Q4> ?p ?o }")


def test_a_copy_under_another_name_is_kept_once(graph):
    item = article()
    graph.add_extraction(item, extraction(observation(item)))
    before = triples(graph)
    report = graph.add_extraction(replace(item, name="copy"), extraction(observation(item)))
    assert not report.changed
    assert "the same text as acme" in report.problems[-1]
    assert triples(graph) == before


def test_a_fact_that_is_read_twice_is_kept_once(graph):
    item = article()
    graph.add_extraction(item, extraction(observation(item, rule="first"), observation(item, rule="second")))
    assert [fact.rule for fact in graph.facts()] == ["first"]


# --- what breaks a promise ---

@pytest.mark.parametrize("change", [
    {"start": 3}, {"end": 4}, {"evidence": "something else"}, {"article": "f" * 64}, {"unit": "bananas"}, {"unit": ""},
    {"metric": "happiness"}, {"status": "rumoured"}, {"subject": " "}, {"value": None}])
def test_a_wrong_fact_is_a_defect_and_nothing_is_stored(tmp_path, change):
    item = article()
    with kg.open(tmp_path / "g") as graph:
        before = triples(graph)
        with pytest.raises(DefectError, match="acme: observation at") as caught:
            graph.add_extraction(item, extraction(rivals(item), replace(observation(item), **change)))
        assert "\n" not in str(caught.value)
        assert triples(graph) == before
        assert not (tmp_path / "g" / "texts").exists()


def test_a_text_that_is_not_its_hash_is_a_defect(graph):
    with pytest.raises(DefectError, match="hash"):
        graph.add_extraction(replace(article(), text="another"), extraction())


# --- finding ---

def test_articles_are_found_by_name_url_and_hash(graph):
    item = article(url="https://example.org/1")
    graph.add_extraction(item, extraction())
    for key in ("acme", "https://example.org/1", item.sha256, item.sha256[:16], item.sha256[:4].upper()):
        assert graph.find(key).sha256 == item.sha256


def test_what_is_not_there_and_what_is_there_twice(graph):
    one, two = article(url="https://example.org/1"), article(article().text + " More.", url="https://example.org/2")
    graph.add_extraction(one, extraction())
    graph.add_extraction(two, extraction())
    with pytest.raises(InputError, match="fits 2 articles"):
        graph.remove("acme")
    for key in ("nothing", "", "abc", "f" * 64):
        with pytest.raises(InputError, match="no article"):
            graph.remove(key)
    assert len(graph.articles()) == 2


# --- the rest ---

def test_an_address_is_an_endpoint():
    assert repr(kg.open("https://example.org/sparql")) == "KnowledgeGraph('https://example.org/sparql')"
    with pytest.raises(InputError, match="no address of an endpoint"):
        kg.open("file:///etc/passwd")


def test_queries_are_answered(corpus):
    result = corpus.query("SELECT ?name { entity:amazon skos:prefLabel ?name }")
    assert "Amazon" in str(result)


def test_a_view_is_written(graph, tmp_path):
    item = article()
    graph.add_extraction(item, extraction(observation(item), rivals(item), boss(item), quote(item)))
    assert "Acme" in graph.view(tmp_path / "g.html").read_text(encoding="utf-8")


def test_rdflib_and_back(corpus):
    copy = kg.from_rdflib(corpus.to_rdflib())
    assert triples(copy) == triples(corpus)
    assert copy.facts() == corpus.facts()
    with pytest.raises(StoreError, match="no text"):
        copy.text(copy.articles()[0].sha256)


def test_a_graph_without_texts_can_be_looked_at(corpus, tmp_path):
    copy = kg.from_rdflib(corpus.to_rdflib())
    assert "Amazon" in copy.view(tmp_path / "g.html").read_text(encoding="utf-8")


def test_rdflib_with_something_else_in_it():
    import rdflib

    foreign = rdflib.Graph().parse(data="<a:a> <a:b> [ <a:c> 1 ] .", format="turtle")
    assert kg.from_rdflib(foreign).facts() == []
    foreign.parse(data="<https://w3id.org/tech-giants/fact/1> a <https://w3id.org/tech-giants/ontology/Role> .",
                  format="turtle")
    with pytest.raises(InputError, match="statedIn"):
        kg.from_rdflib(foreign)


def test_the_package_is_light_and_knows_its_names():
    assert sorted(kg.__all__) == kg.__all__
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    assert set(kg.__all__) < set(dir(kg))
    with pytest.raises(AttributeError, match="nonsense"):
        kg.nonsense  # noqa: B018


def test_a_page_of_what_a_query_constructs(corpus, tmp_path):
    def shown(query):
        page = corpus.view(tmp_path / "page.html", construct=query).read_text(encoding="utf-8")
        return {fact.id for fact in corpus.facts() if f'"{fact.id}"' in page}

    facts = shown("CONSTRUCT { ?fact ?p ?o } WHERE { ?fact kg:metric metric:capex ; ?p ?o }")
    assert facts == {fact.id for fact in corpus.facts(metric="capex")}
    edges = shown("CONSTRUCT WHERE { ?a kg:competesWith ?b }")
    assert edges == {fact.id for fact in corpus.facts(kind="relation") if fact.predicate == "competes_with"}


@pytest.mark.parametrize(("query", "error", "message"), [
    ("CONSTRUCT WHERE { ?metric a kg:Metric ; skos:prefLabel ?label }", InputError, "names no fact"),
    ("SELECT ?a WHERE { ?a kg:ceoOf ?b }", QueryError, "chosen by a CONSTRUCT query"),
])
def test_a_query_that_constructs_no_facts_writes_no_page(corpus, tmp_path, query, error, message):
    with pytest.raises(error, match=message):
        corpus.view(tmp_path / "page.html", construct=query)
    assert not (tmp_path / "page.html").exists()
