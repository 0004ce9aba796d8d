"""What belongs together in two texts of one note, and in the base that both began from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from clinic_log.treatments.forms.row_list import RowsField
from clinic_log.treatments.forms.session_form import SessionForm
from clinic_log.treatments.forms.two_texts.answers import MARK, Answer, Row, answers_in, rows_of
from clinic_log.treatments.rules.last_time import rows_made

_NOUNS: Final = {
    "needlings": "Site",
    "stimulations": "Stimulation",
    "measurements": "Measure",
    "effects_before": "Side effect before leaving",
    "effects_since": "Side effect since last time",
    "effect_updates": "Side effect of before",
    "counts": "Count",
    "vital_signs": "Vital signs",
    "lots": "Needle lot",
}
# A mark on the chart belongs to what these say.
_WHERE: Final = ("muscle", "target_words", "side")


class Keep(StrEnum):
    """Which of the two texts of one answer is kept; both only where one can stand below the other."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Texts:
    """One's own text and the other, and the base, or None where it is not known any more."""

    mine: SessionForm
    theirs: SessionForm
    base: SessionForm | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """What the two texts say to one question; a text that does not have it is None."""

    key: str
    name: str
    mine: Answer | None
    theirs: Answer | None
    changed: Keep | None = None

    @property
    def differs(self) -> bool:
        return _meant(self.mine) != _meant(self.theirs)

    @property
    def may_keep_both(self) -> bool:
        return all(answer is not None and answer.is_long_text and answer.words for answer in (self.mine, self.theirs))


@dataclass(frozen=True, slots=True)
class RowPair:
    """One row of both texts, or of one. `base` is None where the base lacks the row; `has_base`: it is known."""

    group: str
    mine: Row | None
    theirs: Row | None
    base: Row | None
    has_base: bool

    @property
    def known(self) -> Row:
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
    def changed(self) -> Keep | None:
        """Who alone added or removed a row that the other text lacks or has as it was."""
        lone = self.mine or self.known
        if not self.has_base or (self.mine is not None and self.theirs is not None):
            return None
        has, lacks = (Keep.MINE, Keep.THEIRS) if self.theirs is None else (Keep.THEIRS, Keep.MINE)
        if self.base is None:
            return has
        return lacks if lone.says == self.base.says else None

    @property
    def answers(self) -> Iterator[Pair]:
        """The answers of a row that both have."""
        if self.mine is None or self.theirs is None:
            return
        base = self.base.answers if self.base else {}
        for name in dict.fromkeys((*self.theirs.answers, *self.mine.answers)):
            mine, theirs = self.mine.answers.get(name), self.theirs.answers.get(name)
            label = (theirs or mine or Answer("", (), "", ())).label
            changed = _changed(mine, theirs, base.get(name)) if self.has_base else None
            yield Pair(f"{self.key}.{name}", f"{self.name}: {label}", mine, theirs, changed)

    @property
    def questions(self) -> Iterator[Pair]:
        """Those that differ; a mark goes with its muscle and side where these are asked."""
        return (pair for pair in self.answers if pair.differs and self.leader_of(pair) is None)

    def leader_of(self, pair: Pair) -> Pair | None:
        """The question with which this answer goes."""
        if pair.key != f"{self.key}.{MARK}":
            return None
        where = {f"{self.key}.{name}" for name in _WHERE}
        return next((other for other in self.answers if other.key in where and other.differs), None)

    @property
    def carried_by(self) -> Keep | None:
        """Who alone changed what no control shows."""
        if self.mine is None or self.theirs is None or not self.has_base:
            return None
        base = self.base.carried if self.base else ()
        changed = [row.carried != base for row in (self.mine, self.theirs)]
        return {(True, False): Keep.MINE, (False, True): Keep.THEIRS}.get((changed[0], changed[1]))


def answer_pairs(texts: Texts) -> Iterator[Pair]:
    """The answers outside of rows, in the order of the page."""
    here, there = dict(answers_in(texts.mine)), dict(answers_in(texts.theirs))
    base = dict(answers_in(texts.base)) if texts.base else None
    for name, answer in there.items():
        changed = _changed(here.get(name), answer, base.get(name)) if base is not None else None
        yield Pair(name, answer.label, here.get(name), answer, changed)


def row_pairs(texts: Texts) -> Iterator[RowPair]:
    """The rows of both in the order of theirs, then those that only mine has. Rows that say nothing are left out."""
    twins = _twins(texts)
    for group in (field.short_name for field in texts.theirs if isinstance(field, RowsField)):
        left = list(rows_of(texts.mine[group]))
        first = [row for row in rows_of(texts.base[group]) if not row.is_blank] if texts.base else []
        for their_row in rows_of(texts.theirs[group]):
            my_row = _same_row(their_row, left, twins)
            if my_row is not None:
                left.remove(my_row)
            if not (their_row.is_blank and (my_row is None or my_row.is_blank)):
                yield RowPair(group, my_row, their_row, _first(first, their_row, my_row), texts.base is not None)
        for row in left:
            if not row.is_blank:
                yield RowPair(group, row, None, _first(first, row), texts.base is not None)


def _first(rows: list[Row], *later: Row | None) -> Row | None:
    """The row of the base that one of these came from."""
    found = (_same_row(row, rows, {}) for row in later if row is not None)
    return next((row for row in found if row is not None), None)


def _twins(texts: Texts) -> Mapping[str, str]:
    """By uid of their rows, the uid of mine that was made from the same row of last time."""
    mine, theirs = (rows_made(form.last_time.data or "") for form in (texts.mine, texts.theirs))
    return {uid: mine[token] for token, uid in theirs.items() if token in mine}


def _same_row(row: Row, among: Iterable[Row], twins: Mapping[str, str]) -> Row | None:
    rows = list(among)
    known = next((other for other in rows if other.uid in {row.uid, twins.get(row.uid)}), None)
    same = [other for other in rows if row.match and other.match == row.match]
    by_mode = next((other for other in same if other.mode == row.mode), None)
    return known or by_mode or next((other for other in same if not (other.mode and row.mode)), None)


def _changed(mine: Answer | None, theirs: Answer | None, base: Answer | None) -> Keep | None:
    """Whose text alone is no longer what the base says."""
    is_mine, is_theirs = _meant(mine) != _meant(base), _meant(theirs) != _meant(base)
    if is_mine == is_theirs:
        return None
    return Keep.MINE if is_mine else Keep.THEIRS


def _meant(answer: Answer | None) -> tuple[object, ...] | None:
    """What it says; nothing, as of an answer that is not there, where no control of it is filled."""
    return answer.value if answer and any(part is not None for part in answer.value) else None
