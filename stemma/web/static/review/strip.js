// The strip over the claim: where one is, how fast, how well calibrated, what is not saved; messages; the last ten decisions.
import { json } from "./asking.js";

const place = (id) => document.getElementById(id);
const LAST = 10;
const VERBS = {
  accept: "accepted",
  reject: "rejected",
  relation: "corrected",
  flip: "flipped",
  target: "other source",
  note: "noted",
  second: "second reader",
  undo: "undone",
  accept_all: "accepted all",
  confirm: "accepted",
  reopen: "reopened",
  amend: "corrected",
};

export const verb = (act) => VERBS[act] ?? act;

function made(name, text, className) {
  const element = Object.assign(document.createElement(name), { textContent: text });
  if (className) element.className = className;
  return element;
}

function spoken(hours) {
  const minutes = Math.round(hours * 60);
  if (minutes < 1) return "less than a minute";
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

export class Strip {
  constructor(outbox) {
    this.outbox = outbox;
    this.kept = [];
    this.lately = [];
    this.timer = null;
  }

  where(position, total, left) {
    const at = position === null ? "" : `${(position + 1).toLocaleString("en")} of ${total.toLocaleString("en")}`;
    place("place").textContent = total ? `${at} · ${left.toLocaleString("en")} open` : "nothing waits";
    this.left = left;
  }

  // Asks how far the review is, soon; many decisions in a row ask once in a while.
  soon(wait = 1500) {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.measure();
    }, wait);
  }

  async measure() {
    const found = await json("/review/progress", { left: this.left ?? 0 }).catch(() => null);
    if (!found) return;
    const seconds = found.an_hour ? 3600 / found.an_hour : null;
    const rate = seconds === null ? "no rate yet" : `${seconds.toLocaleString("en", { maximumFractionDigits: seconds < 10 ? 1 : 0 })} s an edge`;
    const time = found.hours_left !== null && this.left ? ` · about ${spoken(found.hours_left)} left` : "";
    place("pace").textContent = `${found.decided_today} decided today · ${rate}${time}`;
    const { n, bands } = found.calibration;
    const sure = bands.findLast((band) => band.n > 0);
    place("calibrated").textContent = n
      ? `calibration so far: of ${sure.n} at ${sure.low.toFixed(1)} and more, ${sure.confirmed} held`
      : "calibration so far: too few verdicts";
    if (found.hint) place("calibrated").textContent += ` · ${found.hint}`;
    place("calibrated").title = bands.map((b) => `${b.low.toFixed(1)}: ${b.confirmed} of ${b.n} held`).join("\n");
    this.kept = found.last;
    this.list();
  }

  unsaved() {
    const waiting = this.outbox.waiting().length;
    const others = this.outbox.others();
    const parts = [];
    if (waiting) parts.push(`${waiting} not saved yet${this.outbox.why ? `: ${this.outbox.why}; kept in this browser and sent again` : ""}`);
    if (others.length) parts.push(`${others.length} of ${others[0].actor} wait for ${others[0].actor} to log in`);
    place("unsaved").hidden = !parts.length;
    place("unsaved").textContent = parts.join(" · ");
    if (this.outbox.why === "your session ended" && waiting) {
      const way = Object.assign(made("a", " log in"), { href: "/login", target: "_blank" });
      place("unsaved").append(way);
    }
  }

  decided(entry) {
    this.lately = [entry, ...this.lately.filter((other) => other.id !== entry.id)].slice(0, LAST);
    this.list();
  }

  gone(id) {
    this.lately = this.lately.filter((other) => other.id !== id);
    this.list();
  }

  list() {
    const here = this.lately.map((one) => ({ edge: one.edge, verb: verb(one.act), said: one.said, state: one.state, who: "" }));
    const mine = new Set(here.map((one) => one.edge));
    const kept = this.kept
      .filter((one) => !mine.has(one.edge))
      .map((one) => ({ edge: one.edge, verb: verb(one.verdict), said: one.said, state: "saved", who: one.actor }));
    const all = [...here, ...kept].slice(0, LAST);
    place("lately").replaceChildren(...(all.length ? all.map(entry) : [made("li", "none yet", "kind")]));
  }

  message(text, { edge, mend } = {}) {
    const line = made("div", "", "message");
    line.append(made("p", text));
    if (mend) line.append(made("p", mend, "mend"));
    if (edge) {
      const look = made("button", "Look at it");
      look.type = "button";
      look.dataset.act = "reopen";
      look.dataset.argument = edge;
      line.append(look);
    }
    const close = made("button", "Dismiss", "quiet");
    close.type = "button";
    close.addEventListener("click", () => line.remove());
    line.append(close);
    place("messages").prepend(line);
    while (place("messages").children.length > 5) place("messages").lastChild.remove();
  }
}

function entry(one) {
  const item = made("li", "");
  const button = made("button", "", "quiet");
  button.type = "button";
  button.dataset.act = "reopen";
  button.dataset.argument = one.edge;
  button.append(made("strong", one.verb), ` ${one.said}`);
  item.append(button);
  if (one.state !== "saved") item.append(made("span", ` ${one.state === "returned" ? "came back" : "not saved yet"}`, "kind"));
  if (one.who) item.append(made("span", ` ${one.who}`, "kind"));
  return item;
}
