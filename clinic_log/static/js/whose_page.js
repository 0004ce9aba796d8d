// Whether the person who opened this page is the one who is signed in now. The body says who opened it (data-worker) and
// where to ask (data-state-url). Asking never lengthens the time until sign-out. Told to the document:
//   page-locked {reason}   nobody, or another person, is signed in;   page-unlocked   the person of the page is (again).
const channel = new BroadcastChannel("clinic-log-sign-in");
let isLockedNow = false;
let secondsLeft = null;

export const isLocked = () => isLockedNow;

// How long the server lets the person stay without input; null before the first answer.
export const secondsUntilLock = () => secondsLeft;

// Tell the other pages of this browser who is signed in now.
export function announce() {
  channel.postMessage(document.body.dataset.worker ?? "");
}

export function onAnnouncement(listener) {
  channel.addEventListener("message", ({ data }) => listener(data));
}

// "same", "locked", or "unknown" when the server cannot be reached.
export async function check() {
  const state = await ask();
  if (state === null) return "unknown";
  if (state.worker !== document.body.dataset.worker) {
    lock(state.worker ? "another" : state.ending);
    return "locked";
  }
  secondsLeft = state.seconds_left;
  unlock(state.csrf_token);
  return "same";
}

// A proof with which the visitor that this browser has become may send a password.
export async function proofForSignIn() {
  return (await ask("?proof=1"))?.csrf_token ?? null;
}

export function lock(reason) {
  if (isLockedNow) return;
  isLockedNow = true;
  document.dispatchEvent(new CustomEvent("page-locked", { detail: { reason } }));
}

// Give every form of the page the proof of the session that is there now, and let the page go on.
export function unlock(proof) {
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = proof;
  if (!isLockedNow) return;
  isLockedNow = false;
  document.dispatchEvent(new CustomEvent("page-unlocked"));
}

async function ask(query = "") {
  try {
    const answer = await fetch(document.body.dataset.stateUrl + query, { headers: { "Clinic-Log-Background": "1" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
