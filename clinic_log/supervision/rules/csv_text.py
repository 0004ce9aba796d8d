"""The supervisor's figures as a file, small cells hidden, everything above the table that a reader must know."""

from clinic_log.documents.csv_text import csv_text
from clinic_log.supervision.rules.leaving import LeavingTable


def as_csv(table: LeavingTable) -> str:
    """Comma-separated UTF-8 with the title, the notes, an empty line, the head and the rows."""
    return csv_text(table.title, (table.head, *table.rows), notes=table.notes)
