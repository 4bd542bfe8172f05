"""Hostile values for every parameter of every named query: each is refused in one line, or finds nothing at all."""

import pytest
from asking import sample
from test_queries import needed

from kg import queries
from kg.errors import QueryError
from kg.namespaces import ENTITY

#: Said by no article, and no name of anything.
NOTHING = "zzqx nothing"
HOSTILE = [
    '"', "''", "\\", '\\"', '" } #', "' OR '1'='1", '"@en', '"^^<x:y>', '""" } #', "''' } #", "zz\" || true || \"",
    "}", "}}", "{ ?s ?p ?o }", "} UNION { ?s ?p ?o } #", "UNDEF", "UNDEF) }", "UNDEF) (entity:amazon)",
    "(UNDEF)", "entity:amazon) (entity:meta", "entity:amazon . ?s ?p ?o", f"{ENTITY}amazon> <x", f"<{ENTITY}amazon> }}",
    "Amazon> } INSERT DATA { <a> <b> <c> } #", "*/ DROP ALL", "; CLEAR DEFAULT", "DELETE WHERE { ?s ?p ?o }",
    "SERVICE <http://localhost:1/> { ?s ?p ?o }", "SELECT * WHERE { ?s ?p ?o }", "FILTER(true)", "BIND(1 AS ?x)",
    "\\u0022 } #", "\\u0022", "\\u007D", "\\U0000007D #", "\\u003E", "%22%20%7D", "&quot; }", "# comment",
    "//", "/* */", "Amazon\n} LIMIT 1 #", "\r\n#", "zz\nVALUES", "zz\tzz", "\x0bzz", "\u2028}", "\x85}", "zz\0zz",
    "\0", "?_company", "$_company", "?x", "_:b0", "<<?s ?p ?o>>", "[]", "()", "..", "../../x", "2025-Q4) } #",
    "2025-01-01..2025-12-31) }", "1 OFFSET 5", "-1e999", "NaN'", "\u202eAmazon", "\ufeff}", "🏢}", "\ud800", "e\u0301}",
    "zz" * 499, "}" * 1000, "x" * 1001, '"' * 100_000, "(" * 999, "   ", "",
]
PARAMETERS = [(query.name, param.name) for query in queries.all_queries() for param in query.params]


def outcome(name, given):
    """The error that a query gives, or its answer."""
    try:
        result = queries.run(sample().store, name, given)
    except QueryError as error:
        return str(error)
    return list(result) if result.triples is None else list(result.triples)


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_a_hostile_value_is_refused_or_finds_nothing(name, parameter):
    query = queries.load(name)
    given = needed(query)
    before = len(sample().store.triples)
    nothing = outcome(name, given | {parameter: NOTHING})
    for value in HOSTILE:
        found = outcome(name, given | {parameter: value})
        if isinstance(found, str):
            assert found.startswith(f"parameter {parameter}: "), value[:80]
            assert found.isprintable(), value[:80]
            assert len(found) < 1200
        else:
            assert found == nothing == [], value[:80]
    assert len(sample().store.triples) == before


@pytest.mark.parametrize("name", queries.names())
@pytest.mark.parametrize("parameter", ["limit", "offset", "lang", "no_such", "limit) #", "_company", "\ud800}"])
def test_what_every_query_takes_is_as_safe(name, parameter):
    given = needed(queries.load(name))
    for value in HOSTILE[:-2]:
        with pytest.raises(Exception) as caught:  # noqa: PT011  its class is the next line's
            queries.run(sample().store, name, given | {parameter: value})
        assert type(caught.value).__module__ == "kg.errors"
        assert str(caught.value).isprintable()


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_what_is_empty_in_an_address_is_not_given(name, parameter):
    query = queries.load(name)
    given = {key: value for key, value in needed(query).items() if key != parameter}
    assert queries.url_params(given | {parameter.replace("_", "-"): " "}) == given
