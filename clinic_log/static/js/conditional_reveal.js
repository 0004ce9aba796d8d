// Shows a block while a field of the same form has one of the named values, and where the server refused something in it,
// so that an error is never out of sight; what was typed in it stays. data-field is the field's name, data-values the
// values, separated by spaces.
export default function conditionalReveal(block) {
  const scope = block.closest("form") ?? document;
  const values = block.dataset.values.split(/\s+/);
  const isRefused = block.querySelector(".form-field__error") !== null;
  const fields = () => [...scope.querySelectorAll(`[name="${CSS.escape(block.dataset.field)}"]`)];

  function hasValue(field) {
    const isAnswer = !["radio", "checkbox"].includes(field.type) || field.checked;
    return isAnswer && values.includes(field.value);
  }

  function refresh() {
    block.hidden = !isRefused && !fields().some(hasValue);
  }

  scope.addEventListener("change", (event) => {
    if (event.target.name === block.dataset.field) refresh();
  });
  refresh();
}
