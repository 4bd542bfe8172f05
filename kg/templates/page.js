// The page: what passes the filters, what is selected, and the network that shows it.

const allNodes = read("nodes");
const allEdges = read("edges");
fitStage();
const byId = new Map(allNodes.map((node) => [node.id, node]));
const edgeById = new Map(allEdges.map((edge) => [edge.id, edge]));
const entities = allNodes.filter((node) => node.group !== "figure");
const drawn = new Set(entities.filter((node) => !node.rest).map((node) => node.id));
const FILTERS = ["company", "kind", "metric", "period", "status", "article"];
const state = { company: "", kind: "", metric: "", period: "", status: "", article: "", node: "", edge: "", view: "graph" };
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 760px)");

const figuresOf = new Map(), children = new Map(), tiesOf = new Map();
const push = (map, key, value) => (map.has(key) ? map.get(key).push(value) : map.set(key, [value]));
for (const node of allNodes) {
  if (node.group === "figure") push(figuresOf, node.of, node);
  if (node.parent) push(children, node.parent, node.id);
}
for (const edge of allEdges) {
  push(tiesOf, edge.from, { edge, other: byId.get(edge.to) });
  push(tiesOf, edge.to, { edge, other: byId.get(edge.from) });
}
// Edges between the same two stand beside each other, bent.
const pairs = new Map();
for (const edge of allEdges) push(pairs, [edge.from, edge.to].sort().join("|"), edge);
for (const group of pairs.values()) {
  group.forEach((edge, index) => {
    const bend = (index - (group.length - 1) / 2) * 0.35;
    edge.bend = edge.from < edge.to ? bend : -bend;
  });
}

// The drawing is wider than high: on an upright stage it is turned, and on any it is stretched to use its room.
function fitStage() {
  const stage = $("graph"), upright = stage.clientHeight > stage.clientWidth * 1.1;
  if (upright) for (const node of allNodes) [node.x, node.y] = [node.y, node.x];
  const reach = (axis) => allNodes.filter((node) => !node.rest).reduce(([low, high], node) => [Math.min(low, node[axis]), Math.max(high, node[axis])], [0, 1]);
  const [left, right] = reach("x"), [top, bottom] = reach("y");
  const ratio = (stage.clientWidth / stage.clientHeight) / ((right - left) / (bottom - top));
  for (const node of allNodes) {
    if (ratio > 1) node.x *= Math.min(ratio, 1.7);
    else node.y *= Math.min(1 / ratio, 1.7);
    if (upright) node.size *= 1.4;
  }
}

let colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ground", "card", "ink", "soft", "line", "accent", "company", "unit", "person", "figure", "competes_with",
    "parent_of", "part_of", "supplies", "invests_in", "acquires", "partners_with", "role", "speaks_for", "other"];
  colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
}

const colourOf = (name) => (Object.hasOwn(colours, name) ? colours[name] : colours.other);

// ---- what passes

const family = (id) => [id, ...(children.get(id) || []).flatMap(family)];
let passes = new Uint8Array(page.facts.length);
const passing = (index) => passes[index] === 1;

function filterFacts() {
  const inside = state.company ? new Set(family(state.company)) : null;
  const span = Object.hasOwn(page.spans, state.period) ? page.spans[state.period] : null;
  passes = Uint8Array.from(page.facts, (fact) => Number(
    (!inside || fact.nodes.some((id) => inside.has(id)))
    && (!state.kind || fact.kind === state.kind)
    && (!state.metric || fact.metric === state.metric)
    && (!state.status || fact.status === state.status)
    && (!state.article || String(fact.article) === state.article)
    && (!state.period || fact.period === state.period || Boolean(span && fact.start >= span[0] && fact.end <= span[1]))));
}

const filtered = () => FILTERS.some((name) => state[name]);

function visible() {
  const nodes = new Set(), edges = new Set();
  const told = new Set();
  page.facts.forEach((fact, index) => { if (passing(index)) fact.nodes.forEach((id) => told.add(id)); });
  for (const node of entities)
    if (drawn.has(node.id) && (!filtered() || told.has(node.id))) nodes.add(node.id);
  for (const edge of allEdges)
    if (nodes.has(edge.from) && nodes.has(edge.to) && (edge.facts.length ? edge.facts.some(passing) : true)) edges.add(edge.id);
  return { nodes, edges };
}

const graph = {
  figures: (id) => figuresOf.get(id) || [],
  // "Unit or brand · part of Amazon", "Person · ceo, Amazon"
  about: (node) => {
    const tie = node.group === "person" && graph.ties(node.id, passing)[0];
    const more = node.parent ? `${words.part_of} ${byId.get(node.parent).label}` : tie ? `${tie.edge.label}, ${tie.other.label}` : "";
    return [words.kinds[node.group], more].filter(Boolean).join(" · ");
  },
  ties: (id, passing) => (tiesOf.get(id) || []).filter(({ edge }) => !edge.facts.length || edge.facts.some(passing)),
};

