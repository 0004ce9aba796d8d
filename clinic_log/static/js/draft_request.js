// One attempt to keep the draft of a form on the server.
//   PUT data-url, header X-CSRFToken, {"revision": 3, "author": 7, "fields": [["name", "value"], …]}
//   200 {"revision": 4, "saved_at": "14:02", …};  409: changed elsewhere;  507: the disk of the server is full;
//   400, 401, 403 or a way to the sign-in: perhaps nobody, or another person, is signed in.
// A request that is small enough goes on after its page is gone. A repeated attempt carries the header Clinic-Log-Background, since it must not lengthen the time until sign-out.
import { fieldsOf } from "./form_fields.js";
import { check } from "./whose_page.js";

const REASONS = { 409: "conflict", 413: "too-large", 422: "too-large", 507: "disk-full" };
const PATIENCE_MS = 10_000;
const REFUSED = new Set([400, 401, 403]);
const MOST_AFTER_LEAVING = 60_000; // bytes; browsers let 64 KiB of all requests together outlive a page

let onItsWay = null;

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
  } finally {
    onItsWay = null;
  }
}

// The text of a page that is being left, while an earlier one is on its way: nobody hears the answer to either.
export function keepLast(form, revision) {
  put(form, revision, true, onItsWay).catch(() => {});
}

function isRefused(response) {
  return response.type === "opaqueredirect" || REFUSED.has(response.status);
}

function put(form, revision, byPerson, after) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token?.value ?? "" };
  if (!byPerson) headers["Clinic-Log-Background"] = "1";
  const fields = fieldsOf(form);
  const body = JSON.stringify({ revision, author: Number(form.dataset.author), fields, after: after ?? undefined });
  const keepalive = new Blob([body]).size <= MOST_AFTER_LEAVING;
  onItsWay = fields;
  const signal = AbortSignal.timeout(PATIENCE_MS); // a connection that hangs is no connection
  return fetch(form.dataset.url, { method: "PUT", headers, body, redirect: "manual", signal, keepalive });
}
