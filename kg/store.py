"""Where the triples live: an embedded Oxigraph in a folder, or in memory, with the texts of the articles beside it.

A graph's folder:

    kg.json     format version, version of the package that wrote it, hash of the ontology that it holds
    oxigraph/   the triples, in one default graph, so kept that others can read while one writes: see `kg.sharing`
    texts/AB/   the normalised texts with their metadata, HASH.json, by the first two digits of the hash: `kg.texts`
    read        notes of what need not be read again: `kg.readings`

Each change of articles is one transaction (`kg.commit`); the texts of what is added are on the disk before it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from kg import __version__
from kg.changes import Change, Match, plan, stored_triples
from kg.commit import commit, finish, is_finished
from kg.errors import StoreError
from kg.facts import ARTICLE_DIGITS
from kg.files import write_whole
from kg.installed import ontology_hash, ontology_triples
from kg.namespaces import BASE, FACT, KG, NUMBER, PREFIXES, SCHEMA
from kg.rdf import SHA256, STATED_IN, TYPE, ArticleInfo, Bundle, article_iri, node
from kg.rdf_read import Contents, contents
from kg.readings import NOTES, Readings
from kg.sharing import STORE, arrange, leave_checkpoint, open_for_reading, refuse_damaged, writer_lock
from kg.sparql_order import total
from kg.storage_errors import in_use, opening_error, restore, told
from kg.texts import Texts

#: The version of the folder's layout. A newer one is refused; of the older ones, 1 had texts without a hash of what
#: is known besides them, and is brought up when it is opened for writing.
FORMAT = 2
#: Within a batch the triples are made sure of on the disk after so many changes: a flush costs about 5 ms, and what
#: a power cut may lose is built again from the articles.
FLUSH_EVERY = 50
ABOUT = "kg.json"
#: An empty file whose time is that of the last change.
_CHANGED = "changed"


class Store:
    """Triples and texts. `Store()` is in memory; `Store(folder)` opens a graph, or makes one where nothing is."""

    def __init__(self, folder: str | os.PathLike[str] | None = None, *, read_only: bool = False,
                 create: bool = True, rebuilding: bool = False) -> None:
        """Raises StoreInUse where another process writes to the folder, StoreError where it is no sound graph."""
        self.folder = Path(folder) if folder is not None else None
        self.read_only = read_only
        self.rebuilding = rebuilding
        self.texts = Texts(self.folder / "texts" if self.folder else None)
        self.readings = Readings(self.folder / NOTES if self.folder else None)
        self._batch = self._unflushed = 0
        self._lock: IO[str] | None = None
        self._ox: ox.Store | None = None
        if self.folder is None:
            self._ox = ox.Store()
            self._ox.extend(ox.Quad(*triple) for triple in ontology_triples())
            return
        try:
            self._ox = self._open(self.folder, create)
        except BaseException:
            self._release()
            raise

    # --- opening and closing ---

    def _open(self, folder: Path, create: bool) -> ox.Store:
        about = self._about(folder, create and not self.read_only)
        files = folder / "oxigraph"
        made = about["ontology"] is not None
        try:
            if made and not (files / STORE / "CURRENT").is_file():
                raise StoreError(f"{folder}: the graph's triples are missing (no {files / STORE}); {restore(folder)}")
            if self.read_only:
                store = open_for_reading(files)
                if store is None:
                    raise in_use(folder)
                return store
            self._lock = writer_lock(files)
            if self._lock is None:
                raise in_use(folder)
            refuse_damaged(files)
            store = ox.Store(str(files / STORE))
        except (OSError, RuntimeError) as error:
            if self.read_only and not made:
                raise StoreError(f"{folder}: there is nothing in the graph, since making it was cut short; build it "
                                 f"with: kg build ARTICLE... --graph {folder}") from error
            raise opening_error(folder, error) from error
        with told(folder, "the graph cannot be made ready for writing"):
            if not is_finished(store):
                finish(store)
            if about["ontology"] != ontology_hash():
                self._renew(store)
        leave_checkpoint(store, files)
        if about["format"] < FORMAT:
            self.texts.renew()
        if (about["ontology"], about["format"]) != (ontology_hash(), FORMAT):
            write_about(folder, rebuilding=self.rebuilding)
        return store

    def _about(self, folder: Path, create: bool) -> dict[str, Any]:
        """What kg.json says, once it is sure that the folder is a graph or may become one."""
        file = folder / ABOUT
        try:
            about = json.loads(file.read_text(encoding="utf-8"))
            if not isinstance(about["format"], int) or "ontology" not in about:
                raise ValueError("a field is missing or wrong")
        except (FileNotFoundError, NotADirectoryError):
            if not create or folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
                state = "is no graph: it has no kg.json" if folder.exists() else "does not exist"
                raise StoreError(f"{folder} {state}; name the folder of a graph, "
                                 "or a new or empty one to build a graph in") from None
            write_about(folder, None)
            return {"format": FORMAT, "ontology": None}
        except OSError as error:
            raise opening_error(folder, error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{file} cannot be read ({error}); {restore(folder)}") from error
        if not 1 <= about["format"] <= FORMAT:
            raise StoreError(f"{folder}: the graph has format {about['format']} and this version reads 1 to {FORMAT}; "
                             "use the version that wrote it, or build it again in a new folder")
        if about.get("rebuilding") and not self.rebuilding:
            raise StoreError(f"{folder}: building the graph again was cut short, or is not done yet; if it was, do it "
                             f"again with: kg build --rebuild --graph {folder}")
        return dict(about)

    @staticmethod
    def _renew(store: ox.Store) -> None:
        """Take in the ontology, in place of another one if the graph holds it: its facts are stored anew."""
        old = {quad.triple for quad in store}
        new = {*ontology_triples()}
        if old:
            fresh = Store()
            for bundle in contents(old).bundles():
                fresh.put(bundle)
            new = {quad.triple for quad in fresh.triples}
        commit(store, Change(old - new, new - old))

    def limit(self, seconds: float) -> None:
        """Nothing: a query in this process cannot be given up; see `kg.workers`."""

    @property
    def location(self) -> str:
        """The folder, or "memory"."""
        return str(self.folder or "memory")

    @property
    def triples(self) -> ox.Store:
        """The engine itself; raises StoreError once the store is closed."""
        if self._ox is None:
            raise StoreError("the graph is closed; open it again")
        return self._ox

    def into_memory(self, most: int) -> bool:
        """Of a snapshot whose files have at most so many bytes, take the triples into memory, where queries are
        several times faster. Returns whether that was so."""
        if not self.read_only or self.folder is None:
            return False
        try:
            size = sum(file.stat().st_size for file in (self.folder / "oxigraph" / STORE).glob("*.sst"))
        except FileNotFoundError:  # a writer has just joined files of it
            return False
        if size > most:
            return False
        memory = ox.Store()
        memory.bulk_extend(self.triples)
        self._ox = memory
        return True

    def close(self) -> None:
        """Flush, and let others write to the folder. Closing twice does no harm."""
        if self._ox is not None and self._unflushed:
            self._flush()
        self._ox = None
        self._release()

    def _release(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    # --- reading ---

    def query(self, sparql: str) -> Any:
        """Run a SPARQL query with all prefixes bound; see `kg.queries` for the way that users take.

        A relative IRI stands for a name of ours: <entity/amazon> is entity:amazon. The query runs as it is but for its
        ORDER BY, which `kg.sparql_order` makes safe. Raises SyntaxError with the place.
        """
        if (ordered := total(sparql)) != sparql:
            with suppress(SyntaxError):  # whose place would be one in our text
                return self.triples.query(ordered, base_iri=BASE, prefixes=PREFIXES)
        return self.triples.query(sparql, base_iri=BASE, prefixes=PREFIXES)

    def articles(self) -> list[ArticleInfo]:
        """The articles of the graph by name, then hash."""
        return self._articles(self.triples.quads_for_pattern(None, TYPE, node(KG + "Article")))

    def articles_called(self, key: str) -> list[ArticleInfo]:
        """The articles with this url, or else with this name, or else whose hash begins with this."""
        match: Match = self.triples.quads_for_pattern
        found: list[ArticleInfo] = []
        for name in ("url", "identifier"):
            found = found or self._articles(match(None, node(SCHEMA + name), ox.Literal(key)))
        if not found and re.fullmatch(r"[0-9a-fA-F]{4,64}", key):
            whole = article_iri(key.lower()) if len(key) >= ARTICLE_DIGITS else None
            found = [article for article in self._articles(match(whole, SHA256, None))
                     if article.sha256.startswith(key.lower())]
        return found

    def _articles(self, quads: Iterable[ox.Quad]) -> list[ArticleInfo]:
        """The articles that are subjects of the quads."""
        match: Match = self.triples.quads_for_pattern
        found = [quad.subject for quad in quads]
        return contents(quad for article in found for quad in match(article, None, None)).articles

    def contents(self, sha256s: Iterable[str] | None = None) -> Contents:
        """Articles, facts and unread numbers: of the articles with these hashes, or of the whole graph."""
        if sha256s is None:
            return contents(self.triples)
        found: set[ox.Triple] = set()
        match: Match = self.triples.quads_for_pattern
        for sha256 in sha256s:
            found |= stored_triples(match, sha256)
        periods = {triple.object for triple in found if triple.predicate.value == KG + "period"}
        return contents(found | {quad.triple for period in periods for quad in match(period, None, None)})

    def text(self, sha256: str) -> str:
        """The normalised text of the article with this hash. Raises StoreError where the graph does not have it."""
        return self.texts.read(sha256)

    def has_text(self, sha256: str) -> bool:
        """Whether the text of the article with this hash is kept; a graph that came from a file has none."""
        return self.texts.has(sha256)

    def is_as_read(self, article: ArticleInfo) -> bool:
        """Whether the graph has the article with its text, and all of it as this version reads it."""
        return self.readings.has(article) and self.has_text(article.sha256) and any(
            self.triples.quads_for_pattern(article_iri(article.sha256), SHA256, None))

    def counts_of(self, sha256: str) -> tuple[int, int]:
        """How many facts and unread numbers the article with this hash has."""
        found = [str(quad.subject) for quad in self.triples.quads_for_pattern(None, STATED_IN, article_iri(sha256))]
        return sum(iri.startswith(f"<{FACT}") for iri in found), sum(iri.startswith(f"<{NUMBER}") for iri in found)

    def counts(self) -> dict[str, int]:
        """How many articles, facts, unread numbers and triples there are. Walks the whole graph."""
        articles = facts = unread = triples = 0
        for quad in self.triples:
            triples += 1
            if quad.predicate == SHA256:
                articles += 1
            elif quad.predicate.value == KG + "statedIn":
                facts += quad.subject.value.startswith(FACT)
                unread += quad.subject.value.startswith(NUMBER)
        return {"articles": articles, "facts": facts, "unread": unread, "triples": triples}

    def about(self) -> dict[str, Any]:
        """Of a graph in a folder: `format`, version of the `package` that wrote it and hash of its `ontology`, the
        `bytes` that the folder takes, and `changed`: seconds since 1970 of the last change, or None."""
        if self.folder is None:
            return {}
        sizes = {}
        for path in self.folder.rglob("*"):
            with suppress(OSError):  # a writer may take it away meanwhile
                status = path.lstat()
                sizes[status.st_ino] = status.st_size  # checkpoints are hard links
        changed = self.folder / "oxigraph" / _CHANGED
        told = json.loads((self.folder / ABOUT).read_text(encoding="utf-8"))
        return {name: told[name] for name in ("format", "package", "ontology")} | {
            "bytes": sum(sizes.values()), "changed": changed.stat().st_mtime if changed.exists() else None}

    # --- writing ---

    def arrange(self) -> None:
        """Let the engine put its files in order for reading, if they have grown by much since it last did.

        It makes queries with many rows twice as fast (measured at 1,000 articles). Call it after adding much.
        """
        if self.folder is not None and not self.read_only:
            arrange(self.triples, self.folder / "oxigraph")

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Many changes with a flush after so many of them and at the end; each is a transaction of its own."""
        self._batch += 1
        try:
            yield
        finally:
            self._batch -= 1
            if self._ox is not None and self._unflushed and not self._batch:
                self._flush()

    def put(self, bundle: Bundle, text: str | None = None, replaces: Iterable[str] = ()) -> bool:
        """Store an article whole, in place of its older self and of the articles with the hashes `replaces`.

        Returns whether anything changed.
        """
        return bool(self.put_all([bundle], [text], replaces))

    def put_all(self, bundles: Sequence[Bundle], texts: Sequence[str | None],
                replaces: Iterable[str] = ()) -> frozenset[str]:
        """The same for several articles with their texts, no two of one hash: all of them are stored, or none.

        Returns the hashes of those that were not there, or not as they are now.
        """
        new = {bundle.article.sha256 for bundle in bundles}
        gone = {*new, *replaces}
        change = plan(self.triples.quads_for_pattern, gone, bundles)
        self._refuse_reader()
        self.texts.keep([
            (bundle.article, text) for bundle, text in zip(bundles, texts, strict=True) if text is not None
            and (bundle.article.sha256 in change.articles or not self.has_text(bundle.article.sha256))])
        if change.delete or change.insert or change.whole:
            self.readings.drop(change.articles | (gone - new))
            self._commit(change)
        for old in gone - new:
            self.texts.drop(old)
        return change.articles

    def remove(self, sha256: str) -> None:
        """Take an article out exactly, with its text."""
        self._refuse_reader()
        self.readings.drop([sha256])
        self._commit(plan(self.triples.quads_for_pattern, [sha256], []))
        self.texts.drop(sha256)

    def update(self, sparql: str) -> None:
        """Run a SPARQL update as it is, as one transaction. Raises SyntaxError, StoreError."""
        self._refuse_reader()
        self.readings.clear()
        with told(self.location, "the update could not be carried out"):
            self.triples.update(sparql, base_iri=BASE, prefixes=PREFIXES)
        self._flush()

    def older(self, article: ArticleInfo) -> list[ArticleInfo]:
        """The articles that are an older text of this one: same url, or same name where none has a url."""
        name, value = ("url", article.url) if article.url else ("identifier", article.name)
        if not value:
            return []
        found = self._articles(self.triples.quads_for_pattern(None, node(SCHEMA + name), ox.Literal(value)))
        return [old for old in found if (article.url or not old.url) and old.sha256 != article.sha256]

    def _refuse_reader(self) -> None:
        if self.read_only:
            raise StoreError("the graph was opened for reading only; open it for writing to change it")

    def _commit(self, change: Change) -> None:
        self._refuse_reader()
        with told(self.location, "a change could not be written, and nothing of it is in"):
            commit(self.triples, change)
        self._unflushed += 1
        if not self._batch or self._unflushed >= FLUSH_EVERY:
            self._flush()

    def _flush(self) -> None:
        if self.folder is not None and not self.read_only:
            leave_checkpoint(self.triples, self.folder / "oxigraph")
            (self.folder / "oxigraph" / _CHANGED).touch()
        self._unflushed = 0





def write_about(folder: Path, ontology: str | None = "", *, rebuilding: bool = False) -> None:
    """Write kg.json.

    ontology   that of the triples: the installed one if left out, None where there are no triples yet
    """
    about = {"format": FORMAT, "package": __version__, "ontology": ontology_hash() if ontology == "" else ontology}
    write_whole(folder / ABOUT, json.dumps(about | ({"rebuilding": True} if rebuilding else {}), indent=2) + "\n")