// ---- the network

const nodeSet = new vis.DataSet(), edgeSet = new vis.DataSet();
let network = null; // made once the sets are filled, which draws once and not at every step
let shownNodes = [], shownEdges = [];
const looks = new Map();

function nodeLook(node, dim) {
  const colour = colours[node.group];
  const selected = node.id === state.node;
  return {
    id: node.id, shape: node.shape, x: node.x, y: node.y, size: node.size, opacity: dim ? 0.13 : 1,
    color: { background: colour, border: selected ? colours.ink : colours.ground, hover: { background: colour, border: colours.ink },
      highlight: { background: colour, border: colours.ink } },
    borderWidth: selected ? 3 : 1.5, borderWidthSelected: 3,
  };
}

function edgeLook(edge, dim) {
  const colour = colourOf(edge.predicate);
  const selected = edge.id === state.edge;
  return {
    id: edge.id, from: edge.from, to: edge.to, arrows: { to: { enabled: edge.arrows === "to", scaleFactor: 0.55 } },
    dashes: edge.predicate === "part_of" ? [3, 4] : false, width: edge.thin ? 1 : selected ? 5 : 1.2 + 0.8 * Math.log2(1 + edge.facts.length),
    color: { color: colour, hover: colour, highlight: colour, opacity: dim ? 0.08 : 0.75 }, hoverWidth: 1.5, selectionWidth: 1.5,
    smooth: edge.bend ? { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.bend) } : false,
  };
}

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
        rows.push({ ...row, label: row.latest, x: owner.x + owner.size + 12, y: owner.y - owner.size - 8, side: "right", always: false });
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
      rows.push({ ...row, label: `${row.label}: ${row.latest}`, x: owner.x + sign * x, y: owner.y + y, side, always: true });
    });
  }
  return rows;
}

