// A button that enters the present moment, on the clock of the clinic, into the fields that it names. Nothing is entered
// before it is pressed, so that the time of a visit is always somebody's answer.
export function now(zone) {
  const options = { timeZone: zone, hourCycle: "h23", dateStyle: "short", timeStyle: "short" };
  const [day, clock] = new Intl.DateTimeFormat("sv-SE", options).format(new Date()).split(" ");
  return { day, clock };
}

function enter(id, value) {
  const field = id && document.getElementById(id);
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

export default function fillNow(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const { day, clock } = now(button.dataset.zone);
    enter(button.dataset.day, day);
    enter(button.dataset.clock, clock);
  });
}
