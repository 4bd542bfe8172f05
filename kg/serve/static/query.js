// The query page: the editor on our endpoint, with our prefixes, examples and terms. Nothing is asked of another server.
"use strict";

const place = document.getElementById("editor");
const said = document.getElementById("said");

fetch(place.dataset.about, { headers: { Accept: "application/json" } }).then((answer) => answer.json()).then(start);

function start(about) {
  registerResults(Yasgui.Yasr, about);
  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint: place.dataset.endpoint, method: "POST", acceptHeaderGraph: "text/turtle" },
    copyEndpointOnNewTab: false, populateFromUrl: false,
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: "tech-giants-kg",
    yasqe: { autocompleters: [], value: place.dataset.query, showQueryButton: true, editorHeight: "300px" },
    yasr: { prefixes: about.prefixes, maxPersistentResponseSize: 0 },
  });
  // The endpoint is this server's, whatever a link or an earlier visit says: the page could reach no other.
  const own = (tab) => { if (tab && tab.getEndpoint() !== place.dataset.endpoint) tab.setEndpoint(place.dataset.endpoint); };
  const current = () => yasgui.getTab();
  yasgui.on("tabSelect", () => setTimeout(() => { own(current()); completing(); name(); }));
  yasgui.on("queryBefore", (_, tab) => own(tab));
  // A link's query comes beside what the reader was at, not in its place, and is asked at once.
  const linked = "given" in place.dataset;
  if (linked && current().getQuery() !== place.dataset.query) yasgui.addTab(true, { yasqe: { value: place.dataset.query } });
  own(current());
  completing();
  name();
  new MutationObserver(translate).observe(place, { childList: true, subtree: true, characterData: true });
  for (const tool of document.querySelectorAll(".with-js")) tool.hidden = false;
  if (linked) current().query().catch(() => {});

  document.getElementById("examples").addEventListener("change", (event) => {
    const example = about.examples.find((one) => one.name === event.target.value);
    if (!example) return;
    current().setQuery(example.query);
    current().query().catch(() => {});
  });
  document.getElementById("share").addEventListener("click", async () => {
    const link = new URL(place.dataset.page, location.href);
    link.searchParams.set("query", current().getQuery());
    try {
      await navigator.clipboard.writeText(link.href);
      say(about.words.copied);
    } catch {
      location.assign(link);  // a browser that gives no clipboard: the address bar has the link
    }
  });
  document.getElementById("csv").addEventListener("click", () => {
    const form = document.getElementById("as-csv");
    form.elements.query.value = current().getQuery();
    form.submit();
  });

  // By the editor's own list of hints; its completers would ask a server elsewhere for terms.
  function completing() {
    const yasqe = current().getYasqe();
    const hint = () => {
      const token = yasqe.getCompleteToken(), line = yasqe.getDoc().getCursor().line, blank = !token.string.trim();
      const list = suggestions(about.terms, token.string, property(yasqe, token)).map((term) => ({ text: term, hint: (_, data) => {
        yasqe.getDoc().replaceRange(term, data.from, data.to);
        const prefix = term.slice(0, term.indexOf(":"));
        if (!(prefix in yasqe.getPrefixesFromQuery())) yasqe.addPrefixes({ [prefix]: about.prefixes[prefix] });
      } }));
      return { list, from: { line, ch: blank ? token.end : token.start }, to: { line, ch: token.end } };
    };
    yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), "Ctrl-Space": () => yasqe.showHint({ completeSingle: false, hint, container: yasqe.rootEl }) });
  }
  // What the editor leaves without a name, for those who hear the page.
  function name() {
    for (const [choice, label] of [[".CodeMirror textarea", about.words.query], [".yasqe_queryButton", about.words.answer], [".addTab", "+"]]) {
      for (const node of place.querySelectorAll(choice)) node.setAttribute("aria-label", label);
    }
  }
  // The editor speaks English; what it writes beside the answer is said in the reader's language.
  function translate() {
    for (const chip of place.querySelectorAll(".yasr_response_chip")) {
      const found = /^(?:(\d+) results?|Response) in ([\d.]+) seconds$/.exec(chip.textContent.trim());
      if (found) chip.textContent = about.words[found[1] ? "took_rows" : "took"].replace("{n}", found[1]).replace("{s}", Number(found[2]).toLocaleString(document.documentElement.lang));
    }
    for (const label of place.querySelectorAll(".pageSizerLabel")) if (label.textContent !== about.words.page_size) label.textContent = about.words.page_size;
    for (const field of place.querySelectorAll(".tableFilter")) field.placeholder = about.words.filter;
  }
  function say(text) {
    said.textContent = text;
    setTimeout(() => { said.textContent = ""; }, 3000);
  }
}

// Terms by what has been typed: the beginning of a name, with or without its prefix, or a word of what it is called.
function suggestions(terms, typed, wantsProperty) {
  const wanted = typed.trim().toLowerCase(), bare = wanted.includes(":") ? wanted : ":" + wanted;
  const rank = (one) => {
    const term = one.term.toLowerCase();
    if (wanted.includes(":") ? term.startsWith(wanted) : term.includes(bare)) return wantsProperty && one.sort === "property" ? 0 : 1;
    if (!wanted.includes(":") && one.label.toLowerCase().includes(wanted)) return 2;
    return 9;
  };
  return terms.map((one) => [rank(one), one.term]).filter(([found]) => found < 9).sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).slice(0, 60).map(([, term]) => term);
}

function property(yasqe, token) {
  return Boolean(token && token.state && token.state.possibleCurrent && token.state.possibleCurrent.includes("a"));
}
