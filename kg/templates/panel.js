// What is said, in words: the side panel, the tip under the pointer, and the table.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const page = read("page");
const words = read("words");
document.documentElement.classList.add("js");
const $ = (id) => document.getElementById(id);

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties || {});
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in slots ? slots[name] : whole));
const count = (n) => (n === 1 ? words.fact_count : fill(words.facts_count, { n: n.toLocaleString(document.documentElement.lang) }));
const titleOf = (article) => article.title || article.name || words.untitled;

const dated = (article) => make("time", { dateTime: article.day || "", textContent: article.date || words.undated });

// Facts that say the same, as one; the newest first.
function grouped(facts) {
  const groups = new Map();
  for (const index of facts) {
    const same = page.same[index];
    groups.has(same) ? groups.get(same).push(index) : groups.set(same, [index]);
  }
  const day = (index) => page.facts[index].end || page.articles[page.facts[index].article].day || "";
  return [...groups.values()].sort((a, b) => (day(a[0]) < day(b[0]) ? 1 : day(a[0]) > day(b[0]) ? -1 : a[0] - b[0]));
}

const agreeing = new Map();
page.facts.forEach((fact, index) => {
  const same = page.same[index];
  if (!agreeing.has(same)) agreeing.set(same, new Set());
  agreeing.get(same).add(fact.article);
});

function citation(article) {
  const cite = make("cite");
  const title = titleOf(article);
  if (article.url) {
    cite.append(make("a", { href: article.url, target: "_blank", rel: "noopener noreferrer nofollow", textContent: title }));
  } else {
    cite.append(title);
  }
  if (article.publisher) cite.append(" · " + article.publisher);
  cite.append(" · ", dated(article));
  return cite;
}

function card(group) {
  const fact = page.facts[group[0]];
  const agree = agreeing.get(page.same[group[0]]).size;
  const element = make("article", { className: "card" }, make("p", { textContent: fact.says }));
  element.dataset.fact = fact.id;
  for (const index of group) {
    const one = page.facts[index];
    element.append(
      make("blockquote", { lang: page.articles[one.article].language || "" }, one.before, make("mark", { textContent: one.words }), one.after),
      citation(page.articles[one.article]));
  }
  element.append(make("footer", {}, make("span", {
    className: agree > 1 ? "badge many" : "badge", textContent: agree > 1 ? fill(words.same, { n: agree }) : words.same_one,
  }), make("code", { textContent: fact.id, title: words.fact })));
  return element;
}

function section(title, ...children) {
  return [make("h3", { textContent: title }), ...children];
}

function fold(title, facts, note, open) {
  const element = make("details", { open }, make("summary", {}, make("span", {}, title, note ? make("small", { textContent: note }) : null), make("small", { textContent: count(facts.length) })));
  const body = make("div");
  // Cards are made when they are first seen: a company may have hundreds.
  const show = () => { if (element.open && !body.childElementCount) body.append(...grouped(facts).map(card)); };
  element.addEventListener("toggle", show);
  element.append(body);
  show();
  return element;
}

function links(rows, choose) {
  return make("ul", { className: "links" }, ...rows.map(({ label, note, id }) => {
    const button = make("button", { type: "button" }, make("span", { textContent: label }), make("small", { textContent: note || "" }));
    button.addEventListener("click", () => choose(id));
    return make("li", {}, button);
  }));
}

// One company, unit or person: its figures by metric, quotations and ranks, and what it is tied to.
function tellNode(node, passing, graph, choose) {
  const parts = [make("h2", { id: "told-of", textContent: node.label })];
  parts.push(make("p", { className: "kind", textContent: graph.about(node) }));
  const own = node.facts.filter(passing);
  const figures = graph.figures(node.id).map((row) => [row, row.facts.filter(passing)]).filter(([, facts]) => facts.length);
  if (figures.length) {
    parts.push(...section(words.figures, ...figures.map(([row, facts]) =>
      fold(row.label, facts, graph.figure(row), figures.length === 1))));
  }
  const quotes = own.filter((index) => page.facts[index].kind === "statement");
  const ranks = own.filter((index) => page.facts[index].kind === "rank");
  if (ranks.length) parts.push(...section(words.ranks, ...grouped(ranks).map(card)));
  const ties = graph.ties(node.id, passing);
  const kinds = [[words.roles, "role"], [words.relations, "relation"]];
  for (const [title, kind] of kinds) {
    const facts = ties.flatMap((tie) => tie.edge.facts).filter((index) => passing(index) && page.facts[index].kind === kind);
    if (facts.length) parts.push(fold(title, facts, "", !figures.length && facts.length < 5));
  }
  if (quotes.length) parts.push(...section(words.quotes, ...grouped(quotes).map(card)));
  if (ties.length) {
    parts.push(...section(words.connections, links(ties.map((tie) => ({
      id: tie.other.id, label: tie.other.label,
      note: (tie.edge.arrows !== "to" ? "" : tie.edge.from === node.id ? "→ " : "← ") + tie.edge.label,
    })), choose)));
  }
  return parts;
}

function tellEdge(edge, ends, passing, choose) {
  const facts = edge.facts.filter(passing);
  return [
    make("h2", { id: "told-of", textContent: `${ends[0].label} – ${ends[1].label}` }),
    make("p", { className: "kind", textContent: edge.label }),
    ...grouped(facts).map(card),
    ...section(words.connections, links(ends.map((end) => ({ id: end.id, label: end.label, note: words.kinds[end.group] })), choose)),
  ];
}

function tellFigure(figure, owner, passing, graph, choose) {
  return [
    make("h2", { id: "told-of", textContent: `${owner.label}: ${figure.label}` }),
    make("p", { className: "kind", textContent: graph.figure(figure) }),
    ...grouped(figure.facts.filter(passing)).map(card),
    ...section(words.connections, links([{ id: owner.id, label: owner.label, note: words.kinds[owner.group] }], choose)),
  ];
}

function tip(label, kind, facts) {
  const parts = [make("b", { textContent: label }), make("small", { textContent: kind })];
  if (facts.length) {
    const fact = page.facts[grouped(facts)[0][0]];
    parts.push(make("p", { textContent: fact.says }), make("p", {}, make("q", { textContent: fact.words })));
    if (facts.length > 1) parts.push(make("small", { textContent: count(facts.length) }));
  }
  return parts;
}

function tableRow(index, choose) {
  const fact = page.facts[index], article = page.articles[fact.article];
  const says = make("button", { type: "button", textContent: fact.says });
  says.addEventListener("click", () => choose(fact.nodes[0]));
  const cite = article.url
    ? make("a", { href: article.url, target: "_blank", rel: "noopener noreferrer nofollow", textContent: titleOf(article) })
    : titleOf(article);
  return make("tr", {}, make("td", {}, says), make("td", {}, make("q", { textContent: fact.words })), make("td", {}, cite),
    make("td", {}, " ", dated(article)));
}
