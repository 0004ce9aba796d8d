// The line that says whether the draft is on the server. It is spoken on the first save and on a failure only: a word
// after every pause in typing, or every second until the next attempt, would be noise.
const again = (seconds) => (seconds > 0 ? `Trying again in ${seconds} s.` : "Trying again now.");
const CANNOT_SEND = {
  offline: (since) => `No connection${since}. Go on writing; do not close this page.`,
  unreachable: (since, seconds) => `Not saved${since}. ${again(seconds)}`,
  "disk-full": (since, seconds) => `Not saved${since}: the disk of the server is full. Tell your administrator; do not close this page. ${again(seconds)}`,
  "too-large": (since) => `Not saved${since}: this note is too long. Shorten the longest text.`,
  conflict: (since) => `Not saved${since}: you wrote in this note on another page, too. Save to see both.`,
  "signed-out": (since) => `Not saved${since}: you are signed out. What stands here is sent after you sign in.`,
};

export function statusLine(form) {
  const line = document.querySelector(`[data-status-for="${form.id}"]`);
  const words = line?.querySelector("[data-status-words]");
  const spoken = line?.querySelector("[data-status-spoken]");
  let wasSpoken = false;
  let countdown = null;

  function show(text, { isFailure, speak }) {
    if (!line) return;
    words.textContent = text;
    line.hidden = false;
    line.classList.toggle("status-line--failed", isFailure);
    if (speak !== null) spoken.textContent = speak ? text : "";
  }

  return {
    saved(at) {
      clearInterval(countdown);
      show(`Saved ${at}`, { isFailure: false, speak: !wasSpoken });
      if (line) line.dataset.savedAt = at;
      wasSpoken = true;
    },
    failed(reason, seconds) {
      clearInterval(countdown);
      const since = line?.dataset.savedAt ? ` since ${line.dataset.savedAt}` : "";
      let left = seconds;
      show(CANNOT_SEND[reason](since, left), { isFailure: true, speak: true });
      countdown = setInterval(() => {
        left -= 1;
        show(CANNOT_SEND[reason](since, left), { isFailure: true, speak: null });
        if (left <= 0) clearInterval(countdown);
      }, 1000);
      wasSpoken = false;
    },
  };
}
