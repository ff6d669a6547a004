// The review screen: a key decides, the next claim is there at once, the decision is saved behind it.
import { json } from "./asking.js";
import * as dialogs from "./dialogs.js";
import { listen } from "./keys.js";
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";
import { Shelf } from "./shelf.js";
import { Stage } from "./stage.js";
import { Strip, verb } from "./strip.js";

const AHEAD = 8;
const FAULTS = ["cycle", "chronology"];
const NEEDS_REASON = "A written reason is needed";
const data = JSON.parse(document.getElementById("review-data").textContent);
const search = new URLSearchParams(data.query).toString();

class Review {
  constructor() {
    this.shelf = new Shelf();
    this.stage = new Stage(this.shelf);
    this.outbox = new Outbox(data.actor, (what, entry, detail) => this[`on_${what}`](entry, detail));
    this.strip = new Strip(this.outbox);
    this.line = new Line([]);
    this.at = null;
    this.given = new Map(); // edge -> the entry that decided it here
    this.last = []; // entries of this page that stand, the newest last
    this.needs = new Map(); // edge -> why a written reason is asked for
    this.causes = document.getElementById("causes");
  }

  async start() {
    this.strip.unsaved();
    this.outbox.flush();
    await this.fetchLine(false);
    if (data.edge) this.line.insert(data.edge);
    await this.go(data.edge ?? this.line.after(null));
    this.strip.measure();
  }

  async fetchLine(fresh) {
    try {
      const found = await json("/review/line", { ...data.query, ...(fresh ? { fresh: "1" } : {}) });
      this.line.set(found.ids);
      return true;
    } catch (error) {
      this.strip.message(`The queue could not be read: ${error.message}`, { mend: error.mend });
      return false;
    }
  }

  // Shows an edge, or what is to be said when there is none.
  async go(id, began = null) {
    this.closeCauses();
    if (id === null) return this.finished();
    this.at = id;
    history.replaceState(null, "", `/review/${id}${search ? `?${search}` : ""}`);
    this.where();
    const showing = this.stage.show(id, this.given.get(id));
    if (began !== null && this.shelf.peek(id)) measured(began);
    try {
      const item = await showing;
      if (item === null && this.at === id && !this.shelf.peek(id)) this.missing(id);
    } catch (error) {
      if (this.at === id) this.strip.message(`The claim could not be fetched: ${error.message}`, { mend: error.mend, edge: id });
    }
    this.shelf.ready(this.line.upcoming(id, AHEAD));
  }

  where() {
    this.strip.where(this.line.place(this.at), this.line.ids.length, this.line.left());
  }

  missing(id) {
    this.line.done.add(id);
    this.strip.message(`Edge ${id} is no longer in this graph.`);
    this.advance(null);
  }

  advance(began) {
    return this.go(this.line.after(this.at), began);
  }

  // The end of the line: asked for anew once, since others decide too and what was skipped is open again.
  async finished() {
    const skipped = this.line.skipped.size;
    this.line.skipped.clear();
    const before = this.at;
    await this.fetchLine(true);
    const next = this.line.after(null);
    if (next !== null && !skipped && next !== before) return this.go(next);
    this.at = null;
    this.where();
    if (skipped && next !== null) this.stage.empty(`${skipped} skipped, the rest is decided`, "Press j to go through what was skipped.");
    else this.stage.empty("Nothing waits", search ? "No edge waits under these filters. Show all, or filter otherwise." : "Every proposed edge was decided. A crawl may bring more.");
    return undefined;
  }

  // The version that a decision stands on: as it was shown, or as the decision before it, still on its way, leaves it.
  basis(id) {
    const before = this.outbox.waiting().findLast((entry) => entry.edge === id);
    return before ? { after: before.id, version: null } : { after: null, version: this.shelf.peek(id)?.version ?? null };
  }

  decide(act, fields = {}, { stay = false, began = null } = {}) {
    const item = this.shelf.peek(this.at);
    if (!item || this.at === null) return undefined;
    const entry = this.outbox.push({ act, edge: item.id, said: item.said, ...this.basis(item.id), ...fields });
    entry.state = "saving";
    this.strip.decided(entry);
    if (stay) return undefined;
    this.given.set(item.id, { said: verb(act), state: "saving", entry });
    this.last.push(entry);
    for (const id of [item.id, ...Object.keys(fields.seen ?? {})]) this.line.done.add(id);
    return this.advance(began);
  }

