"""Where the nodes of a drawing stand: a company with its units and people is a disk, and disks never overlap.

Deterministic, without physics in the browser. Within a disk units and people stand on rings round the company; the
disks are placed by networkx' spring layout with fixed seeds, pushed apart, and the best of these drawings is taken.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import InputError

if TYPE_CHECKING:
    import networkx

Point = tuple[float, float]
#: Nodes drawn at once: pyvis' page with computed places shows its first frame in under a second up to here.
MOST_NODES = 1000
#: Of a larger graph, companies drawn at first: as many as still have a legible name each on one screen.
MOST_DISKS = 150
#: networkx goes over to scipy, which is no dependency, at 500 nodes.
_SPRING_LIMIT = 400
#: Seeds that are tried, for drawings of so few companies that the choice takes no time.
_SEEDS = 10
_FEW = 60
#: Width by height of the drawing: that of a screen beside a panel.
_ASPECT = 1.35
_GAP = 26.0
_RING = 46.0


def radius(kind: str, facts: int) -> float:
    """Radius in the drawing's units of a node by its kind, its area growing with its number of facts."""
    base, slope = {"company": (13.0, 2.4), "unit": (8.0, 1.3)}.get(kind, (7.5, 0.6))
    return base + slope * math.sqrt(min(facts, 160))


def positions(graph: networkx.MultiDiGraph[str], radii: Mapping[str, float],
              first: Container[str] | None = None) -> dict[str, Point]:
    """A place (x to the right, y down) for each node of `kg.network.project`.

    radii   the nodes' own radii, of `radius`
    first   the nodes that are drawn at first, of `foremost`; the others stand in rows below them
    """
    owners = _owners(graph)
    hubs = sorted(node for node in graph if node not in owners)
    children = _children(owners)
    disks: dict[str, tuple[float, dict[str, Point]]] = {hub: _disk(hub, children, radii) for hub in hubs}
    linked = [hub for hub in hubs if first is None or hub in first]
    centres = _place(graph, hubs, linked, {hub: disks[hub][0] for hub in hubs}, owners)
    return {
        node: (round(centres[hub][0] + x, 1), round(centres[hub][1] + y, 1))
        for hub in hubs for node, (x, y) in disks[hub][1].items()}


def everywhere(graph: networkx.MultiDiGraph[str], radii: Mapping[str, float]) -> dict[str, Point]:
    """As `positions`, for a drawing of all nodes of a large graph at once: igraph's grid-based forces place the disks.

    20,000 nodes take a second or two; networkx' springs took 82 s for 5,000 (measured). Raises InputError where igraph
    is not installed.
    """
    owners = _owners(graph)
    hubs = sorted(node for node in graph if node not in owners)
    children = _children(owners)
    disks = {hub: _disk(hub, children, radii) for hub in hubs}
    centres = _free_places({hub: disks[hub][0] for hub in hubs}, _forces(_links_of_hubs(graph, owners), hubs))
    return {
        node: (round(centres[hub][0] + x, 1), round(centres[hub][1] + y, 1))
        for hub in hubs for node, (x, y) in disks[hub][1].items()}


def _forces(plain: Any, hubs: list[str]) -> list[Point]:
    """A place for each hub, by the forces along their links; the same on each run."""
    try:
        import igraph
    except ImportError:
        raise InputError("a page of everything needs an extra for the places of its nodes; install it with: "
                         "pip install 'tech-giants-kg[large]'") from None
    index = {hub: number for number, hub in enumerate(hubs)}
    edges = sorted((index[min(a, b)], index[max(a, b)], weight) for a, b, weight in plain.edges(data="weight"))
    made = igraph.Graph(len(hubs), [edge[:2] for edge in edges])
    turn = 2.399963  # the golden angle: a start where no two stand on each other
    start = [(math.sqrt(n) * math.cos(n * turn), math.sqrt(n) * math.sin(n * turn)) for n in range(len(hubs))]
    igraph.set_random_number_generator(random.Random(1))
    placed = made.layout_fruchterman_reingold(
        weights=[edge[2] for edge in edges] or None, seed=start, niter=300, grid=True)
    return [(x * _ASPECT ** 0.5, y * _ASPECT ** -0.5) for x, y in placed]


