"use strict";
// Labels as on a map: of one size whatever the zoom, none over another, the most important first.

const labels = (() => {
  const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
  const FONTS = {
    company: ["600 13px " + FONT, 13], unit: ["12px " + FONT, 12], person: ["11.5px " + FONT, 11.5],
    figure: ["12px " + FONT, 12], edge: ["11px " + FONT, 11],
  };
  const SIDES = ["below", "right", "left", "above", "belowRight", "belowLeft", "aboveRight", "aboveLeft"];
  const CELL = 48;
  const widths = new Map();
  let hits = [];

  function width(ctx, font, text) {
    const key = font + text;
    if (!widths.has(key)) {
      ctx.font = font;
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  }

  // A grid of taken rectangles, so that a thousand labels cost a thousand look-ups.
  function Taken() {
    const cells = new Map();
    const each = (box, visit) => {
      for (let i = Math.floor(box[0] / CELL); i <= Math.floor(box[2] / CELL); i++)
        for (let j = Math.floor(box[1] / CELL); j <= Math.floor(box[3] / CELL); j++)
          if (visit(i + "," + j)) return true;
      return false;
    };
    return {
      add: (box) => each(box, (key) => { cells.has(key) ? cells.get(key).push(box) : cells.set(key, [box]); }),
      free: (box) => !each(box, (key) => (cells.get(key) || []).some(
        (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])),
    };
  }

  function write(ctx, colourOf, text, x, y, font, colour) {
    ctx.font = font;
    ctx.lineWidth = 3.5;
    ctx.lineJoin = "round";
    ctx.strokeStyle = colourOf("ground");
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }

  const shortened = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);

  // A ground under the label of a figure, which may stand over a distant node.
  function plate(ctx, colourOf, box) {
    ctx.globalAlpha = 0.9;
    ctx.fillStyle = colourOf("ground");
    ctx.fillRect(box[0], box[1] - 1, box[2] - box[0], box[3] - box[1] + 2);
    ctx.globalAlpha = 1;
  }

  // nodes and edges come with the most important first; `at` gives a node's place and radius on the screen.
  function draw(ctx, size, ratio, colourOf, nodes, edges, at) {
    const taken = Taken(), names = Taken(); // all that is drawn, and the names alone
    const inside = (box) => box[2] > 0 && box[3] > 0 && box[0] < size.width && box[1] < size.height;
    const whole = (box) => box[0] >= 0 && box[1] >= 0 && box[2] <= size.width && box[3] <= size.height;
    hits = [];
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    const spots = new Map(nodes.map((node) => [node.id, at(node)]));
    const small = (node) => node.group === "unit" || node.group === "person" || Boolean(node.minor);
    // A company's name may cover a unit or a person, never the other way round.
    for (const group of [nodes.filter((node) => !small(node)), nodes.filter(small)]) {
      for (const node of group) {
        const { x, y, r } = spots.get(node.id);
        taken.add([x - r + 1, y - r + 1, x + r - 1, y + r - 1]);
      }
      for (const node of group) if (!node.dim) name(node);
    }
    function name(node) {
      const [font, height] = FONTS[node.group];
      const spot = spots.get(node.id);
      const text = shortened(node.label, node.group === "figure" ? 60 : 34);
      const wide = width(ctx, font, text), h = height * 0.62, gap = spot.r + 4;
      const sides = {
        below: [spot.x - wide / 2, spot.y + gap + h], above: [spot.x - wide / 2, spot.y - gap - h],
        right: [spot.x + gap, spot.y], left: [spot.x - gap - wide, spot.y],
        belowRight: [spot.x - wide * 0.28, spot.y + gap + h], belowLeft: [spot.x - wide * 0.72, spot.y + gap + h],
        aboveRight: [spot.x - wide * 0.28, spot.y - gap - h], aboveLeft: [spot.x - wide * 0.72, spot.y - gap - h],
      };
      const order = node.side ? [node.side] : node.sides || SIDES;
      const boxes = order.map((side) => [sides[side][0] - 3, sides[side][1] - h, sides[side][0] + wide + 3, sides[side][1] + h]);
      if (!boxes.some(inside)) return;
      const free = (box) => node.always || taken.free(box);
      const box = boxes.find((box) => whole(box) && free(box))
        || (small(node) ? null : boxes.find(free) || boxes.find((box) => whole(box) && names.free(box)));
      if (!box) return;
      taken.add(box);
      names.add(box);
      hits.push({ box, node: node.id });
      if (node.group === "figure") plate(ctx, colourOf, box);
      write(ctx, colourOf, text, box[0] + 3, box[1] + h, font, colourOf(node.group === "company" ? "ink" : node.group));
    }
    for (const edge of edges) {
      if (edge.dim || !edge.text) continue;
      const a = spots.get(edge.from), b = spots.get(edge.to);
      if (!a || !b) continue;
      const [font, height] = FONTS.edge;
      const wide = width(ctx, font, edge.text), h = height * 0.62;
      const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy);
      if (length - a.r - b.r < wide * 0.7 + 12) continue;
      // A bent edge bulges to its right by half its roundness.
      const bend = (edge.bend || 0) / 2;
      for (const t of [0.5, 0.4, 0.6, 0.3, 0.7]) {
        const swell = bend * 4 * t * (1 - t);
        const x = a.x + dx * t + dy * swell - wide / 2, y = a.y + dy * t - dx * swell;
        const box = [x - 3, y - h, x + wide + 3, y + h];
        if (!inside(box) || !taken.free(box)) continue;
        taken.add(box);
        hits.push({ box, edge: edge.id });
        write(ctx, colourOf, edge.text, x, y, font, colourOf(edge.predicate));
        break;
      }
    }
    ctx.restore();
  }

  // The node or edge whose label is at this place of the screen.
  function hit(x, y) {
    return hits.find(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]) || null;
  }

  // Pixels that the labels of these nodes take at most.
  function widest(nodes) {
    const ctx = document.createElement("canvas").getContext("2d");
    return Math.max(0, ...nodes.map((node) => width(ctx, FONTS[node.group][0], node.label)));
  }

  return { draw, hit, widest, placed: () => hits };
})();
