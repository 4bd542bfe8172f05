// Filters, legend, search, keyboard: what a user takes hold of. Runs last and starts the page.

function options(name, rows) {
  $("filter-" + name).append(...rows.map(([value, text]) => make("option", { value, textContent: text })));
  $("filter-" + name).addEventListener("change", (event) => {
    state[name] = event.target.value;
    refresh(state.node || state.edge ? showChosen : showWhole);
  });
}

const collate = new Intl.Collator(document.documentElement.lang).compare;
const named = (labels) => Object.entries(labels).sort((a, b) => collate(a[1], b[1]));
// Of a large graph those with most facts: thousands of options take a second to lay out, and search has them all.
const MOST_OPTIONS = 500;
const companies = entities.filter((node) => node.group !== "person").slice(0, MOST_OPTIONS).sort((a, b) => collate(a.label, b.label));
options("company", companies.map((node) => [node.id, node.label]));
options("kind", Object.entries(words.fact_kinds).filter(([kind]) => page.facts.some((fact) => fact.kind === kind)));
options("metric", named(page.labels.metric));
// The latest period first, a year before its quarters; single days are found by their year.
const span = (label) => (Object.hasOwn(page.spans, label) ? page.spans[label] : ["", ""]);
options("period", Object.entries(page.labels.period).filter(([label]) => span(label)[0] !== span(label)[1]).sort(([a], [b]) =>
  (span(a)[1] < span(b)[1] ? 1 : span(a)[1] > span(b)[1] ? -1 : span(a)[0] < span(b)[0] ? -1 : 1)));
options("status", named(page.labels.status));
options("article", page.articles.map((article, index) => [String(index), titleOf(article)]).sort((a, b) => collate(a[1], b[1])));
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("reset").addEventListener("click", () => {
  for (const name of FILTERS) state[name] = "";
  refresh(showWhole);
});

// ---- legend

const SVG = "http://www.w3.org/2000/svg";
function sign(shape, name, dashed) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "sign");
  svg.setAttribute("viewBox", "0 0 20 16");
  svg.setAttribute("aria-hidden", "true");
  const shapes = {
    dot: ["circle", { cx: 10, cy: 8, r: 7 }], square: ["rect", { x: 4.5, y: 2.5, width: 11, height: 11 }],
    diamond: ["path", { d: "M10 2 L16 8 L10 14 L4 8 Z" }], small: ["circle", { cx: 10, cy: 8, r: 3.5 }],
    line: ["path", { d: "M1 8 H19", "stroke-width": 2.5, fill: "none" }],
  };
  const [tag, attributes] = shapes[shape];
  const figure = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) figure.setAttribute(key, value);
  figure.setAttribute(shape === "line" ? "stroke" : "fill", `var(--${Object.hasOwn(colours, name) ? name : "other"})`);
  if (dashed) figure.setAttribute("stroke-dasharray", "3 3");
  svg.append(figure);
  return svg;
}

function drawLegend() {
  const rows = [];
  const add = (shape, name, text, dashed) => rows.push(make("li", {}, sign(shape, name, dashed), make("span", { textContent: text })));
  for (const [kind, shape] of [["company", "dot"], ["unit", "square"], ["person", "diamond"], ["figure", "small"]])
    if (allNodes.some((node) => node.group === kind)) add(shape, kind, words.kinds[kind]);
  const seen = new Map();
  for (const edge of allEdges) if (!seen.has(edge.predicate)) seen.set(edge.predicate, edge.predicate === "role" ? words.edges.role : edge.label);
  for (const [predicate, text] of [...seen].sort((a, b) => collate(a[1], b[1]))) add("line", predicate, text, predicate === "part_of");
  $("legend").replaceChildren(...rows);
}

// ---- search

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const findable = [
  ...entities.map((node) => ({ text: node.label, note: words.kinds[node.group], shape: node.shape, colour: node.group, weight: node.weight, go: () => choose(node.id) })),
  ...Object.entries(page.labels.metric).map(([metric, label]) => ({
    text: label, note: words.metric, shape: "small", colour: "figure", weight: 0,
    go: () => { Object.assign(state, { metric, node: "", edge: "", view: "graph" }); refresh(showWhole); },
  })),
].map((row) => ({ ...row, key: plain(row.text) }));
let found = [], active = -1;