  async accept(fields = {}, began = null) {
    const id = this.at;
    const item = this.shelf.peek(id);
    if (!item) return;
    const act = fields.act ?? "accept";
    const faults = item.flags.filter((flag) => FAULTS.includes(flag));
    if (!faults.length && !this.needs.has(id)) {
      this.decide(act, fields, { began });
      return;
    }
    const why = this.needs.get(id) ?? `This edge is flagged: ${faults.join(", ")}.`;
    const override = await dialogs.override(why);
    if (override && this.at === id) this.decide(act, { ...fields, override });
  }

  // A digit that says what the claim says already accepts it.
  call(relation, began) {
    const same = this.shelf.peek(this.at)?.relation === relation;
    return this.accept(same ? {} : { act: "relation", relation }, began);
  }

  undo() {
    const mine = this.given.get(this.at)?.entry;
    const entry = mine ?? this.last.at(-1);
    if (!entry) return this.undoKept();
    this.last = this.last.filter((other) => other !== entry);
    this.given.delete(entry.edge);
    for (const id of [entry.edge, ...Object.keys(entry.seen ?? {})]) this.line.done.delete(id);
    this.strip.gone(entry.id);
    if (this.outbox.cancel(entry.id)) return this.go(entry.edge);
    return this.undoSent(entry);
  }

  undoSent(entry) {
    const before = this.outbox.waiting().findLast((other) => other.id === entry.id || other.edge === (entry.made?.edge ?? entry.edge));
    const basis = before ? { after: before.id, version: null } : { after: null, version: entry.made?.version ?? null };
    const undone = this.outbox.push({ act: "undo", edge: entry.made?.edge ?? entry.edge, said: entry.said, group: entry.made?.group ?? null, ...basis });
    this.strip.decided({ ...undone, state: "saving" });
    this.line.insert(entry.edge, this.at);
    return this.go(entry.edge);
  }

  // Nothing was decided on this page yet: the last decision of this person that the server knows.
  undoKept() {
    const kept = this.strip.kept.find((one) => one.actor === data.actor && !one.undoes && one.verdict !== "note");
    if (!kept) {
      this.strip.message("Nothing to undo.");
      return undefined;
    }
    this.strip.kept = this.strip.kept.filter((one) => one !== kept);
    const undone = this.outbox.push({ act: "undo", edge: kept.edge, said: kept.said, after: null, version: null });
    this.strip.decided({ ...undone, state: "saving" });
    return this.reopen(kept.edge);
  }

  reopen(id) {
    this.line.insert(id, this.at);
    return this.go(id);
  }

  on_changed() {
    this.strip?.unsaved();
  }

  on_saved(entry, made) {
    const held = this.last.find((other) => other.id === entry.id);
    const group = made.decisions.find((one) => one.group)?.group ?? null;
    if (held) held.made = { edge: made.edge, version: made.version, group: entry.act === "accept_all" ? group : null };
    this.mark(entry, "saved");
    for (const other of this.last) if (other.made?.edge === made.edge) other.made.version = made.version;
    for (const id of [entry.edge, made.edge, ...Object.keys(entry.seen ?? {})]) if (id !== this.at) this.shelf.forget(id);
    for (const [id, why] of made.left_out ?? []) {
      this.line.done.delete(id);
      this.strip.message(`Left out of accepting all: ${why}`, { edge: id });
    }
    if (this.at === entry.edge || this.at === made.edge) this.refresh(this.at, this.at === made.edge ? made.version : null);
    this.strip.soon();
  }

