"""Programs that people have work against the server as they are: curl in each way of asking."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess

import pytest
from serving import serving

import kg
from kg.article import read_text

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
QUERY = "SELECT ?v { ?f kg:metric ?m ; kg:value ?v }"
CONSTRUCT = "CONSTRUCT WHERE { ?s a kg:Article }"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    place = tmp_path_factory.mktemp("served") / "graph"
    with kg.open(place) as graph:
        graph.add(read_text("Amazon reported revenue of $213.4 billion for the fourth quarter of 2025.",
                            name="amazon", language="en"))
    with serving(place) as (found, _):
        yield found


def curl(*words, data=None):
    done = subprocess.run(["curl", "--silent", "--show-error", "--noproxy", "*", *words], capture_output=True,
                          input=data, check=True)
    return done.stdout


@pytest.mark.parametrize("words", [
    ("--get", "--data-urlencode", f"query={QUERY}"), ("--data-urlencode", f"query={QUERY}"),
    ("-H", "Content-Type: application/sparql-query", "--data-binary", QUERY),
    ("-H", "Content-Type: application/sparql-query", "--data-binary", "@-"),
    ("-H", "Content-Type: application/sparql-query", "-H", "Transfer-Encoding: chunked", "--data-binary", QUERY),
    ("-H", "Content-Type: application/sparql-query", "-H", "Expect: 100-continue", "--data-binary", QUERY)])
def test_three_ways_to_ask(address, words):
    found = json.loads(curl(f"{address}/sparql", *words, data=QUERY.encode()))
    assert [row["v"]["value"] for row in found["results"]["bindings"]] == ["213400000000"]


@pytest.mark.parametrize(("query", "accept", "begins"), [
    (QUERY, "text/csv", b"v\r\n213400000000"), (QUERY, "text/tab-separated-values", b"?v\n\"213400000000\""),
    (QUERY, "application/sparql-results+xml", b"<?xml"), (QUERY, "application/sparql-results+json", b"{"),
    (CONSTRUCT, "text/turtle", b"@prefix"), (CONSTRUCT, "application/n-triples", b"<https://"),
    (CONSTRUCT, "application/ld+json", b"["), (CONSTRUCT, "application/rdf+xml", b"<?xml")])
def test_each_format(address, query, accept, begins):
    ask = ("--get", f"{address}/sparql", "--data-urlencode", f"query={query}")
    plain = curl(*ask, "-H", f"Accept: {accept}")
    assert plain.startswith(begins)
    assert curl(*ask, "-H", f"Accept: {accept}", "--compressed") == plain


def test_head_and_what_is_packed(address):
    head = curl("--head", f"{address}/sparql?query=ASK%7B%7D").decode().lower()
    assert head.startswith("http/1.1 200")
    assert "content-type: application/sparql-results+json" in head
    packed = curl("--get", f"{address}/sparql", "-H", "Accept-Encoding: gzip", "--data-urlencode",
                  "query=SELECT * { ?s ?p ?o }")
    assert b"bindings" in gzip.decompress(packed)


def test_faults_end_curl_by_fail(address):
    with pytest.raises(subprocess.CalledProcessError) as failed:
        curl("--fail", "--get", f"{address}/sparql", "--data-urlencode", "query=SELECT {")
    assert b"400" in failed.value.stderr
    assert b"403" in curl("-o", "/dev/null", "-w", "%{http_code}", f"{address}/sparql", "--data", "update=CLEAR ALL")
