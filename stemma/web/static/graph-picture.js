// The picture: layered from sources to what was made of them, laid out once, without physics and without motion.

import { more, relation, standing, words } from "./graph-rows.js";
import { colours, sheet } from "./graph-style.js";

const LINE = 15;
const CHARACTER = 7.1;
const BOLD = 7.9;
const MARGIN = 24;
const LABEL = 15;

/** Measures: on a phone boxes are narrower and edges say their status alone; the line below the picture says the rest. */
const WIDE = { widest: 30, gap: 200, readable: 0.75, said: (edge) => `${relation(edge)}\n${standing(edge)}` };
const NARROW = { widest: 17, gap: 80, readable: 0.6, said: (edge) => edge.status };
const PHONE = 600;
const LAYERS = { name: "dagre", rankDir: "LR", nodeSep: 16, edgeSep: 8, ranker: "network-simplex", animate: false, fit: false };

/** Text cut in lines of at most `widest` characters, at marks where there are some, and at most three of them. */
function wrapped(text, widest) {
  const lines = [];
  let rest = text;
  while (rest.length > widest && lines.length < 2) {
    const head = rest.slice(0, widest);
    const at = Math.max(head.lastIndexOf("-"), head.lastIndexOf("_"), head.lastIndexOf(" "), head.lastIndexOf("/"), head.lastIndexOf("."));
    const cut = at > widest / 2 ? at + 1 : widest;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...lines, rest.length > widest ? rest.slice(0, widest - 1) + "…" : rest];
}

function box(node, { widest }) {
  const { name, owner } = words(node);
  const beyond = more(node);
  const state = ["read", "unread"].includes(node.state) ? "" : node.state;
  const below = [owner, state, beyond ? `+${beyond} more` : ""].filter(Boolean);
  const short = below.join(" · ").length <= widest;
  const rest = short ? [below.join(" · ")] : below.flatMap((part) => wrapped(part, widest));
  const lines = [...wrapped(name, widest), ...rest].filter(Boolean);
  const slanted = ["Benchmark", "Model", "Name", "Paper"].includes(node.kind) ? 34 : 18;
  const { row, ...data } = node;
  return {
    group: "nodes",
    data: {
      ...data,
      id: node.id.toLowerCase(),
      spelled: node.id,
      label: lines.join("\n"),
      more: beyond,
      width: Math.max(...lines.map((line) => line.length)) * (node.side === "root" ? BOLD : CHARACTER) + slanted,
      height: lines.length * LINE + 14,
    },
  };
}

/** Arrows; each is labelled at the end that fewer edges share, so that labels do not lie on one another. */
function arrows(edges, { said }) {
  const share = {};
  for (const id of edges.flatMap((edge) => [edge.upstream.toLowerCase(), edge.downstream.toLowerCase()])) share[id] = (share[id] ?? 0) + 1;
  return edges.map(({ row, ...edge }) => {
    const source = edge.upstream.toLowerCase(), target = edge.downstream.toLowerCase();
    const label = said(edge);
    const atSource = share[source] <= share[target];
    const half = Math.max(...label.split("\n").map((line) => line.length)) * 2.9 + 12;
    const stands = { near: atSource ? label : "", far: atSource ? "" : label, half, offset: half, lines: label.split("\n").length };
    return { group: "edges", data: { ...edge, source, target, ...stands } };
  });
}

/** How far along an edge its label meets no box and no other label, or least of them, and where it then stands. */
function free({ edge, from, to }, taken) {
  const half = edge.data("half"), high = (LABEL * edge.data("lines")) / 2, length = Math.hypot(to.x - from.x, to.y - from.y);
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const at = (offset) => {
    const [x, y] = [from.x + ux * offset, from.y + uy * offset];
    return { x1: x - half + 8, x2: x + half - 8, y1: y - high, y2: y + high };
  };
  const shared = (low, high, from, to) => Math.max(0, Math.min(high, to) - Math.max(low, from));
  const over = (a) => taken.reduce((sum, b) => sum + shared(a.x1, a.x2, b.x1, b.x2) * shared(a.y1, a.y2, b.y1, b.y2), 0);
  let best = [Math.min(half, length / 2), Infinity];
  for (let offset = best[0]; offset < length * 0.85 && best[1] > 0; offset += 7) {
    const covered = over(at(offset));
    if (covered < best[1]) best = [offset, covered];
  }
  return [best[0], at(best[0])];
}

