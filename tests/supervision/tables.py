"""Tables that leave the clinic, as tests read them."""

from clinic_log.supervision.rules.leaving import Basis, Leaving

BASIS = Basis(filter_words=("Last 12 months", "everyone", "all conditions", "responder: 2 points or 30 %"))


def rows_of(leaving: Leaving, title: str) -> dict[str, tuple[str, ...]]:
    """The cells of each row by the first of them."""
    table = next(table for table in leaving.tables if table.title == title)
    return {row[0]: row[1:] for row in table.rows}
