"""What the page of the graph holds: nodes, edges, facts with their words, and articles, as plain data for JSON."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg import present
from kg.facts import CONTENT, Fact, Observation, Relation, Role, slug
from kg.layout import everywhere, foremost, positions, radius
from kg.network import PART_OF, SPEAKS_FOR, SYMMETRIC, Source, participants
from kg.period_label import label_days

if TYPE_CHECKING:
    import networkx

#: Characters shown at most before and after the words of a fact; a sentence is seldom longer.
_MOST_CONTEXT = 280
_SENTENCE_END = re.compile(r"\n|(?<!\b\w)[.!?…][\"'’”»)\]]*\s+(?=[\"'‘“„«(]?[A-Z0-9À-Þ])")


def page_data(graph: networkx.MultiDiGraph[str], facts: Sequence[Fact], texts: Mapping[str, str],
              words: Mapping[str, Any], language: str, whole: bool = False) -> dict[str, Any]:
    """The data of the page; facts are named by their place in `facts`, articles by theirs in the result's list.

    whole   all nodes are drawn at once, see `kg.layout.everywhere`
    """
    place = {id(fact): index for index, fact in enumerate(facts)}
    hashes = sorted({fact.article for fact in facts})
    sources = {sha: index for index, sha in enumerate(hashes)}
    edges = _edges(graph, place, words, language)
    nodes = _nodes(graph, place, edges, language, whole)
    return {
        "nodes": nodes, "edges": edges,
        "facts": [_fact(fact, sources[fact.article], texts.get(fact.article), language) for fact in facts],
        "same": _agreeing(facts),
        "articles": [_article(graph.graph["articles"].get(sha), sha, language) for sha in hashes],
        "labels": _labels(facts, language),
        "spans": {label: span for fact in facts if (label := _period(fact)) and (span := label_days(label))},
        "counts": {"articles": len(hashes), "facts": len(facts), "entities": graph.number_of_nodes()},
    }


def _nodes(graph: networkx.MultiDiGraph[str], place: Mapping[int, int], edges: Iterable[Mapping[str, Any]],
           language: str, whole: bool) -> list[dict[str, Any]]:
    """Entities, the most told of first, and then for each its figures by metric, which the page shows on demand."""
    told: dict[str, list[int]] = {node: [place[id(fact)] for fact in facts] for node, facts in graph.nodes("facts")}
    weight = {node: len(facts) for node, facts in told.items()}
    for edge in edges:
        for end in ("from", "to"):
            weight[edge[end]] += len(edge["facts"])
    radii = {node: radius(data["kind"], weight[node]) for node, data in graph.nodes(data=True)}
    first = set(graph) if whole else foremost(graph, weight)
    places = everywhere(graph, radii) if whole else positions(graph, radii, first)
    rows: list[dict[str, Any]] = []
    figures: list[dict[str, Any]] = []
    for node in sorted(graph, key=lambda node: (-weight[node], node)):
        data = graph.nodes[node]
        x, y = places[node]
        row = {"id": node, "label": data["name"], "group": data["kind"], "x": x, "y": y,
               "size": round(radii[node], 1), "facts": told[node], "weight": weight[node]}
        if data["parent"]:
            row["parent"] = data["parent"]
        if node not in first:
            row["rest"] = True
        rows.append(row)
        by_metric: dict[str, list[Observation]] = defaultdict(list)
        for fact in data["facts"]:
            if isinstance(fact, Observation):
                by_metric[fact.metric].append(fact)
        for metric, observations in sorted(by_metric.items(), key=lambda item: (-len(item[1]), item[0])):
            # The first of those that pass the page's filters stands for the metric.
            best = sorted(observations, key=_standing, reverse=True)
            figures.append({
                "id": f"{node}/{metric}", "label": present.label(metric, language), "group": "figure", "x": x, "y": y,
                "size": 5, "of": node, "metric": metric, "facts": [place[id(fact)] for fact in best]})
    return rows + figures


def _standing(fact: Observation) -> tuple[Any, ...]:
    """The order in which figures stand for their metric: amounts, reported, of the latest and then longest period."""
    start, end = _days(fact) or ("", "")
    return (fact.measure == "level", fact.status == "reported", end, _reversed(start), -fact.start)


def _days(fact: Observation) -> tuple[str, str] | None:
    """First and last day of the period, as the fact or as its label tells them."""
    if fact.period_start and fact.period_end:
        return fact.period_start, fact.period_end
    return label_days(fact.period or "")


def _figure(fact: Observation, language: str) -> str:
    """The amount with its period, and with its status unless it is reported."""
    label = _period(fact)
    change = fact.measure == "change"
    hedge = "exact" if change else fact.qualifier  # "more than -4" would be read the wrong way round
    value = present.figure(fact.value, fact.low, fact.high, fact.unit, hedge, language)
    if change and fact.unit != "times" and fact.value is not None and fact.value > 0:
        value = f"+{value}"
    about = [value, *([present.period(label, language)] if label else [])]
    if fact.status != "reported":
        about.append(present.label(fact.status, language))
    return " · ".join(about)


def _period(fact: Fact) -> str | None:
    """The label of an observation's period: on the calendar where its days are a quarter or so, or else its own."""
    if not isinstance(fact, Observation):
        return None
    plain = present.period_label(fact.period_start, fact.period_end)
    return plain if plain and (not fact.period or label_days(plain)) else fact.period


