// Tables that sort by a press on a heading: numbers by `data-value`, words as they stand; whatever arrives later too.

const value = (row, column) => {
  const cell = row.cells[column];
  const said = cell.dataset.value ?? cell.textContent.trim();
  const number = Number(said);
  return said === "" ? null : Number.isNaN(number) ? said.toLowerCase() : number;
};

const order = (a, b) => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1; // What is not known comes last, either way.
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === "number" ? -1 : 1;
};

function sort(table, heading) {
  const column = heading.cellIndex, body = table.tBodies[0];
  const before = heading.getAttribute("aria-sort");
  const down = before !== "descending" && (heading.classList.contains("number") || before === "ascending");
  for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...body.rows].map((row, at) => ({ row, at, value: value(row, column) }));
  rows.sort((a, b) => (a.value === null || b.value === null ? 1 : down ? -1 : 1) * order(a.value, b.value) || a.at - b.at);
  body.append(...rows.map((one) => one.row));
}

function prepare(table) {
  if (table.dataset.sorts) return;
  table.dataset.sorts = "yes";
  for (const heading of table.tHead?.rows[0]?.cells ?? []) {
    if (heading.querySelector(".unseen") || heading.querySelector("button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(table, heading));
    heading.append(button);
  }
}

const all = () => document.querySelectorAll("table[data-sortable]").forEach(prepare);
all();
document.addEventListener("stemma:drawn", all);
document.addEventListener("htmx:afterSwap", all);
