"""Numbers of a line: needle size, count, minutes, insertions and spinal level. What has two readings is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from clinic_log.catalogue import needling
from clinic_log.treatments.rules.limits import DIAMETER_MM, LENGTH_MM, NEEDLES, NUMBERS, Range, outside
from clinic_log.treatments.rules.point_line.tokens import WORD, Token
from clinic_log.treatments.rules.spinal_levels import is_spinal_level

_NUMBER: Final = r"[0-9]{1,6}(?:[.,][0-9]{1,20})?|[.][0-9]{1,20}"
_SIZE: Final = re.compile(rf"({_NUMBER})[x×*]({_NUMBER})(?:mm)?")
_COUNT: Final = re.compile(r"(?:([0-9]{1,6})[x×]|[x×]([0-9]{1,6}))")
_WITH_UNIT: Final = re.compile(rf"({_NUMBER})([a-z'′’]*)")
_GAUGE: Final = re.compile(r"[0-9]{1,3}g(?:a|auge)?")

_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("n", "needle", "needles"), "needles"),
        **dict.fromkeys(("'", "′", "’", "min", "mins", "minute", "minutes"), "dwell_minutes"),
        **dict.fromkeys(("ins", "insertion", "insertions"), "insertions"),
        "mm": "mm",
    }
)
_RANGES: Final[Mapping[str, Range]] = MappingProxyType(
    {
        "needles": NEEDLES,
        "dwell_minutes": NUMBERS["dwell_minutes"],
        "insertions": NUMBERS["insertions"],
        "length_mm": LENGTH_MM,
        "diameter_mm": DIAMETER_MM,
    }
)
_COUNTED: Final = frozenset({"needles", "insertions"})
# Below this, the first of two numbers is rather a count than hundredths of a millimetre.
_FEWEST_HUNDREDTHS: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to read something: its words, and the text that says it without doubt."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the next `count` tokens say. With `asked` there is a question, with `refused` they say nothing that can be;
    `completes` says that an answer only writes out what was begun.
    """

    count: int
    values: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""
    answers: tuple[Answer, ...] = ()
    refused: str = ""
    completes: bool = False


def read_number(tokens: Sequence[Token]) -> Found | None:
    """What the next token says if it is, or begins with, a number or a level; a unit may follow as a word."""
    first = tokens[0]
    if first.kind != WORD:
        return None
    if is_spinal_level(first.folded):
        return Found(1, {"spinal_level": first.folded.upper()})
    if _GAUGE.fullmatch(first.folded):
        return Found(1, refused="A gauge, not millimetres. Enter the diameter, such as 0.30")
    return _size_or_count(tokens) or _amount(tokens)


def _size_or_count(tokens: Sequence[Token]) -> Found | None:
    spaced = _joined(tokens)
    text = tokens[0].folded
    if size := _SIZE.fullmatch(spaced or text):
        return _size(size[1], size[2], count=3 if spaced else 1)
    if count := _COUNT.fullmatch(text):
        return _quantity("needles", count[1] or count[2], count=1)
    return None


def _joined(tokens: Sequence[Token]) -> str:
    """`30 x 40` in three words as one; empty for anything else."""
    if len(tokens) < 3 or tokens[1].folded not in {"x", "×", "*"} or tokens[2].kind != WORD:
        return ""
    text = f"{tokens[0].folded}x{tokens[2].folded}"
    return text if _SIZE.fullmatch(text) else ""


def _amount(tokens: Sequence[Token]) -> Found | None:
    """A number with its unit, attached or as the next word."""
    found = _WITH_UNIT.fullmatch(tokens[0].folded)
    if found is None:
        return None
    number, unit, count = found[1], found[2], 1
    if not unit and len(tokens) > 1 and tokens[1].folded in _UNITS:
        unit, count = tokens[1].folded, 2
    if unit and unit not in _UNITS:
        return None
    value = _float(number)
    if not unit:
        return _quantity("diameter_mm", number, count=1) if _is_diameter(number) else _bare(number)
    name = _UNITS[unit]
    if name == "mm":
        name = "diameter_mm" if value <= (DIAMETER_MM[1] or 0) else "length_mm"
    return _quantity(name, number, count=count)