def _free_places(reach: Mapping[str, float], wanted: list[Point]) -> dict[str, Point]:
    """The centres nearest to the wanted ones at which no disk covers another, the largest disks first.

    The plane is a grid of cells as large as the smallest disk; a disk takes a square of them.
    """
    hubs = sorted(reach)
    cell = 2 * min(reach.values(), default=1.0)
    # Room for all disks, twice.
    spread = max((abs(v) for point in wanted for v in point), default=0.0) or 1.0
    scale = math.sqrt(2 * sum((2 * r) ** 2 for r in reach.values())) / (2 * spread) / cell
    taken: set[tuple[int, int]] = set()
    centres: dict[str, Point] = {}
    for number in sorted(range(len(hubs)), key=lambda n: (-reach[hubs[n]], n)):
        side = math.ceil(2 * reach[hubs[number]] / cell)
        x, y = (round(v * scale - side / 2) for v in wanted[number])
        block = next(cells for cells in _blocks_round(x, y, side) if not any(c in taken for c in cells))
        taken.update(block)
        left, top = block[0]
        centres[hubs[number]] = ((left + side / 2) * cell, (top + side / 2) * cell)
    return centres


def _blocks_round(x: int, y: int, side: int) -> Iterator[list[tuple[int, int]]]:
    """Squares of cells, the first with its corner at x, y and then others, ring by ring."""
    for ring in itertools.count():
        for dx in range(-ring, ring + 1):
            rows = range(-ring, ring + 1) if abs(dx) == ring else (-ring, ring)
            for dy in rows:
                yield [(x + dx + i, y + dy + j) for i in range(side) for j in range(side)]


def foremost(graph: networkx.MultiDiGraph[str], weight: Mapping[str, int]) -> set[str]:
    """The nodes to draw at first: all, or of more than MOST_NODES the heaviest companies with what belongs to them."""
    if len(graph) <= MOST_NODES:
        return set(graph)
    owners = _owners(graph)
    children = _children(owners)
    chosen: set[str] = set()
    hubs = sorted((node for node in graph if node not in owners), key=lambda node: (-weight[node], node))
    for hub in hubs[:MOST_DISKS]:
        disk = [hub]
        for node in disk:
            disk += children.get(node, ())
        if len(chosen) + len(disk) <= MOST_NODES:
            chosen.update(disk)
    return chosen


