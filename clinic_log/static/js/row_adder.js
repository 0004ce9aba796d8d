// Rows that are added from a <template> and removed with a way back. Without scripts the same buttons send the form, and
// the server adds or removes the row.
//   data-rows           the list
//   template[data-row]  a row with __index__ (next number of the list) and __uid__ (identity) in its names and ids
//   data-add-row        the button that adds;  data-remove-row  the one in each row;  data-row-number  its number
//   data-move-row       a button in each row that moves it up (-1) or down (1)
import { start } from "./behaviours.js";
import { isDialogOpen, isWithAlt } from "./keyboard.js";
import { newRow } from "./new_row.js";
import { moveByKey, moveRow } from "./row_order.js";
import { setValues } from "./row_values.js";
import { showToast } from "./toast.js";

export default function rowAdder(area) {
  const list = area.querySelector("[data-rows]");
  const template = area.querySelector("template[data-row]");
  const noun = area.dataset.noun ?? "Row";
  let nextIndex = Number(area.dataset.nextIndex ?? list.children.length);

  async function add(values = {}) {
    const row = newRow(template, nextIndex);
    nextIndex += 1;
    list.append(row);
    await start(row);
    setValues(row, values);
    changed();
    return row;
  }

  async function addOpen(values) {
    const row = await add(values);
    row.querySelector("details:not([open]) > summary")?.click();
    firstControl(row)?.focus();
    return row;
  }

  function remove(row) {
    const number = [...list.children].indexOf(row) + 1;
    const next = row.nextElementSibling;
    const neighbour = next ?? row.previousElementSibling;
    row.remove();
    changed();
    (neighbour?.querySelector("summary, input") ?? area.querySelector("[data-add-row]")).focus();
    showToast(`${noun} ${number} removed.`, { label: "Undo", act: () => putBack(row, next) });
  }

  function putBack(row, next) {
    list.insertBefore(row, next?.parentElement === list ? next : null);
    changed();
    firstControl(row)?.focus();
  }

  function changed() {
    [...list.children].forEach((row, index) => {
      const number = row.querySelector("[data-row-number]");
      if (number) number.textContent = index + 1;
    });
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  area.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-remove-row], [data-move-row]");
    if (!button) return;
    event.preventDefault();
    const row = [...list.children].find((child) => child.contains(button));
    if (button.matches("[data-add-row]")) addOpen();
    else if (button.matches("[data-move-row]")) moveRow(row, Number(button.dataset.moveRow), changed);
    else remove(row);
  });
  area.addEventListener("keydown", (event) => {
    const row = [...list.children].find((child) => child.contains(event.target));
    const isOnLine = row && event.target === row.querySelector("summary");
    if (event.key === "Delete" && isOnLine) remove(row);
    if (isOnLine) moveByKey(event, row, changed);
    if (event.key === "Escape" && row && !event.defaultPrevented) closeRow(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyA" || !isWithAlt(event, "a") || isDialogOpen() || area.dataset.shortcut === undefined) return;
    event.preventDefault();
    addOpen();
  });
  area.addEventListener("add-row", async ({ detail: { values, opens, done } }) => {
    done(await (opens ? addOpen(values) : add(values)));
  });
}

function firstControl(row) {
  return row.querySelector("input:not([type=hidden], [hidden]), select:not([hidden]), textarea") ?? row.querySelector("summary");
}

function closeRow(row) {
  const details = row.querySelector("details[open]");
  if (!details) return;
  details.open = false;
  details.querySelector("summary").focus();
}
