"""The supervisor's figures as a file, small cells hidden, everything above the table that a reader must know."""

import csv
from io import StringIO

from clinic_log.supervision.rules.leaving import LeavingTable

# A spreadsheet takes a text that begins so for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: LeavingTable) -> str:
    """Comma-separated UTF-8 with the title, the notes, an empty line, the head and the rows."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([table.title])
    writer.writerows(map(_harmless, note) for note in table.notes)
    writer.writerow([])
    writer.writerows(map(_harmless, row) for row in (table.head, *table.rows))
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
