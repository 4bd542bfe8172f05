"""The SPARQL 1.1 Protocol over a real server: every sentence of the recommendation that says MUST, and our own lines.

`CASES` is the table: what is asked, the section of https://www.w3.org/TR/sparql11-protocol/ (or RFC 9110) it comes
from, and what has to come.
"""

from __future__ import annotations

import gzip
import http.client
import json
from urllib.parse import quote, urlencode, urlsplit

import pytest
from serving import serving

import kg
from kg.article import read_text

TEXT = ("Amazon reported revenue of $213.4 billion for the fourth quarter of 2025, up 14 percent from a year earlier. "
        "Chief executive Andy Jassy said the company expects capital spending of about $200 billion in 2026.")
ASK, SELECT, ROW = "ASK { ?s a kg:Article }", "SELECT ?s { ?s a kg:Article }", "SELECT (1 AS ?x) {}"
CONSTRUCT = "CONSTRUCT { ?s a kg:Article } WHERE { ?s a kg:Article }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY, UPDATE = {"Content-Type": "application/sparql-query"}, {"Content-Type": "application/sparql-update"}
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("served") / "graph"
    with kg.open(place) as graph:
        graph.add(read_text(TEXT, name="amazon", language="en"))
    return place


@pytest.fixture(scope="module")
def server(folder):
    with serving(folder, rate=10_000, burst=10_000) as (address, _):
        yield urlsplit(address).netloc


