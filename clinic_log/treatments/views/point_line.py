"""Quick entry: what the line that is being typed means, told while it is typed, and how it can be written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute, render_template, request

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.base.text import find_text_problem
from clinic_log.treatments.forms.point_line import row_values
from clinic_log.treatments.queries.favourite_muscles import list_favourite_muscles
from clinic_log.treatments.rules.limits import TEXTS
from clinic_log.treatments.rules.point_line import (
    Completion,
    Issue,
    ReadLine,
    catalogue_vocabulary,
    complete,
    line_help,
    read_line,
    row_title,
    row_words,
)
from clinic_log.treatments.views.blueprint import Answer, blueprint
from clinic_log.web.database import reading
from clinic_log.web.guards import current_actor, requires

Favourites = Callable[[], Sequence[str]]

_UNREADABLE = "This line could not be read. Reload the page."


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the line in words."""

    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """The line as the preview shows it. `issues` stand in the way of adding it, the text that is no words first."""

    read: ReadLine
    rows: tuple[ShownRow, ...]
    issues: tuple[Issue, ...]

    @property
    def spoken(self) -> str:
        """What a screen reader says of it: what is in the way, else what would be added."""
        if self.issues:
            return " ".join(
                f"{issue.words.rstrip('.')}." if issue.words[-1] != "?" else issue.words for issue in self.issues
            )
        return ". ".join(", ".join((row.title, *row.words)) for row in self.rows)


@blueprint.post("/sessions/quick-entry")
@requires(Permission.WRITE_SESSION)
def read_quick_entry() -> dict[str, Any]:
    """Takes {"before": "ut r 30", "after": "x40"}, the text around the caret, and answers with the preview, the values
    of its rows, whether it can be added, and what the word before the caret can be completed to.
    """
    before, after = _sent(request.get_json(silent=True))
    shown = shown_line(f"{before}{after}", favourites=_my_favourites)
    is_end_of_word = not after or after[0].isspace() or after[0] in ",;"
    choices = _completions(before, favourites=_my_favourites) if is_end_of_word else ()
    return {
        "preview": get_template_attribute("treatments/_point_line.html", "line_preview")(shown),
        "mirror": get_template_attribute("treatments/_point_line.html", "line_mirror")(shown),
        "spoken": shown.spoken,
        "is_whole": shown.read.is_whole,
        "rows": [
            {"title": row_title(row), "values": row_values(row)}
            for row in (shown.read.rows if not shown.issues else ())
        ],
        "completions": [{"label": choice.label, "before": choice.before} for choice in choices],
    }


@blueprint.get("/sessions/quick-entry/help")
@requires(Permission.WRITE_SESSION)
def quick_entry_help() -> Answer:
    return render_template("treatments/point_line_help.html", line_help=line_help())


def shown_line(text: str, *, favourites: Favourites) -> ShownLine:
    """The line in words. The favourites are asked for only when there is something to put in order."""
    read = read_line(text, catalogue_vocabulary())
    if any(issue.completes for issue in read.questions):
        read = read_line(text, catalogue_vocabulary(), favourites=favourites())
    rows = tuple(ShownRow(row_title(row), row_words(row)) for row in read.rows)
    return ShownLine(read, rows, (*read.unknown, *read.questions))


def _completions(before: str, *, favourites: Favourites) -> tuple[Completion, ...]:
    if not complete(before, catalogue_vocabulary()):
        return ()
    return complete(before, catalogue_vocabulary(), favourites=favourites())


def _my_favourites() -> Sequence[str]:
    with reading() as db:
        return list_favourite_muscles(db, by=current_actor())


def _sent(sent: object) -> tuple[str, str]:
    """The text before and after the caret, or InvalidInputError for anything else."""
    parts = (sent.get("before"), sent.get("after")) if isinstance(sent, dict) else (None, None)
    before, after = parts
    if not isinstance(before, str) or not isinstance(after, str):
        raise InvalidInputError(_UNREADABLE)
    if problem := find_text_problem(f"{before}{after}", limit=TEXTS["quick_entry"]):
        raise InvalidInputError(problem)
    return before, after
