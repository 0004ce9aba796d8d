"""Marks that would cover each other, moved apart so that each can be read."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]

_GOLDEN_ANGLE = pi * (3 - 5**0.5)
_ROUNDS = 120


def fanned_out(points: Sequence[Point], *, least: float, bounds: Sequence[Bounds]) -> list[Point]:
    """The points, pushed apart until they are `least` apart or no more can be done within the bounds.

    Points that touch nobody stay where they are. The same points give the same answer.
    `bounds` are left, top, right and bottom for each point.
    """
    placed = [_within(point, own) for point, own in zip(_opened(points, least), bounds, strict=True)]
    for _ in range(_ROUNDS):
        moves = _pushes(placed, least)
        if not any(abs(dx) + abs(dy) > 0.01 for dx, dy in moves):
            break
        moved = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(placed, moves, strict=True)]
        placed = [_within(point, own) for point, own in zip(moved, bounds, strict=True)]
    return placed


def _opened(points: Sequence[Point], least: float) -> list[Point]:
    """Points on the very same place laid out as a sunflower round it, the first staying in the middle."""
    seen: dict[Point, int] = {}
    opened = []
    for x, y in points:
        turn = seen.get((x, y), 0)
        seen[x, y] = turn + 1
        reach = least * 0.55 * turn**0.5
        opened.append((x + reach * cos(turn * _GOLDEN_ANGLE), y + reach * sin(turn * _GOLDEN_ANGLE)))
    return opened


def _pushes(placed: Sequence[Point], least: float) -> list[Point]:
    """For each point the mean of half the overlaps with its neighbours, which settles without overshooting."""
    moves = []
    for number, (x, y) in enumerate(placed):
        pushes = [
            _push(x - other[0], y - other[1], least=least, way=number - index)
            for index, other in enumerate(placed)
            if index != number and abs(x - other[0]) < least and abs(y - other[1]) < least
        ]
        felt = [push for push in pushes if push != (0, 0)]
        share = max(1, len(felt)) ** 0.5
        moves.append((sum(dx for dx, _ in felt) / share, sum(dy for _, dy in felt) / share))
    return moves


def _push(dx: float, dy: float, *, least: float, way: int) -> Point:
    """Half the overlap, away from the neighbour. On the very same place each goes its own way, by its number."""
    apart = hypot(dx, dy)
    if apart >= least:
        return 0, 0
    half = (least - apart) / 2 + 0.02
    if apart < 0.01:
        turn = abs(way) * _GOLDEN_ANGLE + (0 if way > 0 else pi)
        return cos(turn) * half, sin(turn) * half
    return dx / apart * half, dy / apart * half


def _within(point: Point, bounds: Bounds) -> Point:
    left, top, right, bottom = bounds
    return max(left, min(right, point[0])), max(top, min(bottom, point[1]))
