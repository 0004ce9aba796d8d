"""Marks that would cover each other, moved apart so that each can be read."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]

_GOLDEN_ANGLE = pi * (3 - 5**0.5)
_ROUNDS = 120


def fanned_out(points: Sequence[Point], *, least: float, bounds: Bounds) -> list[Point]:
    """The points, pushed apart until they are `least` apart or no more can be done within the bounds.

    Points that touch nobody stay where they are. The same points give the same answer.
    `bounds` are left, top, right and bottom.
    """
    placed = [_within(point, bounds) for point in points]
    for _ in range(_ROUNDS):
        moves = _pushes(placed, least)
        if not any(abs(dx) + abs(dy) > 0.01 for dx, dy in moves):
            break
        placed = [_within((x + dx, y + dy), bounds) for (x, y), (dx, dy) in zip(placed, moves, strict=True)]
    return placed


def _pushes(placed: Sequence[Point], least: float) -> list[Point]:
    """For each point the sum of half the overlaps with its neighbours."""
    moves = [(0.0, 0.0)] * len(placed)
    for first in range(len(placed)):
        for second in range(first + 1, len(placed)):
            dx, dy = placed[second][0] - placed[first][0], placed[second][1] - placed[first][1]
            apart = hypot(dx, dy)
            if apart >= least:
                continue
            if apart < 0.01:  # The very same place: each goes its own way, by its number.
                dx, dy, apart = cos(second * _GOLDEN_ANGLE), sin(second * _GOLDEN_ANGLE), 1.0
            push = (least - hypot(*_difference(placed[first], placed[second]))) / 2 + 0.02
            step = (dx / apart * push, dy / apart * push)
            moves[first] = (moves[first][0] - step[0], moves[first][1] - step[1])
            moves[second] = (moves[second][0] + step[0], moves[second][1] + step[1])
    return moves


def _difference(first: Point, second: Point) -> Point:
    return second[0] - first[0], second[1] - first[1]


def _within(point: Point, bounds: Bounds) -> Point:
    left, top, right, bottom = bounds
    return max(left, min(right, point[0])), max(top, min(bottom, point[1]))
