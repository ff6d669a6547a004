// Questions to the reviewer, each a dialog that answers with a promise; null when it was left with Escape.
import { address, fragment, json } from "./asking.js";

const found = (id) => document.getElementById(id);

// Opens a dialog; the value of the button that closed it, or null.
function opened(dialog, prepare = () => {}) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    prepare();
    const left = () => {
      if (dialog.contains(document.activeElement)) document.activeElement.blur(); // Or the next key is typed into what is gone.
      resolve(dialog.returnValue || null);
    };
    dialog.addEventListener("close", left, { once: true });
    dialog.showModal();
  });
}

async function written(dialog, field) {
  field.value = "";
  const answer = await opened(dialog);
  return answer === "ok" && field.value.trim() ? field.value.trim() : null;
}

export const note = () => written(found("dialog-note"), found("note"));

export function override(why) {
  found("override-why").textContent = why;
  return written(found("dialog-override"), found("override"));
}

export const help = () => opened(found("dialog-help"));
export const filter = () => opened(found("dialog-filter"));

export async function graph(edge) {
  const place = found("graph-body");
  place.textContent = "Reading the graph…";
  const closed = opened(found("dialog-graph"));
  place.innerHTML = (await fragment("/review-parts/around", { edge })).html;
  return closed;
}

function listed(list, ids, said) {
  list.replaceChildren(...ids.map((id) => Object.assign(document.createElement("li"), { textContent: said[id] ?? id })));
}

// Which edges to accept at once, with the versions seen: a sentence's or a document's.
export async function together(edge) {
  const groups = await json("/review-parts/together", { edge });
  for (const name of ["sentence", "card"]) {
    const ids = Object.keys(groups[name]);
    listed(found(`all-${name}`), ids, groups.said);
    found("dialog-all").querySelector(`button[value=${name}]`).disabled = !ids.length;
  }
  const chosen = await opened(found("dialog-all"));
  return chosen ? groups[chosen] : null;
}

class Candidates {
  constructor(input, list, edge) {
    Object.assign(this, { input, list, edge, at: -1, timer: null, turn: 0 });
  }

  async ask() {
    const turn = ++this.turn;
    const ids = await json("/review-parts/targets", { edge: this.edge, q: this.input.value.trim() }).catch(() => []);
    if (turn !== this.turn) return;
    this.at = -1;
    this.list.replaceChildren(...ids.map((id, place) => this.option(id, place)));
  }

  option(id, place) {
    const option = Object.assign(document.createElement("li"), { id: `target-${place}`, role: "option", textContent: id });
    option.setAttribute("aria-selected", "false");
    option.addEventListener("click", () => {
      this.input.value = id;
      this.choose(place);
      this.input.focus();
    });
    return option;
  }

  choose(place) {
    const options = [...this.list.children];
    this.at = Math.max(-1, Math.min(options.length - 1, place));
    options.forEach((option, other) => option.setAttribute("aria-selected", String(other === this.at)));
    if (this.at >= 0) {
      this.input.setAttribute("aria-activedescendant", options[this.at].id);
      options[this.at].scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  chosen() {
    return this.list.children[this.at]?.textContent ?? this.input.value.trim();
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.choose(this.at + step);
  }
}

export async function target(edge) {
  const input = found("target");
  const candidates = new Candidates(input, found("targets"), edge);
  const typed = () => {
    clearTimeout(candidates.timer);
    candidates.timer = setTimeout(() => candidates.ask(), 120);
  };
  const key = (event) => candidates.key(event);
  input.value = "";
  input.addEventListener("input", typed);
  input.addEventListener("keydown", key);
  candidates.ask();
  const answer = await opened(found("dialog-target"));
  clearTimeout(candidates.timer);
  input.removeEventListener("input", typed);
  input.removeEventListener("keydown", key);
  return answer === "ok" ? candidates.chosen() || null : null;
}

// Ctrl+Enter keeps what is written; 1 and 2 choose a group; the empty fields of the filter stay out of its address.
export function listen() {
  addEventListener("keydown", (event) => {
    const dialog = document.querySelector("dialog[open]");
    if (!dialog) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      dialog.querySelector('button[value="ok"]').click();
    }
    const group = dialog.id === "dialog-all" ? { 1: "sentence", 2: "card" }[event.key] : undefined;
    if (group) dialog.querySelector(`button[value=${group}]`).click();
  });
  found("dialog-filter").addEventListener("submit", (event) => {
    event.preventDefault();
    const said = [...new FormData(event.target)].filter(([, value]) => String(value).trim());
    location.assign(address("/review", Object.fromEntries(said)));
  });
}
