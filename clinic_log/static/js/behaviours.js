// Starts what a piece of the page asks for by data-behaviour="name other-name". Each name is a module with one default
// function that takes the element. A name that is not on the list is not loaded.
const modules = {
  "autosave": () => import("./autosave.js"),
  "check-in-place": () => import("./check_in_place.js"),
  "combobox": () => import("./combobox.js"),
  "conditional-reveal": () => import("./conditional_reveal.js"),
  "dialog-opener": () => import("./dialog_opener.js"),
  "error-summary": () => import("./error_summary.js"),
  "fill-now": () => import("./fill_now.js"),
  "leave-guard": () => import("./leave_guard.js"),
  "needle-lines": () => import("./needle_lines.js"),
  "note-progress": () => import("./note_progress.js"),
  "pain-scale": () => import("./pain_scale.js"),
  "password-reveal": () => import("./password_reveal.js"),
  "row-adder": () => import("./row_adder.js"),
  "section-aside": () => import("./section_aside.js"),
  "segmented": () => import("./segmented.js"),
  "session-watch": () => import("./session_watch.js"),
  "step-bar": () => import("./step_bar.js"),
  "stepper": () => import("./stepper.js"),
  "two-texts": () => import("./two_texts.js"),
};

const started = new WeakMap();

// Fulfilled when everything in the root has started.
export function start(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")];
  if (root instanceof Element && root.matches("[data-behaviour]")) elements.unshift(root);
  return Promise.all(elements.flatMap(startElement));
}

function startElement(element) {
  const done = started.get(element) ?? new Set();
  started.set(element, done);
  const names = element.dataset.behaviour.split(/\s+/).filter((name) => Object.hasOwn(modules, name) && !done.has(name));
  return names.map(async (name) => {
    done.add(name);
    (await modules[name]()).default(element);
  });
}
