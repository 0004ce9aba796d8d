// Puts a section aside while an answer makes it pointless (data-field, data-values) and nothing was answered in it: what
// was recorded never disappears. Without scripts every section stays open.
export default function sectionAside(section) {
  const form = section.closest("form");
  const { field, values } = section.dataset;

  function refresh() {
    const chosen = form.querySelector(`[name="${CSS.escape(field)}"]:checked`)?.value;
    section.hidden = values.split(/\s+/).includes(chosen) && !hasAnswer(section);
  }

  form.addEventListener("change", (event) => event.target.name === field && refresh());
  refresh();
}

function hasAnswer(section) {
  const controls = section.querySelectorAll("input:not([type=hidden]), select, textarea");
  const isAnswered = (control) => (["radio", "checkbox"].includes(control.type) ? control.checked : control.value.trim());
  return [...controls].some((control) => control.name && control.form && isAnswered(control));
}
