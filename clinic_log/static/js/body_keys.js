// The chart from the keyboard: arrows walk from region to region or push a mark, Enter acts, Delete removes a mark.
import { direction, isArrow, nextRegion, scaleOf } from "./body_regions.js";
import { markOf, numberOf, openRow, setMark, siteRows, uidOf } from "./body_rows.js";
import { showToast } from "./toast.js";

const STEP_PX = 4;

export function keyOnRegion(event, act) {
  const region = event.target.closest("[data-region]");
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (isArrow(event.key)) {
    event.preventDefault();
    focusOn(nextRegion(region, event.key));
  }
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    act(region);
  }
}

// The drawing has one tab stop: the region that had the focus last.
export function focusOn(region) {
  for (const other of region.parentElement.querySelectorAll("[tabindex='0']")) other.setAttribute("tabindex", "-1");
  region.setAttribute("tabindex", "0");
  region.focus();
}

export function keyOnMark(event, { version }) {
  const disc = event.target.closest(".b-disc");
  const row = siteRows().find((each) => uidOf(each) === disc.dataset.uid);
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
  if (isArrow(event.key)) push(row, disc.ownerSVGElement, event.key, version);
  else if (event.key === "Enter" || event.key === " ") openRow(row);
  else if (event.key === "Delete") removeMark(row);
  else return;
  event.preventDefault();
}

function push(row, svg, key, version) {
  const mark = markOf(row, version);
  const { x, y, width, height } = svg.viewBox.baseVal;
  const [right, down] = direction(key);
  const step = STEP_PX / scaleOf(svg);
  const kept = (value, low, high) => Math.max(low, Math.min(high, value));
  setMark(row, { ...mark, x: kept(mark.x + right * step, x, x + width), y: kept(mark.y + down * step, y, y + height) });
}

export function removeMark(row) {
  const putBack = setMark(row, null);
  row.querySelector("summary").focus({ preventScroll: true });
  showToast(`Mark ${numberOf(row)} removed.`, { label: "Undo", act: putBack });
}
