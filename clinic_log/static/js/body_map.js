// The body chart of a note. A tap, or Enter on a region reached by the arrow keys, adds a site there; a tap on a mark opens
// its site. The rows of the form are the only truth: marks are drawn from them after every change.
import { keyOnMark, keyOnRegion } from "./body_keys.js";
import { drawMarks } from "./body_marks.js";
import { moving } from "./body_moving.js";
import { bodyPanel } from "./body_panel.js";
import { middleOf, named, pointOf, regionsOf, scaleOf, snapped } from "./body_regions.js";
import { markOf, openRow, siteArea, siteRows, uidOf } from "./body_rows.js";
import { siteQuestions } from "./body_site.js";
import { bodyViews } from "./body_views.js";

const MARK_REACH_PX = 22;
// Below this the regions are smaller than a fingertip: the first touch only comes closer.
const LEAST_SCALE = 0.6;

export default function bodyMap(root) {
  const { version } = root.dataset;
  const status = root.querySelector("[data-map-status]");
  const say = (words) => { status.textContent = words; };
  const panel = bodyPanel();
  const views = bodyViews(root, { prepared, redraw });
  const mover = moving(root, { views, say, version });
  const questions = siteQuestions({ panel, say, version, closer: (name) => closer(name) });
  const viewOf = (element) => element.closest("[data-body-view]");

  function redraw() {
    for (const view of views.all()) if (view.querySelector("svg").getScreenCTM()) drawMarks(view, version);
  }

  // Makes a picture into a control: one tab stop among its regions, each named with its side.
  function prepared(view) {
    const svg = view.querySelector("svg");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", `${view.dataset.label}: regions. Arrow keys move, Enter adds a site.`);
    svg.querySelector(":scope > title").remove();
    regionsOf(svg).forEach((region, index) => {
      region.setAttribute("role", "button");
      region.setAttribute("aria-label", named(region));
      region.setAttribute("tabindex", index === 0 ? "0" : "-1");
    });
    svg.addEventListener("click", (event) => tapped(view, event));
    const name = view.querySelector("[data-region-name]");
    const showName = ({ target }) => { name.textContent = target.dataset.region ? named(target) : ""; };
    for (const kind of ["pointerover", "focusin"]) svg.addEventListener(kind, showName);
    for (const kind of ["pointerleave", "focusout"]) svg.addEventListener(kind, () => { name.textContent = ""; });
  }

  async function closer(name) {
    try {
      const view = await views.show(name);
      regionsOf(view.querySelector("svg"))[0].focus({ preventScroll: true });
      say(`${view.dataset.label} is open.`);
    } catch {
      say("The nearer view could not be loaded. Try again.");
      root.querySelector("[data-map-hint]").textContent = status.textContent;
    }
  }

  function tapped(view, event) {
    const svg = view.querySelector("svg");
    const point = pointOf(svg, event);
    const marked = mover.isMoving() ? undefined : rowNear(view, svg, event, point);
    if (marked) return openRow(marked);
    if (event.pointerType === "touch" && scaleOf(svg) < LEAST_SCALE) return views.closerTo(point);
    const place = snapped(svg, point);
    return place && act(view, place.region, place.point);
  }

  // A mark within a fingertip, the nearest first; one that was fanned out also where its disc is.
  function rowNear(view, svg, event, point) {
    const disc = event.target.closest(".b-disc");
    if (disc) return siteRows().find((row) => uidOf(row) === disc.dataset.uid);
    const away = (row) => {
      const mark = markOf(row, version);
      return mark?.view === view.dataset.bodyView ? Math.hypot(mark.x - point.x, mark.y - point.y) * scaleOf(svg) : Infinity;
    };
    return siteRows().filter((row) => away(row) <= MARK_REACH_PX).sort((one, other) => away(one) - away(other))[0];
  }

  function act(view, region, point) {
    panel.close();
    if (mover.isMoving()) return mover.place(view, region, point);
    return questions.begin(view, region, point);
  }

  root.addEventListener("keydown", (event) => {
    if (event.target.closest("[data-region]")) keyOnRegion(event, (region) => act(viewOf(region), region, middleOf(region)));
    else if (event.target.closest(".b-disc")) keyOnMark(event, { version });
  });
  for (const kind of ["input", "change"]) root.addEventListener(kind, (event) => event.stopPropagation());
  root.addEventListener("show-view", ({ detail }) => detail.done(views.load(detail.name)));
  root.addEventListener("say", ({ detail }) => say(detail));
  siteArea().addEventListener("change", () => requestAnimationFrame(redraw));
  new ResizeObserver(redraw).observe(root.querySelector("[data-views]"));
  root.querySelector("[data-marks-in-words]").hidden = true;
  return views.start();
}
