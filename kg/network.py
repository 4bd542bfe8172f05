"""Facts as a networkx graph: companies, units and people as nodes, relations and roles as edges.

Numbers, market positions and quotations are no nodes of their own: they hang on the node that they are about, since
five hundred loose figures make a hairball. Node ids are the local names of the entities' IRIs.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Protocol

from kg.errors import InputError
from kg.facts import KINDS, Fact, Observation, Rank, Relation, Role, Statement, in_order, slug
from kg.lexicon import Lexicon, load
from kg.period_label import label_days

if TYPE_CHECKING:
    import networkx
    import pyoxigraph as ox

#: Predicates that hold in both directions, and so are one edge whichever way they are stated.
SYMMETRIC = frozenset({"competes_with", "partners_with"})
#: The edge of a unit to its owner where the ontology knows it and no article states it.
PART_OF = "part_of"
#: The edge of a quoted person to the organization that the text names, where no role is stated.
SPEAKS_FOR = "speaks_for"


class Source(Protocol):
    """What is shown of an article; `kg.rdf.ArticleInfo` and `kg.article.Article` both have it."""

    @property
    def sha256(self) -> str:
        """Hash of the normalised text, in hexadecimal."""
    @property
    def name(self) -> str:
        """Of its file; empty where it has none."""
    @property
    def title(self) -> str | None:
        """Its headline."""
    @property
    def day(self) -> date | str | None:
        """Day of publication, or its ISO date."""
    @property
    def language(self) -> str | None:
        """Its code, such as nl."""
    @property
    def url(self) -> str | None:
        """Where it stands on the web."""
    @property
    def publisher(self) -> str | None:
        """Who published it."""


def participants(fact: Fact) -> tuple[str, ...]:
    """The names of the companies, units and people that a fact is about, the subject first."""
    match fact:
        case Observation() | Rank():
            return (fact.subject,)
        case Relation():
            return (fact.subject, fact.object)
        case Role():
            return (fact.person, fact.organization) if fact.organization else (fact.person,)
        case Statement():
            return (fact.speaker, fact.organization) if fact.organization else (fact.speaker,)
    raise InputError(f"a fact's kind is one of {', '.join(KINDS)}, not {fact.kind!r}")


def project(facts: Iterable[Fact], articles: Iterable[Source] = ()) -> networkx.MultiDiGraph[str]:
    """The graph of the facts, the same whatever the order in which they come.

    Nodes have `name`, `kind` ("company", "unit", "person"), `parent` (the id of the owner, if it is in the graph, or
    None) and `facts` (the observations, ranks and statements about them). Edges have the predicate or role as their
    key, and `facts`, those that state it; an edge with the key `part_of` comes from the ontology and has none.
    `graph.graph["articles"]` is a dictionary of the articles by their SHA-256.
    """
    import networkx

    ordered = in_order(facts)
    lexicon = load()
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    graph.graph["articles"] = {article.sha256: article for article in articles}
    kinds = _kinds(ordered, lexicon)
    for name in sorted({name for fact in ordered for name in participants(fact)}):
        if slug(name) not in graph:
            graph.add_node(slug(name), name=name, kind=kinds[name], parent=None, facts=[])
    for fact in ordered:
        _attach(graph, fact)
    for fact in ordered:
        if isinstance(fact, Statement) and fact.organization:
            speaker, organization = slug(fact.speaker), slug(fact.organization)
            if speaker != organization and not set(graph[speaker].get(organization, ())) - {SPEAKS_FOR}:
                _edge(graph, speaker, organization, SPEAKS_FOR, fact)
    for node, parent in _parents(graph, lexicon).items():
        graph.nodes[node]["parent"] = parent
        if not graph.has_edge(parent, node, "parent_of"):
            graph.add_edge(node, parent, PART_OF, facts=[])
    return graph


def select(facts: Iterable[Fact], *, company: str | None = None, metric: str | None = None, period: str | None = None,
           kind: str | None = None, depth: int | None = None) -> list[Fact]:
    """The facts of a selection; each condition narrows it, and is given as the parameters of named queries are.

    company   a company, unit or person by its name, an alias or its id: the facts about it and about its units
    metric    code such as `capex`, or a label in any language
    period    such as `2025`, `2025-Q4` or `microsoft-FY2026`: the figures of what lies within its days
    kind      observation, role, relation, statement or rank
    depth     steps from the company whose facts belong to it as well; 1 (the default) is the company itself

    Raises InputError where a condition is no such thing, or where nothing is left.
    """
    chosen = in_order(facts)
    fits = condition(chosen, company=company, metric=metric, period=period, kind=kind, depth=depth)
    chosen = [fact for fact in chosen if fits(fact)]
    conditions = {"company": company, "metric": metric, "kind": kind, "period": period}
    if not chosen and (asked := [f"{key} {value}" for key, value in conditions.items() if value is not None]):
        raise InputError(f"no fact has {', '.join(asked)}: leave out a condition")
    return chosen


def condition(facts: Iterable[Fact], *, company: str | None = None, metric: str | None = None,
              period: str | None = None, kind: str | None = None, depth: int | None = None) -> Callable[[Fact], bool]:
    """Whether a fact is one of a selection, as a function; the conditions are those of `select`.

    `facts` are read once, and only where a company is given, to know its units and what is near it; of those that
    say the same of the same two names one is held.
    """
    if depth is not None and depth < 1:
        raise InputError(f"depth is 1 or more, not {depth}")
    if depth is not None and company is None:
        raise InputError("depth counts steps from a company: name one as well (--company)")
    if kind is not None and kind not in KINDS:
        raise InputError(f"a fact's kind is one of {', '.join(KINDS)}, not {kind!r}")
    code = None if metric is None else _bound("metric", metric)[0].rsplit("/", 1)[-1]
    days = None if period is None else _bound("period", period)
    near: set[str] | None = None
    if company is not None:
        link = {(fact.kind, getattr(fact, "predicate", None) or getattr(fact, "role", None), participants(fact)): fact
                for fact in facts}
        near = _near(in_order(link.values()), company, depth or 1)

    def fits(fact: Fact) -> bool:
        return ((near is None or any(slug(name) in near for name in participants(fact)))
                and (code is None or (isinstance(fact, Observation) and fact.metric == code))
                and (kind is None or fact.kind == kind)
                and (days is None or (isinstance(fact, Observation) and _within(fact, days[0], days[1]))))

    return fits


def named_in(facts: Iterable[Fact], triples: Iterable[ox.Triple]) -> list[Fact]:
    """The facts that triples name, as an answer to CONSTRUCT has them: by their IRI, or by the plain edge they state.

    Raises InputError where there is none.
    """
    from kg.rdf import edge_triples, fact_iri

    answer = set(triples)
    terms = {term for triple in answer for term in (triple.subject, triple.object)}
    found = [fact for fact in facts if fact_iri(fact) in terms or any(edge in answer for edge in edge_triples(fact))]
    if not found:
        raise InputError("the query's answer names no fact and no edge between entities; let it construct facts, as "
                         "in: CONSTRUCT { ?fact ?p ?o } WHERE { ?fact kg:metric metric:capex ; ?p ?o }")
    return found


def _bound(type_: str, value: str) -> tuple[str, ...]:
    """The terms that a parameter of a named query becomes, as strings."""
    from kg.parameters import Parameter, bind

    return tuple(term.value for term in bind(Parameter(type_, type_, None, False, ""), value, None).values())


def _within(fact: Observation, first: str, last: str) -> bool:
    """Whether the fact's period lies within these days (ISO)."""
    span = (fact.period_start, fact.period_end) if fact.period_start else label_days(fact.period or "")
    return bool(span and span[0] and span[1] and first <= span[0] and span[1] <= last)


