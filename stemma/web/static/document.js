// Follows the fragment: the quote that the address names is the one that is marked as at hand, in the text and in the list.

function show() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id.startsWith("c:")) return;
  for (const mark of document.querySelectorAll("mark[data-claims]")) mark.classList.toggle("current", mark.dataset.claims.split(" ").includes(id));
  for (const item of document.querySelectorAll(".read-here li")) {
    const here = item.querySelector("[data-claim]")?.dataset.claim === id;
    if (here) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
  document.getElementById(id)?.scrollIntoView({ block: "center" });
}

addEventListener("hashchange", show);
show();
