// Writes beside each measure what the server says of its two scores, each time it has kept the draft. Words about
// numbers that were changed since are hidden at once: no verdict ever stands beside other numbers than its own.
//   data-measure   the row, by its uid;  data-result="change"  the place of each part of the answer
const SCORES = /-(before|after|unit)$/;

export default function measureLines(area) {
  const rowOf = (event) => SCORES.test(event.target.name) && event.target.closest("[data-measure]");

  function wait(event) {
    rowOf(event)?.setAttribute?.("data-waiting", "");
  }

  area.addEventListener("input", wait);
  area.addEventListener("change", wait);
  area.closest("form").addEventListener("draft-kept", ({ detail: { measures = [] } }) => {
    for (const answer of measures) {
      const row = area.querySelector(`[data-measure="${CSS.escape(answer.uid)}"]`);
      if (row && isAbout(row, answer.read)) show(row, answer);
    }
  });
}

function isAbout(row, [before, after, unit]) {
  return scoreIn(row, "before") === before && scoreIn(row, "after") === after && scoreIn(row, "unit") === unit;
}

function scoreIn(row, moment) {
  const controls = [...row.querySelectorAll(`[name$="-${moment}"]`)];
  const control = controls[0]?.type === "radio" ? controls.find(({ checked }) => checked) : controls[0];
  return control?.value.trim() ?? "";
}

function show(row, answer) {
  row.removeAttribute("data-waiting");
  for (const part of row.querySelectorAll("[data-result]")) {
    const words = answer[part.dataset.result];
    if (part.dataset.result === "strip") draw(part, words);
    else if (part.textContent !== words) part.textContent = words;
    if (part.dataset.result === "change") part.classList.toggle("text-good", answer.good);
  }
}

function draw(place, svg) {
  const holder = document.createElement("template");
  holder.innerHTML = svg;
  place.replaceChildren(holder.content);
}
