// Says in a row where its mark lies, and asks when mark and row disagree about left and right; the server does the same
// when the page is made. Nothing here settles which is right.
import { named, regionAt, sideAt } from "./body_regions.js";
import { hasMark, markOf, sideOf } from "./body_rows.js";

const SIDED = ["left", "right"];

export default function rowMark(part) {
  const row = part.closest(".needle-row");
  const map = document.querySelector("[data-behaviour~='body-map']");
  const find = (name) => part.querySelector(`[data-mark-${name}]`);
  const act = (name) => part.querySelector(`[data-mark-act=${name}]`);
  const viewOf = (mark) => map.querySelector(`[data-body-view="${CSS.escape(mark.view)}"]`);

  function refresh() {
    const mark = markOf(row, map.dataset.version);
    const view = mark && viewOf(mark);
    act("remove").hidden = !hasMark(row);
    act("move").hidden = false;
    act("move").textContent = hasMark(row) ? "Move" : "Place on the chart";
    if (!hasMark(row)) find("place").textContent = "none on the chart";
    if (view) find("place").textContent = placeInWords(view, mark);
    ask(view ? sideAt(view, mark) : "", sideOf(row));
  }

  function ask(marked, said) {
    const disagree = SIDED.includes(marked) && SIDED.includes(said) && marked !== said;
    const wasAsked = !find("question").hidden;
    find("question").hidden = !disagree;
    if (!disagree) return;
    find("says").textContent = `The mark is on the ${marked}, the row says ${said}.`;
    act("keep-side").textContent = `Keep ${said}, remove the mark`;
    act("take-side").textContent = `Change the row to ${marked}`;
    act("take-side").value = `${row.querySelector('[name$="-uid"]').value}/${marked}`;
    if (!wasAsked) row.querySelector("details").open = true;
  }

  row.addEventListener("change", refresh);
  if (map) refresh();
}

function placeInWords(view, mark) {
  const region = regionAt(view.querySelector("svg"), mark);
  const words = region ? named(region) : "outside every region";
  return `${view.dataset.label}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
