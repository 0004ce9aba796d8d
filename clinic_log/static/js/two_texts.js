// The buttons that choose everything of one text choose it in place, and the title says how much is left to choose. Without
// this the same buttons ask the server for the page with the choices made.
export default function twoTexts(form) {
  let isSent = false;
  const note = form.querySelector(".sheet__note");

  function count() {
    const questions = [...form.querySelectorAll("fieldset")];
    const left = questions.filter((question) => !question.querySelector("input:checked")).length;
    if (note) note.textContent = `${left} left to choose`;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=keep_all]");
    if (!button) return;
    event.preventDefault();
    for (const choice of form.querySelectorAll(`input[type=radio][value=${button.value}]`)) choice.checked = true;
    count();
  });
  form.addEventListener("change", count);
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault(); // a double tap is one
    isSent = true;
  });
  addEventListener("pageshow", () => { isSent = false; });
}
