// An article with its facts: pointing at one side lights up the other. Without this script the links lead there and back.
"use strict";

for (const reading of document.querySelectorAll("[data-reading]")) {
  const marks = [...reading.querySelectorAll("[data-in]")];
  const entries = new Map([...reading.querySelectorAll(".entry")].map((entry) => [entry.id, entry]));
  const sheet = reading.querySelector("[data-sheet]");
  const scroll = reading.querySelector(".scroll");
  const within = (mark) => mark.dataset.in.split(" ");
  const narrow = matchMedia("(max-width: 980px)");
  let last = null;

  const light = (keys) => {
    for (const mark of marks) mark.classList.toggle("hot", keys.length > 0 && within(mark).includes(keys[0]));
    for (const [key, entry] of entries) entry.classList.toggle("hot", keys.includes(key));
  };
  const close = () => {
    sheet.hidden = true;
    light([]);
    if (last) last.focus({ preventScroll: true });
  };
  // The list scrolls by itself, so that the text stays where it is read.
  const bring = (entry) => {
    const place = entry.getBoundingClientRect(), box = scroll.getBoundingClientRect();
    if (place.top < box.top || place.bottom > box.bottom) scroll.scrollTop += place.top - box.top - box.height / 3;
  };

  for (const mark of marks) {
    mark.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") {
        light(within(mark));
        if (!narrow.matches) bring(entries.get(within(mark)[0]));
      }
    });
    mark.addEventListener("pointerleave", () => { if (sheet.hidden) light([]); });
    mark.addEventListener("focus", () => light(within(mark)));
    mark.addEventListener("blur", () => { if (sheet.hidden) light([]); });
    mark.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const keys = within(mark);
      light(keys);
      if (!narrow.matches) {
        history.replaceState(null, "", "#" + keys[0]);
        bring(entries.get(keys[0]));
        return;
      }
      last = mark;
      sheet.querySelector("ol").replaceChildren(...keys.map((key) => {
        const copy = entries.get(key).cloneNode(true);
        copy.removeAttribute("id");
        for (const back of copy.querySelectorAll(".back")) back.replaceWith(...back.childNodes);
        return copy;
      }));
      sheet.hidden = false;
      sheet.querySelector("button").focus({ preventScroll: true });
    });
  }
  for (const [key, entry] of entries) {
    entry.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") light([key]); });
    entry.addEventListener("pointerleave", () => { if (sheet.hidden) light([]); });
    for (const back of entry.querySelectorAll(".back")) {
      back.addEventListener("focus", () => light([key]));
      back.addEventListener("blur", () => light([]));
      back.addEventListener("click", (event) => {
        event.preventDefault();
        const mark = marks.find((one) => within(one).includes(key));
        mark.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
        mark.focus({ preventScroll: true });
        light([key]);
      });
    }
  }
  sheet.querySelector("button").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !sheet.hidden) close(); });
}
