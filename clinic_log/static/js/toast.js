// One short message above the bottom edge, with a way back. It waits while it is pointed at or has the focus.
const SHOWN_MS = 10_000;

export function showToast(message, { label, act }) {
  const region = document.getElementById("toasts");
  const toast = document.createElement("div");
  const words = document.createElement("p");
  const button = document.createElement("button");
  let timer;
  const close = () => toast.remove();
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(close, SHOWN_MS);
  };

  toast.className = "toast";
  words.textContent = message;
  button.className = "toast__action";
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", () => {
    clearTimeout(timer);
    close();
    act();
  });
  for (const start of ["pointerenter", "focusin"]) toast.addEventListener(start, () => clearTimeout(timer));
  for (const end of ["pointerleave", "focusout"]) toast.addEventListener(end, wait);

  toast.append(words, button);
  region.replaceChildren(toast);
  wait();
}
