// "Rapid removal" marks the visit as stopped early at the moment of the press, in the fields of the note, so that it works
// without the network; the dialog then asks why. What it entered can be taken back as long as the dialog is open.
import { now } from "./fill_now.js";

export default function rapidRemoval(button) {
  const dialog = document.getElementById(button.dataset.dialog);
  const form = button.form;
  const { ended, stopped_clock: clock, stopped_reason: reason } = form.elements;
  if (!dialog) return;

  button.addEventListener("click", (event) => {
    event.preventDefault();
    const before = { ended: ended.value, clock: clock.value };
    if (!clock.value) enter(clock, now(button.dataset.zone).clock);
    choose("stopped-early");
    dialog.querySelector("[data-rapid-said]").textContent = `Marked as stopped early at ${clock.value}.`;
    dialog.addEventListener("click", close);
    dialog.addEventListener("close", keep, { once: true });
    dialog.showModal();

    function close({ target }) {
      if (target.closest("[data-close-dialog]")) takeBack();
      else if (!target.closest("[data-rapid-done]")) return;
      dialog.close();
    }

    function takeBack() {
      clear();
      choose(before.ended);
      enter(clock, before.clock);
    }

    // Escape closes the dialog, too: the visit stays stopped, with the reasons that were chosen.
    function keep() {
      dialog.removeEventListener("click", close);
      const chosen = [...dialog.querySelectorAll("input:checked")].map((input) => input.value);
      const said = [reason.value.trim(), ...chosen.filter((words) => !reason.value.includes(words))];
      if (chosen.length) enter(reason, said.filter(Boolean).join("; "));
      clear();
      if (ended.value === "stopped-early") toTheCount();
    }
  });

  function clear() {
    for (const input of dialog.querySelectorAll("input:checked")) input.checked = false;
  }

  function choose(value) {
    for (const radio of ended) radio.checked = radio.value === value;
    tell(ended[0]);
  }
}

function enter(field, value) {
  field.value = value;
  tell(field);
}

function tell(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function toTheCount() {
  document.getElementById("vital-signs").open = true;
  const title = document.getElementById("count-title");
  title.tabIndex = -1;
  title.focus();
  title.scrollIntoView({ block: "start" });
}
