"""What leaves the clinic as a file: text for a spreadsheet, and blocks for a document."""

from collections.abc import Iterator

from clinic_log.documents import Block, Facts, Heading, Paragraph, Table, figure_of
from clinic_log.documents.csv_text import csv_text
from clinic_log.supervision.rules.leaving.hiding import Leaving, LeavingTable

_HOW_COUNTED = "How this was counted"
_NOTHING = "Nothing is recorded in this period."


def as_csv(leaving: Leaving) -> str:
    """The title and the notes, then each table with its title, head, rows and note after an empty line, and at the end
    how it was counted.
    """
    tables = [
        [(table.title,), table.head, *table.rows, *([(table.note,)] if table.note else [])] for table in leaving.tables
    ]
    counted = [[(_HOW_COUNTED,), *leaving.counted]] if leaving.counted else []
    return csv_text(leaving.title, *(tables or [[(_NOTHING,)]]), *counted, notes=leaving.notes)


def as_blocks(leaving: Leaving) -> tuple[Block, ...]:
    """The notes, then each table below the figure that was drawn from it, and at the end how it was counted."""
    return tuple(_blocks(leaving))


def _blocks(leaving: Leaving) -> Iterator[Block]:
    yield Facts(leaving.notes)
    tables = [table for table in leaving.tables if table.rows or table.note]
    if not tables:
        yield Paragraph(_NOTHING)
    for table in tables:
        yield from _with_figure(table)
    yield Heading(_HOW_COUNTED)
    yield Facts(leaving.counted)


def _with_figure(table: LeavingTable) -> Iterator[Block]:
    """The caption of the figure says what the note of the table says."""
    yield Heading(table.title)
    note = table.note if table.chart is None else ""
    if table.chart is not None:
        yield figure_of(table.chart)
    if table.rows:
        yield Table("", table.head, tuple(tuple(map(_grouped, row)) for row in table.rows), table.widths, note)
    elif note:
        yield Paragraph(note, is_small=True)


def _grouped(cell: str) -> str:
    """7,053: a spreadsheet wants its numbers bare, a reader does not."""
    return f"{int(cell):,}" if cell.isdecimal() else cell
