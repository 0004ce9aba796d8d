// How a row of last time and the rows of an episode look after something was confirmed, dropped or taken back.
export function show(row, fate) {
  row.dataset.fate = fate;
  row.hidden = fate === "confirmed";
  for (const part of row.querySelectorAll("[data-open]")) part.hidden = Boolean(fate);
  for (const part of row.querySelectorAll("[data-dropped]")) part.hidden = fate !== "dropped";
}

export function refreshGroup(group) {
  const rows = [...group.querySelectorAll(".ghost-row")];
  const open = rows.filter(({ dataset }) => !dataset.fate);
  const repeatable = open.filter(({ dataset }) => dataset.alone === undefined);
  const confirmed = rows.filter(({ dataset }) => dataset.fate === "confirmed").length;
  counted(group.querySelector("[data-confirmed]"), confirmed, `${confirmed} confirmed`);
  counted(group.querySelector("[data-left]"), open.length, `${open.length} not yet true`);
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
