// What belongs to a measure that is chosen in a free row: its scale, whose it is, its unit, side and place. The page
// itself is asked, as it is without scripts when the form is sent with the button "More rows".
//   data-score-row      a row, by its id;  data-part  what of it is shown anew
import { start } from "./behaviours.js";

export default function scoreRows(list) {
  list.addEventListener("change", ({ target }) => {
    if (target.name?.endsWith("-measure")) show(target, target.closest("[data-score-row]"));
  });
}

async function show(select, row) {
  const asked = select.value;
  const page = await askedFor(select.form);
  const fresh = page?.getElementById(row.id);
  if (!fresh || select.value !== asked) return; // without an answer the form says the same when it is sent
  for (const part of row.querySelectorAll("[data-part]")) await renew(part, fresh.querySelector(`[data-part="${part.dataset.part}"]`));
}

async function askedFor(form) {
  const body = new FormData(form);
  body.set("look", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

// What was typed or chosen meanwhile stays, and so does the place in which somebody is typing.
async function renew(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  for (const control of part.querySelectorAll("[name]")) {
    const same = fresh.querySelector(`#${CSS.escape(control.id)}`);
    if (same?.type === "radio") same.checked = control.checked;
    else if (same) same.value = control.value;
  }
  part.replaceChildren(...fresh.childNodes);
  await start(part);
  if (focused) (document.getElementById(focused) ?? part.querySelector("input"))?.focus();
}
