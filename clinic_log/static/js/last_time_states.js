// What became of the rows of last time, as the field of the page keeps it ("confirmed:" and the site that it became), and
// how a row of last time and the rows of an episode look after something was confirmed, dropped or taken back.
export function show(row, fate) {
  row.dataset.fate = fate;
  row.hidden = fate === "confirmed";
  for (const part of row.querySelectorAll("[data-open]")) part.hidden = Boolean(fate);
  for (const part of row.querySelectorAll("[data-dropped]")) part.hidden = fate !== "dropped";
}

export function rememberFates(field, rows, fate) {
  const fates = JSON.parse(field.value || "{}");
  for (const { dataset } of rows) {
    delete fates[dataset.token];
    if (fate) fates[dataset.token] = fate;
  }
  field.value = Object.keys(fates).length ? JSON.stringify(fates) : "";
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// What became of the row while these sites stand in the list.
export function fateOf(field, row, list) {
  const [fate, site] = (JSON.parse(field.value || "{}")[row.dataset.token] ?? "").split(":");
  return !site || list.querySelector(`[name$="-uid"][value="${CSS.escape(site)}"]`) ? fate : "";
}

export function refreshGroup(group) {
  const rows = [...group.querySelectorAll(".ghost-row")];
  const open = rows.filter(({ dataset }) => !dataset.fate);
  const repeatable = open.filter(({ dataset }) => dataset.alone === undefined);
  const confirmed = rows.filter(({ dataset }) => dataset.fate === "confirmed").length;
  counted(group.querySelector("[data-confirmed]"), confirmed, `${confirmed} confirmed`);
  counted(group.querySelector("[data-left]"), open.length, `${open.length} to confirm`);
  group.querySelector("[data-settled]").hidden = open.length > 0;
  group.querySelector("[data-foot]").hidden = open.length === 0;
  const isBoth = open.length === 2 && repeatable.length === 2;
  const repeat = group.querySelector("[data-repeat]");
  repeat.hidden = repeatable.length < 2;
  repeat.querySelector("span").textContent = isBoth ? "Repeat both" : "Repeat all";
}

function counted(part, count, words) {
  part.hidden = count === 0;
  part.lastElementChild.textContent = words;
}
