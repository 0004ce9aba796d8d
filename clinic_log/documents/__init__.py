"""Writing documents for every feature: blocks of words, tables and figures in, an accessible PDF out.

A document is plain values; nothing of it can become markup. The fonts are Noto Sans under the SIL Open Font License.
"""

from clinic_log.documents.blocks import Block, Document, Facts, Figure, Heading, Paragraph, Table
from clinic_log.documents.figures import figure_of
from clinic_log.documents.typesetting import TypesetError, typeset

__all__ = [
    "Block",
    "Document",
    "Facts",
    "Figure",
    "Heading",
    "Paragraph",
    "Table",
    "TypesetError",
    "figure_of",
    "typeset",
]
