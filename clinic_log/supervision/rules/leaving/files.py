"""What leaves the clinic as a file: text for a spreadsheet, and blocks for a document."""

from clinic_log.documents import Block, Facts, Paragraph, Table
from clinic_log.documents.csv_text import csv_text
from clinic_log.supervision.rules.leaving.hiding import Leaving


def as_csv(leaving: Leaving) -> str:
    """The title and the notes, then each table with its title, head and rows after an empty line."""
    tables = [[(table.title,), table.head, *table.rows] for table in leaving.tables]
    return csv_text(leaving.title, *tables, notes=leaving.notes)


def as_blocks(leaving: Leaving) -> tuple[Block, ...]:
    """The notes, then each table; without a drawing, since a point of it would tell what a hidden cell does not."""
    tables: list[Block] = [Table(table.title, table.head, table.rows) for table in leaving.tables if table.rows]
    return (Facts(leaving.notes), *(tables or [Paragraph("Nothing is recorded in this period.")]))
