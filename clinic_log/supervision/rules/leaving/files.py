"""What leaves the clinic as a file: text for a spreadsheet, and blocks for a document."""

import csv
from io import StringIO

from clinic_log.documents import Block, Facts, Paragraph, Table
from clinic_log.supervision.rules.leaving.hiding import Leaving

# A spreadsheet takes a text that begins so for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(leaving: Leaving) -> str:
    """Comma-separated UTF-8 with the title, the notes, and each table with its title, head and rows after an empty
    line.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([leaving.title])
    writer.writerows(_harmless(note) for note in leaving.notes)
    for table in leaving.tables:
        writer.writerow([])
        writer.writerow(_harmless((table.title,)))
        writer.writerows(map(_harmless, (table.head, *table.rows)))
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def as_blocks(leaving: Leaving) -> tuple[Block, ...]:
    """The notes, then each table; without a drawing, since a point of it would tell what a hidden cell does not."""
    tables: list[Block] = [Table(table.title, table.head, table.rows) for table in leaving.tables if table.rows]
    return (Facts(leaving.notes), *(tables or [Paragraph("Nothing is recorded in this period.")]))


def _harmless(row: tuple[str, ...]) -> list[str]:
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row]
