"""Networks of companies that articles draw: who competes, owns, supplies, invests, and who is named with whom.

A network has an edge where facts state one, with those facts and the articles that they stand in; its weight is the
number of articles. `kg.network` has the projection of all facts for the page to look at. Everything here is a
function of the facts alone: nodes and edges are in the order of their ids, and nothing is drawn by lot.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import InputError, QueryError
from kg.facts import Fact, Relation, in_order, slug
from kg.network import node_named, participants
from kg.rdf import MUTUAL

if TYPE_CHECKING:
    import networkx

    from kg.network import Source

NAMED_WITH = "named-with"
#: Network -> predicates of the relations that are its edges. Two are named together where facts of one article name
#: both. To buy a company is to own it and to put money into it.
KINDS: dict[str, frozenset[str]] = {
    "competition": frozenset({"competes_with"}), "ownership": frozenset({"parent_of", "acquires"}),
    "supply": frozenset({"supplies"}), "investment": frozenset({"invests_in", "acquires"}),
    "partnership": frozenset({"partners_with"}), NAMED_WITH: frozenset()}
#: Betweenness takes nodes times edges of time: up to so many nodes it is there within seconds.
MOST_FOR_BETWEENNESS = 2000
#: Characters that XML cannot hold.
_NO_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


class Edge(NamedTuple):
    """Two nodes by their names, and what states that they belong together.

    predicates   of the relations, such as "acquires", sorted; of who is named with whom none
    facts        ids of the facts that state it; of who is named with whom none
    articles     hashes of the articles
    """

    source: str
    target: str
    predicates: tuple[str, ...]
    facts: tuple[str, ...]
    articles: tuple[str, ...]


class Central(NamedTuple):
    """How central a node is.

    neighbours    how many others it has an edge with
    articles      how many articles state its edges
    betweenness   the part of all shortest paths between two others that go through it, whatever the direction of the
                  edges (Freeman 1977); None in networks of more than `MOST_FOR_BETWEENNESS` nodes
    """

    name: str
    neighbours: int
    articles: int
    betweenness: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network of one of `KINDS`.

    graph      for networkx: a DiGraph where the relation has a direction, else a Graph. Nodes are the local names of
               entities, with `name` and `kind`; edges have `weight` (articles), `predicates`, `facts` and `articles`
    articles   what is known of the articles, by their hash
    """

    kind: str
    graph: networkx.Graph[str]
    articles: dict[str, Source] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """How many edges there are."""
        return self.graph.number_of_edges()

    def __iter__(self) -> Iterator[Edge]:
        """The edges, in the order of their ids."""
        for source, target in self.graph.edges:
            yield self._edge(source, target)

    def _edge(self, source: str, target: str) -> Edge:
        data, nodes = self.graph.edges[source, target], self.graph.nodes
        return Edge(nodes[source]["name"], nodes[target]["name"], data["predicates"], data["facts"], data["articles"])

    def central(self) -> list[Central]:
        """The nodes, those with the most neighbours first, then by articles and name."""
        import networkx

        plain = self._undirected()
        stated: dict[str, set[str]] = defaultdict(set)
        for source, target, data in self.graph.edges(data=True):
            stated[source].update(data["articles"])
            stated[target].update(data["articles"])
        between = networkx.betweenness_centrality(plain) if len(plain) <= MOST_FOR_BETWEENNESS else {}
        found = [Central(self.graph.nodes[node]["name"], len(plain[node]),
                         len(stated[node]),
                         round(between[node], 6) if node in between else None) for node in self.graph]
        return sorted(found, key=lambda row: (-row.neighbours, -row.articles, row.name))

    def _undirected(self) -> networkx.Graph[str]:
        """Nodes and edges alone; networkx's own view walks the neighbours of a node in an order that varies."""
        import networkx

        plain: networkx.Graph[str] = networkx.Graph()
        plain.add_nodes_from(self.graph)
        plain.add_edges_from(self.graph.edges)
        return plain

    def communities(self) -> list[tuple[str, ...]]:
        """Groups of names with more edges within than between them (greedy modularity: Clauset, Newman and Moore
        2004), the largest first; direction does not count, the number of articles does."""
        import networkx

        if not len(self):
            return []
        # By numbers: sets of text are walked in an order that differs from process to process.
        order = list(self.graph)
        numbered: networkx.Graph[Any] = networkx.Graph()
        numbered.add_nodes_from(range(len(order)))
        place = {node: number for number, node in enumerate(order)}
        for source, target, data in self.graph.edges(data=True):
            weight = data["weight"]
            known = numbered.get_edge_data(place[source], place[target], {"weight": 0})["weight"]
            numbered.add_edge(place[source], place[target], weight=known + weight)
        groups = networkx.community.greedy_modularity_communities(numbered, weight="weight")
        names = [tuple(sorted(self.graph.nodes[order[number]]["name"] for number in group)) for group in groups]
        return sorted(names, key=lambda group: (-len(group), group))

    def path(self, start: str, end: str) -> list[Edge]:
        """The edges of a shortest path between two nodes, each with the direction in which it is stated, if it has one.

        start, end   names, aliases or ids
        Raises InputError where a name is not in the network, and where no path leads from one to the other.
        """
        import networkx

        first, last = (node_named(self.graph, name, "network") for name in (start, end))
        try:
            nodes = networkx.shortest_path(self._undirected(), first, last)
        except networkx.NetworkXNoPath:
            raise InputError(f"no path from {start} to {end} in the network of {self.kind}; "
                             f"try another one of {', '.join(KINDS)}") from None
        return [self._edge(*(pair if self.graph.has_edge(*pair) else pair[::-1]))
                for pair in pairwise(nodes)]

    def graphml(self) -> str:
        """GraphML, for Gephi, yEd and Cytoscape."""
        import networkx

        return "\n".join(networkx.generate_graphml(self._flat(), named_key_ids=True)) + "\n"

    def gexf(self) -> str:
        """GEXF 1.2, for Gephi."""
        import networkx

        text = "\n".join(networkx.generate_gexf(self._flat(), version="1.2draft"))
        return re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n"

    def json(self) -> str:
        """JSON with `nodes` and `edges`."""
        graph = self.graph
        return json.dumps({
            "kind": self.kind, "directed": graph.is_directed(),
            "nodes": [{"id": node, **data} for node, data in graph.nodes(data=True)],
            "edges": [{"source": source, "target": target, **data} for source, target, data in graph.edges(data=True)],
        }, ensure_ascii=False, indent=1) + "\n"

    def _flat(self) -> networkx.Graph[str]:
        """The graph with texts and numbers alone as attributes, as the formats for drawing take them."""
        flat = self.graph.__class__()
        for node, data in self.graph.nodes(data=True):
            name = _NO_XML.sub("\ufffd", data["name"])
            flat.add_node(node, label=name, name=name, kind=data["kind"])
        for source, target, data in self.graph.edges(data=True):
            flat.add_edge(source, target, weight=data["weight"], **{
                key: " ".join(data[key]) for key in ("predicates", "facts", "articles")})
        return flat

    def dataframe(self) -> Any:
        """The edges as a pandas data frame. Raises QueryError if pandas is not installed."""
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise QueryError("pandas is not installed; install it with: pip install pandas") from None
        return pandas.DataFrame(list(self), columns=list(Edge._fields))

    def _repr_html_(self) -> str:
        """The edges in a notebook."""
        from html import escape

        rows = "".join(f"<tr><td>{escape(edge.source)}</td><td>{escape(', '.join(edge.predicates))}</td>"
                       f"<td>{escape(edge.target)}</td><td>{len(edge.articles)}</td></tr>" for edge in self)
        return ("<table><thead><tr><th>from</th><th>relation</th><th>to</th><th>articles</th></tr></thead>"
                f"<tbody>{rows}</tbody></table>")