function suggest() {
  const asked = plain($("search").value.trim());
  const place = (row) => (row.key.startsWith(asked) ? 0 : row.key.includes(" " + asked) ? 1 : 2);
  const kinds = ["company", "unit", "person", "figure"];
  const kind = (row) => (asked ? kinds.indexOf(row.colour) : 0);
  found = findable.filter((row) => row.key.includes(asked)).sort((a, b) => place(a) - place(b) || kind(a) - kind(b) || b.weight - a.weight || collate(a.text, b.text)).slice(0, 9);
  active = asked && found.length ? 0 : -1;
  const rows = found.map((row, index) => {
    const item = make("li", { id: "suggestion-" + index, role: "option" }, sign(row.shape, row.colour), make("span", { textContent: row.text }), make("small", { textContent: row.note }));
    item.setAttribute("aria-selected", String(index === active));
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(index); });
    return item;
  });
  $("suggestions").replaceChildren(...(rows.length ? rows : [make("li", { role: "option", textContent: words.no_results })]));
  open(true);
}

function open(yes) {
  $("suggestions").hidden = !yes;
  $("search").setAttribute("aria-expanded", String(yes));
  if (yes && active >= 0) $("search").setAttribute("aria-activedescendant", "suggestion-" + active);
  else $("search").removeAttribute("aria-activedescendant");
}

function take(index) {
  const row = found[index];
  if (!row) return;
  $("search").value = "";
  open(false);
  row.go();
}

$("search").addEventListener("input", suggest);
$("search").addEventListener("focus", suggest);
$("search").addEventListener("blur", () => open(false));
$("search").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if ($("suggestions").hidden) suggest();
    active = found.length ? (active + (event.key === "ArrowDown" ? 1 : found.length - 1) + (active < 0 && event.key === "ArrowUp" ? 1 : 0)) % found.length : -1;
    [...$("suggestions").children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
    open(true);
  } else if (event.key === "Enter") {
    event.preventDefault();
    take(Math.max(active, 0));
  } else if (event.key === "Escape") {
    event.stopPropagation();
    open(false);
  }
});

// ---- buttons and keys

function zoom(factor) {
  network.moveTo({ scale: Math.min(6, Math.max(0.05, network.getScale() * factor)) });
}
function pan(dx, dy) {
  const scale = network.getScale(), centre = network.getViewPosition();
  network.moveTo({ position: { x: centre.x + dx / scale, y: centre.y + dy / scale } });
}
function view(name) {
  state.view = name;
  sideOpen(false);
  refresh(null);
}
function sideOpen(yes) {
  $("side").classList.toggle("open", yes);
  $("show-filters").setAttribute("aria-expanded", String(yes));
}
$("zoom-in").addEventListener("click", () => zoom(1.35));
$("zoom-out").addEventListener("click", () => zoom(1 / 1.35));
$("whole").addEventListener("click", showWhole);
$("close").addEventListener("click", leave);
$("show-graph").addEventListener("click", () => view("graph"));
$("show-table").addEventListener("click", () => view("table"));
$("show-filters").addEventListener("click", () => sideOpen(!$("side").classList.contains("open")));
if (navigator.clipboard) {
  $("copy").hidden = false;
  $("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    $("copy").textContent = words.copied;
    setTimeout(() => { $("copy").textContent = words.copy_link; }, 1500);
  });
}
$("graph").addEventListener("keydown", (event) => {
  const moves = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
  if (event.key in moves) pan(...moves[event.key]);
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") showWhole();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && (state.node || state.edge)) {
    leave();
    $("graph").focus();
  } else if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    $("search").focus();
  }
});
dark.addEventListener("change", () => { readColours(); paint(); network.redraw(); });
window.addEventListener("hashchange", () => { recall(); refresh(showChosen); });

// ---- start

readColours();
drawLegend();
recall();
filterFacts();
paint();
begin();
refresh(showChosen);
ready = true;
if (entities.length > drawn.size) {
  $("hint").textContent = fill(words.hidden, { shown: counted(drawn.size), all: counted(entities.length) });
}
