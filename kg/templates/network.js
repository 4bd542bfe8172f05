// The drawing layer of most pages: vis-network, which pyvis is made for. Another one is in whole.js; both have `network`
// with the same methods, `show` for what it draws, and `begin`.

const nodeSet = new vis.DataSet(), edgeSet = new vis.DataSet();
let network = null; // made once the sets are filled, which draws once and not at every step
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

function show(nodes, edges) {
  update(nodeSet, nodes, (node) => nodeLook(node, node.dim));
  update(edgeSet, edges, (edge) => edgeLook(edge, edge.dim));
}

function begin() {
  network = new vis.Network($("graph"), { nodes: nodeSet, edges: edgeSet }, read("options"));
  network.on("afterDrawing", drawLabels);
  network.on("click", ({ pointer }) => press(pointer.DOM));
  $("graph").querySelector(".vis-network").tabIndex = -1; // the stage round it is what takes the keyboard
}
