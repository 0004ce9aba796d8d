// The rows of last time: dimmed until they are confirmed, which makes them rows of the form, or dropped. Their names and
// what became of them stand in one hidden field, so that the draft keeps it; the rows themselves are no part of the form.
// One that was confirmed is open again as soon as the site that it became is removed, and confirmed when that is undone.
// Enter confirms (the button has the focus), D or Delete drops, arrows walk, digits set the number of needles.
import { needlesByDigit } from "./last_time_needles.js";
import { fateOf, refreshGroup, rememberFates, show } from "./last_time_states.js";
import { pageClock } from "./page_clock.js";
import { addRow } from "./row_values.js";

export default function lastTime(area) {
  const form = area.closest("form");
  const field = area.querySelector("[data-fates]");
  const list = document.getElementById("needlings");
  const now = pageClock(area.dataset.now);
  const rowsIn = (part) => [...part.querySelectorAll(".ghost-row")].filter((row) => !row.dataset.fate);
  const setNeedles = needlesByDigit();

  async function confirm(row) {
    const values = JSON.parse(row.dataset.values);
    const origins = { ...JSON.parse(values.origins), confirmed_at: now().toISOString() };
    if (String(origins.values.needles) !== values.needles) delete origins.values.needles;
    settle([row], "confirmed");
    const site = await addRow(list.closest("[data-behaviour~='row-adder']"), { ...values, origins: JSON.stringify(origins) });
    rememberFates(field, [row], `confirmed:${site.querySelector('[name$="-uid"]').value}`);
  }

  function settle(rows, fate) {
    rememberFates(field, rows, fate);
    shown(rows, fate);
  }

  function shown(rows, fate) {
    for (const row of rows) show(row, fate);
    rows.map((row) => row.closest("[data-ghosts]")).forEach(refreshGroup);
    say(rows, fate);
  }

  function followSites() {
    for (const row of area.querySelectorAll(".ghost-row")) {
      const fate = fateOf(field, row, list);
      if (fate !== row.dataset.fate) shown([row], fate);
    }
  }

  function say(rows, fate) {
    const names = rows.map((row) => row.querySelector(".ghost-row__text strong").textContent);
    area.querySelector("[data-said]").textContent = names.length ? `${names.join(", ")}: ${fate || "to confirm"}.` : "";
  }

  // The next row that is still open, else the one before, else the way back of this one.
  function moveOn(row, act) {
    const open = rowsIn(area).filter((other) => other.checkVisibility());
    const after = open.find((other) => row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    const next = (after ?? open.at(-1))?.querySelector(`[data-ghost-act=${act}]`);
    (next ?? row.querySelector("[data-dropped]:not([hidden]) button") ?? area).focus({ preventScroll: !next });
  }

  async function repeat(group) {
    for (const row of rowsIn(group).filter(({ dataset }) => dataset.alone === undefined)) await confirm(row);
    moveOn(group.querySelector(".ghost-row"), "confirm");
  }

  const acts = {
    confirm: (row) => confirm(row).then(() => moveOn(row, "confirm")),
    drop: (row) => { settle([row], "dropped"); moveOn(row, "drop"); },
    undo: (row) => { settle([row], ""); row.querySelector("[data-ghost-act=confirm]").focus(); },
  };

  area.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const group = button?.closest("[data-ghosts]");
    if (!group) return;
    event.preventDefault();
    if (button.dataset.ghostAct) acts[button.dataset.ghostAct](button.closest(".ghost-row"));
    else if (button.matches("[data-repeat]")) repeat(group);
    else { settle(rowsIn(group), "dropped"); moveOn(group.querySelector(".ghost-row"), "confirm"); }
  });
  area.addEventListener("keydown", (event) => {
    const row = event.target.closest(".ghost-row");
    if (!row || row.dataset.fate || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = rowsIn(area).filter((other) => other.checkVisibility());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) rows[rows.indexOf(row) + step]?.querySelector(`[data-ghost-act=${event.target.dataset.ghostAct}]`)?.focus();
    else if (event.key === "Delete" || event.key.toLowerCase() === "d") acts.drop(row);
    else if (/^\d$/.test(event.key)) setNeedles(row, event.key, event.timeStamp);
    else return;
    event.preventDefault();
  });
  form.addEventListener("change", ({ target }) => {
    if (target === list) followSites();
    if (target.name !== "episodes") return;
    const served = [...form.querySelectorAll("[name=episodes]:checked")].map(({ value }) => value);
    for (const group of area.querySelectorAll("[data-ghosts]")) group.hidden = served.length > 0 && !served.includes(group.dataset.ghosts);
  });
}
