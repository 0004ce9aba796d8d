"""Two texts of one note, answer by answer: where they differ, and the one that is made of what is kept of each.

Rows are the same row when they have the same uid; a measurement also when it is of the same measure, side, episode and
kind of motion, since each page makes the row for it anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import wtforms
from wtforms.form import BaseForm

from clinic_log.treatments.forms.as_sent import sent_of
from clinic_log.treatments.forms.fields_sent import Fields
from clinic_log.treatments.forms.row_list import RowForm, RowsField, is_answered
from clinic_log.treatments.forms.session_form import SessionForm
from clinic_log.treatments.rules.limits import REVISION_FIELD
from clinic_log.web.forms import NotesField
from clinic_log.web.template_tools import number

NOT_THERE: Final = "Not there"

_LEFT_OUT: Final = frozenset({"uid", "patient_id", REVISION_FIELD})
_PLACE: Final = "place"
_NOUNS: Final = {
    "needlings": "Site",
    "stimulations": "Stimulation",
    "measurements": "Measure",
    "effects_before": "Side effect before leaving",
    "effects_since": "Side effect since last time",
    "effect_updates": "Side effect of before",
    "counts": "Count",
    "vital_signs": "Vital signs",
}


class Keep(StrEnum):
    """Which of the two texts of one answer is kept; both only where one can stand below the other."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that the two texts give differently, in words. `key` names it in the form."""

    key: str
    name: str
    mine: str
    theirs: str
    may_keep_both: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """One control, or several that mean one thing together: what they say, in words and as sent."""

    label: str
    value: tuple[object, ...]
    words: str
    sent: tuple[tuple[str, str], ...]
    is_long_text: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    uid: str
    title: str
    is_blank: bool
    match: tuple[object, ...]
    mode: str
    answers: Mapping[str, _Answer]

    @property
    def words(self) -> str:
        """All that the row says."""
        told = (f"{one.label}: {one.words}" for one in self.answers.values() if one.words and one.label)
        return "; ".join(told)


@dataclass(frozen=True, slots=True)
class _Pair:
    """What the two texts say to one question; a row or an answer that one of them does not have is None."""

    key: str
    name: str
    mine: _Answer | None
    theirs: _Answer | None


@dataclass(frozen=True, slots=True)
class _RowPair:
    group: str
    mine: _Row | None
    theirs: _Row | None

    @property
    def known(self) -> _Row:
        row = self.theirs or self.mine
        if row is None:
            raise LookupError("A pair has at least one row.")
        return row

    @property
    def key(self) -> str:
        return f"{self.group}.{self.known.uid}"

    @property
    def name(self) -> str:
        return f"{_NOUNS.get(self.group, self.group)} {self.known.title}".strip()

    @property
    def answers(self) -> Iterator[_Pair]:
        """The answers of a row that both have."""
        if self.mine is None or self.theirs is None:
            return
        for name in dict.fromkeys((*self.theirs.answers, *self.mine.answers)):
            mine, theirs = self.mine.answers.get(name), self.theirs.answers.get(name)
            label = (theirs or mine or _Answer("", (), "", ())).label
            yield _Pair(f"{self.key}.{name}", f"{self.name}: {label}", mine, theirs)


def differences(mine: SessionForm, theirs: SessionForm) -> list[Difference]:
    """Every answer that is not the same in both, in the order of the page; a row that only one has counts once."""
    found = [_difference(pair) for pair in _answers(mine, theirs) if _differs(pair)]
    for row in _row_pairs(mine, theirs):
        if row.mine is None or row.theirs is None:
            found.append(
                Difference(
                    row.key,
                    row.name,
                    row.mine.words if row.mine else NOT_THERE,
                    row.theirs.words if row.theirs else NOT_THERE,
                )
            )
        else:
            found.extend(_difference(pair) for pair in row.answers if _differs(pair))
    return found


def merged(mine: SessionForm, theirs: SessionForm, kept: Mapping[str, Keep]) -> Fields:
    """The fields of one note. What is the same in both needs no choice; without one their answer stays."""
    fields: Fields = [[name, str(theirs[name].data or "")] for name in ("patient_id", REVISION_FIELD)]
    for pair in _answers(mine, theirs):
        fields.extend([name, text] for name, text in _chosen(pair, kept))
    indices: dict[str, int] = {}
    for row in _row_pairs(mine, theirs):
        sent = _sent_of_row(row, kept)
        if sent is not None:
            index = indices[row.group] = indices.get(row.group, -1) + 1
            fields.append([f"{row.group}-{index}-uid", row.known.uid])
            fields.extend([f"{row.group}-{index}-{name}", text] for name, text in sent)
    return fields