  on_returned(entry, refused) {
    if (refused.title === NEEDS_REASON) this.needs.set(entry.edge, refused.message);
    this.mark(entry, "returned");
    this.last = this.last.filter((other) => other.id !== entry.id);
    this.given.delete(entry.edge);
    this.line.done.delete(entry.edge);
    for (const id of Object.keys(entry.seen ?? {})) this.line.done.delete(id);
    if (this.at !== entry.edge) this.shelf.forget(entry.edge);
    this.strip.message(`${verb(entry.act)} was not saved. ${entry.said}: ${refused.message}`, { edge: entry.edge, mend: refused.mend });
    if (this.at === entry.edge) this.refresh(entry.edge);
    else if (refused.status === 409) this.line.returned.push(entry.edge);
    this.strip.soon(0);
  }

  mark(entry, state) {
    for (const other of this.strip.lately) if (other.id === entry.id) other.state = state;
    const given = this.given.get(entry.edge);
    if (given?.entry.id === entry.id) {
      given.state = state;
      if (this.at === entry.edge) this.stage.said(given);
    }
    this.strip.list();
  }

  async refresh(id, version = null) {
    await this.shelf.again(id, version).catch(() => null);
    if (this.at === id) this.stage.show(id, this.given.get(id));
  }

  closeCauses() {
    this.causes.hidden = true;
  }

  open() {
    const item = this.shelf.peek(this.at);
    if (!item) return;
    const words = item.quote?.trim().split(/\s+/u).slice(0, 8).join(" ");
    const to = item.source && words ? `${item.source.split("#")[0]}#:~:text=${encodeURIComponent(words)}` : (item.source ?? item.page);
    window.open(to, "_blank", "noopener,noreferrer");
  }

  async correct() {
    const id = this.at;
    const upstream = await dialogs.target(id);
    if (upstream && this.at === id) this.accept({ act: "target", upstream });
  }

  async all() {
    const id = this.at;
    const seen = await dialogs.together(id).catch((error) => this.strip.message(error.message));
    if (seen && this.at === id) this.decide("accept_all", { seen });
  }

  async note() {
    const id = this.at;
    const text = await dialogs.note();
    if (text && this.at === id) this.decide("note", { note: text }, { stay: true });
  }

  move(step) {
    const to = this.at === null ? this.line.after(null) : this.line.neighbour(this.at, step);
    if (to !== null) this.go(to, performance.now());
  }

  skip(began) {
    if (this.at === null) return;
    this.line.skipped.add(this.at);
    this.advance(began);
  }
}

// How long it took from the key to the painted claim, for the browser's own timeline.
function measured(began) {
  requestAnimationFrame(() => setTimeout(() => performance.measure("key", { start: began, end: performance.now() })));
}

const review = new Review();
const ACTS = {
  accept: (_, began) => review.accept({}, began),
  reject: (_, began) => review.decide("reject", {}, { began }),
  cause: (cause, began) => review.decide("reject", { cause }, { began }),
  reject_because: () => (review.causes.hidden = !review.causes.hidden),
  skip: (_, began) => review.skip(began),
  undo: () => review.undo(),
  relation: (relation, began) => review.call(relation, began),
  flip: (_, began) => review.accept({ act: "flip" }, began),
  target: (upstream) => (upstream ? review.accept({ act: "target", upstream }) : review.correct()),
  next: () => review.move(1),
  previous: () => review.move(-1),
  open: () => review.open(),
  accept_all: () => review.all(),
  graph: () => review.at && dialogs.graph(review.at),
  filter: () => dialogs.filter(),
  note: () => review.at && review.note(),
  help: () => dialogs.help(),
  second: (_, began) => review.decide("second", {}, { began }),
  reopen: (edge) => review.reopen(edge),
};

// After `r` a digit says why; any other key closes the question and means what it always means.
function reason(name) {
  if (review.causes.hidden) return null;
  const cause = data.reasons[name];
  if (!cause && name !== "r") review.closeCauses();
  return cause ? { act: "cause", argument: cause } : null;
}

listen(
  data.keys.filter((row) => row.act in ACTS),
  (act, argument, event) => ACTS[act](argument, event.timeStamp),
  reason,
);
dialogs.listen();
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-act]");
  const mark = event.target.closest?.("mark[data-edge]");
  if (button) ACTS[button.dataset.act]?.(button.dataset.argument ?? null, event.timeStamp);
  else if (mark && mark.dataset.edge !== review.at) review.reopen(mark.dataset.edge);
});
review.start();