def _attach(graph: networkx.MultiDiGraph[str], fact: Fact) -> None:
    match fact:
        case Relation():
            ends = slug(fact.subject), slug(fact.object)
            source, target = sorted(ends) if fact.predicate in SYMMETRIC else ends
            _edge(graph, source, target, fact.predicate, fact)
        case Role(organization=str(organization)):
            _edge(graph, slug(fact.person), slug(organization), fact.role, fact)
        case _:
            graph.nodes[slug(participants(fact)[0])]["facts"].append(fact)


def _edge(graph: networkx.MultiDiGraph[str], source: str, target: str, key: str, fact: Fact) -> None:
    if not graph.has_edge(source, target, key):
        graph.add_edge(source, target, key, facts=[])
    graph.edges[source, target, key]["facts"].append(fact)


def _kinds(facts: list[Fact], lexicon: Lexicon) -> dict[str, str]:
    """Company, unit or person for each name: by the ontology, or else by the part that the name has in facts."""
    kinds: dict[str, str] = {}
    for fact in facts:
        match fact:
            case Role():
                kinds[fact.person] = "person"
            case Relation(predicate="parent_of"):
                kinds.setdefault(fact.object, "unit")
    for fact in facts:
        for position, name in enumerate(participants(fact)):
            kinds.setdefault(name, "person" if isinstance(fact, Statement) and position == 0 else "company")
    names = frozenset(kinds)
    for name, kind in kinds.items():
        if entity := lexicon.entity(name):
            kinds[name] = entity.kind
        elif kind == "company" and _owner_by_name(name, names, lexicon):
            kinds[name] = "unit"
    for fact in facts:  # a company can be quoted, and its name may be new: what has figures is no person
        if isinstance(fact, Observation | Rank) and kinds[fact.subject] == "person":
            kinds[fact.subject] = "company"
    return kinds


