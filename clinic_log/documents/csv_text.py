"""A table as a file for a spreadsheet: texts that it would take for a formula are made harmless."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# A spreadsheet takes a text that begins so for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(title: str, rows: Iterable[Sequence[str]], *, notes: Iterable[Sequence[str]] = ()) -> str:
    """Comma-separated UTF-8 with the title, the notes, an empty line and the rows, of which the first is the head."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([title])
    writer.writerows(map(_harmless, note) for note in notes)
    writer.writerow([])
    writer.writerows(map(_harmless, row) for row in rows)
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
