// Ticks every box of its block at once.
export default function chooseAll(block) {
  const button = block.querySelector("[data-choose-all]");
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of block.querySelectorAll("input[type=checkbox]")) box.checked = true;
    block.querySelector("input[type=checkbox]").dispatchEvent(new Event("change", { bubbles: true }));
  });
}
