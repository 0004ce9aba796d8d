"""Tables as a file for a spreadsheet: texts that it would take for a formula are made harmless."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# A spreadsheet takes a text that begins so for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Rows = Iterable[Sequence[str]]


def csv_text(title: str, *tables: Rows, notes: Rows = ()) -> str:
    """Comma-separated UTF-8 with the title, the notes, and the rows of each table after an empty line."""
    out = StringIO()
    writer = csv.writer(out)
    for rows in ([(title,), *notes], *tables):
        if out.tell():
            writer.writerow([])
        writer.writerows(map(_harmless, row) for row in rows)
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
