// One line that becomes needle sites. The server reads it while it is typed, and once more before anything is added.
import { completionList } from "./point_line_list.js";
import { forgetRefusal, readLine } from "./point_line_reading.js";
import { addRow } from "./row_values.js";

const WAIT_MS = 80;
const SPEAK_MS = 600;
const CANNOT_READ = "The line cannot be read just now. It stays here and is kept with the draft.";

export default function pointLine(box) {
  const input = box.querySelector("input");
  const mirror = input.previousElementSibling;
  const preview = box.querySelector("[data-line-preview]");
  const spoken = box.querySelector("[data-line-spoken]");
  const area = box.closest("[data-behaviour~=row-adder]");
  const list = completionList(input, take);
  let waiting, speaking, isAdding;

  async function read() {
    const text = input.value;
    const answer = await readLine(input, box.dataset.readUrl);
    if (input.value === text) show(answer);
    return input.value === text ? answer : null;
  }

  function show(answer) {
    mirror.innerHTML = answer.mirror;
    mirror.scrollLeft = input.scrollLeft;
    preview.innerHTML = answer.preview;
    list.offer(document.activeElement === input ? answer.completions : []);
    if (input.value) say(answer.spoken, SPEAK_MS); // an emptied line must not silence what was just added
  }

  function say(words, delay = 0) {
    clearTimeout(speaking);
    speaking = setTimeout(() => { spoken.textContent = words; }, delay);
  }

  function later() {
    list.outdate();
    forgetRefusal(box, spoken);
    clearTimeout(waiting);
    waiting = setTimeout(() => read().catch(fail), WAIT_MS);
  }

  function fail() {
    preview.textContent = CANNOT_READ;
    say(CANNOT_READ);
  }

  function put(text, caret = text.length) {
    input.value = text;
    input.setSelectionRange(caret, caret);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }

  function take({ before }) {
    put(before + input.value.slice(input.selectionStart).trimStart(), before.length);
  }

  async function add() {
    if (isAdding || !input.value.trim()) return;
    isAdding = true;
    clearTimeout(waiting);
    try {
      const answer = await read();
      if (answer?.is_whole) await addRows(answer.rows);
      else if (answer) say(`Not added. ${answer.spoken}`);
    } catch {
      fail();
    } finally {
      isAdding = false;
    }
  }

  async function addRows(rows) {
    put("");
    for (const { values } of rows) await addRow(area, values);
    const last = area.querySelector("[data-rows]").children.length;
    say(rows.map(({ title }, index) => `Site ${last - rows.length + index + 1} added: ${title}`).join(". "));
    input.focus();
  }

  if (matchMedia("(pointer: coarse)").matches && !input.value) box.open = false;
  input.addEventListener("input", later);
  input.addEventListener("scroll", () => { mirror.scrollLeft = input.scrollLeft; });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.handles(event) || event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[name=add_line], [name=choose_line]");
    if (!button) return;
    event.preventDefault();
    if (button.name === "add_line") add();
    else put(button.value);
  });
}
