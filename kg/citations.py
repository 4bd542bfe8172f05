"""Footnotes: the words that state a fact, where they stand, and the article that they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import pyoxigraph as ox

from kg.namespaces import FACT, sparql_prefixes

#: Facts asked for in one query: some 80 bytes each, far below the size that `kg.queries` and servers allow.
_BATCH = 300
_QUERY = """SELECT ?fact ?words ?start ?end ?article ?title ?publisher ?day ?url WHERE {
  VALUES ?fact { %s }
  ?fact prov:wasDerivedFrom ?span ; kg:statedIn ?article .
  ?span oa:exact ?words ; oa:start ?start ; oa:end ?end .
  OPTIONAL { ?article schema:headline ?title }
  OPTIONAL { ?article schema:publisher ?publisher }
  OPTIONAL { ?article schema:datePublished ?day }
  OPTIONAL { ?article schema:url ?url }
}"""


class Asked(Protocol):
    """A store that answers SPARQL: `kg.store.Store`, or a `pyoxigraph.Store`."""

    def query(self, query: str, /) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a fact stands.

    fact, article   IRIs
    words           the stretch of the article that states it, verbatim
    start, end      its offsets in the normalised text: code points, 0-based, half-open
    day             ISO date of the article
    """

    fact: str
    words: str
    start: int
    end: int
    article: str
    title: str | None = None
    publisher: str | None = None
    day: str | None = None
    url: str | None = None

    def __str__(self) -> str:
        about = [self.publisher, f"“{self.title}”" if self.title else None, self.day,
                 self.url or (None if self.title else f"article {self.article.rsplit('/', 1)[-1]}")]
        return f"“{self.words}” — {', '.join(part for part in about if part)}, characters {self.start}-{self.end}"


def citations(store: Asked, facts: Iterable[str]) -> dict[str, Citation]:
    """The citation of each fact, by its IRI, in the order in which the facts are given.

    What is not the IRI of a fact, or is not in the graph, has none.
    """
    wanted = list(dict.fromkeys(fact for fact in facts if fact.startswith(FACT)))
    found: dict[str, Citation] = {}
    for first in range(0, len(wanted), _BATCH):
        terms = " ".join(str(ox.NamedNode(fact)) for fact in wanted[first:first + _BATCH])
        for row in store.query(sparql_prefixes() + _QUERY % terms):
            about = {name: None if (term := row[name]) is None else str(term.value)
                     for name in ("title", "publisher", "day", "url")}
            found[row["fact"].value] = Citation(
                fact=row["fact"].value, words=row["words"].value, start=int(row["start"].value),
                end=int(row["end"].value), article=row["article"].value, **about)
    return {fact: found[fact] for fact in wanted if fact in found}
