// The explorer's picture: opens at one hop, opens one artifact at a time, and the address holds all that is seen.

import * as files from "./graph-export.js";
import { Picture } from "./graph-picture.js";
import { merge, more, read, standing } from "./graph-rows.js";

const PATIENCE = 180;

/** One explorer on the page: `section[data-graph]` with its controls, tables and picture. */
class Explorer {
  constructor(section) {
    this.section = section;
    this.part = (name) => section.querySelector(`[data-graph-${name}]`);
    this.controls = this.part("controls");
    this.opened = new URLSearchParams(location.search).getAll("x");
    this.at = new URLSearchParams(location.search).get("at") ?? section.dataset.root;
    this.part("picture").hidden = false;
    this.picture = new Picture(this.part("picture"), {
      node: (id) => this.select(id),
      edge: (id) => this.select(id),
      open: (id) => this.open(id),
    });
    this.controls.addEventListener("input", () => this.soon());
    this.controls.addEventListener("submit", (event) => (event.preventDefault(), this.load()));
    section.addEventListener("click", (event) => this.click(event));
    this.part("tools").hidden = false;
    section.dataset.live = "yes";
    if (section.dataset.hops) this.replay();
    else this.draw();
  }

  get view() {
    return read(this.part("tables"));
  }

  /** What the controls and the openings ask for, over what else the address says. */
  params() {
    const given = new URLSearchParams(location.search);
    const fresh = new URLSearchParams([...given].filter(([name]) => !["dir", "depth", "min", "show", "x", "at"].includes(name)));
    const plain = { dir: "both", depth: "1", min: "0" };
    for (const [name, value] of new FormData(this.controls)) {
      if (name !== "x" && name !== "as_of" && Number(value).toString() !== plain[name] && value !== plain[name]) fresh.append(name, value);
    }
    for (const id of this.opened) fresh.append("x", id);
    return fresh;
  }

  remember() {
    const params = this.params();
    if (this.at !== this.section.dataset.root) params.set("at", this.at);
    const said = params.toString();
    history.replaceState(null, "", location.pathname + (said ? `?${said}` : "") + location.hash);
  }

