// The drawing layer of a page that shows everything at once: force-graph, which draws twenty thousand nodes at fixed
// places in a fraction of the time. It has the methods of vis-network that the page uses, and the same two functions.

const LABELS = 500; // names tried at a time: more than have room on a screen
const GRAB = 4; // pixels from an edge at which it is meant
const FAINT = 600; // lines in view from which on each is fainter, so that many are a tint and not a tangle
const SPOT = 1.5; // pixels of a node's radius below which it is a spot, of whatever shape
let network = null, force = null, drawnNodes = [], drawnEdges = [], placed = new Map();

function show(nodes, edges) {
  drawnNodes = nodes;
  drawnEdges = edges;
  placed = new Map(nodes.map((node) => [node.id, node]));
  if (network) network.redraw();
}

// All nodes of one colour in one path: twenty thousand paths of their own take five times as long.
function drawNodes(ctx, scale, view) {
  const groups = new Map();
  for (const node of drawnNodes)
    if (inView(node, view)) push(groups, node.dim ? node.group + " dim" : node.group, node);
  for (const [name, nodes] of groups) {
    ctx.globalAlpha = name.endsWith(" dim") ? 0.13 : 1;
    ctx.fillStyle = colours[nodes[0].group];
    ctx.strokeStyle = colours.ground;
    ctx.lineWidth = 1 / scale;
    ctx.beginPath();
    for (const node of nodes) {
      if (node.size * scale < SPOT) ctx.rect(node.x - node.size, node.y - node.size, 2 * node.size, 2 * node.size);
      else outline(ctx, node);
    }
    ctx.fill();
    if (nodes[0].size * scale > 2 * SPOT) ctx.stroke();
  }
  ctx.globalAlpha = 1;
  const chosen = placed.get(state.node);
  if (!chosen) return;
  ctx.beginPath();
  outline(ctx, chosen);
  ctx.strokeStyle = colours.ink;
  ctx.lineWidth = 3 / scale;
  ctx.stroke();
}

function outline(ctx, { x, y, size, shape }) {
  if (shape === "square") ctx.rect(x - size, y - size, 2 * size, 2 * size);
  else if (shape === "diamond") {
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, y);
    ctx.closePath();
  } else {
    ctx.moveTo(x + size, y);
    ctx.arc(x, y, size, 0, 2 * Math.PI);
  }
}

