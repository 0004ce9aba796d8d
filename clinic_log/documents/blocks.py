"""What a document is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; a blank line in it begins another paragraph. `is_small` is for definitions and limits."""

    text: str
    is_small: bool = False
    is_strong: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what is known of each, two columns."""

    pairs: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows of text; the first cell names its row. The head repeats on every page. Without a title the heading
    above names it. `widths` are shares of the line, one a column; without them the first one is a little wider. The
    note stands below the last row and on its page.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing (one SVG), what it shows in words, and its caption, all on one page; a title stands above it."""

    svg: Markup
    words: str
    caption: str
    width_share: float = 1.0
    title: str = ""
    kind: Literal["figure"] = "figure"


Block = Heading | Paragraph | Facts | Table | Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`about` stands at the top of every page beside the page number: the patient, in full. `made_at` is aware."""

    title: str
    about: str
    clinic: str
    made: str
    made_at: datetime
    blocks: tuple[Block, ...]
    language: str = "en"