def _owner_by_name(name: str, names: frozenset[str], lexicon: Lexicon) -> str | None:
    """The company or unit whose name opens the unit's name: "Meta" of "Meta advertising"."""
    words = name.split()
    for count in range(len(words) - 1, 0, -1):
        owner = " ".join(words[:count])
        # "YouTube advertising" is a part of YouTube even if no fact names that, "Paramount Skydance" none of Paramount.
        if owner in names or (owner in lexicon.by_name and words[count].islower()):
            return owner
    return None


def _parents(graph: networkx.MultiDiGraph[str], lexicon: Lexicon) -> dict[str, str]:
    """The nearest owner in the graph of each unit and company that has one there, without circles."""
    names = frozenset(data["name"] for _, data in graph.nodes(data=True))
    stated = {target: source for source, target, key in graph.edges(keys=True) if key == "parent_of"}
    parents: dict[str, str] = {}
    for node, data in graph.nodes(data=True):
        if data["kind"] == "person":
            continue
        entity = lexicon.entity(data["name"])
        owner = _owner_by_name(data["name"], names, lexicon) if data["kind"] == "unit" else None
        # What the ontology knows as a company of its own stays one, whatever an article is read to say.
        claimed = None if entity and entity.kind == "company" else stated.get(node)
        candidates = (entity.parent if entity else None, claimed, slug(owner) if owner else None)
        found = (_in_graph(graph, candidate, lexicon) for candidate in candidates if candidate)
        if parent := next((one for one in found if one and one != node), None):
            parents[node] = parent
    for node in sorted(parents):
        seen, above = {node}, parents.get(node)
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == node:
            del parents[node]
    return parents


def _in_graph(graph: networkx.MultiDiGraph[str], owner: str, lexicon: Lexicon) -> str | None:
    """The owner if it is in the graph, or else the nearest owner above it that is."""
    above: str | None = owner
    for _ in range(8):  # no chain of owners is longer; a circle in the ontology ends as well
        if above is None or above in graph:
            break
        entity = lexicon.entities.get(above)
        above = entity.parent if entity else None
    return above if above is not None and above in graph and graph.nodes[above]["kind"] != "person" else None


def _near(facts: list[Fact], company: str, depth: int) -> set[str]:
    """Ids of the entity, its units, and what is fewer than `depth` steps from them."""
    graph = project(facts)
    children: dict[str, list[str]] = defaultdict(list)
    for node, data in graph.nodes(data=True):
        if data["parent"]:
            children[data["parent"]].append(node)
    near, todo = set(), [node_named(graph, company)]
    while todo:
        node = todo.pop()
        near.add(node)
        todo += [child for child in children[node] if child not in near]
    for _ in range(depth - 1):
        near |= {other for node in near for other in (*graph.successors(node), *graph.predecessors(node))}
    return near


def node_named(graph: networkx.Graph[str], name: str, what: str = "graph") -> str:
    """The node with this name, alias or id, in any graph whose nodes have a `name`; `what` it is called in errors.

    Raises InputError where there is none, with the name that is nearest.
    """
    if slug(name) in graph:
        return slug(name)
    aliases = {
        alias.casefold(): entity.id for entity in load().entities.values() if entity.id in graph
        for alias, _ in entity.aliases}
    if name.casefold() in aliases:
        return aliases[name.casefold()]
    names = sorted(data["name"] for _, data in graph.nodes(data=True))
    close = difflib.get_close_matches(name, names, 1, 0.5)
    cure = f"did you mean {close[0]}?" if close else f"it has {', '.join(names[:8])}{' ...' * (len(names) > 8)}"
    raise InputError(f"the {what} has no company, unit or person {name!r}; {cure}")


__all__ = ["PART_OF", "SPEAKS_FOR", "SYMMETRIC", "Source", "condition", "node_named", "participants", "project",
           "select"]
