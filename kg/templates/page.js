// From a selection to the whole page: panel, tip, table, address.

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
    parts = node.group === "figure" ? tellFigure(node, byId.get(node.of), passing, graph, choose) : tellNode(node, passing, graph, choose);
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
    element.replaceChildren(...tip(row.of ? `${byId.get(row.of).label}: ${row.label}` : row.label, row.of ? graph.figure(row) : graph.about(row), ties));
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
// On paper: light colours, and every fact that passes.
function paper(yes) {
  document.documentElement.classList.toggle("paper", yes);
  readColours();
  paint();
  if (yes && !state.node && !state.edge) showWhole(true);
  network.redraw();
  fillTable(yes ? Infinity : 300);
}
window.addEventListener("beforeprint", () => paper(true));
window.addEventListener("afterprint", () => paper(false));

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
  const many = chosenFacts().length;
  $("shown").textContent = fill(many === 1 ? words.shown_one : words.shown, { n: counted(many) });
  const table = state.view === "table";
  $("sheet").hidden = !table;
  $("stage").hidden = table;
  $("show-table").setAttribute("aria-pressed", String(table));
  $("show-graph").setAttribute("aria-pressed", String(!table));
  $("hint").hidden = Boolean(state.node || state.edge || !shownNodes.length);
  if (table) fillTable(300);
  else fitSize();
  if (look) look();
  remember();
}

// The canvas takes the size of the stage, which a printer does not change.
const stageSize = () => [$("graph").clientWidth, $("graph").clientHeight].join();
function fitSize() {
  if (stageSize() === fitted || !$("graph").clientWidth || matchMedia("print").matches) return;
  fitted = stageSize();
  network.setSize("100%", "100%");
  network.redraw();
}
let fitted = stageSize();
window.addEventListener("resize", fitSize);

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
