// Asks the server what answers to the field of the palette, once a pause in typing is long enough: each question is
// written into the log of access.
const PAUSE_MS = 300;
const SIGNED_OUT = "You are signed out. Sign in to find a patient.";
const UNREACHABLE = "The list could not be loaded. Try again, or use Patients in the menu.";

export function paletteSearch(dialog, shown) {
  const form = dialog.querySelector("[data-palette-search]");
  const place = dialog.querySelector("[data-palette-found]");
  const input = form.elements.text;
  let asked = null;
  let answered = null;
  let timer = null;
  let running = null;

  async function now() {
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    asked = input.value.trim();
    const question = asked;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", signal });
      if (answer.type === "opaqueredirect") say(SIGNED_OUT);
      else if (answer.ok || answer.status === 422) place.innerHTML = await answer.text();
      else say(UNREACHABLE);
      answered = question;
      shown();
    } catch (error) {
      if (error.name !== "AbortError") say(UNREACHABLE);
    }
  }

  function say(words) {
    const line = document.createElement("p");
    line.className = "palette__count";
    line.setAttribute("role", "alert");
    line.textContent = words;
    place.querySelector("[role=listbox]").replaceChildren();
    place.querySelector("p")?.remove();
    place.append(line);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim() !== asked) timer = setTimeout(now, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // Enter must not open what answered to another text.
  return { now, isWaiting: () => input.value.trim() !== answered };
}
