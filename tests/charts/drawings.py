"""Reading a drawing back, for tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Drawing:
    root: ET.Element

    @property
    def box(self) -> tuple[float, float, float, float]:
        left, top, width, height = (float(part) for part in self.root.attrib["viewBox"].split())
        return left, top, left + width, top + height

    def all(self, tag: str, css_class: str = "") -> list[ET.Element]:
        found = self.root.iter(f"{SVG}{tag}")
        return [each for each in found if not css_class or css_class in each.get("class", "").split()]

    def words(self) -> list[str]:
        return ["".join(each.itertext()) for each in self.all("text")]

    def titles(self) -> list[str]:
        return ["".join(each.itertext()) for each in self.all("title")]

    def centres(self, css_class: str) -> list[tuple[float, float]]:
        return [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in self.all("circle", css_class)]

    def outside(self) -> list[str]:
        """Circles, lines, rectangles and words (at 0.45 em a character) that leave the view box."""
        left, top, right, bottom = self.box
        slack = 0.02  # Coordinates are written with two decimals.
        return [
            ET.tostring(element, encoding="unicode")
            for element in self.root.iter()
            for x, y in _extremes(element)
            if not (left - slack <= x <= right + slack and top - slack <= y <= bottom + slack)
        ]


def _extremes(element: ET.Element) -> Iterator[tuple[float, float]]:
    value = {name: float(element.attrib[name]) for name in _NUMBERS if name in element.attrib}
    match element.tag.removeprefix(SVG):
        case "circle":
            yield value["cx"] - value["r"], value["cy"] - value["r"]
            yield value["cx"] + value["r"], value["cy"] + value["r"]
        case "line":
            yield value["x1"], value["y1"]
            yield value["x2"], value["y2"]
        case "rect":
            yield value["x"], value["y"]
            yield value["x"] + value["width"], value["y"] + value["height"]
        case "text":
            wide = 0.45 * float(element.attrib["font-size"]) * len("".join(element.itertext()))
            before = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.attrib["text-anchor"]]
            yield value["x"] - wide * before, value["y"] - 0.7 * float(element.attrib["font-size"])
            yield value["x"] + wide * (1 - before), value["y"]
        case _:
            pass


_NUMBERS = ("cx", "cy", "r", "x", "y", "x1", "y1", "x2", "y2", "width", "height")


def parse(markup: str) -> Drawing:
    """One drawing; raises ParseError when it is not well-formed."""
    return Drawing(_parse(markup))


def parse_all(markup: str) -> list[Drawing]:
    """The drawings in a piece of a page."""
    return [Drawing(svg) for svg in _parse(f"<div>{markup}</div>").iter(f"{SVG}svg")]


def _parse(markup: str) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314  the text was made by the code under test, not by a stranger
