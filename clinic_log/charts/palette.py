"""Paint of every chart class in the light theme.

A drawing carries its light colours as presentation attributes, so that it prints and goes into a document without any
style sheet; `static/css/components/chart.css` and `body_chart.css` repaint the same classes from the theme's tokens.
"""

from collections.abc import Mapping

INK = "#171c20"
INK_SECOND = "#444d55"
INK_THIRD = "#5e6770"
SURFACE = "#ffffff"
BEFORE = "#4b555e"
AFTER = "#0e5a5f"
ON_AFTER = "#ffffff"
GOOD = "#1c6437"
CAUTION = "#7a4b00"
CARRIED = "#54459b"
CARRIED_WASH = "#f3f1fb"
BAND = "#dfebe4"
GRID = "#e6e6df"
AXIS = "#8d959c"

Paint = Mapping[str, str]


def _line(colour: str, width: str, **more: str) -> Paint:
    return {"fill": "none", "stroke": colour, "stroke-width": width, **more}


def _text(colour: str, weight: str = "400", size: str = "12") -> Paint:
    return {"fill": colour, "font-size": size, "font-weight": weight}


def _halo(colour: str) -> Paint:
    return {"stroke": colour, "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}


CHART_PAINT: Mapping[str, Paint] = {
    "c-grid": _line(GRID, "1"),
    "c-axis": _line(AXIS, "1"),
    "c-band": {"fill": BAND},
    "c-target": _line(GOOD, "1.5", **{"stroke-dasharray": "5 4"}),
    "c-course": _line(BEFORE, "1.5", **{"stroke-linejoin": "round"}),
    "c-level": _line(AXIS, "1", **{"stroke-dasharray": "1.5 3"}),
    "c-other": _line(INK_THIRD, "1.2", **{"stroke-dasharray": "2 3"}),
    "c-bracket": _line(INK_THIRD, "1.2"),
    "c-before": {"fill": SURFACE, "stroke": BEFORE, "stroke-width": "2"},
    "c-before-key": {"fill": SURFACE, "stroke": BEFORE, "stroke-width": "2.6"},
    "c-after": {"fill": AFTER},
    "c-stem": _line(AFTER, "2.2"),
    "c-stem-thin": _line(AFTER, "1"),
    "c-last": {"fill": BEFORE},
    "c-missing": {"fill": SURFACE, "stroke": INK_THIRD, "stroke-width": "1.2", "stroke-dasharray": "2.2 1.8"},
    "c-interval": _line(AFTER, "5"),
    "c-estimate": {"fill": AFTER, "stroke": SURFACE, "stroke-width": "1.5"},
    "c-clinic": _line(INK_SECOND, "1.4", **{"stroke-dasharray": "2 2"}),
    "c-limit": _line(CAUTION, "1.2", **{"stroke-dasharray": "6 3"}),
    "c-present": {"fill": CAUTION},
    "c-none": {"fill": SURFACE, "stroke": GOOD, "stroke-width": "1.8"},
    "c-none-bar": _line(GOOD, "1.8"),
    "c-draft": {"fill": CARRIED_WASH, "stroke": CARRIED, "stroke-width": "1.3", "stroke-dasharray": "2.2 1.8"},
    "c-event": _line(CAUTION, "5"),
    "c-open-end": {"fill": SURFACE, "stroke": CAUTION, "stroke-width": "2"},
    "c-t1": _text(INK, "600"),
    "c-t1-large": _text(INK, "650", "14"),
    "c-t2": _text(INK_SECOND),
    "c-t2-strong": _text(INK_SECOND, "600"),
    "c-t3": _text(INK_THIRD),
    "c-t-after": _text(AFTER, "650"),
    "c-t-good": _text(GOOD),
    "c-t-good-strong": _text(GOOD, "650"),
    "c-t-caution": _text(CAUTION, "600"),
    "c-t-symbol": _text(INK_THIRD, "600", "9"),
    "c-halo": _halo(SURFACE),
    "c-halo-band": _halo(BAND),
}

BODY = "#e6edf0"
BODY_PLAIN = "#f1f5f6"
BODY_EDGE = "#9cabb4"
BODY_LINE = "#3a4b56"
STILL: Paint = {"vector-effect": "non-scaling-stroke"}

BODY_PAINT: Mapping[str, Paint] = {
    "b-fill": {"fill": BODY, "stroke": BODY_EDGE, "stroke-width": "0.9", **STILL},
    "b-plain": {"fill": BODY_PLAIN},
    "b-needled": {"fill": "#b2cacd"},
    "b-earlier": {"fill": "#bdc5ca"},
    "b-pain": {"fill": "#d8c0be", "stroke": "#a8201a", "stroke-width": "1.4"},
    "b-chosen": {"fill": "#9cbbbf"},
    "b-hint": {**_line(INK, "0.6"), "stroke-opacity": "0.2", **STILL},
    "b-detail": {**_line(BODY_EDGE, "0.9"), **STILL},
    "b-edge-pain": {**_line("#a8201a", "1.4"), **STILL},
    "b-edge-chosen": {**_line(AFTER, "2"), **STILL},
    "b-line": {**_line(BODY_LINE, "1.6"), **STILL},
    "b-side": _text(INK, "700", "16"),
    "b-leader": {**_line(INK_SECOND, "1"), **STILL},
    "b-point": {"fill": INK_SECOND},
    "b-mark": {"fill": AFTER, "stroke": SURFACE, "stroke-width": "2"},
    "b-mark-t": _text(ON_AFTER, "700", "12"),
    "b-ghost": {"fill": CARRIED_WASH, "stroke": CARRIED, "stroke-width": "1.6", "stroke-dasharray": "3 2"},
    "b-ghost-t": _text(CARRIED, "700", "12"),
    "b-live": {"fill": SURFACE, "stroke": AFTER, "stroke-width": "2.6"},
    "b-live-t": _text(AFTER, "700", "12"),
}

PAINT: Mapping[str, Paint] = {**CHART_PAINT, **BODY_PAINT}
