// Shows what is typed into a password field while the button is pressed in.
export default function passwordReveal(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const hide = () => {
    input.type = "password";
    button.setAttribute("aria-pressed", "false");
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = input.type === "text";
    input.type = isShown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!isShown));
    input.focus();
  });
  input.form?.addEventListener("submit", hide);
}
