// Keeps the marks of copied values true: a value that a person changes is theirs, and a row from a favourite is confirmed
// by a change, an answer or its button. What is copied stands in the hidden field that ends in -origins.
import { pageClock } from "./page_clock.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FIELDS = {
  muscle: "muscle_slug", diameter: "diameter_mm", diameter_other: "diameter_mm", length: "length_mm", length_other: "length_mm",
  chart_version: "chart", chart_view: "chart", chart_x: "chart", chart_y: "chart",
};

export default function provenance(area) {
  const now = pageClock(area.dataset.now);
  const words = JSON.parse(area.dataset.originWords);

  function changed(row, name) {
    const origins = read(row);
    if (!origins) return;
    delete origins.values[FIELDS[name] ?? name];
    confirmed(row, origins);
  }

  function confirmed(row, origins) {
    const kept = { ...origins, confirmed_at: origins.confirmed_at ?? now().toISOString() };
    fieldOf(row).value = Object.keys(origins.values).length ? JSON.stringify(kept) : "";
    show(row);
  }

  function show(row) {
    const origins = read(row);
    row.dataset.copied = origins ? Object.keys(origins.values).join(" ") : "";
    row.toggleAttribute("data-unconfirmed", origins?.kind === "favourite" && !origins.confirmed_at);
    const line = row.querySelector("[data-provenance]");
    line.hidden = !origins;
    line.textContent = origins ? sentence(origins) : "";
  }

  function sentence({ kind, source, confirmed_at: at, values }) {
    const names = [...new Set(Object.keys(words).filter((name) => name in values).map((name) => words[name]))];
    const listed = [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");
    const from = kind === "carried" ? day(source) : `favourite “${source}”`;
    const when = at ? `confirmed ${clock(new Date(at), area.dataset.zone)}` : "not confirmed";
    return `${listed.charAt(0).toUpperCase()}${listed.slice(1)} from ${from}, ${when}.`;
  }

  area.addEventListener("change", ({ target }) => {
    const row = target.closest(".needle-row");
    const name = row && target.name.replace(/^\w+-\d+-/, "");
    if (name === "origins") show(row);
    else if (name) changed(row, name);
  });
  area.addEventListener("click", (event) => {
    const row = event.target.closest("[data-confirm-values]")?.closest(".needle-row");
    if (!row) return;
    event.preventDefault();
    confirmed(row, read(row));
    row.querySelector("summary").focus();
    fieldOf(row).dispatchEvent(new Event("change", { bubbles: true }));
  });
}

const fieldOf = (row) => row.querySelector('[name$="-origins"]');

function read(row) {
  const text = fieldOf(row)?.value;
  return text ? JSON.parse(text) : null;
}

function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

function clock(moment, zone) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" }).format(moment);
}
