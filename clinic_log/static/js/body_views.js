// Which drawing of the body is shown, how near, and fetching a nearer view when it is first asked for.
export function bodyViews(root, { prepared, redraw }) {
  const holder = root.querySelector("[data-views]");
  const areas = root.querySelector("[data-areas]");
  const sheetSwitch = root.querySelector("[data-switch]");
  const all = () => [...holder.querySelectorAll("[data-body-view]")];
  const find = (name) => all().find((view) => view.dataset.bodyView === name);
  const isInset = (view) => view.classList.contains("body-view--inset");

  async function load(name) {
    const known = find(name);
    if (known) return known;
    const answer = await fetch(new URL(name, new URL(root.dataset.address, location.href)));
    if (!answer.ok) throw new Error(`No view ${name}: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const view = document.adoptNode(page.querySelector("[data-body-view]"));
    holder.append(view);
    prepare(view);
    return view;
  }

  async function show(name) {
    const view = await load(name);
    root.dataset.shown = name;
    for (const each of all()) each.toggleAttribute("data-open", each === view);
    root.toggleAttribute("data-nearer", isInset(view));
    areas.hidden = isInset(view);
    choose(sheetSwitch, name);
    redraw();
    return view;
  }

  function prepare(view) {
    prepared(view);
    if (!isInset(view)) return;
    const choice = sheetSwitch.querySelector("label").cloneNode(true);
    Object.assign(choice.querySelector("input"), { value: view.dataset.bodyView, checked: false });
    choice.querySelector("span").textContent = view.dataset.label;
    sheetSwitch.append(choice);
  }

  function zoom(name) {
    choose(areas, name);
    const { box } = areas.querySelector(":checked").dataset;
    const [, , width, height] = box.split(" ");
    for (const view of all().filter((each) => !isInset(each))) {
      const svg = view.querySelector("svg");
      for (const [attribute, value] of [["viewBox", box], ["width", width], ["height", height]]) svg.setAttribute(attribute, value);
    }
    redraw();
  }

  // The part of the body that shows a point nearer than the whole; the first that holds it.
  function closerTo({ x, y }) {
    const parts = [...areas.querySelectorAll("input")].map(({ value, dataset }) => [value, dataset.box.split(" ").map(Number)]);
    zoom(parts.find(([, [left, top, width, height]]) => x >= left && x <= left + width && y >= top && y <= top + height)[0]);
  }

  // Makes sure that a point of a view can be seen.
  async function reveal(name, point) {
    const view = find(name)?.hasAttribute("data-open") ? find(name) : await show(name);
    const { x, y, width, height } = view.querySelector("svg").viewBox.baseVal;
    const isSeen = point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
    if (!isSeen) zoom("whole");
  }

  areas.addEventListener("change", (event) => zoom(event.target.value));
  sheetSwitch.addEventListener("change", (event) => show(event.target.value));

  function start() {
    areas.hidden = false;
    all().forEach(prepare);
    zoom(areas.querySelector(":checked").value);
    return show(root.dataset.shown);
  }

  return { all, find, load, show, closerTo, reveal, start };
}

function choose(fieldset, value) {
  for (const radio of fieldset.querySelectorAll("input")) radio.checked = radio.value === value;
}
