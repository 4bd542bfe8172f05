"""A graph behind a SPARQL 1.1 endpoint, asked through SPARQLWrapper: the one module that knows that library.

Queries go to the endpoint as they are. What is not a query (facts, export, view) works on a copy of what the endpoint
holds, which is fetched article by article when it is first needed. Texts of articles are in no endpoint.

SPARQLWrapper forms the requests, and only that: what it does besides was measured and is passed by. It would find out
by regular expressions what kind of query a text is (0.4 s a megabyte, and wrongly for some); send it in the address
(400 where it is long); wait for ever; follow a redirect with the password; replace urllib's opener for the whole
program where a server wants digest authentication; hold an answer in memory three times.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any, cast

import pyoxigraph as ox

from kg import sparql
from kg.errors import RemoteError, StoreError, TextMissing
from kg.facts import ARTICLE_DIGITS
from kg.installed import ontology_triples
from kg.namespaces import ARTICLE, BASE, FACT, KG, METRIC, NUMBER, SPAN, UNIT
from kg.rdf import ArticleInfo, article_iri
from kg.rdf_read import Contents, contents
from kg.remote_http import Body, Wire, address
from kg.sparql_paging import counting, page
from kg.store import Store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the library's own making: escapes that Python no longer likes
    from SPARQLWrapper import JSON, POST, RDFXML, URLENCODED, SPARQLWrapper

#: Rows of an answer from which on it is counted whether the server gave all of them, and the numbers that limits have.
MANY, ROUND = 1000, 100
#: Facts fetched together: with some twenty triples each they stay below the limits that servers are known to have.
FACTS_AT_ONCE = 250
_GRAPHS = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_OF_ARTICLES = ("VALUES ?s { %s } ?s ?p ?o", "VALUES ?a { %s } ?s kg:statedIn ?a ; ?p ?o",
                "VALUES ?a { %s } ?f kg:statedIn ?a ; prov:wasDerivedFrom ?s . ?s ?p ?o")

#: What a fact names and does not share with other articles' facts, or has from the ontology.
_NOT_SHARED = (ARTICLE, FACT, NUMBER, SPAN, KG, METRIC, UNIT)


@dataclass(frozen=True, slots=True)
class Solutions:
    """What a SELECT gave, as pyoxigraph has it; `notes` say what was special about the way here."""

    variables: Sequence[ox.Variable]
    rows: Sequence[ox.QuerySolution]
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        return iter(self.rows)


class _Asking(SPARQLWrapper):
    """Forms requests; `send` sends them our way."""

    def __init__(self, endpoint: str, wire: Wire, named: str | None) -> None:
        self._wire, self._form = wire, "SELECT"
        super().__init__(endpoint)
        self.setMethod(POST)
        self.setRequestMethod(URLENCODED)  # Virtuoso hangs where the query itself is the body
        self.setOnlyConneg(True)
        if named:
            self.addDefaultGraph(named)

    def send(self, text: str, form: str) -> Body:
        """The body of the answer to a query of this form."""
        self._form = form
        self.setReturnFormat(RDFXML if form in ("CONSTRUCT", "DESCRIBE") else JSON)
        self.setQuery(text)
        if form in ("CONSTRUCT", "DESCRIBE"):
            self.addCustomHttpHeader("Accept", _GRAPHS)
        else:
            self.clearCustomHttpHeader("Accept")
        return cast(Body, self.query().response)

    def _parseQueryType(self, query: str) -> str:
        return self._form

    def _query(self) -> tuple[Any, str]:
        request = self._createRequest()
        body = self._wire.send("POST", request.full_url, cast(bytes, request.data), dict(request.header_items()))
        return body, self.returnFormat


class RemoteStore(Store):
    """The triples of an endpoint, for reading; `kg.remote_push` writes.

    endpoint   its address, http or https
    named      IRI of the named graph to read, if it is not what the endpoint reads by itself
    wire       how requests are sent; it holds the credentials
    Raises InputError for what is no address; whether anyone answers there shows with the first question.
    """

    def __init__(self, endpoint: str, *, named: str | None = None, wire: Wire | None = None) -> None:
        self.endpoint, self.named = address(endpoint), named
        self.folder, self.read_only = None, True
        self._texts: dict[str, str] = {}
        self._wire = wire or Wire()
        self._asking = _Asking(endpoint, self._wire, named)

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def limit(self, seconds: float) -> None:
        """Give up an answer that is not whole after so many seconds."""
        self._wire.timeout = seconds

    @property
    def location(self) -> str:
        """The address of the endpoint."""
        return self.endpoint

    # --- questions

    def query(self, text: str) -> Any:
        """What the endpoint answers, as pyoxigraph would: rows, a yes or no, or triples.

        Rows that the server has cut off are fetched in pages. Raises RemoteError where the wire or the server fails,
        SyntaxError where the endpoint does not understand the query and it has a fault of syntax.
        """
        text = sparql.declare(text)[0].rstrip()
        form = sparql.form(text)
        try:
            body = self._asking.send(text, form)
        except RemoteError as error:
            if error.status == 400:
                ox.Store().query(sparql.padded(text))  # raises SyntaxError, with the place
            raise
        if form in ("CONSTRUCT", "DESCRIBE"):
            return self._graph(text, form, body)
        answer = self._answer(body)
        return self._whole(text, answer) if isinstance(answer, Solutions) else answer

    def _answer(self, body: Body) -> Any:
        media = _media_type(body)
        format_ = ox.QueryResultsFormat.from_media_type(media)
        if format_ is None:
            raise self._no_endpoint(media)
        found: list[ox.QuerySolution] = []
        parsed: Any = None
        try:
            parsed = ox.parse_query_results(cast(IO[bytes], body), format=format_)
            if isinstance(parsed, ox.QueryBoolean):
                return parsed
            found.extend(parsed)
        except (SyntaxError, OSError, ValueError, RemoteError) as error:
            parsed = None  # which may be dropped by this thread only, and not by one that handles the error
            raise self._cut(body, error, f"{len(found):,} rows") from None
        return Solutions(parsed.variables, found)

    def _graph(self, text: str, form: str, body: Body) -> Any:
        media = _media_type(body)
        # Virtuoso calls N-Triples text/plain; Turtle contains them.
        format_ = ox.RdfFormat.from_media_type({"text/plain": "text/turtle"}.get(media, media))
        if format_ is None:
            raise self._no_endpoint(media)
        store = ox.Store()
        try:
            quads = ox.parse(cast(IO[bytes], body), format=format_, base_iri=self.endpoint)
            store.extend(ox.Quad(*quad.triple) for quad in quads)
        except (SyntaxError, OSError, ValueError, RemoteError) as error:
            raise self._cut(body, error, "some triples") from None
        got = len(store)
        # Virtuoso counts one triple more than its limit.
        if form == "CONSTRUCT" and got >= MANY and got % ROUND < 2 and self._count(text) > got:
            raise RemoteError(f"{self.endpoint}: gives {got:,} triples, which seems to be the most that it gives; ask "
                              "for less, or with LIMIT and OFFSET")
        return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")

    def _no_endpoint(self, media: str) -> RemoteError:
        return RemoteError(f"{self.endpoint}: answers with {media[:60] or 'something unnamed'}, which is no answer to "
                           "a query; look whether this is the address of its SPARQL endpoint")

    def _cut(self, body: Body, error: Exception, got: str) -> RemoteError:
        if body.fault:
            return body.fault
        reason = (str(error).splitlines() or [""])[0][:120]
        return RemoteError(f"{self.endpoint}: the answer breaks off or is damaged after {got} ({reason}), as where a "
                           "server stops at its time limit; ask for less, or look at the server's log")

    # --- answers that a server cut

    def _whole(self, text: str, answer: Solutions) -> Solutions:
        """The answer with the rows that the server kept back."""
        got = len(answer.rows)
        if not got or (got < MANY and got % ROUND) or not answer.variables:
            return answer
        total = self._count(text)
        if total <= got:
            return answer
        columns = [variable.value for variable in answer.variables]
        rows: list[ox.QuerySolution] = []
        nested = False
        while len(rows) < total:
            try:
                body = self._asking.send(page(text, columns, len(rows), got, nested=nested), "SELECT")
            except RemoteError as error:
                if nested or error.status < 400:
                    raise
                nested = True
                continue
            more = self._answer(body).rows
            if not more:
                raise RemoteError(f"{self.endpoint}: gives {len(rows):,} of {total:,} rows; narrow the question, or "
                                  "page with --limit and --offset")
            rows += more
        return Solutions(answer.variables, rows[:total], (
            f"the server gives {got:,} rows at a time; all {total:,} were fetched, in pages",))

    def _count(self, text: str) -> int:
        return int(next(iter(self._answer(self._asking.send(counting(text), "SELECT"))))["n"].value)

    # --- what it holds

    def articles(self) -> list[ArticleInfo]:
        """The articles by name, then hash."""
        return contents(self._triples("?s a kg:Article ; ?p ?o")).articles

    def articles_called(self, key: str) -> list[ArticleInfo]:
        """The articles with this url, or else with this name, or else whose hash begins with this."""
        literal = ox.Literal(key)
        for test in (f"schema:url {literal}", f"schema:identifier {literal}"):
            if found := contents(self._triples(f"?s a kg:Article ; {test} ; ?p ?o")).articles:
                return found
        if not 4 <= len(key) <= 64 or set(key.lower()) - set("0123456789abcdef"):
            return []
        start = ox.Literal(key.lower())
        return contents(self._triples(f"?s schema:sha256 ?h ; ?p ?o FILTER(STRSTARTS(STR(?h), {start}))")).articles

    def contents(self, sha256s: Iterable[str] | None = None) -> Contents:
        """Articles, facts and unread numbers: of the articles with these hashes, or of all."""
        if sha256s is None:
            return contents(self.triples)
        return contents(triple for group in self.groups(sha256s) for triple in self.fetch(group))

    def groups(self, sha256s: Iterable[str] | None = None) -> list[list[str]]:
        """The IRIs of the articles, in groups of a size to fetch at once."""
        rows = self.query("SELECT ?a (COUNT(?f) AS ?n) { ?a a kg:Article OPTIONAL { ?f kg:statedIn ?a } } GROUP BY ?a")
        facts = {row["a"].value: int(row["n"].value) for row in rows}
        if sha256s is not None:
            wanted = {article_iri(sha256).value for sha256 in sha256s}
            facts = {iri: number for iri, number in facts.items() if iri in wanted}
        found: list[list[str]] = []
        size = FACTS_AT_ONCE
        for iri in sorted(facts):
            if size + facts[iri] > FACTS_AT_ONCE:
                found.append([])
                size = 0
            found[-1].append(iri)
            size += facts[iri]
        return found

    def fetch(self, articles: Iterable[str]) -> set[ox.Triple]:
        """The triples of these articles and of their facts, and of what of the graph's own these name."""
        iris = " ".join(f"<{iri}>" for iri in articles)
        found = {triple for pattern in _OF_ARTICLES for triple in self._triples(pattern % iris)}
        named = {triple.object.value for triple in found if isinstance(triple.object, ox.NamedNode)
                 and triple.object.value.startswith(BASE) and not triple.object.value.startswith(_NOT_SHARED)}
        shared = [str(ox.NamedNode(iri)) for iri in sorted(named)]
        for first in range(0, len(shared), FACTS_AT_ONCE):
            found.update(self._triples(_OF_ARTICLES[0] % " ".join(shared[first:first + FACTS_AT_ONCE])))
        return found

    def _triples(self, pattern: str) -> Iterator[ox.Triple]:
        for row in self.query(f"SELECT DISTINCT ?s ?p ?o {{ {pattern} }}"):
            yield ox.Triple(row["s"], row["p"], row["o"])

    @cached_property
    def _copy(self) -> ox.Store:
        store = ox.Store()
        store.extend(ox.Quad(*triple) for triple in ontology_triples())
        for group in self.groups():
            store.extend(ox.Quad(*triple) for triple in self.fetch(group))
        return store

    @property
    def triples(self) -> ox.Store:
        """A copy of what the endpoint holds of articles, with the ontology that is installed here."""
        return self._copy

    def text(self, sha256: str) -> str:
        """Raises TextMissing: an endpoint holds no texts."""
        raise TextMissing(f"{self.endpoint}: an endpoint holds no texts of articles, such as of "
                         f"{sha256[:ARTICLE_DIGITS]}; the graph that it was pushed from has them")

    def has_text(self, sha256: str) -> bool:
        """Never: an endpoint holds no texts."""
        return False

    def counts(self) -> dict[str, int]:
        """How many articles, facts, unread numbers and triples there are, as the endpoint counts them."""
        def number(pattern: str) -> int:
            return int(next(iter(self.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")))["n"].value)

        stated = '?f kg:statedIn ?a FILTER(STRSTARTS(STR(?f), "%s"))'
        return {"articles": number("?a a kg:Article"), "facts": number(stated % FACT),
                "unread": number(stated % NUMBER), "triples": number("?s ?p ?o")}

    # --- what it does not do

    def put(self, *_: Any, **__: Any) -> bool:
        """Raises StoreError: an endpoint is read here."""
        raise StoreError(f"{self.endpoint}: an endpoint is only read here; build a graph in a folder, then kg push it")

    def remove(self, sha256: str) -> None:
        """Raises StoreError: an endpoint is read here."""
        self.put(sha256)


def _media_type(body: Body) -> str:
    headers: Mapping[str, str] = body.headers
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()
