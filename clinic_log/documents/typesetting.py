"""From a document to a tagged PDF, without system fonts, network or markup from anybody."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final

import typst

from clinic_log.documents.blocks import Document

_FOLDER: Final = Path(__file__).parent
_LAYOUT: Final = _FOLDER / "document.typ"


class TypesetError(Exception):
    """The document could not be made; the reason names no patient."""


def typeset(document: Document) -> bytes:
    """The PDF: tagged, with its own fonts, the same bytes for the same document.

    A document with a character that no font of ours has (a rare script, an emoji) is tagged all the same, but makes no
    claim to the standard; the character becomes a box. Raises TypesetError.
    """
    try:
        return _compile(document, is_claimed=True)
    except typst.TypstError:
        pass
    try:
        return _compile(document, is_claimed=False)
    except typst.TypstError as error:
        raise TypesetError(type(error).__name__) from None


def _compile(document: Document, *, is_claimed: bool) -> bytes:
    """PDF/UA-1 is the standard of accessible PDF; where it is claimed, a character without a font is refused."""
    made = typst.compile(
        _LAYOUT,
        root=_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(asdict(document), default=_plain)},
        pdf_standards=["ua-1"] if is_claimed else [],
        timestamp=document.made_at.replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypesetError("not one file")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FOLDER / "fonts"])


def _plain(value: object) -> str:
    return str(value)
