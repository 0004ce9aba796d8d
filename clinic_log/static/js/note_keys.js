// The keys of the note: Ctrl+Enter saves, Ctrl+Shift+Enter goes on to sign, Alt and a digit leads to a section, past the
// acts in its header, and first to what must be answered before it ([data-first-of]). They press the buttons and follow
// the links of the page. After a save the page opens again where it was left.
import { isDialogOpen, isWithAlt, isWithControl } from "./keyboard.js";

const CONTROLS = ["input:not([type=hidden], [hidden])", "select:not([hidden])", "textarea", "summary", "button"]
  .map((control) => `${control}:not(.sheet__actions *)`).join();

export default function noteKeys(form) {
  document.addEventListener("keydown", (event) => {
    if (isDialogOpen()) return;
    if (event.key === "Enter" && isWithControl(event)) press(form, event);
    else if (event.code.startsWith("Digit")) jump(event, event.code.slice("Digit".length));
  });
  form.addEventListener("submit", () => tellPlace(form));
}

function press(form, event) {
  const act = event.shiftKey ? "sign" : "save";
  event.preventDefault();
  if (event.repeat) return;
  form.requestSubmit([...form.elements].find((button) => button.name === "act" && button.value === act));
}

function jump(event, digit) {
  const link = document.querySelectorAll(".step-bar__link")[Number(digit) - 1];
  if (!link || !isWithAlt(event, digit)) return;
  event.preventDefault();
  const section = document.getElementById(link.hash.slice(1));
  const isReached = ({ offsetParent, tabIndex }) => offsetParent !== null && tabIndex >= 0;
  const before = [...document.querySelectorAll(`[data-first-of="${link.hash.slice(1)}"]`)].find(isReached);
  const first = before ?? [...(section?.querySelectorAll(CONTROLS) ?? [])].find(isReached);
  if (!first) return;
  (before?.closest("section") ?? section).scrollIntoView({ block: "start" });
  first.focus({ preventScroll: true });
}

function tellPlace(form) {
  const targets = [...document.querySelectorAll(".step-bar__link")].map(({ hash }) => hash).join(",");
  const section = targets && document.activeElement?.closest(targets);
  const place = form.elements.place ?? document.createElement("input");
  Object.assign(place, { type: "hidden", name: "place", value: section ? section.id : "" });
  form.append(place);
}
