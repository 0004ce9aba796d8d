// What the page knows of the dangers of each muscle, and what a row of a needling says, for scripts that warn.
export function factsOf(area) {
  const found = new Map();
  const list = area.querySelector("template[data-hazard-facts]");
  for (const fact of list?.content.querySelectorAll("[data-muscle]") ?? []) found.set(fact.dataset.muscle, fact);
  return found;
}

export const control = (row, name) => row.querySelector(`[name$="-${name}"]`);
export const chosen = (row, name) => row.querySelector(`[name$="-${name}"]:checked`)?.value ?? "";
export const muscleOf = (row) => control(row, "muscle")?.value ?? "";

// In millimetres; NaN while none is entered.
export function lengthOf(row) {
  const listed = control(row, "length")?.value ?? "";
  const text = listed === "other" ? (control(row, "length_other")?.value ?? "") : listed;
  return text ? Number(text.replace(",", ".")) : NaN;
}

// The episode of a row: its own, or the only one that the visit serves.
export function episodeOf(row) {
  const own = control(row, "episode")?.value;
  if (own) return own;
  const served = [...row.closest("form").querySelectorAll('[name="episodes"]:checked')];
  return served.length === 1 ? served[0].value : "";
}
