// Takes the focus when the page opens with errors, and leads from each line to the control itself, also inside a row
// that is closed.
const CONTROLS = "input:not([type=hidden], [hidden]), select:not([hidden]), textarea, button";

export default function errorSummary(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    for (let row = target.closest("details"); row; row = row.parentElement.closest("details")) row.open = true;
    const control = target.matches(CONTROLS) ? target : target.querySelector(CONTROLS) ?? target;
    control.focus();
    control.scrollIntoView({ block: "center" });
  });
}
