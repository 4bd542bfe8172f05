// What the page holds, what is selected, and what passes the filters.

const allNodes = read("nodes");
const allEdges = read("edges");
fitStage();
const byId = new Map(allNodes.map((node) => [node.id, node]));
const edgeById = new Map(allEdges.map((edge) => [edge.id, edge]));
const entities = allNodes.filter((node) => node.group !== "figure");
const drawn = new Set(entities.filter((node) => !node.rest).map((node) => node.id));
const FILTERS = ["company", "kind", "metric", "period", "status", "article"];
const state = { company: "", kind: "", metric: "", period: "", status: "", article: "", node: "", edge: "", view: "graph" };
const counted = (number) => number.toLocaleString(document.documentElement.lang);
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
for (const edge of allEdges) push(pairs, edge.from < edge.to ? edge.from + "|" + edge.to : edge.to + "|" + edge.from, edge);
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
  let [left, right, top, bottom] = [0, 1, 0, 1];
  for (const node of allNodes) {
    if (node.rest || node.of) continue;
    left = Math.min(left, node.x);
    right = Math.max(right, node.x);
    top = Math.min(top, node.y);
    bottom = Math.max(bottom, node.y);
  }
  const ratio = (stage.clientWidth / stage.clientHeight) / ((right - left) / (bottom - top));
  for (const node of allNodes) {
    if (ratio > 1) node.x *= Math.min(ratio, 1.7);
    else node.y *= Math.min(1 / ratio, upright ? 2.2 : 1.7);
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
  // What stands for a metric: the foremost of its facts that pass.
  figure: (row) => { const index = row.facts.find(passing); return index === undefined ? "" : page.facts[index].figure; },
  // "Unit or brand · part of Amazon", "Person · ceo, Amazon"
  about: (node) => {
    const tie = node.group === "person" && graph.ties(node.id, passing)[0];
    const more = node.parent ? `${words.part_of} ${byId.get(node.parent).label}` : tie ? `${tie.edge.label}, ${tie.other.label}` : "";
    return [words.kinds[node.group], more].filter(Boolean).join(" · ");
  },
  ties: (id, passing) => (tiesOf.get(id) || []).filter(({ edge }) => !edge.facts.length || edge.facts.some(passing)),
};
