"""Footnotes: the words that state a fact, where they stand, and the article that they stand in.

`kg.citation_formats` writes them for bibliographies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

import pyoxigraph as ox

from kg.namespaces import FACT, sparql_prefixes

#: Facts asked for in one query: some 80 bytes each, far below the size that `kg.queries` and servers allow.
_BATCH = 300
_QUERY = """SELECT ?fact ?words ?start ?end ?article ?title ?publisher ?day ?url ?language ?form ?name WHERE {
  VALUES ?fact { %s }
  ?fact prov:wasDerivedFrom ?span ; kg:statedIn ?article .
  ?span oa:exact ?words ; oa:start ?start ; oa:end ?end .
  OPTIONAL { ?article schema:headline ?title }
  OPTIONAL { ?article schema:publisher ?publisher }
  OPTIONAL { ?article schema:datePublished ?day }
  OPTIONAL { ?article schema:url ?url }
  OPTIONAL { ?article schema:inLanguage ?language }
  OPTIONAL { ?article kg:form ?form }
  OPTIONAL { ?article schema:identifier ?name }
}"""
#: Words of a fact up to this length stand whole in the address; of longer ones, and of those that run on into another
#: paragraph, where a fragment's text may not, the first and last few (https://wicg.github.io/scroll-to-text-fragment/).
_WHOLE, _FEW = 120, 5


class Asked(Protocol):
    """A store that answers SPARQL: `kg.store.Store`, or a `pyoxigraph.Store`."""

    def query(self, query: str, /) -> Any:
        """The answer to a query with all its prefixes: rows, a yes or no, or triples."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a fact stands.

    fact, article   IRIs
    words           the stretch of the article that states it, verbatim
    start, end      its offsets in the normalised text: code points, 0-based, half-open
    day             ISO date of the article
    name            of the article; of a filing its accession number
    form            of a filing, such as "10-K"; None for news
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
    language: str | None = None
    form: str | None = None
    name: str | None = None

    @property
    def id(self) -> str:
        """The local name of the fact."""
        return self.fact.rsplit("/", 1)[-1]

    @property
    def address(self) -> str | None:
        """The address of the article, such that a browser goes to the words and marks them.

        A filing has the address of its page alone, since that shows the values in other words.
        """
        if self.url is None or self.form is not None or not re.match("https?://", self.url):
            return self.url
        page = self.url.partition(":~:")[0]
        return f"{page}{'' if '#' in page else '#'}:~:text={_fragment(self.words)}"

    def __str__(self) -> str:
        return self.text("characters", self.day)

    def text(self, characters: str, day: str | None) -> str:
        """As one line, with the reader's word for characters, and the day as the reader writes it."""
        about = [self.publisher, f"“{self.title}”" if self.title else None, day,
                 self.address or (None if self.title else f"article {self.article.rsplit('/', 1)[-1]}")]
        return f"“{self.words}” — {', '.join(part for part in about if part)}, {characters} {self.start}-{self.end}"


def _fragment(words: str) -> str:
    """Words as the directive `text=` has them: all that is no letter, digit, ".", "_" or "~" percent-encoded.

    The dash, comma and ampersand are signs of the directive itself.
    """
    if "\n" not in words and len(words) <= _WHOLE:
        return _encoded(words)
    parts = words.split()
    if len(parts) < 2 * _FEW:
        return ",".join(_encoded(part) for part in (parts[0], parts[-1]))
    return ",".join(_encoded(" ".join(part)) for part in (parts[:_FEW], parts[-_FEW:]))


def _encoded(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")


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
                     for name in ("title", "publisher", "day", "url", "language", "form", "name")}
            found[row["fact"].value] = Citation(
                fact=row["fact"].value, words=row["words"].value, start=int(row["start"].value),
                end=int(row["end"].value), article=row["article"].value, **about)
    return {fact: found[fact] for fact in wanted if fact in found}