def call(server, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(server, timeout=30)
    try:
        connection.request(method, path, body.encode() if isinstance(body, str) else body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def get(query, **more):
    return "/sparql?" + urlencode({"query": query} | more)


def accept(media_type):
    return {"Accept": media_type}


#: (name, section, method, path, body, headers, status, media type or None, bytes in the answer)
CASES = [
    # 2.1 query: three ways to send one
    ("query by GET", "2.1.1", "GET", get(ASK), None, {}, 200, JSON, b"true"),
    ("query by POST of a form", "2.1.2", "POST", "/sparql", urlencode({"query": ASK}), FORM, 200, JSON, b"true"),
    ("query by POST itself", "2.1.3", "POST", "/sparql", ASK, QUERY, 200, JSON, b"true"),
    ("the type may name UTF-8", "2.1.3", "POST", "/sparql", ASK,
     {"Content-Type": "application/sparql-query; charset=UTF-8"}, 200, JSON, b"true"),
    ("other letters survive", "2.1.1", "GET", get('SELECT ("é ☃" AS ?x) {}'), None, {}, 200, JSON, "é ☃".encode()),
    ("and in a body", "2.1.3", "POST", "/sparql", 'SELECT ("é ☃" AS ?x) {}', QUERY, 200, JSON, "é ☃".encode()),
    ("+ is a space in a form", "2.1.2", "POST", "/sparql", "query=ASK+%7B%7D", FORM, 200, JSON, b"true"),
    ("exactly one query", "2.1", "GET", f"/sparql?query={quote(ASK)}&query={quote(ASK)}", None, {}, 400, None, b"one"),
    ("one query over address and body", "2.1.3", "POST", get(ASK), ASK, QUERY, 400, None, b"address of a POST"),
    ("a query in the address of a form", "2.1.2", "POST", get(ASK), "", FORM, 400, None, b"address of a POST"),
    ("parameters in any order", "2.1.1", "GET", "/sparql?format=csv&query=ASK%7B%7D", None, {}, 200, "text/csv",
     b"true"),
    ("parameters in any order in a form", "2.1.2", "POST", "/sparql", "x=1&query=ASK%7B%7D&format=csv", FORM,
     200, "text/csv", b"true"),
    ("only & stands between parameters", "2.1.1", "GET", "/sparql?x=1;query=ASK%7B%7D", None, {}, 400, None,
     b"No query"),
    ("and in a form", "2.1.2", "POST", "/sparql", "x=1;query=ASK%7B%7D", FORM, 400, None, b"No query"),
    ("a body of GET is none of the request", "2.1.1", "GET", get(ASK), "SELECT", {}, 200, JSON, b"true"),
    ("the body is the query and nothing else", "2.1.3", "POST", "/sparql", "query=ASK%7B%7D", QUERY, 400, None,
     b"SPARQL, line 1"),
    ("a form is no query", "2.1.2", "POST", "/sparql", ASK, FORM, 400, None, b"No query"),
    ("no query", "2.1", "GET", "/sparql?x=1", None, {}, 400, None, b"No query"),
    ("an empty form", "2.1.2", "POST", "/sparql", "", FORM, 400, None, b"No query"),
    ("query and update at once", "2.1", "POST", "/sparql", "query=ASK%7B%7D&update=CLEAR+ALL", FORM, 400, None, b"one"),
    ("no UTF-8 in the address", "2.1.1", "GET", "/sparql?query=ASK%7B%22%FF%22%7D", None, {}, 400, None, b"UTF-8"),
    ("no UTF-8 in the body", "2.1.3", "POST", "/sparql", b"ASK {} # \xff", QUERY, 400, None, b"UTF-8"),
    # 2.1.4 the dataset
    ("a default graph is refused", "2.1.4", "GET", get(ASK, **{"default-graph-uri": "http://g.example/"}), None, {},
     400, None, b"default-graph-uri"),
    *((f"several of {name}", "2.1.4", "GET",
       f"/sparql?query={quote(ASK)}&{name}=http://g.example/&{name}=http://h.example/", None, {}, 400, None,
       name.encode()) for name in ("default-graph-uri", "named-graph-uri")),
    ("a default and a named graph", "2.1.4", "GET", get(ASK, **{"default-graph-uri": "http://g.example/",
     "named-graph-uri": "http://h.example/"}), None, {}, 400, None, b"default-graph-uri"),
    ("a graph without a name", "2.1.4", "GET", get(ASK, **{"default-graph-uri": ""}), None, {}, 400, None,
     b"default-graph-uri"),
    ("a graph in the address of a query sent itself", "2.1.3", "POST", "/sparql?default-graph-uri=http://g.example/",
     ASK, QUERY, 400, None, b"default-graph-uri"),
    ("a graph against FROM NAMED in the query", "2.1.4", "GET",
     get("ASK FROM NAMED <http://x.example/> {}", **{"named-graph-uri": "http://g.example/"}), None, {}, 400, None,
     b"named-graph-uri"),
    ("in a form too", "2.1.4", "POST", "/sparql", urlencode({"query": ASK, "default-graph-uri": "http://g.example/"}),
     FORM, 400, None, b"default-graph-uri"),
    ("before FROM in the query", "2.1.4", "GET",
     get("ASK FROM <http://x.example/> {}", **{"default-graph-uri": "http://g.example/"}), None, {}, 400, None,
     b"default-graph-uri"),
    *((f"{clause} is refused", "2.1.4", "GET", get(f"SELECT * {clause} <http://g.example/> {{ ?s ?p ?o }}"), None, {},
       400, None, b"line 1, column 10: FROM") for clause in ("FROM", "from", "FROM NAMED")),
    ("other words with from are not", "2.1.4", "GET", get("ASK { ?from kg:from 'FROM' } # FROM"), None, {}, 200, JSON,
     b"false"),
    ("no dataset: that of the service", "2.1.4", "GET", get("ASK { GRAPH ?g { ?s ?p ?o } }"), None, {}, 200, JSON,
     b"false"),
    ("a named graph is refused", "2.1.4", "POST", "/sparql?named-graph-uri=http://g.example/", ASK, QUERY,
     400, None, b"named-graph-uri"),
    # 2.1.5 what comes, by Accept
    *((f"{form} of SELECT", "2.1.5", "GET", get(ROW), None, accept(form), 200, form, piece) for form, piece in (
        (JSON, b'"value": "1"'), (XML, b"<literal datatype="), ("text/csv", b"x\r\n1\r\n"),
        ("text/tab-separated-values", b"?x\n"))),
    *((f"{form} of ASK", "2.1.5", "GET", get(ASK), None, accept(form), 200, form, b"true")
      for form in (JSON, XML, "text/csv", "text/tab-separated-values")),
    *((f"{form} of CONSTRUCT", "2.1.5", "GET", get(CONSTRUCT), None, accept(form), 200, form, piece)
      for form, piece in (("text/turtle", b"a kg:Article"), ("application/n-triples", b"<https://w3id.org/tech-giants/"),
                          ("application/ld+json", b"\"@id\""), ("application/rdf+xml", b"rdf:RDF"))),
    ("DESCRIBE", "2.1.5", "GET", get("DESCRIBE kg:Article"), None, {}, 200, "text/turtle", b"kg:Article"),
    *((f"{asked} is answered by the type of its format", "2.1.6", "GET", get(query), None, accept(asked), 200, form,
       b"") for query, asked, form in (
          (ASK, "application/json", JSON), (ROW, "application/xml", XML), (ROW, "text/xml", XML),
          (CONSTRUCT, "application/json", "application/ld+json"), (CONSTRUCT, "text/xml", "application/rdf+xml"),
          (CONSTRUCT, "text/plain", "application/n-triples"), (CONSTRUCT, "text/n3", "text/turtle"))),
    ("any type", "2.1.5", "GET", get(ASK), None, accept("*/*"), 200, JSON, b"true"),
    ("no Accept for a graph", "2.1.5", "GET", get(CONSTRUCT), None, {}, 200, "text/turtle", b"kg:Article"),
    ("qualities", "RFC 9110 12.4.2", "GET", get(ASK), None, accept(f"{JSON};q=0.2, {XML};q=0.9"), 200, XML, b"true"),
    ("0 is never", "RFC 9110 12.4.2", "GET", get(ASK), None, accept(f"*/*, {JSON};q=0"), 200, XML, b""),
    ("a range", "RFC 9110 12.5.1", "GET", get(ROW), None, accept("text/*"), 200, "text/csv", b"1\r\n"),
    ("the first of equals", "RFC 9110 12.5.1", "GET", get(ROW), None, accept("text/csv, */*"), 200, "text/csv", b""),
    ("a quality that is no number", "RFC 9110 12.4.2", "GET", get(ROW), None, accept("text/csv;q=nan"), 200, "text/csv",
     b""),
    ("the exact before the range", "RFC 9110 12.5.1", "GET", get(ROW), None, accept("text/*;q=0.9, text/csv;q=0.1"),
     200, "text/tab-separated-values", b""),
    ("nothing that fits", "RFC 9110 15.5.7", "GET", get(ASK), None, accept("image/png"), 406, None, b"sparql-results"),
    ("nothing for this form", "RFC 9110 15.5.7", "GET", get(CONSTRUCT), None, accept("text/csv"), 406, None, b"turtle"),
    ("format before Accept", "ours", "GET", get(ROW, format="csv"), None, accept(JSON), 200, "text/csv", b"1\r\n"),
    ("format as a media type", "ours", "GET", get(ROW, format=XML), None, {}, 200, XML, b""),
    ("format json of a graph", "ours", "GET", get(CONSTRUCT, format="json"), None, {}, 200, "application/ld+json", b""),
    ("no such format", "ours", "GET", get(ASK, format="png"), None, {}, 406, None, b"accept one"),
    # 2.1.7 failure
    ("a fault of syntax with its place", "2.1.7", "GET", get("SELECT *\n{ ?s ?p }"), None, {}, 400, None,
     b"line 2, column 3"),
    ("a caret below it", "ours", "GET", get("SELECT *\n{ ?s ?p }"), None, {}, 400, None, b"^"),
    ("an unknown prefix", "2.1.7", "GET", get("ASK { ?s scheme:url ?o }"), None, {}, 400, None, b"did you mean schema"),
    ("nested without end", "ours", "GET", get("ASK " + "{" * 200 + "}" * 200), None, {}, 400, None, b"nested"),
    ("3,000 braces", "ours", "POST", "/sparql", "ASK " + "{" * 3000 + "}" * 3000, QUERY, 400, None, b"nested"),
    ("a query of 60 kB", "ours", "POST", "/sparql", ASK + " " * 60_000, QUERY, 413, None, b"50,000"),
    ("a body of 3 MB", "RFC 9110 15.5.14", "POST", "/sparql", ASK + " " * 3_000_000, QUERY, 413, None, b"larger"),
    ("another type", "RFC 9110 15.5.16", "POST", "/sparql", ASK, {"Content-Type": "text/plain"}, 415, None, b"sparql"),
    ("no type", "RFC 9110 15.5.16", "POST", "/sparql", ASK, {}, 415, None, b"sparql-query"),
    ("another encoding", "2.1.3", "POST", "/sparql", ASK,
     {"Content-Type": "application/sparql-query; charset=latin1"}, 415, None, b"UTF-8"),
    ("a compressed body", "RFC 9110 15.5.16", "POST", "/sparql", ASK,
     QUERY | {"Content-Encoding": "gzip"}, 415, None, b""),
    ("SERVICE", "4", "GET", get("ASK { SERVICE <http://127.0.0.1:9/> {} }"), None, {}, 400, None, b"SERVICE"),
    ("SERVICE in escapes", "4", "GET", get(r"ASK { \u0053ERVICE <http://127.0.0.1:9/> {} }"), None, {}, 400, None,
     b"SERVICE"),
    ("SERVICE behind a comment", "4", "GET", get("ASK { #\nSERVICE#\n<http://127.0.0.1:9/> {} }"), None, {}, 400, None,
     b"SERVICE"),
    ("SERVICE behind a comment's end in escapes", "4", "GET",
     get(r"ASK { # \u000ASERVICE <http://127.0.0.1:9/> {} }" + "\n}"), None, {}, 400, None, b"SERVICE"),
    ("SERVICE SILENT in small letters", "4", "GET", get("ASK { service silent <http://127.0.0.1:9/> {} }"), None, {},
     400, None, b"SERVICE"),
    ("SERVICE of a variable", "4", "GET", get("ASK { BIND(<http://127.0.0.1:9/> AS ?s) SERVICE?s{} }"), None, {},
     400, None, b"SERVICE"),
    ("SERVICE below others", "4", "GET", get("ASK { { SELECT * { OPTIONAL { SERVICE <http://127.0.0.1:9/> {} } } } }"),
     None, {}, 400, None, b"SERVICE"),
    ("SERVICE in a text and a comment is none", "4", "GET", get("SELECT ('SERVICE' AS ?x) {} # SERVICE <x:y> {}"), None,
     {}, 200, JSON, b"SERVICE"),
    ("LOAD as a query", "4", "GET", get("LOAD <http://127.0.0.1:9/>"), None, {}, 400, None, b"LOAD"),
    # 2.2 update: this server only reads
    ("an update by GET", "2.2", "GET", "/sparql?update=CLEAR+ALL", None, {}, 403, None, b"only reads"),
    ("an update by POST of a form", "2.2.1", "POST", "/sparql", "update=CLEAR+ALL", FORM, 403, None, b"only reads"),
    ("an update by POST itself", "2.2.2", "POST", "/sparql", "CLEAR ALL", UPDATE, 403, None, b"only reads"),
    ("a broken update too", "2.2", "POST", "/sparql", "CLAER ALL", UPDATE, 403, None, b"only reads"),
    ("an update with a token nobody set", "2.2", "POST", "/sparql", "CLEAR ALL",
     UPDATE | {"Authorization": "Bearer x"}, 403, None, b"only reads"),
    ("two updates", "2.2", "POST", "/sparql", "update=CLEAR+ALL&update=CLEAR+ALL", FORM, 400, None, b"one"),
    ("an update with its graphs", "2.2.3", "POST", "/sparql?using-graph-uri=http://g.example/", "CLEAR ALL", UPDATE,
     403, None, b"only reads"),
    ("an update in Latin 1", "2.2.2", "POST", "/sparql", "CLEAR ALL",
     {"Content-Type": "application/sparql-update; charset=iso-8859-1"}, 415, None, b"UTF-8"),
    ("an update in the address of a POST", "2.2.1", "POST", "/sparql?update=CLEAR+ALL", "", FORM, 400, None,
     b"address of a POST"),
    ("an update by another method in disguise", "2.2", "GET", "/sparql?update=CLEAR+ALL", None,
     {"X-HTTP-Method-Override": "POST"}, 403, None, b"only reads"),
    ("an update behind a query", "2.1.7", "GET", get("ASK {} ; CLEAR ALL"), None, {}, 400, None, b"SPARQL, line 1"),
    ("an update behind a prologue", "2.1.7", "GET", get("PREFIX x: <x:>\nCLEAR ALL"), None, {}, 400, None, b"CLEAR"),
    ("an update in escapes", "2.1.7", "GET", get(r"\u0043LEAR ALL"), None, {}, 400, None, b""),
    # 2.3 the base
    ("the service has a base", "2.3", "GET", get("SELECT (<entity/x> AS ?x) {}"), None, {}, 200, JSON,
     b"https://w3id.org/tech-giants/entity/x"),
    ("BASE goes before it", "2.3", "GET", get("BASE <http://x.example/y/> SELECT (<z> AS ?x) {}"), None, {}, 200, JSON,
     b"http://x.example/y/z"),
    ("an update as a query", "2.1.7", "GET", get("INSERT DATA { <x:a> <x:b> <x:c> }"), None, {}, 400, None, b"INSERT"),
    # the service description
    ("description", "sd 2", "GET", "/sparql", None, {}, 200, "text/turtle", b"a sd:Service"),
    ("description in RDF/XML", "sd 2", "GET", "/sparql", None, accept("application/rdf+xml"), 200,
     "application/rdf+xml", b"Service"),
    ("no description as an image", "sd 2", "GET", "/sparql", None, accept("image/png"), 406, None, b"turtle"),
    ("a browser goes to the page", "ours", "GET", "/sparql", None, accept("text/html,*/*;q=0.8"), 303, None, b""),
    # methods, and what HTTP demands of each request
    *((f"{method} with a query is not allowed", "2.1", method, get(ASK), None, {}, 405, None, b"")
      for method in ("PUT", "DELETE", "PATCH", "TRACE")),
    *((f"{method} is not allowed", "RFC 9110 15.5.6", method, "/sparql", None, {}, 405, None, b"")
      for method in ("PUT", "DELETE", "PATCH")),
    ("OPTIONS", "RFC 9110 9.3.7", "OPTIONS", "/sparql", None, {}, 204, None, b""),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]} ({case[1]})" for case in CASES])
def test_the_protocol(server, case):
    _, _, method, path, body, headers, status, media_type, piece = case
    got, answer, data = call(server, method, path, body, headers)
    assert got == status, data
    assert piece in data
    if media_type:
        assert answer.get_content_type() == media_type
    if status >= 400:
        assert answer.get_content_type() == "text/plain"
    if status == 405:
        assert {"GET", "HEAD", "POST", "OPTIONS"} == set(answer["Allow"].split(", "))
    elif not (method == "POST" and status == 413 and b"larger" in data):
        assert "Accept" in answer["Vary"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_head_is_get_without_a_body(server):
    for path in (get(SELECT), "/sparql", get("SELECT"), get(ASK, format="png")):
        status, headers, data = call(server, "GET", path)
        head, head_headers, nothing = call(server, "HEAD", path)
        assert (head, nothing) == (status, b"")
        for name in ("Content-Type", "Content-Length", "Vary"):
            assert head_headers[name] == headers[name], (path, name)
        assert data


def test_gzip_is_the_same_answer(server):
    path = get("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", format="csv")
    _, plain, data = call(server, "GET", path)
    _, packed, small = call(server, "GET", path, None, {"Accept-Encoding": "gzip"})
    assert plain["Content-Encoding"] is None
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(small) == data
    assert len(small) < len(data) / 5
    for refused in ("gzip;q=0", "gzip; q=0.0, *", "identity", "xgzip", ""):
        headers, got = call(server, "GET", path, None, {"Accept-Encoding": refused})[1:]
        assert (headers["Content-Encoding"], got) == (None, data), refused
    assert all("Accept-Encoding" in headers["Vary"] for headers in (plain, packed))


def test_other_sites_may_read_only_if_they_were_allowed(server, folder):
    def shared(place, origin, method="GET"):
        return call(place, method, get(ASK), None, {"Origin": origin})[1]["Access-Control-Allow-Origin"]

    assert shared(server, "http://localhost:8888") == "http://localhost:8888"
    assert shared(server, "https://evil.example") is None
    assert shared(server, "null") is None
    assert shared(server, "http://localhost.evil.example") is None
    _, headers, _ = call(server, "OPTIONS", "/sparql", None, {
        "Origin": "http://127.0.0.1:5000", "Access-Control-Request-Method": "POST"})
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in headers["Access-Control-Allow-Headers"]
    with serving(folder, origins=("https://tool.example",)) as (address, _):
        assert shared(urlsplit(address).netloc, "https://tool.example") == "https://tool.example"
        assert shared(urlsplit(address).netloc, "https://evil.example") is None


def test_a_large_result_comes_whole(server):
    _, headers, data = call(server, "GET", get("SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r } LIMIT 30000"))
    assert headers["Transfer-Encoding"] == "chunked"
    assert len(data) > 1_000_000
    assert len(json.loads(data)["results"]["bindings"]) == 30000


def test_sparqlwrapper_works_unchanged(server):
    from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    client = SPARQLWrapper(f"http://{server}/sparql")
    for method, how in (("GET", None), (POST, None), (POST, POSTDIRECTLY)):
        client.setMethod(method)
        client.setRequestMethod(how or "urlencoded")
        client.setQuery(ROW)
        client.setReturnFormat(JSON)
        assert client.query().convert()["results"]["bindings"][0]["x"]["value"] == "1"
        client.setReturnFormat(XML)
        assert "literal" in client.query().convert().toxml()
        client.setReturnFormat(CSV)
        assert client.query().convert() == b"x\r\n1\r\n"
        client.setQuery("PREFIX kg: <https://w3id.org/tech-giants/ontology/> " + CONSTRUCT)
        client.setReturnFormat(RDFXML)
        assert len(client.query().convert()) == 1
        client.setReturnFormat(TURTLE)
        assert b"kg:Article" in client.query().convert()
        client.setQuery("SELECT * { ?s ?p }")
        with pytest.raises(QueryBadFormed, match="line 1, column"):
            client.query()
