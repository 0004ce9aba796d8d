// One attempt to keep the draft of a form on the server.
//   PUT data-url, header X-CSRFToken, {"revision": 3, "author": 7, "fields": [["name", "value"], …]}
//   200 {"revision": 4, "saved_at": "14:02", …};  409: changed elsewhere;  507: the disk of the server is full;
//   400, 401, 403 or a way to the sign-in: perhaps nobody, or another person, is signed in.
// A repeated attempt carries the header Clinic-Log-Background, since it must not lengthen the time until sign-out.
import { fieldsOf } from "./form_fields.js";
import { check } from "./whose_page.js";

const REASONS = { 409: "conflict", 413: "too-large", 422: "too-large", 507: "disk-full" };
const PATIENCE_MS = 10_000;
const REFUSED = new Set([400, 401, 403]);

// What the server answered, or the reason for which nothing was kept.
export async function keepDraft(form, revision, byPerson) {
  try {
    let response = await put(form, revision, byPerson);
    if (isRefused(response)) {
      if ((await check()) === "locked") return { reason: "signed-out" };
      response = await put(form, revision, byPerson); // the same person signed in again elsewhere: the proof is now new
    }
    if (response.ok) return { answer: await response.json() };
    return { reason: REASONS[response.status] ?? "unreachable" };
  } catch {
    return { reason: navigator.onLine ? "unreachable" : "offline" };
  }
}

function isRefused(response) {
  return response.type === "opaqueredirect" || REFUSED.has(response.status);
}

function put(form, revision, byPerson) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token?.value ?? "" };
  if (!byPerson) headers["Clinic-Log-Background"] = "1";
  const body = JSON.stringify({ revision, author: Number(form.dataset.author), fields: fieldsOf(form) });
  const signal = AbortSignal.timeout(PATIENCE_MS); // a connection that hangs is no connection
  return fetch(form.dataset.url, { method: "PUT", headers, body, redirect: "manual", signal });
}
