// Two more views of a query's answer: a chart of its numbers and a graph of its names. Text goes in as text only.
"use strict";

const MOST_BARS = 60, MOST_EDGES = 400;
const EDGE_COLOURS = ["--observation", "--relation", "--role", "--statement", "--rank"];
const SVG = "http://www.w3.org/2000/svg";
const NUMERIC = /#(decimal|integer|double|float|int|long|nonNegativeInteger)$/;

function registerResults(Yasr, about) {
  const words = about.words;
  const short = (term) => {
    if (!term) return "";
    if (term.type !== "uri") return term.value;
    const cut = Math.max(term.value.lastIndexOf("/"), term.value.lastIndexOf("#")) + 1;
    const prefix = Object.keys(about.prefixes).find((one) => about.prefixes[one] === term.value.slice(0, cut));
    return prefix ? `${prefix}:${term.value.slice(cut)}` : term.value;
  };
  // What a name of ours is called in the reader's language; of others the last part.
  const labels = new Map(about.terms.map((one) => [one.term, one.label]));
  const called = (term) => labels.get(short(term)) || (term.type === "uri" ? short(term).replace(/^.*[:/#](?=.)/, "") : term.value);
  Yasr.defaults.pluginOrder = ["table", "chart", "graph", "response"];
  Yasr.registerPlugin("table", class extends Yasr.plugins.table {
    constructor(yasr) {
      super(yasr);
      this.label = words.table;
      this.helpReference = undefined;
      this.persistentConfig = { compact: false, isEllipsed: false };
    }
    // Its own would put values into markup after cleaning them; here nothing of a value is ever markup.
    getCellContent(binding) {
      const cell = element("div");
      if (binding.type === "uri") cell.append(link(binding.value, short(binding)));
      else cell.append(element("span", binding.value, { class: NUMERIC.test(binding.datatype || "") ? "number" : "nonIri" }));
      if (binding["xml:lang"]) cell.append(element("sup", "@" + binding["xml:lang"]));
      return cell.outerHTML;
    }
    // Numbers sort as numbers; what is searched is escaped as well, since the table library decodes it as markup.
    getColumns() {
      const found = (term, type) => (type === "sort" && NUMERIC.test(term.datatype || "") ? Number(term.value) : element("span", term.value).innerHTML);
      return super.getColumns().map((column) => (!column.name ? column : { ...column, render: (term, type) => {
        if (term === "") return "";
        return !type || type === "filter" || type === "sort" ? found(term, type) : this.getCellContent(term);
      } }));
    }
  });
  Yasr.registerPlugin("response", class extends Yasr.plugins.response {
    constructor(yasr) { super(yasr); this.label = words.response; }
  });
  Yasr.registerPlugin("chart", class {
    constructor(yasr) { this.yasr = yasr; this.priority = 6; this.label = words.chart; }
    canHandleResults() { return numbers(this.yasr).length > 0; }
    getIcon() { return icon("M3 21V11h4v10M10 21V3h4v18M17 21V8h4v13"); }
    draw() { drawChart(this.yasr, words, short); }
  });
  Yasr.registerPlugin("graph", class {
    constructor(yasr) { this.yasr = yasr; this.priority = 5; this.label = words.graph; }
    canHandleResults() { return edges(this.yasr, called).length > 0; }
    getIcon() { return icon("M6 7 17 5M6 7l6 11M17 5l-5 13"); }
    draw() { drawGraph(this.yasr, words, called); }
    destroy() { if (this.yasr.network) this.yasr.network.destroy(); this.yasr.network = null; }
  });
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// A link to the page of one of our own names, or to an address of the web; what is neither is text.
function link(iri, text) {
  if (iri.startsWith("https://w3id.org/tech-giants/")) return element("a", text, { class: "iri", href: "/id?iri=" + encodeURIComponent(iri) });
  if (/^https?:\/\/[^/]/.test(iri)) return element("a", text, { class: "iri", href: iri, rel: "noopener noreferrer nofollow" });
  return element("span", text);
}

function drawn(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function icon(path) {
  const svg = drawn("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(drawn("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": "1.8" }));
  return svg;
}

function rows(yasr) { return (yasr.results && yasr.results.getBindings && yasr.results.getBindings()) || []; }
function columns(yasr) { return (yasr.results && yasr.results.getVariables && yasr.results.getVariables()) || []; }
function numbers(yasr) {
  const found = rows(yasr);
  return columns(yasr).filter((name) => found.some((row) => row[name] && NUMERIC.test(row[name].datatype || "")));
}

function drawChart(yasr, words, short) {
  const high = numbers(yasr), found = rows(yasr), box = element("div", undefined, { class: "kg-chart" });
  const along = columns(yasr).filter((name) => !high.includes(name) && found.some((row) => row[name]));
  const texts = along.filter((name) => found.some((row) => row[name] && row[name].type === "literal" && !/#date/.test(row[name].datatype || "")));
  if (texts.length > 1) along.unshift(texts.slice(0, 2).join(" · "));
  const pick = (label, names) => {
    const select = element("select"), wrap = element("label", label + " ");
    for (const name of names) select.append(element("option", name, { value: name }));
    wrap.append(select);
    return [wrap, select];
  };
  const [xLabel, x] = pick(words.chart_x, along.length ? along : columns(yasr));
  const [yLabel, y] = pick(words.chart_y, high);
  y.value = high.find((name) => name === "value" || name.endsWith("_value")) || high[0];
  const picks = element("p", undefined, { class: "kg-picks" }), stage = element("div");
  picks.append(xLabel, yLabel);
  box.append(picks, stage);
  const draw = () => stage.replaceChildren(bars(found, x.value, y.value, words, short));
  x.addEventListener("change", draw);
  y.addEventListener("change", draw);
  draw();
  yasr.resultsEl.append(box);
}

function bars(found, x, y, words, short) {
  const shown = found.filter((row) => row[y]).slice(0, MOST_BARS), box = element("div");
  const values = shown.map((row) => Number(row[y].value));
  const least = Math.min(0, ...values), most = Math.max(0, ...values), reach = most - least || 1;
  const left = 230, right = 130, width = 900, step = 24, height = shown.length * step + 6;
  const at = (value) => left + (value - least) / reach * (width - left - right);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${words.chart}: ${y}, ${x}` });
  shown.forEach((row, place) => {
    const top = place * step + 4, value = values[place], name = x.split(" · ").map((one) => short(row[one])).filter(Boolean).join(" · ");
    const label = drawn("text", { x: left - 8, y: top + 13, "text-anchor": "end" }, name.length > 30 ? name.slice(0, 29) + "…" : name);
    label.append(drawn("title", {}, name));
    svg.append(label,
      drawn("rect", { x: Math.min(at(0), at(value)), y: top, width: Math.max(1, Math.abs(at(value) - at(0))), height: step - 7, rx: 2 }),
      drawn("text", { x: Math.max(at(0), at(value)) + 6, y: top + 13, class: "number" }, value.toLocaleString(document.documentElement.lang)));
  });
  box.append(svg);
  if (found.length > shown.length) box.append(element("p", words.chart_more.replace("{n}", shown.length).replace("{all}", found.length), { class: "soft" }));
  return box;
}

// Edges of an answer: three columns are subject, predicate and object; of two columns of names each row is one.
function edges(yasr, called) {
  const statements = yasr.results && yasr.results.getStatements && yasr.results.getStatements();
  if (statements) {
    const type = (term) => (term.termType === "NamedNode" ? "uri" : term.termType === "BlankNode" ? "bnode" : "literal");
    const term = (one) => ({ type: type(one), value: one.value });
    return statements.map((one) => [term(one.subject), called(term(one.predicate)), term(one.object)]);
  }
  const names = columns(yasr), found = rows(yasr);
  const first = found[0] || {};
  if (names.length === 3 && names.every((name) => first[name]) && first[names[0]].type !== "literal" && first[names[1]].type === "uri") {
    return found.filter((row) => names.every((name) => row[name])).map((row) => [row[names[0]], called(row[names[1]]), row[names[2]]]);
  }
  const named = names.filter((name) => found.some((row) => row[name] && !row[name].datatype && row[name].value.length < 60));
  if (named.length < 2) return [];
  return found.filter((row) => row[named[0]] && row[named[1]]).map((row) => [row[named[0]], "", row[named[1]]]);
}

// One line for what is said both ways round.
function merged(shown, key) {
  const found = new Map();
  for (const [from, label, to] of shown) {
    const ends = [key(from), key(to)], back = found.get(JSON.stringify([...ends].reverse().concat(label)));
    if (back && ends[0] !== ends[1]) back.arrows = "to, from";
    else found.set(JSON.stringify([...ends, label]), { from: ends[0], to: ends[1], name: label, arrows: label ? "to" : "" });
  }
  return [...found.values()];
}

function drawGraph(yasr, words, called) {
  const all = edges(yasr, called), shown = all.slice(0, MOST_EDGES), nodes = new Map();
  const style = getComputedStyle(document.documentElement), colour = (name) => style.getPropertyValue(name).trim();
  const key = (term) => `${term.type} ${term.value}`;
  for (const [from, , to] of shown) {
    for (const term of [from, to]) {
      const own = nodes.get(key(term)) || { id: key(term), label: called(term).slice(0, 40), term, value: 0 };
      own.value += 1;
      nodes.set(own.id, own);
    }
  }
  const lines = merged(shown, key), names = [...new Set(lines.map((line) => line.name))].filter(Boolean);
  const hue = (name) => EDGE_COLOURS[names.indexOf(name)] || "--soft";
  const box = element("div", undefined, { class: "kg-graph" }), legend = element("ul", undefined, { class: "kg-legend" }), stage = element("div", undefined, { class: "kg-stage", role: "img", "aria-label": `${words.graph}: ${nodes.size}, ${shown.length}` });
  for (const name of names.slice(0, EDGE_COLOURS.length)) {
    const line = drawn("svg", { viewBox: "0 0 22 8", "aria-hidden": "true" }), item = element("li");
    line.append(drawn("path", { d: "M0 4H22", class: hue(name).slice(2) }));
    item.append(line, name);
    legend.append(item);
  }
  box.append(legend, stage);
  if (all.length > shown.length) box.append(element("p", words.graph_more.replace("{n}", shown.length).replace("{all}", all.length), { class: "soft" }));
  yasr.resultsEl.append(box);
  const network = new vis.Network(stage, {
    nodes: [...nodes.values()].map((node) => ({
      id: node.id, label: node.label, value: node.value, shape: "dot",
      color: { background: colour(node.term.type === "uri" ? "--accent" : "--statement"), border: colour("--card") },
      font: { color: colour("--ink"), size: 13, strokeWidth: 3, strokeColor: colour("--card") } })),
    edges: lines.map((line) => ({
      ...line, title: line.name ? element("span", line.name) : undefined, color: { color: colour(hue(line.name)), opacity: 0.6, highlight: colour("--accent") } })),
  }, {
    nodes: { scaling: { min: 7, max: 20 } }, layout: { randomSeed: 1, improvedLayout: nodes.size < 120 },
    physics: { stabilization: { iterations: 200 }, barnesHut: { springLength: 90, centralGravity: 0.8, gravitationalConstant: -2500, avoidOverlap: 0.4 } },
    interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false } },
  });
  network.once("stabilizationIterationsDone", () => network.setOptions({ physics: false }));
  network.on("doubleClick", (event) => {
    const node = nodes.get(event.nodes[0]);
    if (node && node.term.type === "uri") location.assign("/id?iri=" + encodeURIComponent(node.term.value));
  });
  yasr.network = network;
}
