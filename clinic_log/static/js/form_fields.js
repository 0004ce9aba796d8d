// The raw fields of a form as they would be sent, in order: [[name, value], …]; never passwords, tokens, files or what was saved before.
const NOT_SENT = new Set(["csrf_token", "base"]);

export function fieldsOf(form) {
  const secret = new Set([...form.querySelectorAll("input[type=password]")].map((input) => input.name));
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !NOT_SENT.has(name) && !secret.has(name),
  );
}
