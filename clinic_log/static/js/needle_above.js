// Fills what is still empty about the needle from the site above: a person's own press, so it counts as typed.
import { setValues } from "./row_values.js";

const ABOUT_THE_NEEDLE = [
  "diameter", "diameter_other", "length", "length_other", "needles", "technique", "depth_class", "patient_position", "approach",
];

export default function needleAbove(button) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const row = button.closest(".needle-row");
    const above = row.previousElementSibling;
    if (!above) return;
    const empty = ABOUT_THE_NEEDLE.filter((name) => textOf(above, name) && !textOf(row, name));
    setValues(row, Object.fromEntries(empty.map((name) => [name, textOf(above, name)])));
    const words = empty.length ? "The needle is that of the site above." : "Nothing about the needle was empty.";
    row.querySelector(".needle-row__acts [role=status]").textContent = words;
  });
}

const textOf = (row, name) => row.querySelector(`[name$="-${name}"]`)?.value ?? "";
