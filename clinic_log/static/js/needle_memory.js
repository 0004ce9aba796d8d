// Beside each needle site, when its muscle was last needled in this patient, as the server says it for rows that are there.
import { chosen, muscleOf } from "./hazard_facts.js";

export default function needleMemory(area) {
  const facts = [...area.querySelector("template[data-muscle-memory]").content.querySelectorAll("[data-muscle]")];

  area.addEventListener("change", (event) => {
    const row = event.target.closest(".needle-row");
    if (row && /-(muscle|side)$/.test(event.target.name)) show(row);
  });

  function show(row) {
    const side = chosen(row, "side");
    const here = facts.filter(({ dataset }) => dataset.muscle === muscleOf(row) && (!side || ["", side].includes(dataset.side)));
    const line = row.querySelector("[data-memory]");
    line.hidden = here.length === 0;
    line.textContent = here.map((fact) => fact.textContent.trim()).join(" ");
  }
}
