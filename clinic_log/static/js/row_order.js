// Moves a row of a list one place up (-1) or down (1). The order on the page is the order that is kept.
export function moveRow(row, step, changed) {
  const focused = document.activeElement;
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  changed();
  if (row.contains(focused)) focused.focus();
}

export function moveByKey(event, row, changed) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.altKey) return;
  event.preventDefault();
  moveRow(row, step, changed);
}
