// Digits choose a score while the scale has the focus: 1 and then 0 within a moment is 10.
const SECOND_DIGIT_MS = 600;

export default function painScale(scale) {
  let lastOneAt = -Infinity;

  function choose(score) {
    const radio = scale.querySelector(`input[type=radio][value="${score}"]`);
    if (!radio) return;
    radio.focus();
    if (radio.checked) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  scale.addEventListener("keydown", (event) => {
    if (!/^\d$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const isTen = event.key === "0" && event.timeStamp - lastOneAt <= SECOND_DIGIT_MS;
    lastOneAt = event.key === "1" ? event.timeStamp : -Infinity;
    choose(isTen ? "10" : event.key);
  });
}
