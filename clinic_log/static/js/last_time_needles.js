// Digits set the number of needles of a row of last time; a second one that follows at once belongs to the first.
const SECOND_DIGIT_MS = 600;
const MOST_NEEDLES = 30;

export function needlesByDigit() {
  let last = { at: -Infinity };

  return function setNeedles(row, digit, at) {
    const both = at - last.at <= SECOND_DIGIT_MS && last.row === row ? Number(`${last.digit}${digit}`) : 0;
    const needles = both > 0 && both <= MOST_NEEDLES ? both : Number(digit);
    last = { row, digit, at };
    if (needles === 0) return;
    row.dataset.values = JSON.stringify({ ...JSON.parse(row.dataset.values), needles: String(needles) });
    row.querySelector("[data-needles]").textContent = needles === 1 ? "1 needle" : `${needles} needles`;
  };
}
