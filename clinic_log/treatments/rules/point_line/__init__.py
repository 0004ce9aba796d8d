"""The point line: needlings written as a therapist says them, `ut r 30x40 piston 2x ltr, lev l`.

Words: a *line* has *parts* between commas, one target each; a part without a target holds for every target that does
not say the same itself, and nothing else is handed on. A *term* is a word of the line and what it means; a *muscle
word* is anything a muscle is called by. What a word can mean in two ways is a *question*; what it cannot mean at all
is *not understood*. Nothing is guessed and nothing is dropped: each character of the line is in one of its pieces.

Words may be shortened to their beginning. The target is looked for first, so that `sup l` is the supinator and
`ut l sup` asks between superficial and supine. Diameter comes before length, and 30 stands for 0.30 when nothing
else can be meant.
"""

from clinic_log.treatments.rules.point_line.completing import Completion, complete
from clinic_log.treatments.rules.point_line.help import HelpGroup, HelpLine, LineHelp, line_help
from clinic_log.treatments.rules.point_line.model import LINE_FIELDS, Issue, LineRow, Option, Piece, PieceKind, ReadLine
from clinic_log.treatments.rules.point_line.printing import print_line
from clinic_log.treatments.rules.point_line.reading import read_line
from clinic_log.treatments.rules.point_line.vocabulary import Vocabulary, catalogue_vocabulary
from clinic_log.treatments.rules.point_line.wording import row_title, row_words

__all__ = [
    "LINE_FIELDS",
    "Completion",
    "HelpGroup",
    "HelpLine",
    "Issue",
    "LineHelp",
    "LineRow",
    "Option",
    "Piece",
    "PieceKind",
    "ReadLine",
    "Vocabulary",
    "catalogue_vocabulary",
    "complete",
    "line_help",
    "print_line",
    "read_line",
    "row_title",
    "row_words",
]
