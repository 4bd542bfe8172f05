"""KnowledgeGraph: the one object that users hold."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kg.errors import InputError, QueryError
from kg.facts import ARTICLE_DIGITS, Fact, slug
from kg.prepared import Prepared, Report, prepare
from kg.rdf import ArticleInfo
from kg.rdf_read import UnreadNumber
from kg.storage_errors import damaged, is_damage
from kg.store import Store

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.article import Article
    from kg.companyfacts import FilingsReport
    from kg.conflicts import Conflict
    from kg.explanation import Explanation
    from kg.extract import Extraction
    from kg.figures import Figure
    from kg.filing_checks import FilingCheck
    from kg.importing import ImportReport
    from kg.networks import Network
    from kg.results import Result
    from kg.rows import Rows
    from kg.trails import Trail
    from kg.validate import Violation


def open_endpoint(endpoint: str, *, named: str | None = None) -> KnowledgeGraph:
    """The graph behind the address of a SPARQL endpoint, for reading; `named` is the IRI of a named graph of it.

    Raises InputError for what is no http or https address.
    """
    from kg.remote import RemoteStore

    return KnowledgeGraph(RemoteStore(endpoint, named=named))


def open_graph(location: str | os.PathLike[str] | None = None, *, read_only: bool = False,
               create: bool = True, rebuilding: bool = False, named: str | None = None) -> KnowledgeGraph:
    """The graph in a folder, or behind the address of a SPARQL endpoint, or without a location a new one in memory.

    read_only   a snapshot of what is there, also beside a writer; nothing can be changed, as in an endpoint anyway
    create      make a graph where the folder is missing or empty
    rebuilding  open a graph that is only partly there: see `kg.rebuild`
    named       of an endpoint, the IRI of the named graph to read
    Raises StoreInUse where another process writes to it, StoreError where the folder is no sound graph, InputError
    for an address that is not http or https.
    """
    if location is not None and re.match(r"[a-zA-Z][a-zA-Z+.-]+:/", str(location)):
        return open_endpoint(str(location), named=named)
    return KnowledgeGraph(Store(location, read_only=read_only, create=create, rebuilding=rebuilding))


class KnowledgeGraph:
    """Articles and their facts: add and remove articles, ask, export, look."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # --- articles in and out ---

    def add(self, article: Article) -> Report:
        """Read the facts of an article and store them: all or, where something is wrong, nothing."""
        from kg.extract import extract

        return self.add_extraction(article, extract(article))

    def add_extraction(self, article: Article, extraction: Extraction) -> Report:
        """Store an article with facts that were read before.

        The same article again changes nothing; one with the same url, or with the same name where none has a url,
        takes the place of its older self. Raises DefectError where a fact does not cut from the text or breaks the
        model.
        """
        return self.add_prepared([prepare(article, extraction)])[0]

    def add_prepared(self, articles: Iterable[Prepared]) -> list[Report]:
        """Store articles that were prepared, as `add_extraction` does each, in as few transactions as may be.

        A transaction ends before an article whose text, url or name one of the others in it has.
        """
        reports: list[Report] = []
        together: list[tuple[int, Prepared]] = []
        taken: set[str] = set()
        for item in articles:
            info = item.bundle.article
            keys = {f"{field} {value}" for field in ("sha256", "url", "name") if (value := getattr(info, field))}
            if keys & taken:
                self._store(reports, together)
                together, taken = [], set()
            known = self._known(info)
            problems, replaced = item.problems, []
            if known is not None:
                problems += (f"{info.name}: the same text as {known.name}, which the graph has; kept once",)
            else:
                replaced = self.store.older(info)
                together.append((len(reports), item))
                taken |= keys
            reports.append(Report(known or info, item.bundle.facts, item.bundle.unread, problems, False,
                                  tuple(replaced)))
        self._store(reports, together)
        return reports

    def _store(self, reports: list[Report], articles: Sequence[tuple[int, Prepared]]) -> None:
        """Store the articles in one transaction, and note in their reports whether something changed."""
        if not articles:
            return
        gone = [old.sha256 for at, _ in articles for old in reports[at].replaced]
        changed = self.store.put_all([item.bundle for _, item in articles], [item.text for _, item in articles], gone)
        for at, item in articles:
            reports[at] = replace(reports[at], changed=item.bundle.article.sha256 in changed)

    def import_companyfacts(self, path: str | os.PathLike[str]) -> FilingsReport:
        """Store what a company filed with the SEC, from a file of its company facts (CIK##########.json).

        Each filing becomes an article of its own, with a fact for each value that a metric of the ontology matches.
        The same file again changes nothing, and a newer one adds what is new. Raises InputError, with nothing stored,
        where the file cannot be used; see `kg.companyfacts`.
        """
        from kg.companyfacts import FilingsReport, read_companyfacts

        read = read_companyfacts(path)
        with self.batch():
            reports = [self.add(filing) for filing in read.filings]
        return FilingsReport(
            company=read.company, filings=len(reports), changed=sum(report.changed for report in reports),
            facts=sum(len(report.facts) for report in reports), repeats=read.repeats,
            problems=(*read.problems, *(problem for report in reports for problem in report.problems)))

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Within it, changes are flushed to the disk together; each is still a transaction of its own."""
        with self.store.batch():
            yield

    def remove(self, key: str) -> ArticleInfo:
        """Take the article with this url, name or beginning of the hash out, and nothing else."""
        article = self.find(key)
        self.store.remove(article.sha256)
        return article

    def find(self, key: str) -> ArticleInfo:
        """The article with this url, name, hash or beginning of the hash. Raises InputError where it is not one."""
        found = self.store.articles_called(key)
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(f"{key!r} fits {len(found)} articles: "
                             f"{', '.join(a.sha256[:ARTICLE_DIGITS] for a in found)}; name one by its hash")
        raise InputError(f"no article {key!r} in the graph; give its name, its url or the start of its hash")

    def _known(self, info: ArticleInfo) -> ArticleInfo | None:
        """The article of another name or url with the very same text, if the graph has it."""
        same = self.store.articles_called(info.sha256)
        if same and same[0].name != info.name and (same[0].url != info.url or not info.url):
            return same[0]
        return None

    # --- what is in it ---

    def articles(self) -> list[ArticleInfo]:
        """The articles by name, then hash."""
        return self.store.articles()

    def text(self, sha256: str) -> str:
        """The normalised text of an article, by its hash."""
        return self.store.text(sha256)

    def facts(self, article: str | None = None, *, kind: str | None = None, subject: str | None = None,
              metric: str | None = None) -> list[Fact]:
        """The facts, by article and place in the text.

        article   url, name or hash of the one that states them
        kind      "observation", "role", "relation", "statement" or "rank"
        subject   an entity that the fact is about or names
        metric    such as "capex"
        """
        hashes = None if article is None else [self.find(article).sha256]
        wanted = None if subject is None else slug(subject)
        names = ("subject", "object", "person", "organization", "speaker")
        return [
            fact for fact in self.store.contents(hashes).facts
            if (kind is None or fact.kind == kind)
            and (metric is None or getattr(fact, "metric", None) == metric)
            and (wanted is None or wanted in {slug(n) for name in names if (n := getattr(fact, name, None))})]

    def explain(self, fact: Fact | str) -> Explanation:
        """Why a fact is there: its words, the rules that fired, and the runners-up of each slot.

        fact   one of the graph's, or its id. Raises InputError where the graph has no fact of that id.
        """
        from kg.article import Article
        from kg.explanation import explain

        if isinstance(fact, str):
            fact = self._fact(fact)
        info = self.find(fact.article)
        return explain(Article(
            text=self.text(fact.article), sha256=info.sha256, name=info.name, title=info.title,
            day=date.fromisoformat(info.day) if info.day else None, language=info.language, url=info.url,
            publisher=info.publisher, form=info.form), fact)

    def _fact(self, name: str) -> Fact:
        """The fact of this id."""
        hashes = [info.sha256 for info in self.articles() if info.id == name[:ARTICLE_DIGITS]]
        found = next((fact for fact in self.store.contents(hashes).facts if fact.id == name), None) if hashes else None
        if found is None:
            raise InputError(f"no fact {name!r} in the graph; the column `fact` of --format csv has the names of facts")
        return found

    def unread(self, article: str | None = None) -> list[UnreadNumber]:
        """Numbers that were read and became no fact, with the code of the reason."""
        return self.store.contents(None if article is None else [self.find(article).sha256]).unread

    def info(self) -> dict[str, Any]:
        """How much is in the graph: `articles`, `facts`, `unread`, `triples`, and the folder as `location`.

        Of one in a folder also what `kg.store.Store.about` tells, with `changed` as a time of UTC.
        """
        from datetime import UTC, datetime

        about = self.store.about()
        if about.get("changed"):
            about["changed"] = datetime.fromtimestamp(about["changed"], UTC).isoformat(timespec="seconds")
        return {"location": self.store.location} | self.store.counts() | about

    # --- answers ---

    def query(self, query: str, **params: Any) -> Result:
        """Answer a named query, or SPARQL text. Raises QueryError where query or parameter are wrong."""
        from kg.queries import run

        return run(self.store, query, params)

    def figures(self, company: str | None = None, metric: str | None = None, period: str | None = None, *,
                status: str | None = None, fact: str | None = None, exact_period: bool = False,
                language: str = "en") -> Rows[Figure]:
        """What articles say of the same thing, gathered; the choices as named queries take them.

        fact           only the figure to which this fact belongs
        exact_period   only figures of the very days of the period, not what lies in it
        language       of labels, where the rows show themselves
        Raises QueryError where a choice is none.
        """
        from kg.figures import figures

        return figures(self.store, company=company, metric=metric, period=period, status=status, fact=fact,
                       exact_period=exact_period, language=language)

    def conflicts(self, company: str | None = None, metric: str | None = None, period: str | None = None, *,
                  everything: bool = False, language: str = "en") -> Rows[Conflict]:
        """Numbers for the same thing that cannot both be true, each with what may explain it; see `kg.conflicts`.

        everything   also numbers that only look like a conflict
        """
        from kg.conflicts import conflicts

        return conflicts(self.store, company=company, metric=metric, period=period, everything=everything,
                         language=language)

    def trail(self, company: str, metric: str, period: str, *, measure: str = "level", language: str = "en") -> Trail:
        """How a figure moved, from forecast to outcome; `kg.trails.trail` says more. `.plot(path)` draws it."""
        from kg.trails import trail

        return trail(self.store, company, metric, period, measure=measure, language=language)

    def export(self, path: str | os.PathLike[str], **options: Any) -> Path:
        """Write the facts and all that they name to a file, in the format of its ending.

        `kg.export.export` has the options: a selection, a CONSTRUCT query, the length of quotes.
        """
        from kg.export import export

        return export(self, path, **options)

    def view(self, path: str | os.PathLike[str], *, construct: str | None = None, **options: Any) -> Path:
        """Write the interactive graph as one HTML file; `kg.view.write_view` has the other options.

        construct   a CONSTRUCT query, or the name of a named one: the facts that its answer names, or whose plain edge
                    it has. Raises InputError where these are none, QueryError for another kind of query.
        """
        from kg.network import named_in
        from kg.view import write_view

        facts = self.facts()
        if construct is not None:
            triples = self.query(construct).triples
            if triples is None:
                raise QueryError("what the page shows is chosen by a CONSTRUCT query, and this one has rows")
            facts = named_in(facts, triples)

        articles = self.articles()
        hashes = [article.sha256 for article in articles if self.store.has_text(article.sha256)]
        texts = {sha256: self.text(sha256) for sha256 in hashes}
        write_view(facts, articles, path, texts=texts, **options)
        return Path(path)

    def check_filings(self, *, company: str | None = None, metric: str | None = None,
                      period: str | None = None) -> Rows[FilingCheck]:
        """What articles report, held against what companies filed; see `kg.filing_checks`.

        company, metric, period   as named queries take them; each narrows what is checked
        Raises InputError where one of them is no such thing, or where nothing has all of them.
        """
        from kg.figures import choose
        from kg.filing_checks import check_filings

        choose(self.store, company=company, metric=metric, period=period)  # a wrong name is one without filings, too
        return check_filings(self.facts(), self.articles(), company=company, metric=metric, period=period)

    def network(self, kind: str) -> Network:
        """The network of a kind: "competition", "ownership", "supply", "investment", "partnership", "named-with".

        Its edges have the facts and articles that state them; see `kg.networks`. Raises InputError for another kind.
        """
        from kg.networks import network

        return network(kind, self.facts(), self.articles())

    def import_file(self, path: str | os.PathLike[str]) -> ImportReport:
        """Store what a file of RDF has: an export of ours, or RDF that fits the shapes. See `kg.importing`."""
        from kg.importing import import_file

        return import_file(self, path)

    def validate(self, *, reference: bool = False) -> list[Violation]:
        """What the shapes find wrong; with `reference`, by pyshacl."""
        from kg.validate import validate

        return validate(self, reference=reference)

    def verify(self) -> list[Violation]:
        """Facts that do not cut from their text, and texts that are not what their hash says."""
        from kg.validate import verify

        return verify(self)

    def to_rdflib(self) -> rdflib.Graph:
        """All triples as an rdflib graph, for its tools; a copy."""
        from kg.rdflib_bridge import to_rdflib

        return to_rdflib(self.store.triples)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """Companies, units and people with their facts as a networkx graph; `kg.network.project` has the fields."""
        from kg.network import project

        return project(self.facts(), self.articles())

    def facts_frame(self, library: str = "pandas", **conditions: str | None) -> Any:
        """The facts as a data frame of pandas or polars, a fact a row; amounts are exact decimals.

        conditions   company, metric, period, article, as for `kg.selection.select`
        Raises InputError where the library is not installed.
        """
        from kg.selection import chosen_facts
        from kg.tables import facts_frame

        return facts_frame(chosen_facts(self, **conditions), self.articles(), library)

    # --- life ---

    def close(self) -> None:
        """Flush, and let others write. Closing twice does no harm."""
        self.store.close()

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            self.close()
        finally:
            if self.store.folder is not None and isinstance(error, Exception) and is_damage(error):
                raise damaged(self.store.folder, error) from error

    def __repr__(self) -> str:
        return f"KnowledgeGraph({self.store.location!r})"
