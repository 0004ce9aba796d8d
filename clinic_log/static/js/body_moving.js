// "Move" of a site, then the new place on the chart; also the first place of a site that has no mark. Esc leaves it.
import { named, regionAt, sideAt } from "./body_regions.js";
import { markOf, nameOf, numberOf, setMark, siteArea, siteRows } from "./body_rows.js";
import { removeMark } from "./body_keys.js";
import { setValues } from "./row_values.js";
import { showToast } from "./toast.js";

export function moving(root, { views, say, version }) {
  const hint = root.querySelector("[data-map-hint]");
  const atRest = [...hint.childNodes];
  let row = null;

  async function begin(chosen) {
    row = chosen;
    const mark = markOf(row, version);
    root.toggleAttribute("data-moving", true);
    const words = `Tap the new place of site ${numberOf(row)}, ${nameOf(row)}.`;
    const cancel = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: "Cancel" });
    cancel.addEventListener("click", end);
    hint.replaceChildren(words, " ", cancel);
    say(words);
    if (mark) await views.reveal(mark.view, mark);
    const view = root.querySelector("[data-body-view][data-open]");
    (mark && regionAt(view.querySelector("svg"), mark) || view.querySelector("[data-region][tabindex='0']")).focus();
    root.scrollIntoView({ block: "nearest" });
  }

  function end() {
    const left = row;
    row = null;
    root.toggleAttribute("data-moving", false);
    hint.replaceChildren(...atRest);
    left?.querySelector("summary").focus({ preventScroll: true });
  }

  function place(view, region, point) {
    const mark = markOf(row, version);
    const old = mark && views.find(mark.view);
    const from = (old && regionAt(old.querySelector("svg"), mark)?.dataset.label) ?? "";
    const side = sideAt(view, point);
    const options = { from, to: region.dataset.label, side: side === "midline" ? "" : side };
    const putBack = setMark(row, { version, view: view.dataset.bodyView, ...point }, options);
    const number = numberOf(row);
    say(`Site ${number} is now at ${named(region)}.`);
    showToast(`Mark ${number} moved.`, { label: "Undo", act: putBack });
    end();
  }

  const acts = {
    "move": begin,
    "remove": removeMark,
    "keep-side": removeMark,
    "take-side": (chosen, button) => setValues(chosen, { side: button.value.split("/").at(-1) }),
  };
  siteArea().addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark-act]");
    if (!button) return;
    event.preventDefault();
    acts[button.dataset.markAct](siteRows().find((each) => each.contains(button)), button);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !row) return;
    event.preventDefault();
    end();
  });
  return { isMoving: () => row !== null, place };
}
