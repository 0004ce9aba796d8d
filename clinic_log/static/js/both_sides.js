// Makes the same row for the other side, without what was found there: the response, the note and the mark.
import { addRow } from "./row_values.js";

const OTHER = { left: "right", right: "left" };
const OF_ONE_SIDE = new Set([
  ...["uid", "twitch", "other_responses", "note", "insertions", "hazard_read", "long_needle_reason"],
  ...["chart_version", "chart_view", "chart_x", "chart_y"],
]);

export default function bothSides(button) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const row = button.closest(".needle-row");
    const { side, origins = "", ...values } = valuesOf(row);
    row.querySelector(".needle-row__acts [role=status]").textContent = OTHER[side] ? "" : "Choose left or right first.";
    if (!OTHER[side]) {
      row.querySelector('[name$="-side"]').focus();
      return;
    }
    const area = row.closest("[data-behaviour~='row-adder']");
    const made = await addRow(area, { ...values, side: OTHER[side], origins: ofOtherSide(origins) }); // they come last
    made.querySelector("summary").focus();
  });
}

function ofOtherSide(origins) {
  if (!origins) return "";
  const { side, chart, ...same } = JSON.parse(origins).values;
  return Object.keys(same).length ? JSON.stringify({ ...JSON.parse(origins), values: same }) : "";
}

function valuesOf(row) {
  const values = {};
  for (const control of row.querySelectorAll("[name]")) {
    const name = control.name.replace(/^\w+-\d+-/, "");
    const isLeftOut = OF_ONE_SIDE.has(name) || control.matches("button") || name.endsWith("-typed");
    const isAnswer = !["radio", "checkbox"].includes(control.type) || control.checked;
    if (!isLeftOut && isAnswer && control.value) values[name] = control.value;
  }
  return values;
}
