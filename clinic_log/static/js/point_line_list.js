// The choices for the word before the caret, after the combobox pattern of WAI-ARIA 1.2. Choices that were offered for an
// older text are seen but cannot be taken: Enter then reads the line instead.
import { optionElement } from "./combobox_options.js";
import { listFor } from "./combobox_parts.js";

export function completionList(input, take) {
  const list = listFor(input);
  let shown = [];
  let active = -1;
  let isFresh = false;

  input.parentElement.append(list);

  function offer(choices) {
    const typed = input.value.slice(0, input.selectionStart).split(/[\s,]+/).at(-1);
    shown = choices;
    isFresh = true;
    list.replaceChildren(...choices.map((choice, index) => optionElement(choice, typed, `${list.id}-${index}`)));
    list.hidden = choices.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    activate(choices.length ? 0 : -1);
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = list.children[index];
    if (!item) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", item.id);
    return item.scrollIntoView({ block: "nearest" });
  }

  function choose(index) {
    const choice = shown[index];
    offer([]);
    take(choice);
  }

  const keys = {
    ArrowDown: () => activate((active + 1) % shown.length),
    ArrowUp: () => activate((active <= 0 ? shown.length : active) - 1),
    Enter: () => choose(active),
    Tab: () => choose(active),
    Escape: () => offer([]),
  };
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item && isFresh) choose([...list.children].indexOf(item));
  });
  input.addEventListener("blur", () => offer([]));

  return {
    offer,
    outdate() { isFresh = false; },
    // Whether the key was for the open list.
    handles(event) {
      if (list.hidden || !isFresh || event.shiftKey || !Object.hasOwn(keys, event.key)) return false;
      event.preventDefault();
      keys[event.key]();
      return true;
    },
  };
}
