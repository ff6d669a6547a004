// What is on the screen as a file: PNG, SVG, CSV, JSON, Mermaid; the last three say what `stemma export` would say.

import { relation, standing } from "./graph-rows.js";
import { colours, DASHES, FACE } from "./graph-style.js";

const COLUMNS = "downstream upstream type relation status confidence splits rows_taken flags claims first_seen last_seen version id".split(" ");
const FRAMES = { Dataset: ["[", "]"], Name: ["([", "])"], Benchmark: ["[[", "]]"] };
const ARROWS = { confirmed: "==>", proposed: "-->" };

const around = (x, y) => [[-0.5, -y], [-x, -0.5], [x, -0.5], [0.5, -y], [0.5, y], [x, 0.5], [-x, 0.5], [-0.5, y]];
const OUTLINES = { Benchmark: around(0.4, 0), Model: around(0.42, 0.25), Paper: around(0.46, 0.3) };

const bare = ({ row, ...record }) => record;

/** One object: where one looks from, the filters, and the rows of both tables. */
export const json = (view, about) => `${JSON.stringify({ ...about, nodes: view.nodes.map(bare), edges: view.edges.map(bare) }, null, 2)}\n`;

/** A header and a row an edge; lists joined by `;`, an unknown number is an empty cell. */
export function csv(view) {
  const cell = (value) => (value === null || value === undefined ? "" : Array.isArray(value) ? value.join(";") : String(value));
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [COLUMNS, ...view.edges.map((edge) => COLUMNS.map((column) => cell(edge[column])))];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

/** A flowchart; every label quoted, with all but plain characters as entities. */
export function mermaid(view, root) {
  const entity = (c) => (/[\p{L}\p{N} .,:/_()-]/u.test(c) ? c : c === "\n" ? "<br/>" : `#${c.codePointAt(0)};`);
  const escaped = (text) => [...text].map(entity).join("");
  const names = new Map(view.nodes.map((node, number) => [node.id.toLowerCase(), `n${number}`]));
  const lines = ["flowchart TD"];
  for (const node of view.nodes) {
    const [start, end] = FRAMES[node.kind] ?? ["[/", "/]"];
    const label = ["read", "unread"].includes(node.state) ? node.id : `${node.id}\n(${node.state})`;
    lines.push(`  ${names.get(node.id.toLowerCase())}${start}"${escaped(label)}"${end}`);
  }
  for (const edge of view.edges) {
    const label = `${relation(edge)}\n${edge.status} ${edge.confidence.toFixed(2)}`;
    const ends = [edge.upstream, edge.downstream].map((end) => names.get(end.toLowerCase()));
    lines.push(`  ${ends[0]} ${ARROWS[edge.status] ?? "-.->"}|"${escaped(label)}"| ${ends[1]}`);
  }
  return [...lines, `  style ${names.get(root.toLowerCase())} stroke-width:3px`, ""].join("\n");
}

const xml = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
const number = (value) => Math.round(value * 10) / 10;

function lines(label, x, y, size, attributes) {
  const said = label.split("\n");
  const top = y - ((said.length - 1) * size * 1.25) / 2 + size * 0.35;
  const spans = said.map((line, at) => `<tspan x="${number(x)}" y="${number(top + at * size * 1.25)}">${xml(line)}</tspan>`);
  return `<text text-anchor="middle" font-size="${size}" ${attributes}>${spans.join("")}</text>`;
}

function shape(node, colour) {
  const { x, y } = node.position(), w = node.width(), h = node.height();
  const root = node.data("side") === "root", loose = node.data("kind") === "Name" || node.data("state") === "unverified";
  const edge = root ? `stroke="${colour.accent}" stroke-width="3"` : `stroke="${colour.line}" stroke-width="1.5"`;
  const look = `fill="${colour.raised}" ${edge}${loose ? ' stroke-dasharray="4 3"' : ""}`;
  const kind = node.data("kind");
  if (kind === "Name") return `<ellipse cx="${number(x)}" cy="${number(y)}" rx="${number(w / 2)}" ry="${number(h / 2)}" ${look}/>`;
  if (OUTLINES[kind]) {
    const corners = OUTLINES[kind].map(([across, down]) => `${number(x + across * w)},${number(y + down * h)}`);
    return `<polygon points="${corners.join(" ")}" ${look}/>`;
  }
  const round = kind === "Dataset" ? 8 : kind === "Repository" ? 14 : 0;
  return `<rect x="${number(x - w / 2)}" y="${number(y - h / 2)}" width="${number(w)}" height="${number(h)}" rx="${round}" ${look}/>`;
}

function toward(a, b) {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  return [(b.x - a.x) / length, (b.y - a.y) / length];
}

function arrow(edge, colour) {
  const from = edge.sourceEndpoint(), to = edge.targetEndpoint(), status = edge.data("status");
  const stroke = colour[status];
  const dash = DASHES[status].length ? ` stroke-dasharray="${DASHES[status].join(" ")}"` : "";
  const bend = edge.controlPoints()?.[0];
  const [ux, uy] = toward(bend ?? from, to);
  const tip = [[0, 0], [-9, -4.5], [-9, 4.5]].map(([a, b]) => `${number(to.x + a * ux - b * uy)},${number(to.y + a * uy + b * ux)}`).join(" ");
  const way = `M${number(from.x)} ${number(from.y)}${bend ? ` Q${number(bend.x)} ${number(bend.y)}` : " L"} ${number(to.x - 8 * ux)} ${number(to.y - 8 * uy)}`;
  const line = `<path d="${way}" fill="none" stroke="${stroke}" stroke-width="${status === "confirmed" ? 2.5 : 1.5}"${dash}/>`;
  const head = `<polygon points="${tip}" fill="${status === "confirmed" ? stroke : colour.ground}" stroke="${stroke}"/>`;
  const label = edge.data("near") || edge.data("far"), end = edge.data("near") ? from : to;
  const [lx, ly] = edge.data("near") ? toward(from, bend ?? to) : toward(to, bend ?? from);
  const at = [end.x + lx * edge.data("offset"), end.y + ly * edge.data("offset")];
  const halo = `fill="${stroke}" stroke="${colour.ground}" stroke-width="4" paint-order="stroke"`;
  return { line: line + head, text: lines(label, at[0], at[1], 10.5, halo) };
}

/** The picture as it is laid out, all of it, in the colours of the page; a title names the root. */
export function svg(cy, root) {
  const colour = colours(), box = cy.elements().boundingBox(), pad = 20;
  const area = [box.x1 - pad, box.y1 - pad, box.w + 2 * pad, box.h + 2 * pad].map(number);
  const drawn = cy.edges().map((edge) => arrow(edge, colour));
  const said = (node) => lines(node.data("label"), node.position("x"), node.position("y"), 12, `fill="${colour.ink}"`);
  const nodes = cy.nodes().map((node) => shape(node, colour) + said(node));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${area.join(" ")}" width="${area[2]}" height="${area[3]}" font-family="${xml(FACE)}">`,
    `<title>${xml(root)}</title>`,
    `<rect x="${area[0]}" y="${area[1]}" width="${area[2]}" height="${area[3]}" fill="${colour.ground}"/>`,
    ...drawn.map((edge) => edge.line),
    ...nodes,
    ...drawn.map((edge) => edge.text),
    "</svg>\n",
  ].join("\n");
}

/** The picture as an image, twice as fine as the screen, all of it. */
export const png = (cy) => cy.png({ full: true, scale: 2, maxWidth: 8000, maxHeight: 8000, bg: colours().ground, output: "blob-promise" });

/** Hands a file to the browser. */
export function download(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
