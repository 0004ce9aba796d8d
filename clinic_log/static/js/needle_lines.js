// Writes what is entered about a needle site into its closed line, with what lies in the needle's way, as the server does
// when the page is made.
const TWITCH = {
  "ltr-yes": ["obtained", "Obtained"],
  "ltr-no": ["sought_none", "Sought, none"],
  "ltr-not-sought": ["not_sought", "Not sought"],
};

export default function needleLines(area) {
  area.addEventListener("change", (event) => {
    const row = event.target.closest(".needle-row");
    if (row && event.target.name) refresh(row);
  });
}

function refresh(row) {
  const [target, needle, depth, count, twitch] = row.querySelectorAll(".needle-row__target, .needle-row__part");
  const muscle = option(row, "muscle");
  const name = muscle?.value ? muscle.label : text(row, "target_words");
  target.querySelector("strong").textContent = [name, text(row, "spinal_level")].filter(Boolean).join(" ") || "New site";
  second(target, [chosen(row, "side"), chosen(row, "point_kind")].filter(Boolean).join(" · "));
  needle.firstElementChild.textContent = [size(row, "diameter"), size(row, "length")].filter(Boolean).join(" × ");
  second(needle, listed(row, "technique").split(" (")[0]);
  depth.firstElementChild.textContent = listed(row, "depth_class");
  second(depth, text(row, "dwell_minutes") && `${text(row, "dwell_minutes")} min`);
  count.firstElementChild.textContent = text(row, "needles");
  showTwitch(twitch, radio(row, "twitch")?.value);
  const isReviewed = row.closest("[data-reviewed]").dataset.reviewed.split(" ").includes(muscle?.value);
  showHazard(row, muscle?.dataset.note ?? "", isReviewed);
}

const named = (row, name) => row.querySelector(`[name$="-${name}"]`);
const text = (row, name) => named(row, name)?.value.trim() ?? "";
const option = (row, name) => named(row, name)?.selectedOptions?.[0];
const listed = (row, name) => (text(row, name) ? option(row, name).label : "");
const radio = (row, name) => row.querySelector(`[name$="-${name}"]:checked`);
const chosen = (row, name) => radio(row, name)?.nextElementSibling.textContent.trim() ?? "";
const size = (row, name) => (text(row, name) === "other" ? text(row, `${name}_other`) : text(row, name));

function second(part, words) {
  part.querySelector(".needle-row__second").textContent = words || "";
}

function showTwitch(part, code) {
  part.querySelector(".response-mark")?.remove();
  if (!TWITCH[code]) return;
  const mark = document.createElement("span");
  mark.className = `response-mark response-mark--${TWITCH[code][0]}`;
  mark.textContent = TWITCH[code][1];
  part.prepend(mark);
}

function showHazard(row, hazard, isReviewed) {
  const line = row.querySelector(".needle-row__hazard");
  if (row.dataset.hazard === hazard) return;
  row.dataset.hazard = hazard;
  line?.remove();
  if (!hazard) return;
  const words = document.createElement("p");
  words.className = "needle-row__hazard";
  words.textContent = `At risk: ${hazard}.${isReviewed ? "" : " Not reviewed by a clinician."}`;
  row.querySelector(".needle-row__editor").append(words);
}
