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
 * Where no server answers (an exported site): takes the rows of one artifact's own one-hop tables into those on the page, the
 * artifacts of the side it stands on, and every edge between two that are there. An edge between two that came by different
 * ways may be in neither's file: it then counts as not shown until one of them is opened.
 */
export function merge(page, hop, node) {
  const have = (id) => [...page.querySelectorAll("tr[data-record]")].some((row) => row.id.toLowerCase() === `row-${id}`.toLowerCase());
  const take = (body, row) => body.append(page.ownerDocument.importNode(row, true));
  for (const { row, ...record } of read(hop).nodes) {
    if (have(record.id) || (node.side !== "root" && record.side !== node.side)) continue;
    row.dataset.record = JSON.stringify({ ...record, depth: node.depth + 1 });
    take(page.querySelector("tbody[data-nodes]"), row);
  }
  for (const { row, ...record } of read(hop).edges) {
    if (!have(record.id) && have(record.downstream) && have(record.upstream)) take(page.querySelector("tbody[data-edges]"), row);
  }
  recount(page);
}

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
