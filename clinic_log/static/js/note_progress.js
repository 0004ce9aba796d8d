// Keeps the step bar and the links "Before signing" true while a note is written: the server says what is left each
// time it has kept the draft.
export default function noteProgress(form) {
  history.replaceState(null, "", location.href); // loading a refused page again asks for the draft, not for the old answer
  form.addEventListener("draft-kept", ({ detail }) => {
    detail.steps?.forEach(showStep);
    if (detail.missing) showMissing(detail.missing);
    if (detail.sites !== undefined) showSites(detail.sites);
  });
}

function showStep({ target, state, words }) {
  const link = document.querySelector(`.step-bar__link[href="#${CSS.escape(target)}"]`);
  const shown = link?.querySelector(".step-bar__state");
  if (!shown) return;
  link.className = `step-bar__link step-bar__link--${state}`;
  const check = document.querySelector(".status-line .icon")?.cloneNode(true);
  shown.replaceChildren(...(state === "done" && check ? [check] : []), words);
}

function showSites(words) {
  const title = document.getElementById("sites-title");
  const note = title.parentElement.querySelector(".sheet__note") ?? document.createElement("p");
  note.className = "sheet__note";
  note.textContent = words;
  title.after(note);
}

function showMissing(missing) {
  const bar = document.querySelector(".action-bar");
  const block = bar.querySelector(".action-bar__missing") ?? newBlock(bar);
  block.hidden = missing.length === 0;
  block.querySelector("ul").replaceChildren(...missing.map(linkTo));
}

function newBlock(bar) {
  const block = document.createElement("div");
  block.className = "action-bar__missing";
  const lead = document.createElement("span");
  lead.textContent = "Before signing:";
  block.append(lead, document.createElement("ul"));
  bar.querySelector(".action-bar__actions").before(block);
  return block;
}

function linkTo([target, words]) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${target}`;
  link.textContent = words;
  item.append(link);
  return item;
}
