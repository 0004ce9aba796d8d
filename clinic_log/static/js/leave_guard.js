// Warns before a page with typed text is left, for forms that do not save themselves. A form with data-unsaved holds text
// that is nowhere else from the beginning.
export default function leaveGuard(form) {
  const mark = (isChanged) => () => form.toggleAttribute("data-unsaved", isChanged);
  form.addEventListener("input", mark(true));
  form.addEventListener("change", mark(true));
  form.addEventListener("submit", mark(false));
  document.addEventListener("page-dropped", mark(false));
  addEventListener("beforeunload", (event) => form.hasAttribute("data-unsaved") && event.preventDefault());
}
