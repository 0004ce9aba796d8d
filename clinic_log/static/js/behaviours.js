// Starts what a piece of the page asks for by data-behaviour="name other-name". Each name is a module with one default
// function that takes the element. A name that is not on the list is not loaded.
const modules = {
  "autosave": () => import("./autosave.js"),
  "bar-room": () => import("./bar_room.js"),
  "body-by-name": () => import("./body_by_name.js"),
  "body-map": () => import("./body_map.js"),
  "both-sides": () => import("./both_sides.js"),
  "check-in-place": () => import("./check_in_place.js"),
  "choose-all": () => import("./choose_all.js"),
  "combobox": () => import("./combobox.js"),
  "copy-text": () => import("./copy_text.js"),
  "conditional-reveal": () => import("./conditional_reveal.js"),
  "dialog-opener": () => import("./dialog_opener.js"),
  "effect-chips": () => import("./effect_chips.js"),
  "error-summary": () => import("./error_summary.js"),
  "fill-now": () => import("./fill_now.js"),
  "last-time": () => import("./last_time.js"),
  "leave-guard": () => import("./leave_guard.js"),
  "needle-above": () => import("./needle_above.js"),
  "needle-count": () => import("./needle_count.js"),
  "measure-lines": () => import("./measure_lines.js"),
  "needle-hazards": () => import("./needle_hazards.js"),
  "needle-lines": () => import("./needle_lines.js"),
  "needle-memory": () => import("./needle_memory.js"),
  "newer-draft": () => import("./newer_draft.js"),
  "note-keys": () => import("./note_keys.js"),
  "note-progress": () => import("./note_progress.js"),
  "pain-scale": () => import("./pain_scale.js"),
  "palette": () => import("./palette.js"),
  "password-reveal": () => import("./password_reveal.js"),
  "place-list": () => import("./place_list.js"),
  "point-line": () => import("./point_line.js"),
  "provenance": () => import("./provenance.js"),
  "rapid-removal": () => import("./rapid_removal.js"),
  "quiet-focus": () => import("./quiet_focus.js"),
  "row-adder": () => import("./row_adder.js"),
  "row-mark": () => import("./row_mark.js"),
  "score-rows": () => import("./score_rows.js"),
  "section-aside": () => import("./section_aside.js"),
  "segmented": () => import("./segmented.js"),
  "session-watch": () => import("./session_watch.js"),
  "shortcut-help": () => import("./shortcut_help.js"),
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
