// − and + beside a number. Nothing happens while the field is empty: an outcome never starts from a number nobody said.
const LONG_PRESS_MS = 500;

export default function stepper(frame) {
  const input = frame.querySelector("input");
  const step = Number(frame.dataset.step);
  const bigStep = Number(frame.dataset.bigStep);

  function changeBy(amount) {
    const next = stepped(input.value, amount, frame.dataset);
    if (next === input.value) return;
    input.value = next;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  for (const button of frame.querySelectorAll("[data-change]")) bindButton(button);

  function bindButton(button) {
    const direction = Number(button.dataset.change);
    let timer = null;
    let wasLong = false;
    const stop = () => clearInterval(timer);
    button.addEventListener("pointerdown", () => {
      wasLong = false;
      stop();
      timer = setInterval(() => {
        wasLong = true;
        changeBy(direction * bigStep);
      }, LONG_PRESS_MS);
    });
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(end, stop);
    button.addEventListener("click", () => wasLong || changeBy(direction * step));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  const keys = { ArrowUp: step, ArrowDown: -step, PageUp: bigStep, PageDown: -bigStep };
  input.addEventListener("keydown", (event) => {
    if (!Object.hasOwn(keys, event.key) || event.altKey) return;
    event.preventDefault();
    changeBy(keys[event.key]);
  });
  watchPlausibleRange(frame, input);
}

// The text after a change, in the writing of the text before: a comma stays a comma, decimals stay as many.
export function stepped(text, amount, { min, max }) {
  const value = numberIn(text);
  if (value === null) return text;
  let next = value + amount;
  if (amount < 0 && min !== undefined) next = Math.max(next, Math.min(value, Number(min)));
  if (amount > 0 && max !== undefined) next = Math.min(next, Math.max(value, Number(max)));
  const decimals = Math.max(decimalsOf(text), decimalsOf(String(amount)));
  const written = next.toFixed(decimals);
  return text.includes(",") ? written.replace(".", ",") : written;
}

function numberIn(text) {
  return /^\s*-?\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(",", ".")) : null;
}

function decimalsOf(text) {
  return (/[.,](\d+)/.exec(text)?.[1] ?? "").length;
}

// A value outside the plausible range gets a word when the field is left; it stays, and the server decides.
function watchPlausibleRange(frame, input) {
  const { plausibleLow, plausibleHigh } = frame.dataset;
  const hint = document.getElementById(`${input.id}-range`);
  if (!hint || plausibleLow === undefined) return;
  input.addEventListener("change", () => {
    const value = numberIn(input.value);
    const isOutside = value !== null && (value < Number(plausibleLow) || value > Number(plausibleHigh));
    hint.textContent = isOutside ? hint.dataset.message : "";
  });
}
