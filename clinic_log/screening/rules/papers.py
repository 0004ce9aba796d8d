"""What is handed out on paper: the consent form and the aftercare leaflet, from texts that stand in one place.

Another language is one more entry of TEXTS; the layout does not know any words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from clinic_log.documents import Block, Facts, Heading, Paragraph
from clinic_log.screening.rules.paper_texts import ENGLISH, PaperTexts, Part, unwrapped

TEXTS: Final[Mapping[str, PaperTexts]] = MappingProxyType({"en": ENGLISH})
DEFAULT_LANGUAGE: Final = "en"

# Room to write by hand above the line.
_LINE: Final = "\n" + "_" * 46


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubject:
    """Whose form it is, and what the program knows of it."""

    patient: str
    therapist: str
    form_version: str


def consent_blocks(texts: PaperTexts, subject: FormSubject) -> tuple[Block, ...]:
    """The form with everything that has to be explained, and the lines to sign on."""
    form = texts.consent
    parts = [block for part in form.parts for block in _blocks(part)]
    signing = Facts(
        (
            (form.patient, subject.patient),
            (form.version, subject.form_version),
            (form.therapist, subject.therapist),
            (form.training, _LINE),
            *form.intimate,
            *((name, _LINE) for name in form.signing),
        )
    )
    return (
        Paragraph(unwrapped(form.opening)),
        *parts,
        Heading(form.signing_title),
        Paragraph(unwrapped(form.declaration)),
        signing,
        Paragraph(form.source, is_small=True),
    )


def leaflet_blocks(texts: PaperTexts) -> tuple[Block, ...]:
    """One page; what must not be missed stands first."""
    leaflet = texts.leaflet
    parts = [block for part in leaflet.parts for block in _blocks(part)]
    contact = Facts(tuple((name, _LINE) for name in leaflet.contact))
    return (
        Heading(leaflet.warnings.title),
        Paragraph(unwrapped(leaflet.urgent), is_strong=True),
        *_paragraphs(leaflet.warnings.lines),
        *parts,
        contact,
        Paragraph(leaflet.source, is_small=True),
    )


def _blocks(part: Part) -> Iterator[Block]:
    yield Heading(part.title)
    yield from _paragraphs(part.lines)


def _paragraphs(lines: tuple[str, ...]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line) for line in lines)
