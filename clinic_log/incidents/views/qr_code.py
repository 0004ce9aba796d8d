"""A QR code as one path for a drawing in the page, so that it needs no image and no style of its own."""

from dataclasses import dataclass
from typing import Final

import segno

_BORDER: Final = 4  # modules of quiet around the code, as ISO/IEC 18004 asks


@dataclass(frozen=True, slots=True)
class QrCode:
    """`path` draws the dark modules in a square of `size` units."""

    size: int
    path: str

    @classmethod
    def of(cls, text: str) -> "QrCode":
        rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=_BORDER)]
        return cls(len(rows), "".join(_line(number, row) for number, row in enumerate(rows)))


def _line(number: int, row: bytes) -> str:
    """The dark stretches of one row, each as a closed bar one unit high."""
    parts, start = [], None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            parts.append(f"M{start} {number}h{place - start}v1h-{place - start}z")
            start = None
    return "".join(parts)
