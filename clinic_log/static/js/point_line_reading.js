// Asks the server what the line in the field means.
//   POST url, header X-CSRFToken, {"before": …, "after": …}: the text around the caret
//   200 {"preview", "mirror", "spoken", "is_whole", "rows": [{"title", "values"}], "completions": [{"label", "before"}]}
// The preview and the mirror are made by the server's own templates.
export async function readLine(input, url) {
  const caret = input.selectionStart ?? input.value.length;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": input.form.elements.csrf_token?.value ?? "" },
    body: JSON.stringify({ before: input.value.slice(0, caret), after: input.value.slice(caret) }),
    redirect: "manual",
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// Takes away why an earlier line was not added, in the page and for a screen reader: it is not about the new text.
export function forgetRefusal(box, spoken) {
  spoken.textContent = "";
  box.querySelector(".form-field__error")?.remove();
  box.querySelector(".form-field--error")?.classList.remove("form-field--error");
  box.querySelector("input").setAttribute("aria-invalid", "false");
}
