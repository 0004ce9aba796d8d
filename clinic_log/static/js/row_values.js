// Gives the controls of a row their values as a person would: chosen, ticked or typed, and told to whoever listens.
export function setValues(row, values) {
  for (const [name, value] of Object.entries(values)) {
    const controls = [...row.querySelectorAll(`[name$="-${CSS.escape(name)}"]`)];
    const isChoice = ["radio", "checkbox"].includes(controls[0]?.type);
    if (isChoice) choose(controls, [value].flat());
    else if (controls[0]) enter(controls[0], value);
  }
}

function choose(controls, values) {
  for (const control of controls) {
    const isChosen = values.includes(control.value);
    if (control.checked === isChosen) continue;
    control.checked = isChosen;
    if (isChosen || control.type === "checkbox") tell(control);
  }
}

function enter(control, value) {
  control.value = value ?? "";
  control.dispatchEvent(new Event("value-set")); // a combobox shows the name of what its list now holds
  tell(control);
}

function tell(control) {
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

// Other pieces of the page add a row by this: a tap on the body chart, a line that was typed, last time.
// Adds a row to the area whose names end in the given ones, such as { muscle: "soleus", side: "left" }. It stays closed,
// and the focus where it is, unless `opens` is true. Fulfilled with the row once it is there.
export function addRow(area, values, { opens = false } = {}) {
  return new Promise((done) => {
    area.dispatchEvent(new CustomEvent("add-row", { detail: { values, opens, done } }));
  });
}
