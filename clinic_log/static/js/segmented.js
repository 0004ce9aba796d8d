// "Nothing chosen" is an answer one can go back to: by Delete, or by the Clear button where the group has one.
export default function segmented(group) {
  const clearButton = group.querySelector("[data-clear]");
  const chosen = () => group.querySelector("input[type=radio]:checked");

  function clear() {
    const radio = chosen();
    if (!radio) return;
    radio.checked = false;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    radio.focus();
  }

  function showClear() {
    if (clearButton) clearButton.hidden = !chosen();
  }

  group.addEventListener("keydown", (event) => {
    if ((event.key !== "Delete" && event.key !== "Backspace") || event.target.type !== "radio") return;
    event.preventDefault();
    clear();
  });
  group.addEventListener("change", showClear);
  clearButton?.addEventListener("click", clear);
  showClear();
}
