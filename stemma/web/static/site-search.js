// The search of a site of files: the same tiers as the server's (graph/names.py), over a list of all names.

const ORDER = ["id", "name", "member", "prefix", "words", "similar"];
const SAID = { id: "its id", name: "its name", member: "a member of that family", prefix: "its name begins so", words: "words of its name", similar: "its name looks alike" };
const PAGE = 20, FEW = 20, ALIKE = 0.4;

export const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
export const words = (text) =>
  text.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ").match(/[\p{L}\p{N}]+/gu)?.map((word) => word.toLowerCase()) ?? [];
const tail = (text) => text.trim().replace(/\/+$/, "").split("/").pop().split(":").pop();

function trigrams(text) {
  const padded = `  ${text} `;
  return new Set([...padded.slice(0, -2)].map((_, at) => padded.slice(at, at + 3)));
}

function prepare(one) {
  one.keys = [...new Set(one.names.map(plain))].filter(Boolean);
  one.words = new Set(one.names.flatMap(words));
  one.size = words(one.names[0]).length;
  one.lower = one.id.toLowerCase();
  return one;
}

/** How well one artifact matches: [tier, -score, length, id], or null. */
function rank(one, asked) {
  const told = (tier, score = 1) => [ORDER.indexOf(tier), -score, one.names[0].length, one.lower];
  const ids = [one.lower, ...one.aliases.map((alias) => alias.toLowerCase())];
  if (asked.ids.some((id) => ids.includes(id))) return told("id");
  if (asked.keys.some((key) => one.keys.includes(key))) return told("name");
  if (asked.members.has(one.lower)) return told("member");
  const begun = one.keys.filter((name) => asked.keys.some((key) => name.startsWith(key)));
  if (begun.length) return told("prefix", Math.max(...begun.map((name) => Math.max(...asked.keys.filter((key) => name.startsWith(key)).map((key) => key.length / name.length)))));
  const last = asked.words.length - 1;
  const has = (word, at) => one.words.has(word) || (at === last && word.length > 1 && [...one.words].some((own) => own.startsWith(word)));
  const shared = asked.words.filter(has).length;
  if (shared && 2 * shared >= asked.words.length) return told("words", (0.9 * shared) / asked.words.length + (0.1 * shared) / Math.max(one.size, shared));
  return null;
}

function alike(one, asked) {
  const dice = (own) => (2 * [...asked].filter((part) => own.has(part)).length) / (asked.size + own.size);
  const best = Math.max(0, ...one.keys.map((key) => dice(trigrams(key))));
  return best >= ALIKE ? [ORDER.indexOf("similar"), -best, one.names[0].length, one.lower] : null;
}

const before = (a, b) => {
  for (const at of a.keys()) if (a[at] !== b[at]) return a[at] < b[at] ? -1 : 1;
  return 0;
};

/** Artifacts called `text`, or nearly so, best first; copies of another hit are told under it. */
export function find(names, text) {
  const said = text.trim().toLowerCase();
  const asked = { ids: [said, `hf:${said}`, said.replace(/^https?:\/\/(www\.)?huggingface\.co\/datasets\//, "hf:")], keys: [...new Set([plain(text), plain(tail(text))])].filter(Boolean), words: [...new Set(words(text))] };
  if (!said) return [];
  const family = names.find((one) => one.members.length && asked.keys.some((key) => one.keys.includes(key)));
  asked.members = new Set(family?.members.map((member) => member.id.toLowerCase()));
  let hits = names.map((one) => ({ one, key: rank(one, asked) })).filter((hit) => hit.key);
  if (hits.length < FEW && plain(tail(text)).length > 2) {
    const parts = trigrams(plain(tail(text))), found = new Set(hits.map((hit) => hit.one));
    hits = hits.concat(names.filter((one) => !found.has(one)).map((one) => ({ one, key: alike(one, parts) })).filter((hit) => hit.key));
  }
  const here = new Set(hits.map((hit) => hit.one.lower));
  const folded = (one) => one.copy_of && here.has(one.copy_of.toLowerCase()) && one.copy_of.toLowerCase() !== one.lower;
  return hits.filter((hit) => hit.key[0] === 0 || !folded(hit.one)).sort((a, b) => before(a.key, b.key));
}

const made = (tag, className, ...content) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content);
  return element;
};
const link = (file, text) => Object.assign(made("a", "", text), { href: file });
const brief = (id) => id.slice(id.indexOf(":") + 1);

function result({ one, key }) {
  const titled = one.title && ["Paper", "Page"].includes(one.kind);
  const kind = made("span", "kind", one.kind.toLowerCase() + (titled ? ` ${brief(one.id)}` : ""));
  const item = made("li", "", made("p", "result", link(one.file, titled ? one.title : brief(one.id)), " ", kind));
  if (one.title && !titled && one.title !== brief(one.id)) item.append(made("p", "kind wrap", one.title));
  item.append(made("p", "kind wrap", SAID[ORDER[key[0]]] + (one.aliases.length ? ` · also called ${one.aliases.join(", ")}` : "")));
  if (one.members.length) item.append(made("p", "members", "members here: ", ...one.members.flatMap((member, at) => [at ? ", " : "", link(member.file, brief(member.id))])));
  if (one.under.length) item.append(made("ul", "under", ...one.under.map((tie) => made("li", "", link(tie.file, brief(tie.id)), ` ${tie.relation.replaceAll("_", " ")}, ${tie.status} ${tie.confidence.toFixed(2)}`))));
  return item;
}

async function show() {
  const list = document.querySelector("[data-results]"), said = document.querySelector("[data-found]"), more = document.querySelector("[data-more]");
  const text = new URLSearchParams(location.search).get("q") ?? "";
  for (const input of document.querySelectorAll("input[name=q]")) input.value = text;
  try {
    const answer = await fetch(list.dataset.names);
    if (!answer.ok) throw new Error(`the list of names answered ${answer.status}`);
    const hits = find((await answer.json()).names.map(prepare), text);
    if (!text.trim()) return;
    document.querySelector("[data-title]").textContent = `“${text}”`;
    const next = () => {
      list.append(...hits.slice(list.children.length, list.children.length + PAGE).map(result));
      said.textContent = hits.length ? `${list.children.length} of ${hits.length} shown` : "Nothing here is called so. Not in this graph is not “does not exist”.";
      more.hidden = list.children.length === hits.length;
    };
    more.addEventListener("click", next);
    next();
  } catch (error) {
    said.textContent = `The search does not work here (${error.message}).`;
  }
}

if (document.querySelector("[data-results]")) show();
