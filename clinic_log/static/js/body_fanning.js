// Marks that would cover each other, moved apart so that each can be read and hit, as charts/fanning.py does on the server.
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const ROUNDS = 120;

// points: [{x, y}]; bounds for each: [left, top, right, bottom]. Points that touch nobody stay where they are.
export function fannedOut(points, least, bounds) {
  let placed = opened(points, least).map((point, index) => within(point, bounds[index]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const moves = placed.map((point, index) => pushOn(point, index, placed, least));
    if (!moves.some(({ x, y }) => Math.abs(x) + Math.abs(y) > 0.01)) break;
    placed = placed.map((point, index) => within({ x: point.x + moves[index].x, y: point.y + moves[index].y }, bounds[index]));
  }
  return placed;
}

// Points on the very same place are laid out as a sunflower round it, the first staying in the middle.
function opened(points, least) {
  const seen = new Map();
  return points.map(({ x, y }) => {
    const key = `${x} ${y}`;
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    const reach = least * 0.55 * Math.sqrt(turn);
    return { x: x + reach * Math.cos(turn * GOLDEN_ANGLE), y: y + reach * Math.sin(turn * GOLDEN_ANGLE) };
  });
}

function pushOn(point, index, placed, least) {
  const felt = placed
    .map((other, number) => (number === index ? null : push(point.x - other.x, point.y - other.y, least, index - number)))
    .filter(Boolean);
  const share = Math.sqrt(Math.max(1, felt.length));
  const sum = (axis) => felt.reduce((total, one) => total + one[axis], 0) / share;
  return { x: sum("x"), y: sum("y") };
}

// Half the overlap, away from the other. On the very same place each goes its own way, by its number.
function push(dx, dy, least, way) {
  const apart = Math.hypot(dx, dy);
  if (apart >= least) return null;
  const half = (least - apart) / 2 + 0.02;
  if (apart >= 0.01) return { x: (dx / apart) * half, y: (dy / apart) * half };
  const turn = Math.abs(way) * GOLDEN_ANGLE + (way > 0 ? 0 : Math.PI);
  return { x: Math.cos(turn) * half, y: Math.sin(turn) * half };
}

function within({ x, y }, [left, top, right, bottom]) {
  return { x: Math.max(left, Math.min(right, x)), y: Math.max(top, Math.min(bottom, y)) };
}
