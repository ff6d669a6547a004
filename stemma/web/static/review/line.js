// The order of the review: where one stands in it, what is decided, skipped, or came back.
export class Line {
  constructor(ids) {
    this.done = new Set();
    this.skipped = new Set();
    this.returned = [];
    this.set(ids);
  }

  set(ids) {
    this.ids = [...ids];
    this.places = new Map(this.ids.map((id, place) => [id, place]));
  }

  place(id) {
    return this.places.get(id) ?? null;
  }

  // Puts an edge that is not in the line right behind another, or first.
  insert(id, behind = null) {
    if (this.places.has(id)) return;
    const at = behind === null ? 0 : (this.place(behind) ?? -1) + 1;
    this.set([...this.ids.slice(0, at), id, ...this.ids.slice(at)]);
  }

  neighbour(id, step) {
    const place = this.place(id);
    return place === null ? null : (this.ids[place + step] ?? null);
  }

  open(id) {
    return !this.done.has(id) && !this.skipped.has(id);
  }

  // What comes after an edge: what came back, then what is still open behind it, then before it.
  after(id) {
    const back = this.returned.find((other) => other !== id);
    if (back !== undefined) {
      this.returned = this.returned.filter((other) => other !== back);
      return back;
    }
    const place = this.place(id) ?? -1;
    const next = this.ids.findIndex((other, at) => at > place && this.open(other));
    if (next >= 0) return this.ids[next];
    return this.ids.find((other) => other !== id && this.open(other)) ?? null;
  }

  upcoming(id, many) {
    const place = this.place(id) ?? -1;
    const ahead = [];
    for (let at = place + 1; at < this.ids.length && ahead.length < many; at += 1) if (this.open(this.ids[at])) ahead.push(this.ids[at]);
    return ahead;
  }

  left() {
    let open = 0;
    for (const id of this.ids) if (!this.done.has(id)) open += 1;
    return open;
  }
}
