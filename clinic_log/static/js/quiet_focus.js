// Takes the focus when the page opens, without scrolling away from what is to be read first. Errors come before it.
export default function quietFocus(control) {
  if (!document.querySelector(".error-summary")) control.focus({ preventScroll: true });
}
