// Keys belong to the document, never to what has the focus: only a field one types in, and an open dialog, keep theirs.
const TYPED = new Set(["text", "search", "number", "date", "email", "url", "password", "tel"]);
const REPEATING = new Set(["next", "previous"]);

export function typing(element) {
  // The field of a dialog that was just closed may have the focus still.
  if (!(element instanceof HTMLElement) || !element.checkVisibility()) return false;
  if (element instanceof HTMLInputElement) return TYPED.has(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement || element.isContentEditable;
}

function named(key) {
  if (key === " ") return "space";
  return key === "Backspace" ? "backspace" : key;
}

// `table`: rows of stemma/keymap.py; `act(act, argument, event)`; `second(key)`: what a key means after `r`, or null.
export function listen(table, act, second) {
  const rows = new Map(table.map((row) => [row.key, row]));
  let swallowed = null;

  function down(event) {
    swallowed = null;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const name = named(event.key);
    const row = second(name) ?? rows.get(name);
    if (!row) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    swallowed = event.key;
    if (event.repeat && !REPEATING.has(row.act)) return; // A key held down decides once.
    act(row.act, row.argument, event);
  }

  // A focused button is pressed when space is let go: not when space was a key of ours.
  function up(event) {
    if (event.key === swallowed) event.preventDefault();
    swallowed = null;
  }

  addEventListener("keydown", down, true);
  addEventListener("keyup", up, true);
}