def _children(owners: Mapping[str, str]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = defaultdict(list)
    for node in sorted(owners):
        children[owners[node]].append(node)
    return children


def _owners(graph: networkx.MultiDiGraph[str]) -> dict[str, str]:
    """For a unit its parent, for a person the organization that most facts tie it to."""
    owners: dict[str, str] = {}
    for node, data in graph.nodes(data=True):
        if data["parent"]:
            owners[node] = data["parent"]
        elif data["kind"] == "person":
            ties: dict[str, int] = defaultdict(int)
            for _, target, edge in graph.out_edges(node, data=True):
                if graph.nodes[target]["kind"] != "person":
                    ties[target] += len(edge["facts"])
            if ties:
                owners[node] = min(ties, key=lambda target: (-ties[target], target))
    return owners


def _leaves(node: str, children: dict[str, list[str]]) -> int:
    return sum(_leaves(child, children) for child in children.get(node, ())) or 1


def _disk(hub: str, children: dict[str, list[str]], radii: Mapping[str, float]) -> tuple[float, dict[str, Point]]:
    """The radius of a company's disk and the places in it: a radial tree, each child in a sector by its leaves."""
    places: dict[str, Point] = {hub: (0.0, 0.0)}
    reach = radii[hub]
    todo = [(hub, -math.pi / 2, 2 * math.pi, 0.0)]
    while todo:
        node, start, sector, distance = todo.pop()
        below = children.get(node, [])
        if not below:
            continue
        total = sum(_leaves(child, children) for child in below)
        step = distance + radii[node] + max(radii[child] for child in below) + _RING * 0.75
        # The ring is wide enough for its nodes; with many of them every other one stands further out.
        step = max(step, total * _RING / sector * (0.62 if total > 9 else 1.0))
        angle = start
        for index, child in enumerate(below):
            share = sector * _leaves(child, children) / total
            out = step + (_RING * 0.8 if total > 9 and index % 2 else 0.0)
            middle = angle + share / 2
            places[child] = (out * math.cos(middle), out * math.sin(middle))
            reach = max(reach, out + radii[child] + 12)
            todo.append((child, angle, share, out))
            angle += share
    return reach + _GAP, places


def _place(graph: networkx.MultiDiGraph[str], hubs: list[str], linked: list[str], reach: dict[str, float],
           owners: dict[str, str]) -> dict[str, Point]:
    """Centres of the disks: those of `linked` that are connected by springs, the rest in rows below."""
    import networkx

    plain = _links_of_hubs(graph, owners)
    joined = sorted(plain.subgraph(linked), key=lambda hub: (-plain.degree(hub), hub))[:_SPRING_LIMIT]
    centres: dict[str, Point] = {}
    blocks: list[tuple[list[str], dict[str, Point]]] = []
    for component in networkx.connected_components(plain.subgraph(joined)):
        members = sorted(component)
        blocks.append((members, _springs(plain.subgraph(members), members, reach)))
    blocks += [([hub], {hub: (0.0, 0.0)}) for hub in sorted(set(hubs) - set(joined))]
    shown = set(linked)
    blocks.sort(key=lambda block: (block[0][0] not in shown, -len(block[0]), -max(reach[hub] for hub in block[0]),
                                   block[0][0]))
    boxes = [_box(places, reach) for _, places in blocks]
    front = [box for (members, _), box in zip(blocks, boxes, strict=True) if members[0] in shown]
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in front)
    width = max([math.sqrt(area * _ASPECT), *(right - left for left, _, right, _ in boxes)], default=0.0)
    x = y = row = 0.0
    for (_, places), (left, top, right, bottom) in zip(blocks, boxes, strict=True):
        if x and x + right - left > width * 1.02:
            x, y, row = 0.0, y + row, 0.0
        centres |= {hub: (x - left + px, y - top + py) for hub, (px, py) in places.items()}
        x, row = x + right - left + _GAP, max(row, bottom - top)
    return centres


def _links_of_hubs(graph: networkx.MultiDiGraph[str], owners: Mapping[str, str]) -> Any:
    """The graph of the disks: an edge between two weighs as many as there are between their nodes."""
    import networkx

    def hub_of(node: str) -> str:
        while node in owners:
            node = owners[node]
        return node

    plain: Any = networkx.Graph()
    for source, target in graph.edges():
        a, b = hub_of(source), hub_of(target)
        if a != b:
            plain.add_edge(a, b, weight=plain.get_edge_data(a, b, {"weight": 0})["weight"] + 1)
    return plain


