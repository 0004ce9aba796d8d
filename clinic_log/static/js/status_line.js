// The line that says whether the draft is on the server. It is spoken on the first save and on a failure only: a word
// after every pause in typing would be noise.
const CANNOT_SEND = {
  offline: (since) => `No connection${since}. Go on writing; do not close this page.`,
  unreachable: (since, seconds) => `Not saved${since}. Trying again in ${seconds} s.`,
  "too-large": (since) => `Not saved${since}: this note is too long. Shorten the longest text.`,
  conflict: (since) => `Not saved${since}: this draft was changed in another window. Open it again there; what stands here stays until you close it.`,
  "signed-out": (since) => `Not saved${since}: you are signed out. Sign in in another window, then save here.`,
};

export function statusLine(form) {
  const line = document.querySelector(`[data-status-for="${form.id}"]`);
  const words = line?.querySelector("[data-status-words]");
  const spoken = line?.querySelector("[data-status-spoken]");
  let lastSaved = line?.dataset.savedAt ?? "";
  let wasSpoken = false;

  function show(text, { isFailure, speak }) {
    if (!line) return;
    words.textContent = text;
    line.hidden = false;
    line.classList.toggle("status-line--failed", isFailure);
    spoken.textContent = speak ? text : "";
  }

  return {
    saved(at) {
      show(`Saved ${at}`, { isFailure: false, speak: !wasSpoken });
      lastSaved = at;
      wasSpoken = true;
    },
    failed(reason, seconds) {
      const since = lastSaved ? ` since ${lastSaved}` : "";
      show(CANNOT_SEND[reason](since, seconds), { isFailure: true, speak: true });
      wasSpoken = false;
    },
  };
}
