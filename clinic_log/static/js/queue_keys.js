// The keys of the queue and of the page that co-signs, outside of fields. In a list of [data-row], J and K lead from one
// row's first link to the next or the one before, and a letter presses what carries it as data-key in the row where the
// focus is, or else the first in the area; where that is no button, it leads into it.
import { isDialogOpen, isInField, isPlain } from "./keyboard.js";

export default function queueKeys(area) {
  const rows = () => [...area.querySelectorAll("[data-row]")];
  const current = () => rows().find((row) => row.contains(document.activeElement));

  function move(step) {
    const at = rows().indexOf(current());
    const row = rows()[at < 0 ? 0 : at + step];
    row?.querySelector("a, button")?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  function press(letter) {
    const target = (current() ?? area).querySelector(`[data-key="${letter}"]`);
    if (target?.matches("a, button")) target.click();
    else target?.querySelector("input:not([type=hidden]), textarea, button")?.focus();
    return Boolean(target);
  }

  const moves = { j: 1, k: -1 };
  document.addEventListener("keydown", (event) => {
    if (!isPlain(event) || isInField(event) || isDialogOpen() || event.repeat) return;
    const key = event.key.toLowerCase();
    const isMove = Object.hasOwn(moves, key) && rows().length > 0;
    if (isMove) move(moves[key]);
    if (isMove || (["c", "s", "j"].includes(key) && press(key))) event.preventDefault();
  });
}
