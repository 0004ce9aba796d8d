// The needle sites as the body chart sees them: each row with its mark, side and name, read from its controls and written
// to them, so that what the chart does is ordinary form data.
import { setValues } from "./row_values.js";

export const siteArea = () => document.querySelector("#needlings").closest("[data-behaviour~='row-adder']");
export const siteRows = () => [...document.querySelectorAll("#needlings > *")];
export const numberOf = (row) => siteRows().indexOf(row) + 1;

const control = (row, name) => row.querySelector(`[name$="-${name}"]`);
const text = (row, name) => control(row, name)?.value.trim() ?? "";

export const sideOf = (row) => row.querySelector('[name$="-side"]:checked')?.value ?? "";
export const muscleOf = (row) => control(row, "muscle")?.value ?? "";
export const uidOf = (row) => text(row, "uid");

export function nameOf(row) {
  const list = control(row, "muscle");
  return (list?.value && list.selectedOptions[0].label) || text(row, "target_words") || text(row, "region") || "New site";
}

export function inWords(row) {
  return [`Site ${numberOf(row)}: ${nameOf(row)}`, sideOf(row)].filter(Boolean).join(", ");
}

// The place of the row's mark; null without one, or when it was made on another drawing of the body.
export function markOf(row, version) {
  const view = text(row, "chart_view");
  if (!view || text(row, "chart_version") !== version || !text(row, "chart_x")) return null;
  return { version, view, x: Number(text(row, "chart_x")), y: Number(text(row, "chart_y")) };
}

export const hasMark = (row) => text(row, "chart_view") !== "";

export function markValues(mark) {
  const written = (value) => (mark ? String(Math.round(value * 10) / 10) : "");
  return {
    chart_version: mark?.version ?? "",
    chart_view: mark?.view ?? "",
    chart_x: written(mark?.x),
    chart_y: written(mark?.y),
  };
}

// Gives the row another mark, or none; the region follows while it names the place of the old mark. Returns the way back.
export function setMark(row, mark, { from = "", to = "", side = "" } = {}) {
  const names = ["chart_version", "chart_view", "chart_x", "chart_y", "region"];
  const before = Object.fromEntries(names.map((name) => [name, text(row, name)]));
  const values = markValues(mark);
  if (to && ["", from].includes(text(row, "region"))) values.region = to;
  if (side && !sideOf(row)) values.side = side;
  setValues(row, values);
  return () => setValues(row, before);
}

export function openRow(row) {
  row.querySelector("details").open = true;
  row.querySelector("summary").focus();
  row.scrollIntoView({ block: "nearest" });
}

// Takes a row away that was only just begun on the chart.
export function takeBack(row) {
  const list = row.parentElement;
  row.remove();
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

export function muscleOptions() {
  const template = siteArea().querySelector("template[data-row]").content;
  return [...template.querySelectorAll('[name$="-muscle"] option')].filter((option) => option.value);
}
