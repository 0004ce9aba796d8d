// What the chart asks right where it was tapped: left or right on the midline, then the muscle, most usual first.
export function bodyPanel() {
  const panel = document.createElement("div");
  const title = document.createElement("p");
  let whenClosed = null;

  panel.className = "body-panel";
  panel.setAttribute("role", "group");
  title.className = "body-panel__title";
  title.id = "body-panel-title";
  panel.setAttribute("aria-labelledby", title.id);
  panel.addEventListener("click", (event) => event.stopPropagation());
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });

  // choices and acts: [[label, act, detail], …]; act closes the panel first. note: a sentence of warning, or "".
  function ask(view, { question, note = "", choices, acts, isHigh, closed }) {
    panel.remove();
    title.textContent = question;
    panel.replaceChildren(title, ...(note ? [noteOf(note)] : []), group("choices", choices), group("acts", acts));
    panel.classList.toggle("body-panel--low", isHigh);
    whenClosed = closed;
    view.querySelector(".body-view__well").append(panel);
    panel.querySelector("button").focus({ preventScroll: true });
  }

  function close() {
    if (!panel.isConnected) return;
    panel.remove();
    whenClosed?.();
  }

  function group(name, offered) {
    const box = document.createElement("div");
    box.className = `body-panel__${name}`;
    box.append(...offered.map(([label, act, detail]) => button(name, label, act, detail)));
    return box;
  }

  function button(group, label, act, detail) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = `button button--${group === "choices" ? "default" : "quiet"}`;
    element.textContent = label;
    if (detail) element.append(Object.assign(document.createElement("span"), { className: "body-panel__detail", textContent: detail }));
    element.addEventListener("click", () => {
      panel.remove();
      act();
    });
    return element;
  }

  return { ask, close, isOpen: () => panel.isConnected };
}

function noteOf(words) {
  return Object.assign(document.createElement("p"), { className: "body-panel__note", textContent: words });
}
