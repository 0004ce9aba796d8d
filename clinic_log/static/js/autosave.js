// Sends what is typed to the server a second after a change, valid or not, and says whether it is there. Nothing is kept
// in the browser: while something is unconfirmed, closing the page warns.
//   PUT data-url, header X-CSRFToken, {"revision": 3, "fields": [["name", "value"], …]}
//   200 {"revision": 4, "saved_at": "14:02", …};  409: changed elsewhere;  401, 403 or a way to the sign-in: signed out.
// The answer is told to the form as the event draft-kept. A repeated attempt carries the header Clinic-Log-Background,
// since it must not lengthen the time until sign-out.
import { fieldsOf } from "./form_fields.js";
import { statusLine } from "./status_line.js";

const WAIT_MS = 1000;
const RETRY_MS = [5000, 10_000, 30_000, 60_000];
const REFUSALS = { 401: "signed-out", 403: "signed-out", 409: "conflict", 413: "too-large", 422: "too-large" };

export default function autosave(form) {
  const status = statusLine(form);
  let revision = Number(form.dataset.revision);
  let changes = 0;
  let confirmed = 0;
  let isSending = false;
  let isStopped = false;
  let failures = 0;
  let timer = null;

  function changed() {
    changes += 1;
    if (!isStopped && failures === 0) later(WAIT_MS, true);
  }

  function later(delay, byPerson) {
    clearTimeout(timer);
    timer = setTimeout(() => send(byPerson), delay);
  }

  async function send(byPerson) {
    if (isSending) {
      later(WAIT_MS, byPerson);
      return;
    }
    isSending = true;
    const sent = changes;
    try {
      await answered(await put(form, { revision, fields: fieldsOf(form) }, byPerson), sent);
    } catch {
      failed(navigator.onLine ? "unreachable" : "offline");
    } finally {
      isSending = false;
    }
  }

  async function answered(response, sent) {
    if (response.ok) {
      const answer = await response.json();
      revision = answer.revision;
      tellRevision(form, revision);
      confirmed = sent;
      failures = 0;
      status.saved(answer.saved_at);
      form.dispatchEvent(new CustomEvent("draft-kept", { detail: answer }));
      if (changes !== confirmed) later(WAIT_MS, true);
      return;
    }
    failed(response.type === "opaqueredirect" ? "signed-out" : REFUSALS[response.status] ?? "unreachable");
  }

  function failed(reason) {
    isStopped = ["conflict", "signed-out"].includes(reason);
    const delay = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    status.failed(reason, delay / 1000);
    if (!isStopped) later(delay, false);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    isStopped = true;
    confirmed = changes;
    tellRevision(form, isSending ? revision + 1 : revision);
  });
  addEventListener("online", () => failures > 0 && !isStopped && later(0, false));
  document.addEventListener("visibilitychange", () => document.hidden && changes !== confirmed && !isStopped && later(0, true));
  addEventListener("beforeunload", (event) => changes !== confirmed && event.preventDefault());
}

// What is sent by a button says which draft it knows of, so that an old page cannot pass for the latest.
function tellRevision(form, revision) {
  if (form.elements.draft_revision) form.elements.draft_revision.value = revision;
}

async function put(form, body, byPerson) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token?.value ?? "" };
  if (!byPerson) headers["Clinic-Log-Background"] = "1";
  return fetch(form.dataset.url, { method: "PUT", headers, body: JSON.stringify(body), redirect: "manual" });
}
