"""A document becomes a tagged PDF in which every word is only a word."""

import re
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
