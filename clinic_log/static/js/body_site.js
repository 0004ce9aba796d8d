// A site put on the chart: first the row with its side, region and mark, then its muscle.
import { inWords, markValues, muscleOptions, numberOf, openRow, siteArea, takeBack } from "./body_rows.js";
import { named } from "./body_regions.js";
import { addRow, setValues } from "./row_values.js";

const NOT_REVIEWED = "Not reviewed by a clinician.";

// The row for a place: { view (name), region (element), point, side, version }, with the muscle when it is known.
export async function addSite({ view, region, point, side, version }, muscle = "") {
  const mark = markValues({ version, view, ...point });
  const row = await addRow(siteArea(), { side, region: region.dataset.label, ...mark });
  if (muscle) chooseMuscle(row, muscle);
  return row;
}

// A muscle on the midline has no side, wherever it was tapped.
export function chooseMuscle(row, slug) {
  const option = muscleOptions().find(({ value }) => value === slug);
  setValues(row, { muscle: slug, ...(option?.dataset.midline === undefined ? {} : { side: "midline" }) });
}

export function siteQuestions({ panel, say, version, closer }) {
  // Left or right first where a region lies on the midline, in the order in which the drawing shows them.
  function begin(view, region, point) {
    const place = { view: view.dataset.bodyView, region, point, version };
    if (region.dataset.side !== "midline") return added(view, { ...place, side: region.dataset.side });
    const words = [...view.querySelectorAll(".body-view__side")].map((side) => side.textContent.trim());
    const sides = words.map((word) => [word, () => added(view, { ...place, side: word.toLowerCase() })]);
    panel.ask(view, {
      question: `${region.dataset.label}: left or right?`,
      choices: sides,
      acts: [...closerActs(region), ["Cancel", () => back(region)]],
      isHigh: isHigh(view, point),
      closed: () => back(region),
    });
    return undefined;
  }

  async function added(view, place) {
    const { region, side, point } = place;
    const row = await addSite(place);
    say(`Site ${numberOf(row)} added: ${region.dataset.label}, ${side}. Choose the muscle.`);
    panel.ask(view, {
      question: `${region.dataset.label}, ${side}`,
      note: region.dataset.atRisk ? `At risk: ${region.dataset.atRisk}. ${NOT_REVIEWED}` : "",
      choices: likely(region).map((option) => [option.label, () => chosen(row, region, option.value), option.dataset.note]),
      acts: [
        ["Another muscle…", () => another(row)],
        ...closerActs(region, row),
        ["Take back", () => tookBack(row, region)],
      ],
      isHigh: isHigh(view, point),
      closed: () => back(region),
    });
  }

  function chosen(row, region, muscle) {
    chooseMuscle(row, muscle);
    openRow(row);
    say(`${inWords(row)}.`);
    back(region);
  }

  function another(row) {
    openRow(row);
    row.querySelector("[data-behaviour~=combobox] input").focus();
  }

  function tookBack(row, region) {
    takeBack(row);
    say(`${named(region)}: taken back.`);
    back(region);
  }

  function closerActs(region, row) {
    const insets = region.dataset.insets?.split(" ") ?? [];
    const label = (inset) => (insets.length > 1 ? `Look closer, ${inset.split("-").at(-1)}` : "Look closer");
    return insets.map((inset) => [label(inset), () => {
      if (row) takeBack(row);
      closer(inset);
    }]);
  }

  return { begin };
}

export function likely(region) {
  const options = muscleOptions();
  const found = (region.dataset.muscles ?? "").split(" ").map((slug) => options.find(({ value }) => value === slug));
  return found.filter(Boolean);
}

const back = (region) => region.focus({ preventScroll: true });

function isHigh(view, { y }) {
  const box = view.querySelector("svg").viewBox.baseVal;
  return y < box.y + box.height / 2;
}
