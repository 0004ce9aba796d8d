"""Elements of a drawing, each escaped and painted by its class, and the drawing that holds them."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache

from markupsafe import Markup, escape

from clinic_log.charts.palette import PAINT

FONT = "Inter, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
NOTHING = Markup()
_PAINTED = frozenset(name for paint in PAINT.values() for name in paint)
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_-]+")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def clean(text: str) -> Markup:
    """The text escaped; characters that XML cannot hold, such as NUL, become U+FFFD."""
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def _attribute(name: str, value: str | float) -> str:
    written = clean(value) if isinstance(value, str) else number(value)
    return f' {name.replace("_", "-")}="{written}"'


def element(tag: str, *inside: Markup | str, **attributes: str | float) -> Markup:
    """One element; underscores in attribute names stand for hyphens. Plain text inside is escaped."""
    return _element(tag, inside, attributes)


def shape(tag: str, classes: str, *inside: Markup | str, **attributes: str | float) -> Markup:
    """An element with its classes and, as presentation attributes, their paint in the light theme."""
    return _element(tag, inside, attributes, painted=_painted(classes, without=_PAINTED.intersection(attributes)))


def _element(
    tag: str, inside: Iterable[Markup | str], attributes: Mapping[str, str | float], *, painted: str = ""
) -> Markup:
    opening = painted + "".join(_attribute(name, value) for name, value in attributes.items())
    content = "".join(part if isinstance(part, Markup) else clean(part) for part in inside)
    # Tag names are literals of this package; every value and text has passed through `clean`.
    return Markup(f"<{tag}{opening}>{content}</{tag}>")  # noqa: S704  built from escaped parts only


@cache  # the classes are literals of this package
def _painted(classes: str, *, without: frozenset[str]) -> str:
    """The classes and their paint as attributes, without those that the shape has of its own."""
    paint = {name: value for each in classes.split() for name, value in PAINT.get(each, {}).items()}
    return "".join(
        _attribute(name, value) for name, value in {"class": classes, **paint}.items() if name not in without
    )


def line(classes: str, start: tuple[float, float], end: tuple[float, float]) -> Markup:
    return shape("line", classes, x1=start[0], y1=start[1], x2=end[0], y2=end[1])


def path(classes: str, points: Iterable[tuple[float, float]]) -> Markup:
    """Straight lines through the points, in order; nothing for fewer than two."""
    steps = [f"{number(x)} {number(y)}" for x, y in points]
    return shape("path", classes, d="M" + "L".join(steps)) if len(steps) > 1 else NOTHING


def strokes(classes: str, pieces: Iterable[tuple[tuple[float, float], tuple[float, float]]]) -> Markup:
    """Straight lines that do not touch, as one shape."""
    steps = (f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" for (x1, y1), (x2, y2) in pieces)
    return shape("path", classes, d="".join(steps))


def circle(classes: str, centre: tuple[float, float], radius: float, *, title: str = "") -> Markup:
    """A dot or ring whose title, where given, says its value."""
    inside = element("title", title) if title else NOTHING
    return shape("circle", classes, inside, cx=centre[0], cy=centre[1], r=radius)


def text(classes: str, at: tuple[float, float], words: str, *, anchor: str = "start") -> Markup:
    return shape("text", classes, words, x=at[0], y=at[1], text_anchor=anchor)


def group(*inside: Markup | str, title: str = "") -> Markup:
    heading = element("title", title) if title else NOTHING
    return element("g", heading, *inside)


def identifier(wanted: str, *content: object) -> str:
    """The wanted id with unsafe characters replaced, or one made from the content: the same content, the same id."""
    if wanted:
        return _NOT_IN_IDS.sub("-", wanted)
    return "chart-" + hashlib.blake2s(repr(content).encode("utf-8", "replace"), digest_size=6).hexdigest()


def drawing(
    size: tuple[float, float],
    *inside: Markup,
    title: str,
    chart_id: str = "",
    kind: str = "chart",
    origin: tuple[float, float] = (0, 0),
) -> Markup:
    """The whole picture, named by its title. Without an id the title alone names it, so nothing can clash."""
    box = " ".join(number(part) for part in (*origin, *size))
    named: dict[str, str | float] = {"class": kind, "role": "img", "viewBox": box}
    heading = element("title", title)
    if chart_id:
        named["aria-labelledby"] = f"{chart_id}-title"
        heading = element("title", title, id=f"{chart_id}-title")
    named |= {"width": size[0], "height": size[1], "font-family": FONT, "xmlns": "http://www.w3.org/2000/svg"}
    return element("svg", heading, *inside, **named)