def network(kind: str, facts: Iterable[Fact], articles: Iterable[Source] = ()) -> Network:
    """The network of a kind that facts draw, the same whatever their order.

    Raises InputError for a kind that there is not.
    """
    import networkx

    if kind not in KINDS:
        raise InputError(f"no network {kind!r}; choose one of {', '.join(KINDS)}")
    predicates, ordered = KINDS[kind], in_order(facts)
    directed = bool(predicates - MUTUAL)
    said: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    names: dict[str, str] = {}
    for fact in ordered:
        for name in participants(fact):
            names.setdefault(slug(name), name)
        if isinstance(fact, Relation) and fact.predicate in predicates:
            ends = slug(fact.subject), slug(fact.object)
            if ends[0] != ends[1]:
                said[ends if directed else (min(ends), max(ends))].append((fact.predicate, fact.id, fact.article))
    if kind == NAMED_WITH:
        for pair, hashes in _together(ordered).items():
            said[pair] = [("", "", article) for article in hashes]
    graph: networkx.Graph[str] = networkx.DiGraph() if directed else networkx.Graph()
    kinds = _kinds(ordered)
    for node in sorted({node for pair in said for node in pair}):
        graph.add_node(node, name=names[node], kind=kinds[node])
    for (source, target), found in sorted(said.items()):
        stated = [tuple(sorted(set(column) - {""})) for column in zip(*found, strict=True)]
        graph.add_edge(source, target, weight=len(stated[2]), predicates=stated[0], facts=stated[1],
                       articles=stated[2])
    return Network(kind, graph, {article.sha256: article for article in articles})


def _together(facts: Iterable[Fact]) -> dict[tuple[str, str], list[str]]:
    """Pairs of entities -> the articles whose facts name both."""
    named: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        named[fact.article].update(map(slug, participants(fact)))
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for article, nodes in named.items():
        for pair in combinations(sorted(nodes), 2):
            pairs[pair].append(article)
    return pairs


def _kinds(facts: list[Fact]) -> dict[str, str]:
    """Company, unit or person for each entity."""
    from kg.network import project

    return {node: data["kind"] for node, data in project(facts).nodes(data=True)}


__all__ = ["KINDS", "NAMED_WITH", "Central", "Edge", "Network", "network"]
