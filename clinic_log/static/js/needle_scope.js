// Beside each needle site, that no certificate of who inserts the needle covers it, as the server says it on loading.
import { control, muscleOf } from "./hazard_facts.js";

export default function needleScope(area) {
  const list = area.querySelector("template[data-needle-scope]");
  const held = [...list.content.querySelectorAll("[data-person]")];
  const regions = new Map([...list.content.querySelectorAll("[data-muscle]")].map(({ dataset }) => [dataset.muscle, dataset.region]));
  if (held.length === 0) return;

  area.addEventListener("change", (event) => {
    const row = event.target.closest(".needle-row");
    if (row && /-(muscle|technique|inserted_by)$/.test(event.target.name)) show(row);
  });

  function show(row) {
    const person = control(row, "inserted_by")?.value || list.dataset.writer;
    const own = held.filter(({ dataset }) => dataset.person === person);
    const isOutside = own.length > 0 && !own.some((one) => covers(one, row));
    const line = row.querySelector("[data-scope]");
    line.hidden = !isOutside;
    line.querySelector("[data-words]").textContent = own.map((one) => one.textContent.trim()).join(" / ");
  }

  function covers({ dataset }, row) {
    const region = regions.get(muscleOf(row));
    const technique = control(row, "technique")?.value;
    return allows(dataset.regions, region) && allows(dataset.techniques, technique);
  }
}

// An empty list covers everything; what nobody said is not judged.
function allows(listed, wanted) {
  return !listed || !wanted || listed.split(" ").includes(wanted);
}
