// Warns before a page with typed text is left, for forms that do not save themselves.
export default function leaveGuard(form) {
  let isChanged = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("change", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
  addEventListener("beforeunload", (event) => isChanged && event.preventDefault());
}
