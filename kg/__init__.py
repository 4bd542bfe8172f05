"""A knowledge graph of tech-giant financial facts, read from Dutch and English news.

    import kg
    graph = kg.open("graph")
    graph.add(kg.read("article.md"))
    graph.query("capex-guidance", period="2026")

The names below are imported when they are first used, so that `import kg` costs nothing. The subpackage
`kg.extract` reads facts without a graph: `from kg.extract import extract`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kg.article import Article, read, read_all, read_text
    from kg.errors import (
        ArticleError,
        DefectError,
        InputError,
        KgError,
        QueryError,
        StoreError,
        StoreInUse,
    )
    from kg.explanation import Explanation, explain
    from kg.facts import Fact, Observation, Rank, Relation, Role, Statement
    from kg.graph import KnowledgeGraph
    from kg.graph import open_graph as open
    from kg.prepared import Report
    from kg.rdflib_bridge import from_rdflib

#: Public name -> module and name there.
_PLACES: dict[str, tuple[str, str]] = {
    "open": ("kg.graph", "open_graph"),
    "from_rdflib": ("kg.rdflib_bridge", "from_rdflib"),
} | {
    name: (module, name)
    for module, names in {
        "kg.article": ("Article", "read", "read_all", "read_text"),
        "kg.errors": ("ArticleError", "DefectError", "InputError", "KgError", "QueryError",
                      "StoreError", "StoreInUse"),
        "kg.explanation": ("Explanation", "explain"),
        "kg.facts": ("Fact", "Observation", "Rank", "Relation", "Role", "Statement"),
        "kg.graph": ("KnowledgeGraph",),
        "kg.prepared": ("Report",),
    }.items()
    for name in names}

__all__ = [
    "Article", "ArticleError", "DefectError", "Explanation", "Fact", "InputError", "KgError", "KnowledgeGraph",
    "Observation", "QueryError", "Rank", "Relation", "Report", "Role", "Statement", "StoreError", "StoreInUse",
    "explain", "from_rdflib", "open", "read", "read_all", "read_text",
]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        module, attribute = _PLACES[name]
        return getattr(importlib.import_module(module), attribute)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__"})