def _reversed(day: str) -> str:
    """A key by which an earlier day sorts after a later one."""
    return day.translate(str.maketrans("0123456789", "9876543210"))


def _edges(graph: networkx.MultiDiGraph[str], place: Mapping[int, int], words: Mapping[str, Any],
           language: str) -> list[dict[str, Any]]:
    own = {PART_OF: words["part_of"], SPEAKS_FOR: words["speaks_for"]}
    rows = []
    for source, target, key, data in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        person = graph.nodes[source]["kind"] == "person"
        rows.append({
            "id": f"{source}|{key}|{target}", "from": source, "to": target,
            "label": own.get(key) or present.label(key, language), "predicate": "role" if person else key,
            "arrows": "" if key in SYMMETRIC or person else "to", "facts": [place[id(fact)] for fact in data["facts"]]})
    return rows


def _fact(fact: Fact, article: int, text: str | None, language: str) -> dict[str, Any]:
    before, after = surroundings(text, fact.start, fact.end) if text else ("", "")
    row: dict[str, Any] = {
        "id": fact.id, "kind": fact.kind, "says": present.sentence(fact, language), "words": fact.evidence,
        "before": before, "after": after, "article": article,
        "nodes": list(dict.fromkeys(slug(name) for name in participants(fact)))}
    if isinstance(fact, Observation):
        start, end = _days(fact) or (None, None)
        row |= {"figure": _figure(fact, language), "metric": fact.metric, "status": fact.status,
                "period": _period(fact), "start": start, "end": end}
    return row


def surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after the span start..end in its sentence (or sentences), shortened with an ellipsis."""
    floor, ceiling = max(0, start - _MOST_CONTEXT), min(len(text), end + _MOST_CONTEXT)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, floor, start)]
    follows = _SENTENCE_END.search(text, max(start, end - 1), ceiling)
    first = ends[-1] if ends else floor
    last = max(follows.end(), end) if follows else ceiling
    before = text[first:start].replace("\n", " ").lstrip()
    after = text[end:last].replace("\n", " ").rstrip()
    return ("…" if not ends and first > 0 else "") + before, after + ("…" if not follows and last < len(text) else "")


def _agreeing(facts: Iterable[Fact]) -> list[int]:
    """For each fact the number of its group; the facts of a group say the same, in whatever words and articles."""
    groups: dict[tuple[Any, ...], int] = {}
    rows = []
    for fact in facts:
        content = {name: getattr(fact, name) for name in CONTENT[fact.kind]}
        # The days say more than the label, and how exactly a number is put is no other fact.
        for name in ("qualifier", "decimals", *(["period"] if content.get("period_start") else [])):
            content.pop(name, None)
        if isinstance(fact, Relation) and fact.predicate in SYMMETRIC:
            content["subject"], content["object"] = sorted((fact.subject, fact.object))
        rows.append(groups.setdefault((fact.kind, *content.values()), len(groups)))
    return rows


def _article(source: Source | None, sha: str, language: str) -> dict[str, Any]:
    if source is None:
        return {"title": None, "name": sha[:16]}
    day = str(source.day) if source.day else None
    return {"title": source.title, "name": source.name or sha[:16], "day": day,
            "date": present.period(day, language) if day else None, "publisher": source.publisher,
            "language": source.language, "url": _web_address(source.url)}


def _web_address(url: str | None) -> str | None:
    """The address if it is one of the web (http or https with a host), so that a link to it runs no script."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _labels(facts: Iterable[Fact], language: str) -> dict[str, dict[str, str]]:
    """What people call the metrics, statuses, predicates and periods that occur."""
    labels: dict[str, dict[str, str]] = {"metric": {}, "status": {}, "predicate": {}, "period": {}, "role": {}}
    for fact in facts:
        match fact:
            case Observation():
                labels["metric"].setdefault(fact.metric, present.label(fact.metric, language))
                labels["status"].setdefault(fact.status, present.label(fact.status, language))
                if label := _period(fact):
                    labels["period"].setdefault(label, present.period(label, language))
            case Relation():
                labels["predicate"].setdefault(fact.predicate, present.label(fact.predicate, language))
            case Role():
                labels["role"].setdefault(fact.role, present.label(fact.role, language))
    return {group: dict(sorted(names.items())) for group, names in labels.items()}