def _box(places: dict[str, Point], reach: dict[str, float]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the disks."""
    rims = [(x, y, reach[hub]) for hub, (x, y) in places.items()]
    return (min(x - r for x, _, r in rims), min(y - r for _, y, r in rims),
            max(x + r for x, _, r in rims), max(y + r for _, y, r in rims))


def _springs(plain: Any, members: list[str], reach: dict[str, float]) -> dict[str, Point]:
    """networkx' spring layout, scaled to the disks; of some seeds the one that reads best, unless there are many."""
    import networkx
    import numpy as np

    if len(members) == 1:
        return {members[0]: (0.0, 0.0)}
    size = np.array([reach[hub] for hub in members])
    scale = math.sqrt(float((size ** 2).sum())) * 1.6
    # Sorted nodes, fixed seeds and rounding: the same facts give the same drawing.
    ordered: Any = networkx.Graph()
    ordered.add_nodes_from(members)
    ordered.add_weighted_edges_from(sorted((min(e), max(e), w) for *e, w in plain.edges(data="weight")))
    links = (networkx.to_numpy_array(ordered, nodelist=members) > 0).astype(float)
    tries = []
    for seed in range(_SEEDS if len(members) <= _FEW else 1):
        start = networkx.spring_layout(ordered, seed=seed, iterations=150, k=2.2 / math.sqrt(len(members)))
        at = np.array([start[hub] for hub in members]) * scale * np.array([_ASPECT ** 0.5, _ASPECT ** -0.5])
        x, y = _apart(at[:, 0], at[:, 1], size, links)
        tries.append((round(_trouble(x, y, size, links), 6), seed, x, y))
    _, _, x, y = min(tries, key=lambda one: one[:2])
    return {hub: (round(float(px), 1), round(float(py), 1)) for hub, px, py in zip(members, x, y, strict=True)}


def _apart(x: Any, y: Any, size: Any, links: Any) -> tuple[Any, Any]:
    """The centres drawn together along their links and to the middle, then pushed apart until no disks overlap."""
    import numpy as np

    apart = size[:, None] + size[None, :]
    np.fill_diagonal(apart, 0.0)
    drawn = min(400, 40_000 // len(size))
    for turn in range(drawn + 300):
        pull = max(0.0, 1.0 - turn / drawn)
        dx, dy = x[:, None] - x[None, :], y[:, None] - y[None, :]
        distance = np.maximum(np.sqrt(dx * dx + dy * dy), 1e-6)
        overlap = np.maximum(apart - distance, 0.0)
        if not pull and overlap.max() < 0.5:
            break
        force = (overlap * 0.5 - links * np.maximum(distance - apart, 0.0) * (0.012 * pull)) / distance
        x = (x + (dx * force).sum(1)) * (1 - 0.006 * pull)
        y = (y + (dy * force).sum(1)) * (1 - 0.006 * _ASPECT * pull)
    return x, y


def _trouble(x: Any, y: Any, size: Any, links: Any) -> float:
    """How badly a drawing reads: lines through companies first, then lines that cross, then room that is wasted."""
    import numpy as np

    ends = np.argwhere(np.triu(links) > 0)
    ax, ay, bx, by = x[ends[:, 0]], y[ends[:, 0]], x[ends[:, 1]], y[ends[:, 1]]
    long = np.maximum((bx - ax) ** 2 + (by - ay) ** 2, 1e-6)
    along = np.clip(((x - ax[:, None]) * (bx - ax)[:, None] + (y - ay[:, None]) * (by - ay)[:, None]) / long[:, None],
                    0, 1)
    off = np.hypot(x - (ax[:, None] + along * (bx - ax)[:, None]), y - (ay[:, None] + along * (by - ay)[:, None]))
    off[np.arange(len(ends)), ends[:, 0]] = off[np.arange(len(ends)), ends[:, 1]] = np.inf
    through = np.clip(1 - off / np.minimum(size, 60.0), 0, 1).sum()

    def side(px: Any, py: Any) -> Any:
        """On which side of each line (rows) the points of each line (columns) lie."""
        return np.sign((bx - ax)[:, None] * (py - ay[:, None]) - (by - ay)[:, None] * (px - ax[:, None]))

    parted = side(ax, ay) * side(bx, by) < 0
    shared = (ends[:, None, :, None] == ends[None, :, None, :]).any((2, 3))
    crossings = (parted & parted.T & ~shared).sum() / 2
    room = (x.max() - x.min() + 1) * (y.max() - y.min() + 1) / float((4 * size ** 2).sum())
    return float(2 * through + 0.5 * crossings + room)
