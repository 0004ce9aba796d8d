// The count of needles follows the sites and the numbers out while they are typed: the server says each region's line when
// it has kept the draft, so that the words are the same on every page. A number that was typed never goes away.
import { start } from "./behaviours.js";
import { newRow } from "./new_row.js";

const COUNTED_ANEW = /-(needles|muscle|region|technique|dwell_minutes)$/;

export default function needleCount(area) {
  const list = area.querySelector("[data-count-rows]");
  const form = area.closest("form");
  let nextIndex = Number(area.dataset.nextIndex);

  async function show({ lines, total }) {
    for (const line of lines) showLine(rowOf(line.region) ?? (await add(line)), line);
    const asked = new Set(lines.map((line) => line.region));
    for (const row of [...list.children]) if (!asked.has(row.dataset.countRegion) && !isAnswered(row)) row.remove();
    showTotal(area.querySelector("#count-total"), total);
  }

  async function add({ region, label }) {
    const row = newRow(area.querySelector("[data-count-template]"), nextIndex);
    nextIndex += 1;
    row.dataset.countRegion = region;
    row.querySelector('[name$="-uid"]').value = region;
    row.querySelector('[name$="-label"]').value = label;
    list.append(row);
    await start(row);
    return row;
  }

  function rowOf(region) {
    return [...list.children].find((row) => row.dataset.countRegion === region);
  }

  function showLine(row, line) {
    row.querySelector("[data-count-label]").textContent = line.label;
    row.querySelector("[data-count-sites]").textContent = line.sites;
    if (out(row).value.trim() !== String(line.out ?? "")) return; // typed since; the next answer says what it means
    showIn(row, line.shown_in);
    showState(row, line);
    const why = row.querySelector("[data-count-why]");
    why.hidden = !line.asks_why && !why.querySelector("input").value;
  }

  function showState(row, { state, words, drawing }) {
    const shown = row.querySelector("[data-count-state]");
    if (shown.textContent.trim() === words) return;
    shown.className = state ? `needle-count__state needle-count__state--${state}` : "needle-count__state";
    const text = document.createElement("span");
    text.textContent = words;
    const icon = drawing && area.querySelector(`[data-drawing="${drawing}"]`).content.cloneNode(true);
    shown.replaceChildren(...(icon ? [icon] : []), text);
  }

  function showTotal(row, total) {
    row.hidden = !total;
    if (!total) return;
    showIn(row, total.shown_in);
    row.querySelector("[data-count-out]").textContent = total.out ?? "–";
    showState(row, total);
  }

  // What stood there was about other numbers.
  function forget(rows) {
    for (const row of rows) showState(row, { state: "", words: "", drawing: "" });
  }

  form.addEventListener("draft-kept", ({ detail }) => detail.count && show(detail.count));
  form.addEventListener("input", ({ target }) => {
    const total = area.querySelector("#count-total");
    if (target.name?.endsWith("-needles_out")) forget([target.closest("[data-count-region]"), total]);
    else if (COUNTED_ANEW.test(target.name ?? "")) forget([...list.children, total]);
  });
}

const out = (row) => row.querySelector('[name$="-needles_out"]');
const isAnswered = (row) => [...row.querySelectorAll("input:not([type=hidden])")].some((input) => input.value.trim());

function showIn(row, number) {
  const shown = row.querySelector("[data-count-in]");
  const part = document.createElement(number === null ? "span" : "strong");
  part.className = number === null ? "needle-count__later" : "";
  part.textContent = number === null ? "In: shown after the count" : number;
  shown.replaceChildren(...(number === null ? [] : ["In "]), part);
}
