// The moments at which a page may be gone before the next second: the tab is put aside, the browser asks whether to leave,
// the page goes. What is pending is kept at each of them; keep(isGone): nobody hears the answer any more.
export function whenLeaving({ isPending, keep }) {
  document.addEventListener("visibilitychange", () => document.hidden && isPending() && keep(false));
  addEventListener("beforeunload", (event) => {
    if (!isPending()) return;
    event.preventDefault();
    keep(false); // while the browser asks
  });
  addEventListener("pagehide", () => isPending() && keep(true));
}

// Holds the form, also the second of a double tap, until maySubmit() says that it may go; then sends it once.
export function submitWhen(form, maySubmit) {
  let state = ""; // then "asking", "sent", "gone"

  async function leave(submitter) {
    state = "asking";
    state = (await maySubmit()) ? "sent" : "";
    if (state === "sent") form.requestSubmit(submitter);
  }

  form.addEventListener("submit", (event) => {
    if (state === "sent") {
      state = "gone";
      return;
    }
    event.preventDefault();
    if (state === "") leave(event.submitter);
  });
  addEventListener("pageshow", () => { state = ""; });
}