function drawEdges(ctx, scale, view) {
  const groups = new Map();
  let many = 0;
  for (const edge of drawnEdges) {
    const from = placed.get(edge.from), to = placed.get(edge.to);
    if (!from || !to || !crosses(from, to, view)) continue;
    push(groups, `${edge.predicate} ${edge.dim} ${edge.id === state.edge}`, [from, to, edge]);
    if (!edge.dim) many += 1;
  }
  for (const rows of groups.values()) {
    const edge = rows[0][2];
    ctx.strokeStyle = colourOf(edge.predicate);
    ctx.globalAlpha = edge.dim ? 0.08 : Math.max(0.1, 0.55 * Math.min(1, FAINT / many));
    ctx.lineWidth = (edge.id === state.edge ? 4 : 1) / scale;
    ctx.setLineDash(edge.predicate === "part_of" ? [3 / scale, 4 / scale] : []);
    ctx.beginPath();
    for (const [from, to, { bend }] of rows) {
      ctx.moveTo(from.x, from.y);
      // As vis-network bends it: to its right, by half its roundness.
      if (bend) ctx.quadraticCurveTo((from.x + to.x) / 2 + (to.y - from.y) * bend, (from.y + to.y) / 2 - (to.x - from.x) * bend, to.x, to.y);
      else ctx.lineTo(to.x, to.y);
    }
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

const inView = ({ x, y, size }, [left, top, right, bottom]) => x + size > left && x - size < right && y + size > top && y - size < bottom;
const crosses = (a, b, [left, top, right, bottom]) =>
  Math.max(a.x, b.x) > left && Math.min(a.x, b.x) < right && Math.max(a.y, b.y) > top && Math.min(a.y, b.y) < bottom;

function viewport() {
  const stage = $("graph"), from = force.screen2GraphCoords(0, 0), to = force.screen2GraphCoords(stage.clientWidth, stage.clientHeight);
  return [from.x, from.y, to.x, to.y];
}

function drawNames(ctx, scale, view) {
  const stage = $("graph");
  const named = [];
  for (const node of drawnNodes) {
    if (!node.dim && inView(node, view)) named.push(node);
    if (named.length === LABELS) break;
  }
  const near = new Set(named.map((node) => node.id));
  const edges = scale > 0.5 || state.node || state.edge ? drawnEdges.filter((edge) => near.has(edge.from) && near.has(edge.to)).slice(0, LABELS) : [];
  const screen = (node) => ({ ...force.graph2ScreenCoords(node.x, node.y), r: node.size * scale });
  labels.draw(ctx, { width: stage.clientWidth, height: stage.clientHeight }, window.devicePixelRatio || 1, colourOf, named, edges, screen);
}

function begin() {
  const stage = $("graph");
  force = new ForceGraph(stage)
    .width(stage.clientWidth).height(stage.clientHeight).minZoom(0.002).maxZoom(6)
    .enablePointerInteraction(false).cooldownTicks(0).autoPauseRedraw(true)
    .onRenderFramePost((ctx, scale) => {
      const view = viewport();
      drawEdges(ctx, scale, view);
      drawNodes(ctx, scale, view);
      drawNames(ctx, scale, view);
    });
  network = {
    redraw: () => force.backgroundColor(force.backgroundColor()), // any property that is set asks for a frame
    unselectAll: () => {},
    setSize: () => force.width(stage.clientWidth).height(stage.clientHeight),
    getScale: () => force.zoom(),
    getViewPosition: () => force.centerAt(),
    canvasToDOM: ({ x, y }) => force.graph2ScreenCoords(x, y),
    moveTo: ({ position, scale = force.zoom(), offset = { x: 0, y: 0 }, animation }) => {
      const time = animation ? animation.duration : 0;
      const { x, y } = position || force.centerAt();
      force.zoom(scale, time).centerAt(x - offset.x / scale, y - offset.y / scale, time);
    },
    getNodeAt: (pointer) => {
      const { x, y } = force.screen2GraphCoords(pointer.x, pointer.y), slack = 2 / force.zoom();
      const hit = drawnNodes.filter((node) => Math.abs(node.x - x) < node.size + slack && Math.abs(node.y - y) < node.size + slack);
      return hit.length ? hit.reduce((a, b) => (a.size <= b.size ? a : b)).id : undefined;
    },
    getEdgeAt: (pointer) => {
      const at = force.screen2GraphCoords(pointer.x, pointer.y), reach = GRAB / force.zoom();
      const off = ({ from, to }) => {
        const a = placed.get(from), b = placed.get(to);
        if (!a || !b) return Infinity;
        const dx = b.x - a.x, dy = b.y - a.y;
        const t = Math.max(0, Math.min(1, ((at.x - a.x) * dx + (at.y - a.y) * dy) / Math.max(dx * dx + dy * dy, 1e-9)));
        return Math.hypot(at.x - a.x - t * dx, at.y - a.y - t * dy);
      };
      const edge = drawnEdges.find((edge) => off(edge) < reach);
      return edge && edge.id;
    },
  };
  let pressed = null;
  stage.addEventListener("pointerdown", ({ clientX, clientY }) => { pressed = [clientX, clientY]; });
  stage.addEventListener("click", ({ clientX, clientY }) => {
    // The end of a drag is no click.
    if (!pressed || Math.hypot(clientX - pressed[0], clientY - pressed[1]) > 5) return;
    const box = stage.getBoundingClientRect();
    press({ x: clientX - box.left, y: clientY - box.top });
  });
}
