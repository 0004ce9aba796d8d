// Copies what stands in the field that the button controls. Where the browser refuses, the text is marked to be copied.
export default function copyText(button) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = words), 3000);
    } catch {
      field.focus();
    }
  });
}
