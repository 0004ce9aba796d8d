// The locked page: everything on it is out of sight and reach until the person of the page has given their password, in
// place. Another person who signs in here is led to their own first page, and this one is dropped.
import { start } from "./behaviours.js";
import { announce, isLocked, proofForSignIn, unlock } from "./whose_page.js";

const REASONS = {
  idle: (minutes) => `Locked after ${minutes === 1 ? "1 minute" : `${minutes} minutes`}.`,
  too_long: () => "Locked: you were signed in for the longest time allowed.",
  another: () => "Locked: another person signed in in this browser.",
};
const OPENS = " The page opens again after you sign in.";
const CANNOT_REACH = "The server cannot be reached. Try again in a moment.";

export function startLockScreen() {
  document.addEventListener("page-locked", ({ detail }) => show(detail.reason));
  document.addEventListener("page-unlocked", hide);
  // No shortcut of the page acts behind the lock; what keys do in the form of the lock is the browser's own.
  for (const kind of ["keydown", "keyup"]) {
    addEventListener(kind, (event) => isLocked() && event.stopImmediatePropagation(), { capture: true });
  }
}

const password = (place) => place.querySelector("input[type=password]");
const screen = () => document.getElementById("lock-screen");

function show(reason) {
  const dialog = screen();
  document.body.classList.add("is-locked");
  dialog.replaceChildren(dialog.querySelector("template"), dialog.querySelector("template").content.cloneNode(true));
  dialog.querySelector("[data-lock-words]").textContent = words(reason);
  dialog.querySelector("form").addEventListener("submit", signIn);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => isLocked() && dialog.showModal());
  start(dialog);
  dialog.showModal();
  password(dialog).focus();
}

function hide() {
  const dialog = screen();
  document.body.classList.remove("is-locked");
  dialog.close();
  dialog.replaceChildren(dialog.querySelector("template"));
}

function words(reason) {
  const what = (REASONS[reason] ?? (() => "Locked: you are signed out."))(Math.round(document.body.dataset.idleSeconds / 60));
  const saved = document.querySelector("[data-status-for]")?.dataset.savedAt;
  const unsaved = document.querySelector("form[data-unsaved]") ? " What is not saved yet stays in this page until then." : "";
  return what + (saved ? ` Your draft from ${saved} opens after you sign in.` : OPENS) + unsaved;
}

async function signIn(event) {
  event.preventDefault();
  const form = event.target;
  const email = form.querySelector("input[type=email]");
  const isOther = email.value.trim().toLowerCase() !== email.defaultValue.toLowerCase();
  if (isOther && document.querySelector("form[data-unsaved]") && !("warned" in form.dataset)) {
    form.dataset.warned = "";
    return tell(form, "Text on this page is not saved yet and will be lost if another person signs in. Sign in again to go on all the same.");
  }
  const body = new URLSearchParams({ email: email.value, password: password(form).value, clinic_id: form.dataset.clinic });
  const proof = await proofForSignIn();
  if (proof === null) return tell(form, CANNOT_REACH);
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { "X-CSRFToken": proof }, body });
    const told = await answer.json();
    return answer.ok ? goOn(told) : tell(form, told.message);
  } catch {
    return tell(form, CANNOT_REACH);
  }
}

function goOn({ worker, csrf_token }) {
  if (worker === document.body.dataset.worker) {
    unlock(csrf_token);
    announce();
    return;
  }
  document.dispatchEvent(new CustomEvent("page-dropped"));
  document.querySelector("main").remove();
  location.replace("/");
}

function tell(form, message) {
  const place = form.querySelector("[data-lock-error]");
  place.hidden = false;
  place.querySelector("[data-lock-error-words]").textContent = message;
  password(form).focus();
}
