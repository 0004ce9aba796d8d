// Keeps the list of sites of a side effect true while needle sites are written: offers what the rows now name.
export default function placeList(select) {
  const sites = () => [...document.querySelectorAll("#needlings > .needle-row")];

  function refresh() {
    const offered = new Map([["", ""]]);
    for (const row of sites()) {
      const muscle = row.querySelector('[name$="-muscle"]');
      const side = row.querySelector('[name$="-side"]:checked')?.value ?? "";
      if (muscle?.value) offered.set(`${muscle.value}|${side}`, [muscle.selectedOptions[0].label, side].filter(Boolean).join(", "));
    }
    const { value } = select;
    if (value && !offered.has(value)) offered.set(value, select.selectedOptions[0].label);
    select.replaceChildren(...[...offered].map(([code, words]) => new Option(words, code, false, code === value)));
  }

  select.addEventListener("focus", refresh);
  select.addEventListener("pointerdown", refresh);
}