function update(set, rows, look) {
  const keep = new Set(rows.map((row) => row.id));
  const gone = set.getIds().filter((id) => !keep.has(id));
  const fresh = [];
  for (const row of rows) {
    const options = look(row), key = JSON.stringify(options);
    if (looks.get(row.id) !== key || !set.get(row.id)) fresh.push(options);
    looks.set(row.id, key);
  }
  if (gone.length) set.remove(gone);
  if (fresh.length) set.update(fresh);
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
  update(nodeSet, shownNodes, (node) => nodeLook(node, node.dim));
  update(edgeSet, shownEdges, (edge) => edgeLook(edge, edge.dim));
  const chosen = shownNodes.find((node) => node.id === state.node);
  const group = { company: 0, unit: 1, person: 2 };
  const first = (node) => (node === chosen ? 0 : node.group === "figure" ? 1 : (near.has(node.id) ? 2 : 5) + group[node.group]);
  shownNodes.sort((a, b) => first(a) - first(b));
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
function frame(nodes, least, most) {
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
  const room = (side) => Math.max(45, labels.widest(nodes.filter((node) => node.side === side)) + 24);
  const before = room("left"), after = room("right");
  const wide = Math.max(120, stage.clientWidth - besides - before - after), high = stage.clientHeight - beneath - 110;
  const scale = Math.max(least, Math.min(most, wide / Math.max(box.right - box.left, 1), high / Math.max(box.bottom - box.top, 1)));
  network.moveTo({
    position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale,
    offset: { x: (before - after - besides) / 2, y: -beneath / 2 - 16 }, animation: still.matches || !ready ? false : { duration: 350, easingFunction: "easeInOutQuad" },
  });
}
let ready = false;

const showWhole = () => frame(shownNodes.filter((node) => node.group !== "figure"), 0.05, 1.5);
function showChosen() {
  const chosen = state.node ? [state.node] : state.edge ? [edgeById.get(state.edge).from, edgeById.get(state.edge).to] : [];
  if (!chosen.length) return showWhole();
  const centre = byId.get(chosen[0]);
  const near = shownNodes.filter((node) => !node.dim && (chosen.includes(node.id) || node.group === "figure" || Math.hypot(node.x - centre.x, node.y - centre.y) < 240));
  return frame(near, narrow.matches ? 0.4 : LEAST_ZOOM, narrow.matches ? 0.7 : state.edge ? 0.9 : 1.2);
}

// ---- selection

function choose(id) {
  if (!byId.has(id)) return;
  drawn.add(byId.get(id).of || id);
  Object.assign(state, { node: id, edge: "", view: "graph" });
  refresh(showChosen);
  $("panel").focus({ preventScroll: true });
}

function chooseEdge(id) {
  Object.assign(state, { node: "", edge: id });
  refresh(null);
}

function leave() {
  Object.assign(state, { node: "", edge: "" });
  refresh(null);
}

function tell() {
  const panel = $("panel");
  const open = Boolean(state.node || state.edge);
  panel.hidden = !open;
  if (!open) return;
  let parts;
  if (state.edge) {
    const edge = edgeById.get(state.edge);
    parts = tellEdge(edge, [byId.get(edge.from), byId.get(edge.to)], passing, choose);
  } else {
    const node = byId.get(state.node);
    parts = node.group === "figure" ? tellFigure(node, byId.get(node.of), passing, choose) : tellNode(node, passing, graph, choose);
  }
  $("told").replaceChildren(...parts);
  panel.scrollTop = 0;
}

const at = (pointer) => {
  const label = labels.hit(pointer.x, pointer.y);
  const node = network.getNodeAt(pointer) || (label && label.node);
  if (node) return { node };
  let edge = (label && label.edge) || network.getEdgeAt(pointer);
  if (edge && edge.startsWith("to ")) return { node: edge.slice(3) };
  return edge && edgeById.has(edge) ? { edge } : {};
};
function press(pointer) {
  network.unselectAll();
  const { node, edge } = at(pointer);
  if (node) choose(node);
  else if (edge && edgeById.get(edge).facts.length) chooseEdge(edge);
  else leave();
}

function hover(event) {
  const box = $("graph").getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
  const { node, edge } = at({ x, y });
  const element = $("tip");
  $("graph").classList.toggle("over", Boolean(node || edge));
  element.hidden = !(node || edge);
  if (element.hidden) return;
  if (node) {
    const row = byId.get(node);
    const facts = row.facts.filter(passing);
    const ties = facts.length ? facts : graph.ties(node, passing).flatMap((tie) => tie.edge.facts).filter(passing);
    element.replaceChildren(...tip(row.of ? `${byId.get(row.of).label}: ${row.label}` : row.label, row.of ? row.latest : graph.about(row), ties));
  } else {
    const row = edgeById.get(edge);
    element.replaceChildren(...tip(`${byId.get(row.from).label} – ${byId.get(row.to).label}`, row.label, row.facts.filter(passing)));
  }
  const left = x + 16 + element.offsetWidth > box.width ? x - element.offsetWidth - 12 : x + 16;
  element.style.left = Math.max(4, left) + "px";
  element.style.top = Math.max(4, Math.min(y + 14, box.height - element.offsetHeight - 6)) + "px";
}
$("graph").addEventListener("pointermove", (event) => { if (event.pointerType === "mouse" && !event.buttons) hover(event); });
$("graph").addEventListener("pointerleave", () => { $("tip").hidden = true; });
$("graph").addEventListener("pointerdown", () => { $("tip").hidden = true; });

// ---- table

let rowsShown = 0;
const chosenFacts = () => page.facts.map((fact, index) => index).filter(passing);
function fillTable(most) {
  const day = (index) => page.articles[page.facts[index].article].day || "";
  const facts = chosenFacts().sort((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : a - b));
  $("rows").replaceChildren(...facts.slice(0, most).map((index) => tableRow(index, choose)));
  rowsShown = Math.min(most, facts.length);
  $("more").hidden = rowsShown >= facts.length;
}
$("more").addEventListener("click", () => fillTable(rowsShown + 300));
window.addEventListener("beforeprint", () => fillTable(Infinity));

// ---- everything anew

function refresh(look) {
  filterFacts();
  paint();
  tell();
  for (const name of FILTERS) {
    const select = $("filter-" + name);
    select.value = state[name];
    select.classList.toggle("on", Boolean(state[name]));
  }
  $("reset").hidden = !filtered();
  $("shown").textContent = fill(words.shown, { n: chosenFacts().length.toLocaleString(document.documentElement.lang) });
  const table = state.view === "table";
  $("sheet").hidden = !table;
  $("stage").hidden = table;
  $("show-table").setAttribute("aria-pressed", String(table));
  $("show-graph").setAttribute("aria-pressed", String(!table));
  $("hint").hidden = Boolean(state.node || state.edge);
  if (table) fillTable(300);
  if (look) look();
  remember();
}

// The address of the page reproduces what is filtered and selected.
function remember() {
  const kept = new URLSearchParams(Object.entries(state).filter(([key, value]) => value && !(key === "view" && value === "graph")));
  try {
    history.replaceState(null, "", "#" + kept);
  } catch {
    return; // a page opened inside another program may not change its address
  }
}

function recall() {
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const key of Object.keys(state)) state[key] = key === "view" ? "graph" : "";
  for (const name of FILTERS) {
    const value = kept.get(name) || "";
    if ([...$("filter-" + name).options].some((option) => option.value === value)) state[name] = value;
  }
  if (byId.has(kept.get("node"))) { state.node = kept.get("node"); drawn.add(byId.get(state.node).of || state.node); }
  else if (edgeById.has(kept.get("edge"))) state.edge = kept.get("edge");
  if (kept.get("view") === "table") state.view = "table";
}
