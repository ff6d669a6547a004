// What was fetched: claims, texts, and what stands beside them. A claim on the shelf is shown without asking anybody.
import { fragment, json } from "./asking.js";

const TEXTS = 8;
const BESIDE = 40;
const BATCH = 20;

export class Shelf {
  constructor() {
    this.items = new Map();
    this.asked = new Map();
    this.texts = [];
    this.asides = new Map();
  }

  peek(id) {
    return this.items.get(id) ?? null;
  }

  forget(id) {
    this.items.delete(id);
    this.asked.delete(id);
    this.asides.delete(id);
  }

  // Reads one again; until it is here, what is held stands, with the version that the server named.
  async again(id, version) {
    const held = this.items.get(id);
    if (held && version !== undefined && version !== null) held.version = version;
    const [found] = await json("/review/items", { ids: [id] });
    if (found) this.items.set(id, found);
    this.asides.delete(id);
  }

  // Asks for all that are neither here nor on their way, in one request.
  fetch(ids) {
    const missing = ids.filter((id) => !this.items.has(id) && !this.asked.has(id)).slice(0, BATCH);
    if (missing.length) {
      const coming = json("/review/items", { ids: missing }).then(
        (found) => this.put(missing, found),
        (error) => {
          for (const id of missing) this.asked.delete(id);
          throw error;
        },
      );
      for (const id of missing) this.asked.set(id, coming);
    }
    return Promise.all(ids.map((id) => this.asked.get(id)));
  }

  put(ids, found) {
    for (const item of found) if (this.asked.has(item.id)) this.items.set(item.id, item);
    for (const id of ids) this.asked.delete(id);
  }

  async item(id) {
    if (!this.items.has(id)) await this.fetch([id]);
    return this.peek(id);
  }

  // The pane of a text that holds the quote of an item: a promise, or the element itself when it is here.
  text(item) {
    const at = item.text;
    const held = this.texts.find((one) => one.sha === at.sha && one.document === at.document && one.first <= at.line && at.line <= one.last);
    if (held) {
      this.texts = [held, ...this.texts.filter((one) => one !== held)];
      return held.pane ?? held.coming;
    }
    return this.fetchText(at);
  }

  fetchText(at) {
    const held = { sha: at.sha, document: at.document, first: at.line, last: at.line, pane: null };
    held.coming = fragment("/review-parts/text", { document: at.document, sha: at.sha, line: at.line }).then(({ ok, html }) => {
      const pane = document.createElement("div");
      pane.className = "pane";
      pane.innerHTML = html;
      const lines = pane.querySelector(".lines");
      if (ok && lines) {
        held.first = Number(lines.dataset.first);
        held.last = Number(lines.dataset.last);
        held.pane = pane;
      } else this.texts = this.texts.filter((one) => one !== held);
      return pane;
    });
    held.coming.catch(() => {
      this.texts = this.texts.filter((one) => one !== held);
    });
    this.texts = [held, ...this.texts].slice(0, TEXTS);
    return held.coming;
  }

  // What stands beside an edge, as HTML: a promise, or the text itself when it is here.
  beside(id) {
    const held = this.asides.get(id);
    if (held !== undefined) return held.html ?? held.coming;
    const one = { html: null };
    one.coming = fragment("/review-parts/beside", { edge: id }).then(({ ok, html }) => {
      if (ok) one.html = html;
      else this.asides.delete(id);
      return html;
    });
    one.coming.catch(() => this.asides.delete(id));
    this.asides.set(id, one);
    if (this.asides.size > BESIDE) this.asides.delete(this.asides.keys().next().value);
    return one.coming;
  }

  // Brings what the next claims need, the nearest first; a failure here is told when the claim is shown.
  async ready(ids) {
    try {
      await this.fetch(ids);
      for (const id of ids) {
        const item = this.peek(id);
        if (item?.text) await this.text(item);
      }
      for (const id of ids.slice(0, 2)) await this.beside(id);
    } catch {
      // Asked again when it is shown.
    }
  }
}

