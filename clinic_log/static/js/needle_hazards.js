// Warns while needle sites are written, as the server does when the page is made: the danger note that must be read, a
// needle longer than usual, precautions of the patient, both sides of the chest, warning signs.
import { chosen, control, episodeOf, factsOf, lengthOf, muscleOf } from "./hazard_facts.js";

export default function needleHazards(area) {
  const facts = factsOf(area);
  const rows = () => [...area.querySelectorAll("#needlings > .needle-row")];
  const part = (scope, name) => scope.querySelector(`[data-part="${name}"]`);
  const factOf = (row) => facts.get(muscleOf(row));
  const known = new WeakMap(rows().map((row) => [row, muscleOf(row)]));

  function refresh(changed) {
    rows().forEach((row) => refreshRow(row, row === changed));
    refreshVisit();
  }

  function refreshRow(row, isChanged) {
    const fact = factOf(row);
    const isNew = known.get(row) !== muscleOf(row);
    known.set(row, muscleOf(row));
    const card = part(row, "to-read");
    if (isNew) showNote(card, fact);
    card.hidden = !needsReading(row, fact);
    if (isNew && isChanged && !card.hidden && !control(row, "hazard_read").checked) interrupt(row, card);
    const long = part(row, "long-needle");
    const { name, longest, lengthSource } = fact?.dataset ?? {};
    if (fact) fill(long, { name, longest, "length-source": lengthSource });
    const isLong = Boolean(longest) && lengthOf(row) > Number(longest);
    long.hidden = !isLong && !control(row, "long_needle_reason").value;
    row.querySelector("[data-row-precautions]").replaceChildren(...precautions().filter((one) => concerns(one, row)).map(line));
  }

  function needsReading(row, fact) {
    if (!fact || fact.dataset.interrupts === undefined) return false;
    if (control(row, "hazard_read").checked) return true;
    const readIn = fact.dataset.readIn.split(" ");
    const same = rows().filter((other) => muscleOf(other) === muscleOf(row) && !readIn.includes(episodeOf(other)));
    return same[0] === row && !same.some((other) => control(other, "hazard_read").checked);
  }

  function refreshVisit() {
    const chest = rows().filter((row) => factOf(row)?.dataset.overChest !== undefined);
    const sides = new Set(chest.map((row) => chosen(row, "side")));
    const both = part(area, "both-sides");
    both.hidden = !(sides.has("left") && sides.has("right")) && !both.querySelector("input").value;
    const signs = part(area, "warning-signs");
    signs.hidden = chest.length === 0 && !signs.querySelector("input:checked") && !signs.querySelector("[type=text]").value;
    const hasChannel = area.querySelector("#stimulations > *") !== null;
    for (const one of precautions()) {
      const reason = one.querySelector("[data-reason]");
      if (!reason) continue;
      const matters = (hasChannel && one.dataset.whenStimulated !== undefined) || rows().some((row) => concerns(one, row));
      if (matters || rows().every(isKnownHere)) reason.hidden = !matters && !reason.querySelector("input").value;
    }
  }

  // Of a target that is no muscle, and of bone, only the server knows what lies there: its question stays.
  const isKnownHere = (row) => Boolean(muscleOf(row)) && control(row, "depth_class").value !== "to-bone";

  const precautions = () => [...area.querySelectorAll("[data-precaution]")];

  function concerns(one, row) {
    const side = chosen(row, "side");
    const isElsewhere = one.dataset.side && side && side !== one.dataset.side;
    return !isElsewhere && Boolean(factOf(row)?.dataset.precautions.split(" ").includes(one.dataset.precaution));
  }

  area.addEventListener("change", (event) => refresh(event.target.closest(".needle-row")));
}

function showNote(card, fact) {
  const box = card.querySelector("input");
  box.checked = false;
  box.value = fact?.dataset.muscle ?? "";
  if (!fact) return;
  const { name, source, reviewed } = fact.dataset;
  fill(card, { name, source, reviewed, words: fact.textContent });
}

function fill(card, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const place of card.querySelectorAll(`[data-${name}]`)) place.textContent = text;
  }
}

// The row opens and the note takes the focus, after whatever moved it now has ended.
function interrupt(row, card) {
  setTimeout(() => {
    row.querySelector("details").open = true;
    card.focus();
  });
}

function line(one) {
  const words = document.createElement("p");
  words.className = "needle-row__precaution";
  words.textContent = one.dataset.words;
  return words;
}
