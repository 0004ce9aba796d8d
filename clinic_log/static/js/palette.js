// The palette: one field, and below it what answers. Ctrl+K opens it, as do the links marked data-opens-palette. The
// focus stays in the field; the arrows mark an option, and Enter does what it says. What is typed is sent in the body.
//   data-opens   where the option leads;  data-does  what it, or a part of it, does: new, repeat
//   data-starts  where a session begins, with data-key; where a note waits, data-asks leads to it instead
import { isDialogOpen, isPlain, isWithControl } from "./keyboard.js";
import { paletteSearch } from "./palette_search.js";

export default function palette(dialog) {
  const input = dialog.querySelector("[role=combobox]");
  const start = dialog.querySelector("[data-palette-start]");
  const options = () => [...dialog.querySelectorAll("[role=option]")];
  const marked = () => dialog.querySelector("[role=option][aria-selected=true]");
  const search = paletteSearch(dialog, () => mark(0));

  function open() {
    if (isDialogOpen()) return;
    input.value = "";
    dialog.showModal();
    search.now();
  }

  function mark(index) {
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = options()[index];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.id ||= `palette-option-${index}`;
    input.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const count = options().length;
    if (count) mark((options().indexOf(marked()) + step + count) % count);
  }

  function act(option, does = option.dataset.does ?? "open") {
    const { opens, asks, starts, key, repeats } = option.dataset;
    if (does === "open") return location.assign(opens);
    if (starts === undefined || (does === "repeat" && repeats === undefined)) return undefined;
    if (asks) return location.assign(asks);
    start.action = starts;
    start.elements.idempotency_key.value = key;
    start.elements.repeat.disabled = does !== "repeat";
    return start.submit();
  }

  function enter(event) {
    event.preventDefault();
    if (event.repeat || !marked() || search.isWaiting()) return;
    const asked = isWithControl(event) ? "new" : event.shiftKey ? "repeat" : undefined;
    act(marked(), asked);
  }

  const keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") enter(event);
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  dialog.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) act(option, event.target.closest("[data-does]")?.dataset.does);
    else if (event.target === dialog || event.target.closest("[data-close-palette]")) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !isWithControl(event) || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  for (const link of document.querySelectorAll("[data-opens-palette]")) {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (!isPlain(event) || event.shiftKey) return;
      event.preventDefault();
      open();
    });
  }
}
