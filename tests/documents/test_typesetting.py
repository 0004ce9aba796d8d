"""A document becomes a tagged PDF in which every word is only a word."""

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from markupsafe import Markup

from clinic_log.documents import Document, Facts, Figure, Heading, Paragraph, Table, typeset

SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#dfebe4"/></svg>'
)
DOCUMENT = Document(
    title="Progress report",
    about="LINDQVIST, Maja · born 4 Mar 1981 · 004 218",
    clinic="Riverside",
    made="Made 28 Nov 2026 by Ruth Adeyemi",
    made_at=datetime(2026, 11, 28, 12, 30, 5, 123456, tzinfo=UTC),
    blocks=(
        Paragraph("Pain 7 → 4 over 3 sessions: a clinically important change (≥ 2, −3).", is_strong=True),
        Facts((("Condition", "Neck pain, right"),)),
        Figure(SVG, "A green square", "Nothing to see"),
        Heading("Measures"),
        Table("Values", ("Visit", "Before", "After"), (("1 Sep", "7", "5"), ("8 Sep", "6", "not asked"))),
    ),
)
# How a PDF says that it claims the standard of accessible documents.
CLAIM = b"pdfuaid"


def test_it_is_tagged_and_claims_to_be_accessible() -> None:
    made = typeset(DOCUMENT)

    assert made.startswith(b"%PDF-1.7")
    assert CLAIM in made


def test_the_same_document_is_the_same_file() -> None:
    assert typeset(DOCUMENT) == typeset(DOCUMENT)


@pytest.mark.parametrize("text", ["#panic()", "*not bold* $x^2$ @nobody", "] #let x = 1 [", "\\ `code` <label> //"])
def test_what_somebody_typed_is_never_markup(text: str) -> None:
    typed = replace(DOCUMENT, title=text, about=text, blocks=(Paragraph(text), Facts(((text, text),)), Heading(text)))

    assert CLAIM in typeset(typed)


@pytest.mark.parametrize("name", ["Ünal", "Łukasz Żółć", "Ελένη", "Наталья", "محمد", "יעל", "प्रिया", "สมชาย"])
def test_names_in_many_scripts_can_be_shown(name: str) -> None:
    assert CLAIM in typeset(replace(DOCUMENT, about=name, blocks=(Paragraph(name, is_strong=True),)))


def test_a_character_that_no_font_has_costs_the_claim_and_not_the_document() -> None:
    made = typeset(replace(DOCUMENT, about="A🙂 Person"))

    assert made.startswith(b"%PDF")
    assert CLAIM not in made


def test_a_long_table_runs_over_pages() -> None:
    rows = tuple((f"visit {number}", "7", "a long remark " * 8) for number in range(200))

    made = typeset(replace(DOCUMENT, blocks=(Table("Visits", ("Visit", "Pain", "Remark"), rows),)))

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) > 3


def _places(*blocks: Table) -> list[list[tuple[float, float]]]:
    """Where the words of each page begin, from the left and from the bottom, in the order in which they are read."""
    made = typeset(replace(DOCUMENT, blocks=blocks))
    streams = [
        zlib.decompress(each) for each in re.findall(rb"FlateDecode.*?stream\n(.*?)\nendstream", made, re.DOTALL)
    ]
    spans = rb"/Span<<[^\n]*BDC\nq 1 0 0 -1 ([\d.]+) ([\d.]+) cm"
    pages = [re.findall(spans, stream) for stream in streams if b"/Header/Type/Pagination" in stream]
    return [[(float(left), float(bottom)) for left, bottom in page] for page in pages]


def test_a_column_of_figures_stands_right_with_its_head_and_a_column_of_words_left() -> None:
    head = ("Name", "Evaluable", "Share", "Words")
    rows = (("Ada", "7", "56 %", "7 of 9"), ("Ben", "1,234", "hidden", "preliminary"), ("Cleo", "–", "37–73 %", "x"))

    ((_, *cells),) = _places(Table("", head, rows))

    left = [[place for place, _ in cells[column::4]] for column in range(4)]
    assert len(set(left[0])) == len(set(left[3])) == 1
    assert len(set(left[1])) == len(set(left[2])) == 4  # words of different lengths that end together
    assert left[1][0] < left[1][2] < left[1][1]


@pytest.mark.parametrize("others", range(40, 60))
def test_the_note_of_a_table_stands_on_the_page_of_its_last_row(others: int) -> None:
    rows = tuple((f"row {place}", "7", "words") for place in range(others))

    *_, last = _places(Table("", ("Name", "Number", "Words"), rows, note="A note of several lines. " * 15))

    *cells, first_line, _, _ = [bottom for _, bottom in last]
    assert len(cells) >= 3
    assert 10 < cells[-1] - first_line < 20
