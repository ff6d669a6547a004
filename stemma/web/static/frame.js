// What every page needs: the theme button, and the session's token on every request of htmx.
const root = document.documentElement;
const button = document.getElementById("theme");
const word = document.getElementById("theme-word");
const NEXT = { system: "light", light: "dark", dark: "system" };

function show() {
  word.textContent = root.dataset.theme ?? "system";
}

button?.addEventListener("click", () => {
  const next = NEXT[root.dataset.theme ?? "system"];
  if (next === "system") delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    if (next === "system") localStorage.removeItem("stemma-theme");
    else localStorage.setItem("stemma-theme", next);
  } catch {
    // Storage may be forbidden; the choice then holds for this page.
  }
  show();
});
if (word) show();

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) event.detail.headers["X-CSRF-Token"] = token;
});
// A refusal carries a fragment that says what happened: it is shown where the answer would have been.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.getResponseHeader("content-type")?.includes("text/html")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:sendError", (event) => {
  const target = event.detail.target ?? event.detail.elt;
  target.replaceChildren(Object.assign(document.createElement("p"), { className: "state failure", textContent: "The server cannot be reached. Is stemma serve still running?" }));
});
