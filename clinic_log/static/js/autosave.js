// Sends what is typed to the server, valid or not, within a second of each change however long the typing goes on. While
// something is unconfirmed, closing the page warns, and a button that would leave it waits. Answers: event draft-kept.
import { keepDraft, keepLast } from "./draft_request.js";
import { submitWhen, whenLeaving } from "./leaving.js";
import { statusLine } from "./status_line.js";
import { check } from "./whose_page.js";

const WAIT_MS = 400;
const RETRY_MS = [5000, 10_000, 30_000, 60_000];
const SHOWN_BY_SERVER = new Set(["conflict", "too-large"]); // sending the form shows what to do about it

export default function autosave(form) {
  const status = statusLine(form);
  let revision = Number(form.dataset.revision);
  let changes = 0;
  let confirmed = 0;
  let sent = 0;
  let failures = 0;
  let isStopped = false;
  let lastReason = "";
  let sending = null;
  let timer = null;

  function changed() {
    changes += 1;
    form.dataset.unsaved = "";
    if (timer === null && sending === null && !isStopped) later(WAIT_MS, true);
  }

  function later(delay, byPerson) {
    clearTimeout(timer);
    timer = setTimeout(() => send(byPerson), delay);
  }

  function send(byPerson) {
    clearTimeout(timer);
    timer = null;
    sending ??= attempt(byPerson).finally(() => { sending = null; });
    return sending;
  }

  async function attempt(byPerson) {
    const upTo = changes;
    sent = upTo;
    const { answer, reason } = await keepDraft(form, revision, byPerson);
    if (reason) return failed(reason);
    revision = answer.revision;
    if (form.elements.draft_revision) form.elements.draft_revision.value = revision; // so that no old page passes for the latest
    confirmed = upTo;
    failures = 0;
    status.saved(answer.saved_at);
    form.dispatchEvent(new CustomEvent("draft-kept", { detail: answer }));
    if (changes === confirmed) delete form.dataset.unsaved;
    else later(document.hidden ? 0 : WAIT_MS, true);
    return true;
  }

  function failed(reason) {
    const delay = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    [failures, lastReason] = [failures + 1, reason];
    isStopped = reason === "conflict" || reason === "signed-out";
    status.failed(reason, delay / 1000);
    if (!isStopped && reason !== "too-large") later(delay, false);
    return false;
  }

  function keep(isGone) {
    if (isStopped) return;
    if (sending === null) send(failures === 0);
    else if (isGone && changes !== sent) keepLast(form, revision);
  }

  async function isThere() {
    await sending;
    if (changes !== confirmed) return send(true);
    const reason = { same: "", locked: "signed-out", unknown: "unreachable" }[await check()];
    return reason === "" || failed(reason);
  }

  async function maySubmit() {
    const may = (await isThere()) || SHOWN_BY_SERVER.has(lastReason);
    if (may) confirmed = changes;
    return may;
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  submitWhen(form, maySubmit);
  document.addEventListener("page-locked", () => { isStopped = true; clearTimeout(timer); });
  document.addEventListener("page-dropped", () => { isStopped = true; confirmed = changes; });
  document.addEventListener("page-unlocked", () => {
    [isStopped, failures] = [false, 0];
    if (changes !== confirmed) later(0, true);
  });
  addEventListener("online", () => failures > 0 && !isStopped && later(0, false));
  whenLeaving({ isPending: () => changes !== confirmed, keep });
}
