"""What a text of a note says, answer by answer, in words and as it would be sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import wtforms
from wtforms.form import BaseForm

from clinic_log.catalogue import muscles
from clinic_log.catalogue.chart_places import place_in_words
from clinic_log.treatments.forms.as_sent import sent_of
from clinic_log.treatments.forms.row_list import RowForm, is_answered
from clinic_log.treatments.rules.limits import REVISION_FIELD
from clinic_log.web.forms import NotesField
from clinic_log.web.template_tools import number

# The name of the answer that the controls of a mark on the body chart give together.
MARK: Final = "place"

_LEFT_OUT: Final = frozenset({"uid", "patient_id", REVISION_FIELD, "last_time", "consent"})
_READ: Final = "hazard_read"


@dataclass(frozen=True, slots=True)
class Answer:
    """One control, or several that mean one thing together: what they say, in words and as sent."""

    label: str
    value: tuple[object, ...]
    words: str
    sent: tuple[tuple[str, str], ...]
    is_long_text: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its answers by the name of their control. `carried` is sent with it and no answer of its own."""

    uid: str
    title: str
    is_blank: bool
    match: tuple[object, ...]
    mode: str
    answers: Mapping[str, Answer]
    carried: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """All that the row says."""
        told = (f"{one.label}: {one.words}" for one in self.answers.values() if one.words and one.label)
        return "; ".join(told)

    @property
    def says(self) -> Mapping[str, tuple[object, ...]]:
        """What it means, for comparing."""
        return {name: answer.value for name, answer in self.answers.items()}


def answers_in(form: BaseForm, lead: str = "") -> Iterator[tuple[str, Answer]]:
    """The answers of a form outside of its rows, by the name of their control."""
    for field in form:
        if isinstance(field, wtforms.FormField):
            yield from answers_in(field.form, f"{field.label.text}: ")
        elif not isinstance(field, wtforms.FieldList) and field.short_name not in _LEFT_OUT:
            yield field.name, _answer([field], label=f"{lead}{field.label.text}", in_row=False)


def rows_of(rows: Any) -> Iterator[Row]:
    """The rows of one group, in order."""
    for place, row in enumerate(rows.rows(), start=1):
        match = tuple(row[name].data for name in ("measure", "side", "episode")) if "measure" in row else ()
        yield Row(
            uid=row.uid.data,
            title=_title(row) or str(place),
            is_blank=row.is_blank(),
            match=match if any(match) else (),
            mode=(row.mode.data or "") if "mode" in row else "",
            answers=_answers_of_row(row),
            carried=tuple(
                (control.short_name, text) for field in row if _is_carried(field) for control, text in sent_of(field)
            ),
        )


def _answers_of_row(row: RowForm) -> Mapping[str, Answer]:
    """The answers by the name of their control; the controls of a mark on the body chart are one answer."""
    fields = [field for field in row if field.short_name not in _LEFT_OUT and not _is_carried(field)]
    answers = {field.short_name: _answer([field], label=field.label.text) for field in fields if not _is_of_mark(field)}
    if _READ in answers:
        answers[_READ] = _note_read(row, answers[_READ])
    mark = [field for field in fields if _is_of_mark(field)]
    return {**answers, MARK: _mark(row, mark)} if mark else answers


def _is_of_mark(field: wtforms.Field) -> bool:
    return str(field.short_name).startswith("chart_")


def _is_carried(field: wtforms.Field) -> bool:
    """Whether it goes with its row. That the danger note was read is an answer: nothing else may decide it."""
    is_hidden = isinstance(field, wtforms.HiddenField) and not _is_of_mark(field)
    return is_hidden and field.short_name not in {*_LEFT_OUT, _READ}


def _mark(row: Any, fields: list[wtforms.Field]) -> Answer:
    """Where the mark lies, in words."""
    answer = _answer(fields, label="mark on the body chart")
    view, x, y = row.chart_view.data, row.chart_x.data, row.chart_y.data
    try:
        words = place_in_words(view, x, y) if view and x is not None and y is not None else ""
    except LookupError:
        words = "on an earlier drawing of the body"
    return replace(answer, words=words)


def _note_read(row: Any, answer: Answer) -> Answer:
    muscle = muscles.by_slug().get(row.hazard_read.data or "")
    return replace(answer, label="danger note read", words=muscle.name if muscle else answer.words)


def _answer(fields: list[wtforms.Field], *, label: str, in_row: bool = True) -> Answer:
    words = ", ".join(text for text in map(_words, fields) if text)
    sent = tuple(
        (control.short_name if in_row else control.name, text) for field in fields for control, text in sent_of(field)
    )
    is_long = len(fields) == 1 and isinstance(fields[0], NotesField)
    return Answer(label, tuple(map(_value, fields)), words, sent, is_long_text=is_long)


def _title(row: Any) -> str:
    if hasattr(row, "title"):
        return str(row.title())
    return row.summary_name() or ", ".join(filter(None, (_words(row[name]) for name in row.NEEDED)))


def _value(field: wtforms.Field) -> object:
    """What the control means; what cannot be read stands for itself."""
    if field.process_errors or getattr(field, "typed", ""):
        return (*(field.raw_data or ()), getattr(field, "typed", ""))
    if isinstance(field.data, list):
        return tuple(sorted(field.data)) or None
    return field.data if is_answered(field) else None


def _words(field: wtforms.Field) -> str:
    if isinstance(field, wtforms.SelectField | wtforms.SelectMultipleField):
        chosen = field.data if isinstance(field.data, list) else [field.data or ""]
        labels = _labels(field.choices if isinstance(field.choices, dict) else {})
        return ", ".join(labels.get(code, code) for code in chosen if code) or str(getattr(field, "typed", ""))
    if field.process_errors:
        return ", ".join(map(str, field.raw_data or ()))
    if isinstance(field.data, bool):
        return "Yes" if field.data else ""
    return number(field.data) if isinstance(field.data, float | int) else str(field.data or "")


def _labels(choices: Mapping[str, object]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for code, label in choices.items():
        labels.update(label if isinstance(label, dict) else {code: str(label)})
    return labels
