// Decisions on their way: kept in this browser until the server has them, sent one after another, sent again when it did not answer.
import { post, Refused, renew } from "./asking.js";

const PLACE = "stemma-outbox";
const WAITS = [500, 1000, 2000, 4000, 8000, 15000, 30000];
const TRANSIENT = new Set([401, 408, 425, 429, 500, 502, 503, 504]);
const WHY = { 401: "your session ended", 403: "this session is another's" };
let memory = [];

function read() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? "[]");
  } catch {
    return memory; // Storage may be forbidden: then they are kept as long as this page.
  }
}

function write(entries) {
  memory = entries;
  try {
    localStorage.setItem(PLACE, JSON.stringify(entries));
  } catch {
    // See read.
  }
}

// `told(what, entry, detail)`: saved (detail: the answer), returned (detail: Refused), or changed (the number that waits).
export class Outbox {
  constructor(actor, told) {
    this.actor = actor;
    this.told = told;
    this.flying = null;
    this.failures = 0;
    this.why = null;
    this.timer = null;
    addEventListener("online", () => this.flush());
    addEventListener("storage", (event) => {
      if (event.key === PLACE) this.told("changed");
    });
    addEventListener("beforeunload", (event) => {
      if (this.waiting().length) event.preventDefault();
    });
  }

  waiting() {
    return read().filter((entry) => entry.actor === this.actor);
  }

  others() {
    return read().filter((entry) => entry.actor !== this.actor);
  }

  push(entry) {
    const held = { id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, actor: this.actor, at: new Date().toISOString(), ...entry };
    write([...read(), held]);
    this.told("changed");
    this.flush();
    return held;
  }

  // Takes back what was not sent; false when it is gone or on its way.
  cancel(id) {
    const held = read().find((entry) => entry.id === id);
    if (!held || this.flying?.id === id) return false;
    // What waited for it now stands on what it stood on.
    const moved = ({ after, ...other }) => (after === id ? { ...other, after: held.after, version: held.version } : { after, ...other });
    write(
      read()
        .filter((entry) => entry.id !== id)
        .map(moved),
    );
    this.told("changed");
    return true;
  }

  async flush() {
    if (this.flying) return;
    clearTimeout(this.timer);
    let entry = this.waiting()[0];
    while (entry && (await this.send(entry))) entry = this.waiting()[0];
  }

  async send(entry) {
    this.flying = entry;
    try {
      const made = await post("/review/decide", body(entry));
      this.failures = 0;
      this.why = null;
      this.settle(entry, made);
      return true;
    } catch (error) {
      return this.failed(entry, error);
    } finally {
      this.flying = null;
    }
  }

  // What waits for this one learns the edge and the version that stand now.
  settle(entry, made) {
    write(
      read()
        .filter((other) => other.id !== entry.id)
        .map((other) => (other.after === entry.id ? { ...other, after: null, edge: made.edge, version: made.version } : other)),
    );
    this.told("changed");
    this.told("saved", entry, made);
  }

  async failed(entry, error) {
    if (error instanceof Refused && error.status === 403 && (await this.renewed())) return true;
    if (error instanceof Refused && error.status !== 403 && !TRANSIENT.has(error.status)) {
      write(read().filter((other) => other.id !== entry.id && other.after !== entry.id));
      this.told("changed");
      this.told("returned", entry, error);
      return true;
    }
    this.why = (error instanceof Refused && WHY[error.status]) || "the server does not answer";
    this.timer = setTimeout(() => this.flush(), WAITS[Math.min(this.failures, WAITS.length - 1)]);
    this.failures += 1;
    this.told("changed");
    return false;
  }

  // Whether a fresh token of a session of the same person was got.
  async renewed() {
    try {
      if (this.failures > 3 || (await renew()) !== this.actor) return false;
      this.failures += 1;
      return true;
    } catch {
      return false;
    }
  }
}

function body({ id, act, edge, version, relation, upstream, claim, cause, note, override, seen, group }) {
  return { id, act, edge, version, relation, upstream, claim, cause, note, override, group, seen: seen ?? {} };
}
