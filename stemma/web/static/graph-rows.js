// What the tables say is what the picture shows: rows in, nodes and edges out.

const records = (root, what) =>
  [...root.querySelectorAll(`tr[data-${what}]`)].map((row) => ({ ...JSON.parse(row.dataset.record), row }));

/** The nodes and edges of the tables below `root`, each with its row. */
export const read = (root) => ({ nodes: records(root, "node"), edges: records(root, "edge") });

/** The id without its prefix, the owner on a line of its own: what a box of the picture says. */
export function words(node) {
  const body = node.id.slice(node.id.indexOf(":") + 1);
  const cut = node.id.startsWith("name:") || node.id.startsWith("url:") ? -1 : body.indexOf("/");
  return { name: cut < 0 ? body : body.slice(cut + 1), owner: cut < 0 ? "" : body.slice(0, cut) };
}

/** How many neighbours of a node are not shown. */
export const more = (node) => [node.up, node.down].reduce((sum, share) => sum + (share ? share.known - share.shown : 0), 0);

/** "filtered", and where they are known the splits, of an edge. */
export const relation = (edge) => edge.relation.replaceAll("_", " ") + (edge.splits.length ? ` (${edge.splits.join(", ")})` : "");

/** "proposed 0.93", "confirmed": a verdict needs no number. */
export const standing = (edge) => (edge.status === "confirmed" ? "confirmed" : `${edge.status} ${edge.confidence.toFixed(2)}`);

/**
 * Where no server answers (an exported site): takes the rows of one artifact's own one-hop tables into those on the page,
 * on the side it stands on; ids that are there already stay. Counts are set anew by `recount`.
 */
export function merge(page, hop, node) {
  const here = new Set([...page.querySelectorAll("tr[data-record]")].map((row) => row.id));
  for (const what of ["node", "edge"]) {
    const body = page.querySelector(`tbody[data-${what}s]`);
    for (const row of hop.querySelectorAll(`tr[data-${what}]`)) {
      const record = JSON.parse(row.dataset.record);
      const side = what === "node" ? record.side : ends(record, node);
      if (here.has(row.id) || (node.side !== "root" && side !== node.side)) continue;
      if (what === "node") row.dataset.record = JSON.stringify({ ...record, depth: node.depth + 1 });
      body.append(page.ownerDocument.importNode(row, true));
    }
  }
  recount(page);
}

const ends = (edge, node) => (edge.downstream.toLowerCase() === node.id.toLowerCase() ? "upstream" : "downstream");

function recount(page) {
  const { nodes, edges } = read(page);
  for (const node of nodes) {
    const id = node.id.toLowerCase();
    const on = {
      up: edges.filter((edge) => edge.downstream.toLowerCase() === id).length,
      down: edges.filter((edge) => edge.upstream.toLowerCase() === id).length,
    };
    const { row, ...record } = node;
    for (const side of ["up", "down"]) if (record[side]) record[side].shown = Math.min(on[side], record[side].known);
    row.dataset.record = JSON.stringify(record);
  }
}
