"""Facts to triples and back without loss, and the IRIs that are minted."""

from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from gold import article, boss, observation, quote, rivals, samples
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import literals, rdf
from kg.changes import own_triples
from kg.errors import StoreError
from kg.facts import ARTICLE_DIGITS, KINDS, Observation, Part, Rank, Relation, Role, Statement, in_order
from kg.installed import ontology_triples
from kg.lexicon import load
from kg.namespaces import BASE, ENTITY, KG, METRIC, PERIOD, UNIT
from kg.rdf_read import contents, facts_from
from kg.validate import MEASURES, PREDICATES, QUALIFIERS, ROLES, STATUSES

SHA = "0123456789abcdef" * 4


def shared(fact):
    return {*rdf.period_triples(fact), *rdf.edge_triples(fact)}


def there(facts, sha256=SHA, language="nl"):
    """All triples of facts of an article."""
    found = own_triples(rdf.Bundle(rdf.ArticleInfo(sha256=sha256, language=language), tuple(facts)))
    for fact in facts:
        found |= shared(fact)
    return found


def kept(triples):
    """The triples as a store gives them back."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    return [quad.triple for quad in store]


# --- round trips ---

def test_the_gold_of_the_sample_survives():
    count = 0
    for item, found in samples():
        facts = in_order({fact.id: fact for fact in found.facts}.values())
        assert facts_from(kept(there(facts, item.sha256, item.language))) == facts
        count += len(facts)
    assert count > 600


names = st.one_of(st.sampled_from(["Amazon", "AWS", "Andy Jassy", "AT&T", "Disney+", "amazon", "AMAZON", "Coca-Cola",
                                   "Coca Cola", "Société Générale", "华为", "L’Oréal", "a", "\\u0041", 'a"b', "!"]),
                  st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)).filter(str.strip)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e19"), max_value=Decimal("1e19"),
                      places=4)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
periods = st.one_of(
    st.just((None, None, None)), st.tuples(st.none(), days, days), st.tuples(st.none(), st.none(), days),
    st.sampled_from([("2025", "2025-01-01", "2025-12-31"), ("2025-Q4", "2025-10-01", "2025-12-31"),
                     ("microsoft-FY2026-Q2", "2025-10-01", "2025-12-31"), ("2026-02-05", "2026-02-05", "2026-02-05"),
                     ("nobody-FY2026", "2025-07-01", "2026-06-30"),
                     ("2025-10-06_2025-12-28", "2025-10-06", "2025-12-28"),
                     ("2025", "2025-01-01", None), ("2025", None, None), ("2025", "2024-01-01", "2025-12-31")]),
)
common = {
    "article": st.just(SHA), "evidence": words, "rule": words | st.just(""),
    "start": st.integers(0, 999), "end": st.integers(1000, 9999), "said_by": names | st.none(),
    "parts": st.lists(st.builds(Part, st.sampled_from(["metric", "period", "value"]), st.integers(0, 99),
                                st.integers(0, 99)), max_size=4).map(tuple)}


def one_of(values):
    return st.sampled_from(sorted(values))


@st.composite
def observations(draw):
    label, start, end = draw(periods)
    return draw(st.builds(
        Observation, **common, subject=names, metric=one_of(load().metrics), measure=one_of(MEASURES),
        value=amounts | st.none(), low=amounts | st.none(), high=amounts | st.none(),
        unit=one_of(["USD", "EUR", "percent", "USD/share", "percentage_points"]), qualifier=one_of(QUALIFIERS),
        status=one_of(STATUSES), decimals=st.integers(-12, 12) | st.none(), period=st.just(label),
        period_start=st.just(start), period_end=st.just(end)))


facts = st.one_of(
    observations(),
    st.builds(Role, **common, person=names, role=one_of(ROLES), organization=names | st.none()),
    st.builds(Relation, **common, subject=names, predicate=one_of(PREDICATES), object=names, value=amounts | st.none(),
              unit=st.sampled_from(["USD", "percent"])),
    st.builds(Statement, **common, speaker=names, organization=names | st.none(), quote=words),
    st.builds(Rank, **common, subject=names, market=words, position=st.integers(1, 99)))


def spelled_once(fact):
    """Whether a fact gives each of its entities one name; a second spelling of the same IRI is not kept."""
    found = list(rdf.entity_names(fact).values())
    return len({rdf.entity_id(name) for name in found}) == len(set(found))


@settings(max_examples=300, deadline=None)
@given(facts.filter(spelled_once))
def test_any_fact_survives_a_store(fact):
    assert facts_from(kept(there([fact]))) == [fact]


@given(facts)
def test_triples_depend_on_the_fact_alone(fact):
    assert there([fact]) == there([fact])


@given(facts)
def test_literals_are_minted_as_the_store_keeps_them(fact):
    triples = there([fact])
    assert set(kept(triples)) == triples


def test_an_article_survives():
    info = rdf.ArticleInfo(sha256=SHA, name="a b", title="Winst “hoger”", day="2026-02-06", language="nl-BE",
                           url="https://example.org/a b?c=d&e", publisher="De Krant")
    assert contents(kept(rdf.article_triples(info))).articles == [info]


def test_an_unread_number_survives():
    class Number:
        start, end, text, value, reason = 4, 8, "12,5", Decimal("12.5"), "no-metric"

    info = rdf.ArticleInfo(sha256=SHA)
    found = contents(kept(own_triples(rdf.Bundle(info, (), (Number(),))))).unread
    assert found == [(SHA, 4, 8, "12,5", Decimal("12.5"), "no-metric")]


# --- what is minted ---

def test_the_triples_of_a_fact():
    item = article()
    fact = observation(item)
    found = {(rdf.local(t.predicate), t.object.value) for t in rdf.fact_triples(fact, "en")
             if t.subject == rdf.fact_iri(fact)}
    start = item.sha256[:ARTICLE_DIGITS]
    assert found == {
        ("type", KG + "Observation"), ("subject", ENTITY + "acme"), ("metric", METRIC + "net_income"),
        ("measure", KG + "level"), ("value", "21200000000"), ("decimals", "-8"), ("unit", UNIT + "USD"),
        ("qualifier", KG + "exact"), ("status", KG + "reported"), ("saidBy", ENTITY + "umbra"),
        ("namedAs", "Acme"), ("namedAs", "Umbra"), ("period", PERIOD + "2025-Q4"), ("rule", "a + b"),
        ("parts", "metric:22-28"), ("statedIn", f"{BASE}article/{start}"),
        ("wasDerivedFrom", f"{BASE}span/{start}-{fact.start}-{fact.end}"),
        ("figure", rdf.figure_iri(fact).value), ("lowest", "21150000000"), ("highest", "21250000000")}


@pytest.mark.parametrize(("value", "kept_as", "in_files"), [
    ("21200000000", "21200000000", "21200000000.0"), ("1.50", "1.5", "1.5"), ("-0", "0", "0.0"),
    ("2E+9", "2000000000", "2000000000.0"), ("-0.10", "-0.1", "-0.1"), ("100", "100", "100.0"),
    ("1E-7", "0.0000001", "0.0000001")])
def test_amounts(value, kept_as, in_files):
    literal = literals.decimal_literal(Decimal(value))
    assert literal.value == kept_as
    assert literals.written(literal).value == in_files


def test_names_that_the_ontology_knows_are_not_repeated():
    item = article()
    predicates = {t.predicate for t in rdf.fact_triples(observation(item, subject="Amazon", said_by=None))}
    assert rdf.NAMED_AS not in predicates


def test_two_spellings_of_one_entity_keep_their_own_names():
    item = article()
    one, other = rivals(item, subject="Coca-Cola"), boss(item, organization="Coca Cola")
    assert rdf.entity_iri("Coca-Cola") == rdf.entity_iri("Coca Cola")
    found = facts_from(there([one, other], item.sha256))
    assert {found[0].subject, found[1].organization} == {"Coca-Cola", "Coca Cola"}


def test_google_and_alphabet_are_two_that_the_ontology_ties():
    google, alphabet = rdf.entity_iri("Google"), rdf.entity_iri("Alphabet")
    assert google != alphabet
    assert ox.Triple(google, rdf.node(KG + "parent"), alphabet) in ontology_triples()


def test_job_cuts_are_observations_and_layoffs():
    fact = observation(article(), metric="job_cuts", unit="people")
    types = {t.object.value for t in rdf.fact_triples(fact)
             if t.predicate == rdf.TYPE and t.subject == rdf.fact_iri(fact)}
    assert types == {KG + "Observation", KG + "Layoff"}


def test_plain_edges():
    item = article()
    acme, umbra, doe = map(rdf.entity_iri, ("Acme", "Umbra", "Jo Doe"))
    assert set(rdf.edge_triples(rivals(item))) == {
        ox.Triple(umbra, rdf.node(KG + "competesWith"), acme), ox.Triple(acme, rdf.node(KG + "competesWith"), umbra)}
    assert set(rdf.edge_triples(rivals(item, predicate="supplies"))) == {
        ox.Triple(umbra, rdf.node(KG + "supplies"), acme)}
    assert set(rdf.edge_triples(boss(item))) == {ox.Triple(doe, rdf.node(KG + "ceoOf"), acme)}
    assert not set(rdf.edge_triples(boss(item, organization=None)))
    assert not set(rdf.edge_triples(quote(item)))


@pytest.mark.parametrize(("language", "tag"), [("nl-BE", "nl-be"), ("en", "en"), ("no language", None), (None, None)])
def test_quoted_words_have_the_tag_of_their_language(language, tag):
    triples = rdf.fact_triples(quote(article()), language)
    assert {t.object.language for t in triples if t.predicate.value == KG + "quote"} == {tag}


def test_a_fiscal_period_has_year_quarter_and_days():
    fact = observation(article(), period="microsoft-FY2026-Q2")
    assert {rdf.local(t.predicate): t.object.value for t in rdf.period_triples(fact)} == {
        "type": KG + "Period", "notation": "microsoft-FY2026-Q2", "fiscalYear": "2026", "fiscalQuarter": "2",
        "startDate": "2025-10-01", "endDate": "2025-12-31"}


def test_each_iri_of_ours_that_is_minted_is_declared():
    declared = {triple.subject.value for triple in ontology_triples()}
    minted = {KG + edge for edge in rdf.EDGES.values()}
    for item, found in samples():
        for triple in there(found.facts, item.sha256):
            minted |= {term.value for term in (triple.predicate, triple.object) if isinstance(term, ox.NamedNode)}
    own = {iri for iri in minted if iri.startswith((KG, METRIC, UNIT))}
    assert len(own) > 40
    assert own <= declared


def test_datatypes_are_those_that_the_store_keeps_and_never_doubles():
    used = {term.datatype.value.rsplit("#", 1)[-1] for item, found in samples()
            for triple in there(found.facts, item.sha256) if isinstance(term := triple.object, ox.Literal)}
    assert used == {"string", "langString", "decimal", "integer", "date"}


def test_no_blank_nodes():
    for item, found in samples():
        assert all(isinstance(part, ox.NamedNode | ox.Literal) for t in there(found.facts, item.sha256) for part in t)


# --- what is wrong ---

@pytest.mark.parametrize("missing", [
    "subject", "metric", "measure", "unit", "statedIn", "wasDerivedFrom", "exact", "sha256"])
def test_an_incomplete_fact_is_named(missing):
    item = article()
    triples = [t for t in there([observation(item)], item.sha256) if not t.predicate.value.endswith(missing)]
    with pytest.raises(StoreError, match="build the graph again"):
        facts_from(triples)


def test_a_fact_of_no_class_is_named():
    item = article()
    fact = observation(item)
    triples = [t for t in there([fact], item.sha256) if (t.subject, t.predicate) != (rdf.fact_iri(fact), rdf.TYPE)]
    with pytest.raises(StoreError, match=fact.id):
        facts_from(triples)


def test_every_kind_has_a_class():
    assert set(rdf.CLASSES) == set(KINDS) == set(rdf.FIELDS)
