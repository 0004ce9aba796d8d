// Keeps as much room below the control that has the focus as the bar takes, also when its words need a second row.
const GAP_PX = 16;

export default function makeRoom(bar) {
  const page = document.documentElement;
  new ResizeObserver(() => {
    page.style.scrollPaddingBottom = `${bar.offsetHeight + GAP_PX}px`;
  }).observe(bar);
}