  soon() {
    for (const output of this.controls.querySelectorAll("output")) output.value = shown(this.controls.elements[output.htmlFor.value]);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.section.dataset.hops ? this.replay() : this.load()), PATIENCE);
  }

  /** Opens an artifact by a hop; one that has no more to show is closed again. */
  open(id) {
    const node = this.view.nodes.find((one) => one.id === id);
    if (!node) return;
    const closed = this.opened.filter((one) => one.toLowerCase() !== id.toLowerCase());
    if (more(node)) this.opened.push(id);
    else if (closed.length < this.opened.length) this.opened = closed;
    else return this.select(id);
    this.at = id;
    if (this.section.dataset.hops) this.replay();
    else this.load();
  }

  click(event) {
    const control = event.target.closest("[data-open], [data-export], [data-zoom], [data-at]");
    if (!control || !this.section.contains(control)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // Another tab or window: that is a link's own business.
    if (control.dataset.export) return this.export(control.dataset.export);
    event.preventDefault();
    if (control.dataset.zoom) return control.dataset.zoom === "fit" ? this.picture.fit() : this.picture.zoom(Number(control.dataset.zoom));
    if (control.dataset.open) this.open(control.dataset.open);
    else this.select(control.dataset.at);
  }

  /** Asks for the whole view and takes its tables in; the last question asked is the one that counts. */
  async load() {
    this.remember();
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    this.busy(true);
    try {
      const url = `${this.section.dataset.source}?${this.params()}`;
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: asked.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      this.take(await answer.text());
      this.fault("");
    } catch (error) {
      if (error.name === "AbortError") return;
      this.fault(`This view could not be loaded (${error.message}); what you see is the one before.`);
    }
    this.busy(false);
  }

  take(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-graph-tables]");
    if (!fresh) throw new Error("the server answered something else");
    const focused = document.activeElement?.dataset?.open;
    this.part("tables").replaceWith(document.importNode(fresh, true));
    this.draw();
    if (focused) this.section.querySelector(`[data-graph-tables] [data-open="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Without a server: the page's own rows, each opening's one-hop file merged in, then what the sliders leave out. */
  async replay() {
    this.remember();
    this.busy(true);
    this.original ??= this.part("tables").cloneNode(true);
    const tables = this.original.cloneNode(true);
    try {
      const depth = Number(new FormData(this.controls).get("depth") ?? 1);
      for (let level = 1; level < depth; level += 1) await this.hops(tables, read(tables).nodes.filter((n) => n.depth === level && more(n)));
      for (const id of this.opened) await this.hops(tables, read(tables).nodes.filter((n) => n.id.toLowerCase() === id.toLowerCase()));
      this.sift(tables);
      this.part("tables").replaceWith(tables);
      this.draw();
      this.fault("");
    } catch (error) {
      this.fault(`This view could not be loaded (${error.message}); what you see is the one before.`);
    }
    this.busy(false);
  }

  async hops(tables, nodes) {
    for (const node of nodes.slice(0, 60)) {
      const answer = await fetch(node.row.dataset.hop);
      if (!answer.ok) throw new Error(`${node.id}: ${answer.status}`);
      merge(tables, new DOMParser().parseFromString(await answer.text(), "text/html"), node);
    }
  }

  /** Takes out the rows that the controls leave out, and the artifacts that then hang on nothing. */
  sift(tables) {
    const asked = new FormData(this.controls), shown = new Set(["proposed", "confirmed", ...asked.getAll("show")]);
    const root = this.section.dataset.root.toLowerCase(), kept = new Set([root]), side = asked.get("dir") ?? "both";
    const passes = (edge) => shown.has(edge.status) && (edge.status === "confirmed" || edge.confidence >= Number(asked.get("min") ?? 0));
    const { nodes, edges } = read(tables);
    const live = edges.filter(passes);
    const sides = new Map(nodes.map((node) => [node.id.toLowerCase(), node.side]));
    for (let before = 0; before < kept.size; ) {
      before = kept.size;
      for (const edge of live) {
        const [down, up] = [edge.downstream.toLowerCase(), edge.upstream.toLowerCase()];
        if (kept.has(down) && side !== "downstream" && sides.get(down) !== "downstream") kept.add(up);
        if (kept.has(up) && side !== "upstream" && sides.get(up) !== "upstream") kept.add(down);
      }
    }
    for (const node of nodes) if (!kept.has(node.id.toLowerCase())) node.row.remove();
    for (const edge of edges) if (!passes(edge) || !kept.has(edge.downstream.toLowerCase()) || !kept.has(edge.upstream.toLowerCase())) edge.row.remove();
    const left = read(tables).nodes;
    const count = tables.querySelector("[data-graph-shown]");
    if (count) count.textContent = `${left.length} of ${left.length + left.reduce((sum, node) => sum + more(node), 0)}`;
  }

  draw() {
    this.picture.show(this.view, this.at);
    this.select(this.at);
    this.section.dataset.drawn = String(Number(this.section.dataset.drawn ?? 0) + 1);
    this.section.dispatchEvent(new CustomEvent("stemma:drawn", { bubbles: true }));
  }

  /** Says below the picture what is at hand, with the way to its page. */
  select(id) {
    const { nodes, edges } = this.view;
    const found = [...nodes, ...edges].find((one) => one.id.toLowerCase() === id.toLowerCase());
    if (!found) return;
    this.at = found.id;
    this.picture.select(found.id);
    for (const row of this.part("tables").querySelectorAll("tr[aria-current]")) row.removeAttribute("aria-current");
    found.row.setAttribute("aria-current", "true");
    const said = this.part("at"), link = found.row.querySelector("a").cloneNode(true);
    said.replaceChildren();
    if (found.kind) {
      link.textContent = found.id;
      said.append(link, ` ${found.kind.toLowerCase()}`);
      if (more(found)) said.append(" ", button(`Open ${more(found)} more`, found.id));
    } else {
      link.textContent = `${found.downstream} from ${found.upstream}`;
      said.append(link, ` ${found.relation.replaceAll("_", " ")}, ${standing(found)}`);
    }
    this.remember();
  }

  async export(format) {
    const root = this.section.dataset.root, view = this.view;
    const name = `stemma-${root.replace(/[^\w.-]+/g, "-")}`;
    const about = { root, address: location.href };
    if (format === "png") files.download(`${name}.png`, await files.png(this.picture.cy));
    else if (format === "svg") files.download(`${name}.svg`, files.svg(this.picture.cy, root), "image/svg+xml");
    else if (format === "csv") files.download(`${name}.csv`, files.csv(view), "text/csv");
    else if (format === "json") files.download(`${name}.json`, files.json(view, about), "application/json");
    else files.download(`${name}.mmd`, files.mermaid(view, root), "text/plain");
  }

  busy(yes) {
    this.section.setAttribute("aria-busy", String(yes));
  }

  fault(said) {
    const place = this.part("fault");
    place.hidden = !said;
    place.textContent = said;
  }
}

const shown = (input) => (input.name === "min" ? Number(input.value).toFixed(2) : input.value);

function button(text, id) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.dataset.open = id;
  made.textContent = text;
  return made;
}

const loaded = (address) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`${address} could not be loaded`)));
    document.head.append(script);
  });

/** The page is painted before the library that draws is read: it is large, and the tables say the same. */
async function begin(section) {
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  for (const address of section.dataset.scripts.split(" ")) await loaded(address);
  section.explorer = new Explorer(section);
}

for (const section of document.querySelectorAll("section[data-graph]")) {
  begin(section).catch((error) => {
    const place = section.querySelector("[data-graph-fault]");
    place.hidden = false;
    place.textContent = `The picture cannot be drawn (${error.message}); the tables below say the same.`;
  });
}
