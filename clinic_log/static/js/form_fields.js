// The raw fields of a form as they would be sent: {name: [value, …]}; never passwords, tokens or files.
const NOT_SENT = new Set(["csrf_token"]);

export function fieldsOf(form) {
  const secret = new Set([...form.querySelectorAll("input[type=password]")].map((input) => input.name));
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || NOT_SENT.has(name) || secret.has(name)) continue;
    (fields[name] ??= []).push(value);
  }
  return fields;
}
