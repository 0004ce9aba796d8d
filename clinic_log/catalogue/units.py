"""Units in which the same value can be typed: a record keeps one of them and shows what was typed.

The factors are exact by definition (NIST Handbook 44, appendix C): the inch is 2.54 cm, the foot 0.3048 m, the pound
0.45359237 kg, and the kilogram-force 9.80665 N.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

_INCH_CM: Final = 2.54
_FOOT_M: Final = 0.3048
_POUND_KG: Final = 0.45359237
_KILOGRAM_FORCE_N: Final = 9.80665

# For each unit that a record keeps: the others, and how much of the kept one makes one of them.
_FACTORS: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "kg": {"lb": _POUND_KG},
        "cm": {"in": _INCH_CM},
        "m": {"ft": _FOOT_M},
        "N": {"lbf": _POUND_KG * _KILOGRAM_FORCE_N, "kgf": _KILOGRAM_FORCE_N},
        "kg/cm2": {
            "lb/in2": _POUND_KG / _INCH_CM**2,
            "N/cm2": 1 / _KILOGRAM_FORCE_N,
            "kPa": 1 / (10 * _KILOGRAM_FORCE_N),
        },
    }
)
# What people of pounds and inches type first.
_CUSTOMARY: Final = frozenset({"lb", "in", "ft", "lbf", "lb/in2"})
# How a unit stands behind a number, where it is not a space and its name.
_SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("points", "grade", "T-score", "present"), ""),
        "deg": "°",
        "percent": " %",
        "kg/cm2": " kg/cm²",
        "lb/in2": " lb/in²",
        "N/cm2": " N/cm²",
    }
)
_DIGITS: Final = 9  # below every reading, above the error of two conversions


def others(kept: str) -> tuple[str, ...]:
    """The other units in which a value that is kept in this unit can be typed."""
    return tuple(_FACTORS.get(kept, ()))


def customary(kept: str) -> str:
    """The unit of a clinic that works in pounds and inches; the kept one where there is none."""
    return next((unit for unit in others(kept) if unit in _CUSTOMARY), kept)


def to_kept(value: float, typed: str, kept: str) -> float:
    """A typed value in the unit that the record keeps. ValueError for a unit in which it cannot be typed."""
    return value if typed in {"", kept} else value * _factor(typed, kept)


def convert(value: float, kept: str, shown: str) -> float:
    """A kept value in the unit in which it was typed, without the last digits that two conversions leave behind."""
    return value if shown in {"", kept} else round(value / _factor(shown, kept), _DIGITS)


def sign(unit: str) -> str:
    """What is written behind a number: degrees close to it, points of a scale not at all."""
    return _SIGNS.get(unit, f" {unit}" if unit else "")


def choice(units: Iterable[str]) -> str:
    """The units as somebody reads them who has to choose one: 'kg/cm² or lb/in²'."""
    return " or ".join(sign(unit).strip() for unit in units)


def _factor(unit: str, kept: str) -> float:
    try:
        return _FACTORS[kept][unit]
    except KeyError:
        raise ValueError(f"A value in {kept} cannot be typed in {unit}.") from None
