"""Numbers with their units, as sentences need them."""

_SHORT_UNITS = {"deg": "°", "percent": " %", "points": "", "grade": "", "T-score": "", "present": ""}


def plain(value: float) -> str:
    """At most two decimals, no superfluous zeros, a true minus sign: 7, 2.5, −3."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "\u2212")


def unit_sign(unit: str) -> str:
    """What is written behind a number: '°', ' %', ' kg', nothing for points."""
    return _SHORT_UNITS.get(unit, f" {unit}" if unit else "")


def with_unit(value: float, unit: str) -> str:
    """48°, 26 %, 84 N, 7."""
    return plain(value) + unit_sign(unit)
