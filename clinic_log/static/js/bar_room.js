// Says how many rows of words and buttons the bar takes, so that the style keeps as much room below the control that has
// the focus.
const ROW_PX = 64;
const MOST_ROWS = 4;

export default function makeRoom(bar) {
  new ResizeObserver(() => {
    bar.dataset.rows = String(Math.min(MOST_ROWS, Math.ceil(bar.offsetHeight / ROW_PX)));
  }).observe(bar);
}
