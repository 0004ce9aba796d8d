// Places on a drawing of the body: from the pointer to its units, from a point to the region there, from one region to
// the next in a direction.
const REACH = 14;
const REACH_PX = 14;
const RINGS = [0.35, 0.7, 1];
const WAYS = Array.from({ length: 16 }, (_, step) => (step * Math.PI) / 8);
const canvas = document.createElement("canvas").getContext("2d");
const outlines = new WeakMap();
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const regionsOf = (svg) => [...svg.querySelectorAll("[data-region]")];
export const sideWord = (region) => region.dataset.side;
export const named = (region) => `${region.dataset.label}, ${sideWord(region)}`;
export const scaleOf = (svg) => svg.getScreenCTM()?.a || 1;

export function middleOf(region) {
  const [x, y] = region.dataset.at.split(" ").map(Number);
  return { x, y };
}

export function pointOf(svg, event) {
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return { x, y };
}

// The region that holds the point with the point, else the nearest place of a region that a fingertip beside it would mean:
// a mark always lies in its region.
export function snapped(svg, point, reach = REACH_PX / scaleOf(svg)) {
  const around = RINGS.flatMap((ring) => WAYS.map((way) => [Math.cos(way) * ring * reach, Math.sin(way) * ring * reach]));
  for (const [dx, dy] of [[0, 0], ...around]) {
    const place = { x: point.x + dx, y: point.y + dy };
    const region = regionsOf(svg).findLast((each) => holds(each, place));
    if (region) return { region, point: place };
  }
  return null;
}

// As on the server, in units of the drawing, however near it is shown.
export const regionAt = (svg, point) => snapped(svg, point, REACH)?.region;

// By a canvas, since a drawing that is not shown cannot be asked.
function holds(region, { x, y }) {
  if (!outlines.has(region)) outlines.set(region, new Path2D(region.getAttribute("d")));
  return canvas.isPointInPath(outlines.get(region), x, y);
}

// The side of the patient at a point: of a nearer view its own, else of the region, else of the half of the drawing.
export function sideAt(view, point) {
  const inset = /-(left|right)$/.exec(view.dataset.bodyView)?.[1];
  if (inset) return inset;
  const svg = view.querySelector("svg");
  const region = regionAt(svg, point);
  if (region) return sideWord(region);
  const edge = point.x < 177 ? "start" : "end";
  return view.querySelector(`.body-view__side--${edge}`).textContent.trim().toLowerCase();
}

export const isArrow = (key) => Object.hasOwn(DIRECTIONS, key);
export const direction = (key) => DIRECTIONS[key];

// The nearest region in the direction of an arrow key: what lies ahead counts, what lies aside counts double.
export function nextRegion(region, key) {
  const [right, down] = DIRECTIONS[key];
  const from = middleOf(region);
  let best = region;
  let least = Infinity;
  for (const other of regionsOf(region.ownerSVGElement)) {
    const { x, y } = middleOf(other);
    const ahead = (x - from.x) * right + (y - from.y) * down;
    const aside = Math.abs((x - from.x) * down) + Math.abs((y - from.y) * right);
    if (ahead > 1 && ahead + 2 * aside < least) {
      best = other;
      least = ahead + 2 * aside;
    }
  }
  return best;
}
