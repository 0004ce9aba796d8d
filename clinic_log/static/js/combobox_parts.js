// The input and the list that a combobox puts on the page.

// The input takes the id of the select, so that its label and the error summary lead to it.
export function inputFor(select) {
  const input = document.createElement("input");
  input.className = "input";
  input.type = "text";
  input.id = select.id;
  input.placeholder = select.dataset.placeholder ?? "";
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  input.value = select.value ? select.selectedOptions[0].label : "";
  select.id = `${select.id}-value`;
  select.hidden = true;
  return input;
}

export function listFor(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "combobox__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "Choices");
  const state = { role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries({ ...state, "aria-controls": list.id })) input.setAttribute(name, value);
  return list;
}
