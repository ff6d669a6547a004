// Requests of the review: JSON or a fragment, and what was refused as an error that says so.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
    this.status = status;
    this.title = problem.title ?? "";
    this.mend = problem.mend ?? "";
  }
}

let token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

async function refusal(answer) {
  const kind = answer.headers.get("content-type") ?? "";
  const problem = kind.includes("json") ? await answer.json().catch(() => ({})) : { title: `The server answered ${answer.status}.` };
  return new Refused(answer.status, problem);
}

export function address(path, query = {}) {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) said.append(name, one);
  const text = said.toString();
  return text ? `${path}?${text}` : path;
}

export async function json(path, query) {
  const answer = await fetch(address(path, query), { headers: { Accept: "application/json" } });
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

export async function fragment(path, query) {
  const answer = await fetch(address(path, query), { headers: { "HX-Request": "true" } });
  return { ok: answer.ok, html: await answer.text() };
}

export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body),
    keepalive: true,
  });
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

// After the session was begun anew in another tab: its token, and who decides in it now.
export async function renew() {
  const held = await json("/review/token");
  token = held.token;
  return held.actor;
}
