// Puts a claim, its text and what stands beside it on the screen; what is on the shelf is there in the same frame.
const place = (id) => document.getElementById(id);
const WORDS = { saving: "being saved", waiting: "not saved yet", saved: "saved" };

export class Stage {
  constructor(shelf) {
    this.shelf = shelf;
    this.turn = 0;
    this.claim = place("claim");
    this.text = place("text");
    this.beside = place("beside");
  }

  // Shows an edge; `given` says what was decided of it here, if anything. The item, or null when it is gone or was overtaken.
  async show(id, given) {
    const turn = ++this.turn;
    let item = this.shelf.peek(id);
    if (!item) {
      this.busy(true);
      item = await this.shelf.item(id);
      if (turn !== this.turn) return null;
      this.busy(false);
    }
    if (!item) return null;
    this.paint(item, given);
    this.read(item, turn);
    this.aside(item, turn);
    return item;
  }

  busy(is) {
    this.claim.setAttribute("aria-busy", String(is));
  }

  paint(item, given) {
    this.claim.innerHTML = item.html;
    this.claim.dataset.edge = item.id;
    this.said(given);
  }

  // A line over the claim that says what was decided here and whether it is kept.
  said(given) {
    this.claim.querySelector(".given")?.remove();
    if (!given) return;
    const line = document.createElement("p");
    line.className = `given ${given.state}`;
    line.textContent = `${given.said}: ${WORDS[given.state] ?? given.state}`;
    this.claim.prepend(line);
  }

  read(item, turn) {
    if (!item.text) {
      this.text.replaceChildren(Object.assign(document.createElement("p"), { className: "state", textContent: "No text of this edge is in this home." }));
      return;
    }
    const pane = this.shelf.text(item);
    if (pane instanceof Promise) {
      pane.then((ready) => turn === this.turn && this.hang(ready, item)).catch(() => turn === this.turn && this.failed(this.text, "The text could not be fetched."));
    } else this.hang(pane, item);
  }

  hang(pane, item) {
    if (this.text.firstChild !== pane) this.text.replaceChildren(pane);
    const [first, ...others] = item.text.marks;
    let current = null;
    for (const mark of pane.querySelectorAll("mark.current, mark.also")) mark.classList.remove("current", "also");
    for (const mark of pane.querySelectorAll("mark[data-claims]")) {
      const ids = mark.dataset.claims.split(" ");
      if (ids.includes(first)) {
        mark.classList.add("current");
        current ??= mark;
      } else if (others.some((id) => ids.includes(id))) mark.classList.add("also");
    }
    if (current) this.scroll(current);
    else this.text.scrollTop = 0;
  }

  // Rows far off have a guessed height until they are drawn: looked at again in the next frame.
  scroll(mark) {
    const to = () => {
      const frame = this.text.getBoundingClientRect();
      this.text.scrollTop += mark.getBoundingClientRect().top - frame.top - frame.height / 3;
    };
    to();
    requestAnimationFrame(to);
  }

  aside(item, turn) {
    const html = this.shelf.beside(item.id);
    if (typeof html === "string") {
      this.set(html);
      return;
    }
    this.beside.setAttribute("aria-busy", "true");
    html.then((ready) => turn === this.turn && this.set(ready)).catch(() => turn === this.turn && this.failed(this.beside, "This part could not be fetched."));
  }

  set(html) {
    this.beside.removeAttribute("aria-busy");
    this.beside.innerHTML = html;
    this.beside.scrollTop = 0;
    window.htmx?.process(this.beside);
  }

  failed(element, said) {
    element.removeAttribute("aria-busy");
    element.replaceChildren(Object.assign(document.createElement("p"), { className: "state failure", textContent: said }));
  }

  empty(title, detail) {
    this.turn += 1;
    const heading = Object.assign(document.createElement("h2"), { textContent: title });
    const text = Object.assign(document.createElement("p"), { textContent: detail });
    const state = Object.assign(document.createElement("div"), { className: "state" });
    state.append(heading, text);
    this.claim.replaceChildren(state);
    delete this.claim.dataset.edge;
    this.text.replaceChildren();
    this.beside.replaceChildren();
  }
}
