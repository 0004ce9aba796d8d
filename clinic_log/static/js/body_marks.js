// Draws the marks of the rows, numbered as the rows are, and tints the regions of their muscles. Discs keep their size on
// the screen however near the drawing is.
import { fannedOut } from "./body_fanning.js";
import { named, regionAt, regionsOf, scaleOf } from "./body_regions.js";
import { inWords, markOf, muscleOf, numberOf, sideOf, siteRows, uidOf } from "./body_rows.js";

const RADIUS_PX = 11;

export function drawMarks(view, version) {
  const svg = view.querySelector("svg");
  const layer = svg.querySelector("[data-layer=marks]");
  const focused = layer.contains(document.activeElement) ? document.activeElement.dataset.uid : null;
  const rows = siteRows().filter((row) => isShown(view, svg, markOf(row, version)));
  const marks = rows.map((row) => markOf(row, version));
  const radius = RADIUS_PX / scaleOf(svg);
  const places = fannedOut(marks, 2 * radius + 2 / scaleOf(svg), marks.map((mark) => boundsOf(view, svg, mark, radius)));
  const shape = shapesOf(svg);
  const leaders = marks.flatMap((mark, index) => leader(shape, mark, places[index], radius));
  layer.replaceChildren(...leaders, ...rows.map((row, index) => disc(shape, row, places[index], radius)));
  if (focused) layer.querySelector(`[data-uid="${CSS.escape(focused)}"]`)?.focus();
  tint(svg, rows.filter((row) => !muscleOf(row)).map((row) => regionAt(svg, markOf(row, version))));
}

// Whether the mark lies on the part of the view that is shown: nobody can focus what is out of sight.
function isShown(view, svg, mark) {
  const { x, y, width, height } = svg.viewBox.baseVal;
  const isOfView = mark?.view === view.dataset.bodyView;
  return isOfView && mark.x >= x && mark.x <= x + width && mark.y >= y && mark.y <= y + height;
}

// Never towards the other side of the body, where a mark would say a wrong side.
function boundsOf(view, svg, mark, radius) {
  const { x, y, width, height } = svg.viewBox.baseVal;
  const bounds = [x + radius, y + radius, x + width - radius, y + height - radius];
  if (view.classList.contains("body-view--inset")) return bounds;
  const middle = 177;
  if (mark.x < middle) bounds[2] = Math.max(mark.x, middle - radius);
  if (mark.x > middle) bounds[0] = Math.min(mark.x, middle + radius);
  return bounds;
}

function leader(shape, mark, place, radius) {
  if (Math.hypot(mark.x - place.x, mark.y - place.y) < radius / 5) return [];
  const line = shape("line", { class: "b-leader", x1: mark.x, y1: mark.y, x2: place.x, y2: place.y });
  return [line, shape("circle", { class: "b-point", cx: mark.x, cy: mark.y, r: radius / 5 })];
}

function disc(shape, row, place, radius) {
  const kind = muscleOf(row) ? "b-mark" : "b-live";
  const label = `${inWords(row)}. Arrow keys move the mark, Enter opens the site, Delete removes the mark.`;
  const group = shape("g", { class: "b-disc", role: "button", tabindex: "0", "data-uid": uidOf(row), "aria-label": label });
  const size = radius * 1.25;
  const number = shape("text", { class: `${kind}-t`, x: place.x, y: place.y + size * 0.36, "font-size": size });
  number.textContent = numberOf(row);
  group.append(shape("circle", { class: kind, cx: place.x, cy: place.y, r: radius }), number);
  return group;
}

// Makes elements of the drawing, in its own namespace.
const shapesOf = (svg) => (tag, attributes) => {
  const element = document.createElementNS(svg.namespaceURI, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

// Needled is for each row the region of this view in which its muscle is the most usual, on its side or on the midline;
// chosen is where a mark waits for its muscle.
function tint(svg, waiting) {
  const needled = new Set(siteRows().map((row) => usual(svg, muscleOf(row), sideOf(row))));
  for (const region of regionsOf(svg)) {
    const isNeedled = needled.has(region);
    region.classList.toggle("b-needled", isNeedled);
    region.classList.toggle("b-chosen", waiting.includes(region));
    const words = `${named(region)}${isNeedled ? ", needled today" : ""}`;
    region.setAttribute("aria-label", words);
    region.querySelector("title").textContent = words;
  }
}

function usual(svg, muscle, side) {
  if (!muscle || !side) return undefined;
  const place = (region) => region.dataset.muscles?.split(" ").indexOf(muscle) ?? -1;
  const found = regionsOf(svg).filter((region) => place(region) >= 0 && [side, "midline"].includes(region.dataset.side));
  return found.sort((one, other) => place(one) - place(other))[0];
}
