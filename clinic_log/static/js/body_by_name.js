// The chart in words: a region with its side, one of its likely muscles, and "Add site". Adds the same row as a tap in the
// middle of that region.
import { middleOf, regionsOf } from "./body_regions.js";
import { inWords, muscleOptions } from "./body_rows.js";
import { addSite, likely } from "./body_site.js";

export default function bodyByName(part) {
  const map = part.closest("[data-behaviour~='body-map']");
  const regionField = part.querySelector("[name=chart_region]");
  const muscleField = part.querySelector("#chart-muscle");
  const tell = (kind, detail) => map.dispatchEvent(new CustomEvent(kind, { detail }));
  const input = () => part.querySelector("[role=combobox]") ?? regionField;

  async function chosenPlace() {
    const [name, slug, side] = regionField.value.split("/");
    if (!slug) return null;
    const view = await new Promise((done) => tell("show-view", { name, done }));
    const region = regionsOf(view.querySelector("svg")).find(
      ({ dataset }) => dataset.region === slug && [side, "midline"].includes(dataset.side),
    );
    return { view: name, region, side, point: middleOf(region), version: map.dataset.version };
  }

  async function offerMuscles() {
    const place = await chosenPlace();
    part.querySelector("[data-by-name-muscle]").hidden = !place;
    if (!place) return;
    const likelyOnes = likely(place.region);
    const others = muscleOptions().filter((option) => !likelyOnes.includes(option));
    muscleField.replaceChildren(new Option("Not yet chosen", ""), group("Likely here", likelyOnes), group("All others", others));
  }

  async function add() {
    const place = await chosenPlace();
    if (!place) return input().focus();
    const row = await addSite(place, muscleField.value);
    tell("say", `${inWords(row)} added.`);
    regionField.value = "";
    regionField.dispatchEvent(new Event("value-set"));
    part.querySelector("[data-by-name-muscle]").hidden = true;
    return input().focus();
  }

  regionField.addEventListener("change", offerMuscles);
  part.querySelector("[data-by-name-add]").addEventListener("click", (event) => {
    event.preventDefault();
    add();
  });
}

function group(label, options) {
  const part = document.createElement("optgroup");
  part.label = label;
  part.append(...options.map((option) => new Option(option.label, option.value)));
  return part;
}
