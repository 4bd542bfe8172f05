"""Articles to N-Quads in shards: how a corpus that is too large for one process is read, exactly once a shard.

A folder of shards:

    manifest.json         what is read, divided into shards, and with which version: the plan, written first
    shards/NAME.nq.gz     the triples of the shard's articles, sorted; there whole or not at all
    shards/NAME.json      counts and problems of the shard, and what its facts say of unknown entities
    shared.nq.gz          the class and the names of those entities, once all shards are there

A shard is done when its NAME.nq.gz is there: it is written beside its place, made sure of on the disk and renamed. So
a shard that was begun twice, since a worker was lost, is there once, and the same bytes whoever wrote it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import __version__
from kg.article import read_all, sources
from kg.changes import entity_triples, entity_uses, own_triples
from kg.errors import ArticleError, InputError, StoreError
from kg.files import whole_file, write_whole
from kg.installed import ontology_entities, ontology_hash
from kg.rdf import Bundle, edge_triples, period_triples, unusual_names

MANIFEST = "manifest.json"
SHARED = "shared.nq.gz"
#: Files of one shard: some seconds of work, so that a lost worker loses little and a task's cost does not show.
FILES = 500
_FORMAT = 1
_ARTICLES_IN_LINES = ".jsonl"


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the corpus that one task reads: a name, and paths of articles that every worker can open."""

    name: str
    paths: tuple[str, ...]


def plan(paths: Iterable[str], files: int = FILES) -> list[Shard]:
    """Divide the articles of files and folders into shards, in the order in which they would be read.

    A .jsonl file is a shard by itself, since it holds many articles; divide a large one before. Raises ArticleError
    where a path cannot be read, InputError where nothing is there or a source is none that workers can open.
    """
    shards: list[Shard] = []
    some: list[str] = []

    def close() -> None:
        if some:
            shards.append(Shard(f"{len(shards):06d}", tuple(some)))
            some.clear()

    for source in sources(paths):
        if isinstance(source, ArticleError):
            raise source
        if source == "-" or "://" in source:
            raise InputError(f"{source}: shards are read from files, which a worker can open again; save it first")
        if not Path(source).exists():
            raise ArticleError(f"{source}: no such file or directory; look at its name and folder")
        path = str(Path(source).resolve())
        if path.lower().endswith(_ARTICLES_IN_LINES):
            close()
            some.append(path)
            close()
        else:
            some.append(path)
            if len(some) == files:
                close()
    close()
    if not shards:
        raise InputError("no articles to read; name files or folders of them")
    return shards


def write_manifest(out: Path, shards: Sequence[Shard]) -> None:
    """Keep the plan; where the folder has one already, it must be the same, for its shards are kept.

    Raises InputError where the folder has another plan, or shards of another version or ontology.
    """
    new = json.dumps({
        "format": _FORMAT, "package": __version__, "ontology": ontology_hash(),
        "shards": [{"name": shard.name, "paths": shard.paths} for shard in shards]}, indent=1) + "\n"
    file = out / MANIFEST
    try:
        old = file.read_text(encoding="utf-8") if file.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read ({error}); name another folder") from None
    if old is None:
        write_whole(file, new)
    elif old != new:
        raise InputError(f"{out}: has shards of other articles, or of another version; name another folder")


def missing(out: Path, shards: Iterable[Shard]) -> list[Shard]:
    """The shards that are not done."""
    return [shard for shard in shards if not _quads_file(out, shard.name).exists()]


def extract_shard(shard: Shard, out: str) -> None:
    """Read the articles of a shard and write their triples, unless that is done: what a worker runs.

    Raises StoreError where the folder cannot be written. An article that cannot be read is a problem of the shard's.
    """
    folder = Path(out)
    target = _quads_file(folder, shard.name)
    if target.exists():
        return
    lines: set[str] = set()
    counts: Counter[str] = Counter()
    problems: list[str] = []
    entities: dict[str, dict[str, list[str]]] = {}
    for bundle in _bundles(shard, problems):
        counts.update(articles=1, facts=len(bundle.facts), unread=len(bundle.unread))
        lines.update(_lines(_triples(bundle)))
        _note_entities(bundle, entities)
    report = {"counts": {name: counts[name] for name in ("articles", "facts", "unread")}, "problems": problems,
              "entities": {key: entities[key] for key in sorted(entities)}}
    write_whole(_report_file(folder, shard.name), json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    _write_quads(target, lines)


def clean(out: Path) -> None:
    """Remove what workers that were lost left half written."""
    for part in (out / "shards").glob(".*.part"):
        part.unlink(missing_ok=True)


def report_of(out: Path, shard: Shard) -> dict[str, Any]:
    """Counts (`articles`, `facts`, `unread`), `problems` and `entities` of a shard that is done."""
    file = _report_file(out, shard.name)
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise StoreError(f"{file} cannot be read ({error}); remove {_quads_file(out, shard.name)} "
                         "and run the command again") from None


def write_shared(out: Path, reports: Iterable[dict[str, Any]]) -> Path:
    """What articles of several shards say together of entities that the ontology does not know: classes and names."""
    uses: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for report in reports:
        for identity, told in report["entities"].items():
            uses.setdefault(identity, set()).update(told["uses"])
            names.setdefault(identity, set()).update(told["names"])
    found = (triple for identity in uses for triple in entity_triples(identity, uses[identity], names[identity]))
    _write_quads(out / SHARED, set(_lines(found)))
    return out / SHARED


def _bundles(shard: Shard, problems: list[str]) -> Iterator[Bundle]:
    from kg.extract import extract
    from kg.prepared import bundle_of

    for article in read_all(shard.paths):
        if isinstance(article, ArticleError):
            problems.append(str(article))
            continue
        extraction = extract(article)
        problems += (*article.problems, *extraction.problems)
        yield bundle_of(article, extraction)


def _triples(bundle: Bundle) -> Iterator[ox.Triple]:
    """All that one article gives a graph by itself; what several articles say together is in SHARED."""
    yield from own_triples(bundle)
    for fact in bundle.facts:
        yield from period_triples(fact)
        yield from edge_triples(fact)


def _note_entities(bundle: Bundle, entities: dict[str, dict[str, list[str]]]) -> None:
    known = ontology_entities()
    for fact in bundle.facts:
        unusual = unusual_names(fact)
        for identity, uses in entity_uses(fact).items():
            if identity not in known:
                told = entities.setdefault(identity, {"uses": [], "names": []})
                told["uses"] = sorted({*told["uses"], *uses})
                told["names"] = sorted({*told["names"], *([unusual[identity]] if identity in unusual else [])})


def _lines(triples: Iterable[ox.Triple]) -> Iterator[str]:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)  # in the default graph N-Quads are N-Triples
    return iter(text.decode().splitlines(keepends=True)) if text else iter(())


def _write_quads(file: Path, lines: set[str]) -> None:
    """Sorted lines, packed without a time or a name, so that the same lines are the same bytes."""
    with whole_file(file) as stream:
        stream.write("".join(sorted(lines)).encode())


def _quads_file(out: Path, name: str) -> Path:
    return out / "shards" / f"{name}.nq.gz"


def _report_file(out: Path, name: str) -> Path:
    return out / "shards" / f"{name}.json"