/** Where the label of an edge against the grain stands, roughly: beyond the box that it is labelled at. */
function backwards({ edge, from, to }) {
  const box = edge.data("near") ? edge.source() : edge.target(), half = edge.data("half"), away = box.width() / 2 + half;
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1, at = box.position();
  const [x, y] = [at.x + ((to.x - from.x) / length) * away, at.y + ((to.y - from.y) / length) * away];
  return { x1: x - half + 8, x2: x + half - 8, y1: y - LABEL, y2: y + LABEL };
}

/** Draws in `container` and tells `on.node(id)`, `on.edge(id)` and `on.open(id)` what was asked for. */
export class Picture {
  constructor(container, on) {
    this.container = container;
    this.on = on;
    this.cy = cytoscape({
      container,
      style: sheet(colours()),
      minZoom: 0.15,
      maxZoom: 2.5,
      userZoomingEnabled: matchMedia("(pointer: coarse)").matches,
      boxSelectionEnabled: false,
      autounselectify: false,
      selectionType: "single",
    });
    this.cy.on("tap", "node", (event) => this.on.open(event.target.data("spelled")));
    this.cy.on("tap", "edge", (event) => this.on.edge(event.target.id()));
    this.cy.on("select", "node", (event) => this.on.node(event.target.data("spelled")));
    container.addEventListener("keydown", (event) => this.key(event));
    container.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    const repaint = () => this.cy.style(sheet(colours()));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** Shows nodes and edges; what was at hand stays where it was on the screen. */
  show({ nodes, edges }, at) {
    const held = at && this.cy.getElementById(at.toLowerCase());
    const before = held && held.nonempty() ? { ...held.renderedPosition() } : null;
    const first = this.cy.elements().empty();
    this.measure = this.container.clientWidth < PHONE ? NARROW : WIDE;
    this.cy.batch(() => {
      this.cy.elements().remove();
      this.cy.add([...nodes.map((node) => box(node, this.measure)), ...arrows(edges, this.measure)]);
    });
    this.cy.layout({ ...LAYERS, rankSep: this.measure.gap }).run();
    this.ends();
    this.room();
    if (first || !before) this.fit();
    else this.hold(at, before);
    if (at) this.select(at);
  }

  /** An edge leaves (or meets) the middle of the side that its label stands at; labels are put where nothing else stands. */
  ends() {
    const drawn = this.cy.edges().map((edge) => this.end(edge));
    const taken = this.cy.nodes().map((node) => node.boundingBox({ includeLabels: false, includeOverlays: false }));
    taken.push(...drawn.filter((edge) => !edge.ahead).map(backwards));
    for (const one of drawn.filter((edge) => edge.ahead).sort((a, b) => Math.abs(a.to.y - a.from.y) - Math.abs(b.to.y - b.from.y))) {
      const [offset, box] = free(one, taken);
      one.edge.data("offset", offset);
      taken.push(box);
    }
  }

  end(edge) {
    const [source, target] = [edge.source(), edge.target()], near = Boolean(edge.data("near"));
    const [from, to] = [{ ...source.position() }, { ...target.position() }], ahead = from.x < to.x;
    edge.style("source-endpoint", ahead && near ? "50% 0%" : "outside-to-node");
    edge.style("target-endpoint", ahead && !near ? "-50% 0%" : "outside-to-node");
    if (ahead && near) from.x += source.width() / 2;
    if (ahead && !near) to.x -= target.width() / 2;
    return { edge, ahead: ahead && from.x < to.x, from: near ? from : to, to: near ? to : from };
  }

  /** As high as the picture needs, between a hand's breadth and most of the window. */
  room() {
    const box = this.cy.elements().boundingBox();
    const zoom = Math.min(1, Math.max(this.measure.readable, (this.container.clientWidth - 2 * MARGIN) / box.w));
    const wanted = Math.max(200, box.h * zoom + 2 * MARGIN);
    this.container.style.height = `${Math.round(Math.min(wanted, Math.max(320, innerHeight * 0.75)))}px`;
    this.cy.resize();
  }

  /** All of it where it can be read so; else the root and what is next to it, at a size that can be read. */
  fit() {
    const [w, h] = [this.container.clientWidth, this.container.clientHeight];
    this.cy.fit(undefined, MARGIN);
    this.cy.zoom(Math.min(1, Math.max(this.measure.readable, this.cy.zoom())));
    this.cy.center();
    const all = this.cy.elements().renderedBoundingBox();
    if (all.w <= w && all.h <= h) return;
    const root = this.cy.$("node[side = 'root']").renderedPosition();
    const along = (size, length, low, high, at) =>
      length <= size ? 0 : Math.min(MARGIN - low, Math.max(size - MARGIN - high, size / 2 - at));
    this.cy.panBy({ x: along(w, all.w, all.x1, all.x2, root.x), y: along(h, all.h, all.y1, all.y2, root.y) });
  }

  hold(at, before) {
    const now = this.cy.getElementById(at.toLowerCase()).renderedPosition();
    if (now) this.cy.panBy({ x: before.x - now.x, y: before.y - now.y });
    const seen = this.cy.elements().renderedBoundingBox();
    const inside = seen.x1 >= 0 && seen.y1 >= 0 && seen.x2 <= this.container.clientWidth && seen.y2 <= this.container.clientHeight;
    if (!inside && seen.w <= this.container.clientWidth && seen.h <= this.container.clientHeight) this.fit();
  }

  select(id) {
    const found = this.cy.getElementById(id.startsWith("e:") ? id : id.toLowerCase());
    if (found.empty() || found.selected()) return;
    this.cy.elements(":selected").unselect();
    found.select();
  }

  zoom(by) {
    const middle = { x: this.container.clientWidth / 2, y: this.container.clientHeight / 2 };
    this.cy.zoom({ level: this.cy.zoom() * by, renderedPosition: middle });
  }

  /** The wheel scrolls the page; with Ctrl it zooms here. */
  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const at = { x: event.offsetX, y: event.offsetY };
    this.cy.zoom({ level: this.cy.zoom() * (event.deltaY < 0 ? 1.15 : 1 / 1.15), renderedPosition: at });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const selected = this.cy.$("node:selected");
    if (step) this.go(selected.nonempty() ? selected[0] : this.cy.$("node[side = 'root']")[0], step);
    else if (event.key === "Enter" && selected.nonempty()) this.on.open(selected[0].data("spelled"));
    else if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Selects the nearest node that way: along the axis first, straight before slanting. */
  go(from, [x, y]) {
    if (!from) return;
    const here = from.position();
    const cost = (node) => {
      const along = (node.position("x") - here.x) * x + (node.position("y") - here.y) * y;
      const across = Math.abs((node.position("x") - here.x) * y) + Math.abs((node.position("y") - here.y) * x);
      return along > 1 ? along + across * 2 : Infinity;
    };
    const near = this.cy.nodes().min(cost);
    if (near.value === Infinity) return this.select(from.id());
    this.select(near.ele.id());
    const at = near.ele.renderedBoundingBox();
    const outside = at.x1 < 0 || at.y1 < 0 || at.x2 > this.container.clientWidth || at.y2 > this.container.clientHeight;
    if (outside) this.cy.center(near.ele);
  }
}
