// What the stage shows: which nodes and edges, where figures stand, and what part of it all is in view.

let shownNodes = [], shownEdges = [];

const FIGURE_STEP = 30; // between the figures of a company, in the drawing's units; at the least zoom 17 pixels
const LEAST_ZOOM = 0.6;
// Figures of the selected company on an arc at the emptier side of its disk; of a filtered metric beside each company.
function placedFigures(nodes, near) {
  const rows = [];
  const passingFigures = (id) => graph.figures(id).filter((row) => row.facts.some(passing));
  if (state.metric && !(state.node && byId.get(state.node).group !== "figure")) {
    for (const id of nodes)
      for (const row of passingFigures(id)) {
        const owner = byId.get(id);
        rows.push({ ...row, label: graph.figure(row), x: owner.x + owner.size + 12, y: owner.y - owner.size - 8, sides: ["right", "left", "above"], minor: owner.group !== "company" });
      }
  }
  const chosen = byId.get(state.node);
  const owner = chosen && chosen.group === "figure" ? byId.get(chosen.of) : chosen;
  if (owner && nodes.has(owner.id) && !narrow.matches && !(state.metric && chosen.group === "figure")) {
    const figures = passingFigures(owner.id);
    const disk = family(owner.id).concat((tiesOf.get(owner.id) || []).filter(({ other }) => other.group === "person").map(({ other }) => other.id))
      .map((id) => byId.get(id)).map((node) => Math.hypot(node.x - owner.x, node.y - owner.y) + node.size).filter((reach) => reach < 320);
    const reach = Math.min(Math.max(...disk, owner.size), 170) + 46;
    const high = figures.length * FIGURE_STEP / 2 + 20;
    const crowd = (sign) => entities.filter((node) => nodes.has(node.id) && Math.abs(node.y - owner.y) < high
      && (node.x - owner.x) * sign > reach * 0.6 && (node.x - owner.x) * sign < reach + 400)
      .reduce((sum, node) => sum + (near.has(node.id) ? 4 : 1), 0);
    const side = crowd(1) <= crowd(-1) ? "right" : "left", sign = side === "right" ? 1 : -1;
    figures.forEach((row, index) => {
      const y = (index - (figures.length - 1) / 2) * FIGURE_STEP;
      const x = Math.sqrt(Math.max(reach * reach - y * y, (reach * 0.6) ** 2));
      rows.push({ ...row, label: `${row.label}: ${graph.figure(row)}`, x: owner.x + sign * x, y: owner.y + y, side, always: true });
    });
  }
  return rows;
}

function paint() {
  const { nodes, edges } = visible();
  const near = new Set();
  if (state.node) {
    const chosen = byId.get(state.node);
    const centre = chosen.group === "figure" ? chosen.of : state.node;
    near.add(centre);
    for (const { edge, other } of graph.ties(centre, passing)) if (edges.has(edge.id)) near.add(other.id);
  } else if (state.edge) {
    const edge = edgeById.get(state.edge);
    near.add(edge.from).add(edge.to);
  }
  const figures = placedFigures(nodes, near);
  const centre = state.node && (byId.get(state.node).of || state.node);
  const dimNode = (node) => near.size > 0 && !near.has(node.of || node.id);
  const dimEdge = (edge) => near.size > 0 && (state.edge ? edge.id !== state.edge : edge.from !== centre && edge.to !== centre);
  shownNodes = [...figures, ...entities.filter((node) => nodes.has(node.id))].map((node) => ({ ...node, dim: dimNode(node) }));
  const lines = figures.map((row) => ({ id: "to " + row.id, from: row.of, to: row.id, predicate: "figure", facts: row.facts, thin: true }));
  shownEdges = [...allEdges.filter((edge) => edges.has(edge.id)), ...lines].map((edge) => ({
    ...edge, dim: dimEdge(edge), text: edge.predicate === "part_of" || edge.thin ? "" : edge.label,
  }));
  const rank = (edge) => (edge.id === state.edge ? 3 : edge.predicate === "competes_with" ? 0 : edge.predicate === "role" ? 1 : 2);
  shownEdges.sort((a, b) => rank(b) - rank(a));
  const chosen = shownNodes.find((node) => node.id === state.node);
  const group = { company: 0, unit: 1, person: 2 };
  const first = (node) => (node === chosen ? 0 : node.group === "figure" ? 1 : (near.has(node.id) ? 2 : 5) + group[node.group]);
  shownNodes.sort((a, b) => first(a) - first(b));
  show(shownNodes, shownEdges);
  $("notice").hidden = Boolean(nodes.size);
  $("notice").textContent = page.facts.length ? words.none : words.empty;
  return nodes;
}

function drawLabels(ctx) {
  const scale = network.getScale();
  labels.draw(ctx, { width: $("graph").clientWidth, height: $("graph").clientHeight }, window.devicePixelRatio || 1, colourOf,
    shownNodes, shownEdges, (node) => ({ ...network.canvasToDOM({ x: node.x, y: node.y }), r: node.size * scale }));
}

// Bring what is between the places into the part of the stage that no panel covers.
function frame(nodes, least, most, atOnce = false) {
  if (!nodes.length) return;
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const node of nodes) {
    box.left = Math.min(box.left, node.x - node.size);
    box.right = Math.max(box.right, node.x + node.size);
    box.top = Math.min(box.top, node.y - node.size);
    box.bottom = Math.max(box.bottom, node.y + node.size);
  }
  const stage = $("graph"), panel = $("panel");
  const besides = !panel.hidden && !narrow.matches ? panel.offsetWidth : 0;
  const beneath = !panel.hidden && narrow.matches ? panel.offsetHeight : 0;
  const room = (side) => Math.max(45, labels.widest(nodes.filter((node) => (node.side || (node.sides || [])[0]) === side)) + 24);
  const before = room("left"), after = room("right");
  const wide = Math.max(120, stage.clientWidth - besides - before - after), high = stage.clientHeight - beneath - 110;
  const scale = Math.max(least, Math.min(most, wide / Math.max(box.right - box.left, 1), high / Math.max(box.bottom - box.top, 1)));
  network.moveTo({
    position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale,
    offset: { x: (before - after - besides) / 2, y: -beneath / 2 - 16 }, animation: atOnce || still.matches || !ready ? false : { duration: 350, easingFunction: "easeInOutQuad" },
  });
}
let ready = false;

const showWhole = (atOnce = false) => frame(shownNodes.filter((node) => !node.always), 0.05, 1.5, atOnce === true);
function showChosen() {
  const chosen = state.node ? [state.node] : state.edge ? [edgeById.get(state.edge).from, edgeById.get(state.edge).to] : [];
  if (!chosen.length) return showWhole();
  const centre = byId.get(chosen[0]);
  const near = shownNodes.filter((node) => !node.dim && (chosen.includes(node.id) || node.group === "figure" || Math.hypot(node.x - centre.x, node.y - centre.y) < 240));
  return frame(near, narrow.matches ? 0.4 : LEAST_ZOOM, narrow.matches ? 0.7 : state.edge ? 0.9 : 1.2);
}