def _sent_of_row(row: _RowPair, kept: Mapping[str, Keep]) -> list[tuple[str, str]] | None:
    """What is sent of the row that stays; None for one that goes."""
    if row.mine is not None and row.theirs is not None:
        return [sent for pair in row.answers for sent in _chosen(pair, kept)]
    staying = row.mine if kept.get(row.key) is Keep.MINE else row.theirs
    return None if staying is None else [sent for answer in staying.answers.values() for sent in answer.sent]


def _chosen(pair: _Pair, kept: Mapping[str, Keep]) -> tuple[tuple[str, str], ...]:
    choice = kept.get(pair.key, Keep.THEIRS)
    if choice is Keep.BOTH and _may_keep_both(pair) and pair.mine and pair.theirs:
        return ((pair.theirs.sent[0][0], f"{pair.theirs.words}\n\n{pair.mine.words}"),)
    answer = pair.mine if choice is Keep.MINE else pair.theirs
    return answer.sent if answer else ()


def _difference(pair: _Pair) -> Difference:
    mine, theirs = (answer.words if answer else "" for answer in (pair.mine, pair.theirs))
    return Difference(pair.key, pair.name, mine, theirs, may_keep_both=_may_keep_both(pair))


def _differs(pair: _Pair) -> bool:
    mine, theirs = (answer.value if answer else (None,) for answer in (pair.mine, pair.theirs))
    return mine != theirs


def _may_keep_both(pair: _Pair) -> bool:
    return all(answer is not None and answer.is_long_text and answer.words for answer in (pair.mine, pair.theirs))


def _answers(mine: SessionForm, theirs: SessionForm) -> Iterator[_Pair]:
    here, there = dict(_answers_in(mine)), dict(_answers_in(theirs))
    for name, answer in there.items():
        yield _Pair(name, answer.label, here.get(name), answer)


def _answers_in(form: BaseForm, lead: str = "") -> Iterator[tuple[str, _Answer]]:
    for field in form:
        if isinstance(field, wtforms.FormField):
            yield from _answers_in(field.form, f"{field.label.text}: ")
        elif not isinstance(field, wtforms.FieldList) and field.short_name not in _LEFT_OUT:
            yield field.name, _answer([field], label=f"{lead}{field.label.text}", in_row=False)


def _row_pairs(mine: SessionForm, theirs: SessionForm) -> Iterator[_RowPair]:
    """The rows of both in the order of theirs, then those that only mine has. Rows that say nothing are left out."""
    for group in (field.short_name for field in theirs if isinstance(field, RowsField)):
        left = list(_rows(mine[group]))
        for their_row in _rows(theirs[group]):
            my_row = _same_row(their_row, left)
            if my_row is not None:
                left.remove(my_row)
            if not (their_row.is_blank and (my_row is None or my_row.is_blank)):
                yield _RowPair(group, my_row, their_row)
        yield from (_RowPair(group, row, None) for row in left if not row.is_blank)


def _same_row(row: _Row, among: Iterable[_Row]) -> _Row | None:
    rows = list(among)
    by_uid = next((other for other in rows if other.uid == row.uid), None)
    same = [other for other in rows if row.match and other.match == row.match]
    by_mode = next((other for other in same if other.mode == row.mode), None)
    return by_uid or by_mode or next((other for other in same if not (other.mode and row.mode)), None)


def _rows(rows: Any) -> Iterator[_Row]:
    for place, row in enumerate(rows.rows(), start=1):
        match = tuple(row[name].data for name in ("measure", "side", "episode")) if "measure" in row else ()
        yield _Row(
            uid=row.uid.data,
            title=_title(row) or str(place),
            is_blank=row.is_blank(),
            match=match if any(match) else (),
            mode=(row.mode.data or "") if "mode" in row else "",
            answers=_answers_of_row(row),
        )


def _answers_of_row(row: RowForm) -> Mapping[str, _Answer]:
    """The answers by the name of their control; what no control shows, as the place on the chart, is one answer."""
    shown = [field for field in row if field.short_name not in _LEFT_OUT and not _is_of_place(field)]
    answers = {field.short_name: _answer([field], label=field.label.text) for field in shown}
    place = [field for field in row if _is_of_place(field) and field.short_name not in _LEFT_OUT]
    return {**answers, _PLACE: _answer(place, label="mark on the body chart")} if place else answers


def _is_of_place(field: wtforms.Field) -> bool:
    """Whether a row had read its danger note is an answer of its own: no place on the chart may decide it."""
    return field.short_name != "hazard_read" and (
        isinstance(field, wtforms.HiddenField) or field.short_name.startswith("chart_")
    )


def _answer(fields: list[wtforms.Field], *, label: str, in_row: bool = True) -> _Answer:
    words = ", ".join(text for text in map(_words, fields) if text)
    sent = tuple(
        (control.short_name if in_row else control.name, text) for field in fields for control, text in sent_of(field)
    )
    is_long = len(fields) == 1 and isinstance(fields[0], NotesField)
    return _Answer(label, tuple(map(_value, fields)), words, sent, is_long_text=is_long)


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
