// What a combobox offers: reading the options, finding those that fit a text, showing one.
const MOST_SHOWN = 60;

export function optionsOf(source) {
  return [...(source?.querySelectorAll("option") ?? [])]
    .filter((option) => option.value)
    .map((option) => ({
      value: option.value,
      label: option.label || option.value,
      detail: option.dataset.detail ?? option.closest("optgroup")?.label ?? "",
      note: option.dataset.note ?? "",
      words: wordsOf(`${option.label || option.value} ${option.dataset.search ?? ""}`),
    }));
}

// Every part of the text must begin a word of the name or of a synonym: "le sc" finds levator scapulae. Names come
// before synonyms, else the order of the list stays.
export function matching(options, text) {
  const parts = wordsOf(text);
  const fits = (words) => parts.every((part) => words.some((word) => word.startsWith(part)));
  const found = options.filter(({ words }) => fits(words));
  const byName = found.filter(({ label }) => fits(wordsOf(label)));
  return [...byName, ...found.filter((option) => !byName.includes(option))].slice(0, MOST_SHOWN);
}

export function optionElement(option, text, id) {
  const item = document.createElement("li");
  item.id = id;
  item.className = "combobox__option";
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const name = document.createElement("span");
  name.append(...marked(option.label, wordsOf(text)));
  item.append(name, part("detail", option.detail), part("note", option.note));
  return item;
}

function part(kind, text) {
  if (!text) return "";
  const element = document.createElement("span");
  element.className = `combobox__${kind}`;
  element.textContent = text;
  return element;
}

// The name with the letters that were typed in bold.
function marked(label, parts) {
  return label.split(/(\s+)/).flatMap((word) => {
    const length = Math.max(0, ...parts.filter((start) => folded(word).startsWith(start)).map((start) => start.length));
    if (!length) return [word];
    const mark = document.createElement("mark");
    mark.textContent = word.slice(0, length);
    return [mark, word.slice(length)];
  });
}

function wordsOf(text) {
  return folded(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
