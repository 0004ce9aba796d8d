// Locks a page whose person is no longer signed in: after the time without input, when they signed out in another tab,
// when another person signed in. Pages without a person only announce that nobody is signed in.
import { startLockScreen } from "./lock_screen.js";
import { announce, check, isLocked, lock, onAnnouncement, secondsUntilLock } from "./whose_page.js";

const LONGEST_WAIT_S = 60;

export default function sessionWatch(body) {
  announce();
  if (!body.dataset.worker) return;
  startLockScreen();
  const idleMs = Number(body.dataset.idleSeconds) * 1000;
  let lastKnown = Date.now(); // when the person last did something here, or the server last knew them
  let timer = null;

  async function look() {
    if (Date.now() - lastKnown >= idleMs) lock("idle"); // at once, also without a network; the answer may unlock it
    if ((await check()) === "same") lastKnown = Date.now();
    wait();
  }

  function wait() {
    clearTimeout(timer);
    const seconds = Math.min(secondsUntilLock() ?? LONGEST_WAIT_S, Number(body.dataset.idleSeconds), LONGEST_WAIT_S);
    timer = setTimeout(look, 1000 * Math.max(seconds, 1));
  }

  for (const kind of ["pointerdown", "keydown", "input"]) {
    document.addEventListener(kind, () => { if (!isLocked()) lastKnown = Date.now(); }, { capture: true, passive: true });
  }
  onAnnouncement((worker) => { if (worker !== body.dataset.worker || isLocked()) look(); });
  document.addEventListener("visibilitychange", () => document.hidden || look());
  addEventListener("focus", look);
  addEventListener("pageshow", (event) => event.persisted && look());
  wait();
}
