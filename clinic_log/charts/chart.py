"""What every chart is made of: its drawing, caption and table, its scale in words, and its plot area."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor, isfinite, log10
from typing import Final, Literal

from markupsafe import Markup

from clinic_log.charts.svg import NOTHING, clean, element

Better = Literal["lower", "higher"]

# The fixed sentence under every chart of change after treatment (regression to the mean: Barnett 2005).
CAUSALITY = (
    "Change after treatment, not proven to be caused by it: natural recovery, regression to the mean, "
    "other care and expectation all contribute."
)
NOT_ASKED = "not asked"

# So many figures of each kind are kept as they were drawn, by all that they were drawn from: the same data, the same
# drawing. They live in this process only.
DRAWN: Final = 256


@dataclass(frozen=True)
class ChartText:
    """Words of a chart. An empty caption is replaced by the default; an empty id by one made from the data."""

    title: str
    caption: str = ""
    chart_id: str = ""


@dataclass(frozen=True)
class MeasureScale:
    """The axis of a measure and what counts on it, all in the measure's own unit.

    `important_change` is the size of change that counts as important from the first value, `mdc` the smallest one
    that is more than measurement error; None where unknown. Raises ValueError unless minimum < maximum.
    """

    minimum: float
    maximum: float
    better: Better = "lower"
    unit: str = ""
    important_change: float | None = None
    mdc: float | None = None
    reference_low: float | None = None
    reference_high: float | None = None

    def __post_init__(self) -> None:
        if not self.minimum < self.maximum:
            raise ValueError("A scale needs a minimum below its maximum.")

    @property
    def reference(self) -> tuple[float, float] | None:
        """The reference range; an open end runs to the end of the axis. None where there is no range."""
        if self.reference_low is None and self.reference_high is None:
            return None
        low = self.minimum if self.reference_low is None else self.reference_low
        return low, (self.maximum if self.reference_high is None else self.reference_high)

    def important_from(self, first: float) -> float | None:
        """The value at which a change from `first` is important; None where there is no room for it, or no rule."""
        if not self.important_change:
            return None
        aim = first - self.important_change if self.better == "lower" else first + self.important_change
        return aim if self.minimum - 1e-9 <= aim <= self.maximum + 1e-9 else None


@dataclass(frozen=True)
class Chart:
    """One figure: `svg` may hold a wide and a compact drawing, of which the style sheet shows one; `paper` is the one
    for documents, where there is no style sheet.

    `table_rows` are the data behind the drawing, cells as text, the first cell naming its row.
    """

    title: str
    svg: Markup
    caption: str
    table_head: tuple[str, ...]
    table_rows: tuple[tuple[str, ...], ...]
    paper: Markup = NOTHING

    @cached_property
    def table_body(self) -> Markup:
        """The rows as HTML, made once, since a long course has hundreds; the first cell is the head of its row."""
        rows = (
            f'<tr><th scope="row">{clean(first)}</th>'
            + "".join(f'<td class="number">{clean(each)}</td>' for each in others)
            + "</tr>"
            for first, *others in self.table_rows
        )
        return Markup("".join(rows))  # noqa: S704  every cell has passed through `clean`


def pair(wide: Markup, compact: Markup) -> Markup:
    """Both drawings; the style sheet shows the one that fits its container, and the wide one on paper."""
    return element("div", wide, compact, **{"class": "chart-pair"})


@dataclass(frozen=True)
class Plot:
    """A plot area in user units, and the range of values that its height stands for."""

    left: float
    top: float
    right: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """Height of a value; values beyond the range lie on its edge."""
        share = (max(self.low, min(self.high, value)) - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)

    def columns(self, count: int) -> list[float]:
        """Middles of `count` equal columns, from left to right."""
        width = (self.right - self.left) / max(1, count)
        return [self.left + width * (index + 0.5) for index in range(count)]


def known(value: float | None) -> float | None:
    """The value, or None when it is not a finite number."""
    return value if value is not None and isfinite(value) else None


def ticks(low: float, high: float, *, most: int = 6) -> list[float]:
    """Round values from low to high, at most `most`."""
    power = 10.0 ** floor(log10((high - low) / (most - 1)))
    for step in (power * factor for factor in (1, 2, 2.5, 5, 10, 20)):
        first = -floor(-low / step + 1e-9)
        last = floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [index * step for index in range(first, last + 1)]
    return [low, high]


def plain(value: float) -> str:
    """A value as people write it: at most one decimal, a true minus sign."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "−")


def with_unit(value: float, unit: str) -> str:
    """'48°', '26 %', '84 N', '7'."""
    space = "" if unit in {"", "°"} else " "
    return f"{plain(value)}{space}{unit}"


def signed(value: float) -> str:
    return f"+{plain(value)}" if value > 0 else plain(value)


def cell(value: float | None, unit: str = "") -> str:
    """A table cell; a missing value is a word, never a blank or a zero."""
    return NOT_ASKED if value is None else with_unit(value, unit)


def runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Stretches of points without a gap."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            stretches.append([])
        else:
            stretches[-1].append(point)
    return [stretch for stretch in stretches if stretch]
