// Shows the answer to a check inside the page, so that the files that were chosen stay chosen for the import.
// The form names the place of the answer in data-answer; buttons with data-check ask for it. Without this the answer
// is a page of its own, and the files are chosen once more.
import { start } from "./behaviours.js";

export default function checkInPlace(form) {
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("data-check")) return;
    event.preventDefault();
    check(form, event.submitter);
  });
}

async function check(form, button) {
  const words = button.textContent;
  button.textContent = "Checking";
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
    await show(form, await answer.text(), answer.ok);
  } catch {
    form.submit(); // the browser says what is wrong with the connection
  } finally {
    button.textContent = words;
    button.removeAttribute("aria-disabled");
  }
}

async function show(form, text, isTaken) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const place = document.getElementById(form.dataset.answer);
  const answer = page.getElementById(form.dataset.answer);
  if (!answer || !isTaken) {
    document.title = page.title;
    document.body.replaceChildren(...page.body.childNodes); // the form with its errors, another error, or the sign-in
    await start(document);
    return;
  }
  place.replaceChildren(...answer.childNodes);
  for (const hidden of page.querySelectorAll("form[data-answer] input[type=hidden]")) {
    form.elements[hidden.name].value = hidden.value;
  }
  await start(place);
  place.focus();
}