def _quantity(name: str, number: str, *, count: int) -> Found:
    value = _float(number)
    if problem := outside(value, _RANGES[name]):
        return Found(count, refused=problem)
    if name in _COUNTED and not value.is_integer():
        return Found(count, refused="Enter a whole number")
    return Found(count, {name: int(value) if name in _COUNTED else value})


def _bare(number: str) -> Found:
    """A number alone could be many things: each that it can be is offered."""
    value = _float(number)
    readings = (
        ("needles", f"{number} needles", f"x{number}"),
        ("length_mm", f"{number} mm long", f"{number}mm"),
        ("dwell_minutes", f"{number} minutes", f"{number}min"),
    )
    fits = [
        Answer(label, text)
        for name, label, text in readings
        if not outside(value, _RANGES[name]) and (name not in _COUNTED or value.is_integer())
    ]
    hundredths = value / 100
    if value.is_integer() and f"{hundredths:.2f}" in _listed("diameter_mm"):
        fits.append(Answer(f"{hundredths:.2f} mm thick", f"{hundredths:.2f}"))
    if not fits:
        return Found(1, refused="Say what it counts, such as x2, 40mm or 10min")
    return Found(1, asked=f"{number}: what is it?", answers=tuple(fits))


def _size(first: str, second: str, *, count: int) -> Found:
    """Diameter and length. A number below 1 with its point is the diameter wherever it stands."""
    if _is_diameter(first) != _is_diameter(second):
        diameter, length = (first, second) if _is_diameter(first) else (second, first)
        return _checked((_float(diameter), _float(length)), count)
    if _is_diameter(first) or "." in f"{first}{second}" or "," in f"{first}{second}":
        return Found(count, refused="Enter diameter x length, such as 0.30x40")
    return _hundredths(int(first), int(second), count)


def _hundredths(first: int, second: int, count: int) -> Found:
    straight, turned = (first / 100, float(second)), (second / 100, float(first))
    if straight == turned or (_is_possible(straight) and first >= _FEWEST_HUNDREDTHS and _goes_first(straight, turned)):
        return _checked(straight, count)
    answers = [
        Answer(f"{diameter:.2f} × {length:g} mm", f"{diameter:.2f}x{length:g}")
        for diameter, length in (straight, turned)
        if _is_possible((diameter, length)) and diameter >= _FEWEST_HUNDREDTHS / 100
    ]
    if first < _FEWEST_HUNDREDTHS and first >= 1 and not outside(second, LENGTH_MM):
        answers.append(
            Answer(f"{first} {'needle' if first == 1 else 'needles'}, {second} mm long", f"x{first} {second}mm")
        )
    if not answers:
        return Found(count, refused="Enter diameter x length, such as 0.30x40")
    return Found(
        count, asked=f"{first}x{second} can be read in more than one way. Which is it?", answers=tuple(answers)
    )


def _goes_first(straight: tuple[float, float], turned: tuple[float, float]) -> bool:
    """Whether diameter first is what was meant: the other way is no needle, or the numbers rise as they do on a box."""
    return not _is_listed(turned) or (straight[0] * 100 <= straight[1] and _is_listed(straight))


def _checked(size: tuple[float, float], count: int) -> Found:
    problem = outside(size[0], DIAMETER_MM) or outside(size[1], LENGTH_MM)
    if problem:
        return Found(count, refused=problem)
    return Found(count, {"diameter_mm": size[0], "length_mm": size[1]})


def _is_possible(size: tuple[float, float]) -> bool:
    return not outside(size[0], DIAMETER_MM) and not outside(size[1], LENGTH_MM)


def _is_listed(size: tuple[float, float]) -> bool:
    return f"{size[0]:.2f}" in _listed("diameter_mm") and f"{size[1]:g}" in _listed("length_mm")


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(code.code for code in needling.codes(name))


def _is_diameter(number: str) -> bool:
    return ("." in number or "," in number) and _float(number) <= (DIAMETER_MM[1] or 0)


def _float(number: str) -> float:
    return float(number.replace(",", "."))


def number_text(value: float) -> str:
    """The shortest text that is read back as the same number."""
    text = format(Decimal(repr(float(value))), "f")
    return text.removesuffix(".0")
