// The list of keyboard shortcuts, in a dialog instead of the page that has it. It opens by "?" outside of fields, and by
// the links marked data-opens-shortcuts. The page is asked once.
import { isDialogOpen, isInField, isPlain } from "./keyboard.js";

const UNREACHABLE = "The list could not be loaded. Try again when there is a connection.";

export default function shortcutHelp(area) {
  const dialog = area.querySelector("dialog");
  const place = area.querySelector("[data-shortcuts]");

  async function open() {
    dialog.showModal();
    if (!place.firstElementChild) place.replaceChildren(await contents(area.dataset.page));
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || isInField(event) || !isPlain(event) || isDialogOpen()) return;
    event.preventDefault();
    open();
  });
  for (const link of document.querySelectorAll("[data-opens-shortcuts]")) {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (!isPlain(event) || event.shiftKey) return;
      event.preventDefault();
      open();
    });
  }
  dialog.querySelector("[data-close-dialog]").addEventListener("click", () => dialog.close());
}

async function contents(url) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    return page.querySelector("#shortcuts") ?? UNREACHABLE;
  } catch {
    return UNREACHABLE;
  }
}
