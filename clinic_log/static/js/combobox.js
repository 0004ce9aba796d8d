// A list that is searched by typing, after the combobox pattern of WAI-ARIA 1.2. It stands on a <select> (the choice must
// be one of the list, and the select goes on carrying the value) or on an <input list> (other words are allowed). Text that
// names nothing on the list is sent as `<name>-typed`, so that the answer can show it again beside its message.
import { matching, optionElement, optionsOf } from "./combobox_options.js";
import { inputFor, listFor } from "./combobox_parts.js";

export default function combobox(box) {
  const select = box.querySelector("select");
  const input = select ? inputFor(select) : box.querySelector("input");
  const options = optionsOf(select ?? input.list);
  const list = listFor(input);
  const notice = document.createElement("p");
  notice.className = "form-field__error";
  notice.setAttribute("role", "alert");
  let shown = [];
  let active = -1;

  input.removeAttribute("list");
  if (select) select.before(input);
  if (select?.dataset.typed) input.value = select.dataset.typed;
  box.append(list, notice);

  function open(query) {
    shown = matching(options, query);
    list.replaceChildren(...shown.map((option, index) => optionElement(option, query, `${list.id}-${index}`)));
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    activate(query && shown.length ? 0 : -1);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = list.children[index];
    if (!item) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", item.id);
    return item.scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    input.value = option ? option.label : "";
    settle();
    close();
  }

  // Gives the select the option whose name the text is; without one it is empty, and says so when the field is left.
  function settle() {
    const typed = input.value.trim();
    const option = options.find(({ label }) => label.toLowerCase() === typed.toLowerCase());
    if (select && select.value !== (option?.value ?? "")) {
      select.value = option?.value ?? "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const isUnknown = Boolean(select && typed && !option);
    if (select) input.name = isUnknown ? `${select.name}-typed` : "";
    notice.textContent = isUnknown ? `“${typed}” is not on the list. Choose a name from it.` : "";
    if (isUnknown) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  const keys = {
    ArrowDown: () => (list.hidden ? open("") : activate((active + 1) % shown.length)),
    ArrowUp: () => (list.hidden ? open("") : activate((active <= 0 ? shown.length : active) - 1)),
    Enter: () => active >= 0 && choose(shown[active]),
    Escape: () => (list.hidden ? choose(null) : close()),
  };
  const isForTheForm = (key) => list.hidden && (key === "Enter" || (key === "Escape" && !input.value));
  input.addEventListener("keydown", (event) => {
    if (!Object.hasOwn(keys, event.key) || event.altKey || isForTheForm(event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  input.addEventListener("input", () => {
    if (select) input.name = `${select.name}-typed`;
    open(input.value);
  });
  input.addEventListener("click", () => list.hidden && open(""));
  input.addEventListener("blur", () => { close(); settle(); });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose(shown[[...list.children].indexOf(item)]);
  });
  select?.addEventListener("value-set", () => {
    input.value = select.value ? select.selectedOptions[0].label : "";
    settle();
  });
  if (select?.dataset.typed) settle();
}
