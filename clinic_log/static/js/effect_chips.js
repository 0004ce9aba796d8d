// The everyday side effects as chips: pressed adds a row of this kind, pressed again removes it, with a way back. Without
// scripts each chip sends the form and the server adds the row. Nothing but the kind is filled in.
import { addRow } from "./row_values.js";

export default function effectChips(chips) {
  const area = chips.closest(".effect-rows").querySelector('[data-behaviour="row-adder"]');
  const buttons = [...chips.querySelectorAll("[data-kind]")];
  const rowOf = (kind) => [...area.querySelectorAll('[name$="-kind"]')].find((field) => field.value === kind)?.closest("li");

  function refresh() {
    for (const button of buttons) button.setAttribute("aria-pressed", String(Boolean(rowOf(button.dataset.kind))));
  }

  async function toggle(kind) {
    const row = rowOf(kind);
    if (row) row.querySelector("[data-remove-row]").click();
    else await addRow(area, { kind });
    refresh();
  }

  chips.addEventListener("click", (event) => {
    const button = event.target.closest("[data-kind]");
    if (!button) return;
    event.preventDefault();
    toggle(button.dataset.kind);
  });
  area.addEventListener("change", refresh);
  refresh();
}
