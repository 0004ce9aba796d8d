"""The questions that two texts of one note raise, and the note that the answers make."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from clinic_log.treatments.forms.fields_sent import Fields
from clinic_log.treatments.forms.two_texts.pairs import Keep, Pair, RowPair, Texts, answer_pairs, row_pairs
from clinic_log.treatments.rules.last_time import of_two
from clinic_log.treatments.rules.limits import REVISION_FIELD

NOT_THERE: Final = "Not there"


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that the two texts give differently, in words. `key` names it in the form; `changed` is the text that
    alone changed it since the base.
    """

    key: str
    name: str
    mine: str
    theirs: str
    may_keep_both: bool = False
    changed: Keep | None = None


def differences(texts: Texts) -> list[Difference]:
    """Every answer that is not the same in both, in the order of the page; a row that only one has counts once."""
    found = [_difference(pair) for pair in answer_pairs(texts) if pair.differs]
    for row in row_pairs(texts):
        if row.mine is None or row.theirs is None:
            mine, theirs = (side.words if side else NOT_THERE for side in (row.mine, row.theirs))
            found.append(Difference(row.key, row.name, mine, theirs, changed=row.changed))
        else:
            found.extend(map(_difference, row.questions))
    return found


def merged(texts: Texts, kept: Mapping[str, Keep]) -> Fields:
    """The fields of one note. What is the same in both needs no choice; without one their answer stays.

    What no control shows goes with its row, and what became of last time's rows with the rows that it made.
    """
    fields: Fields = [[name, str(texts.theirs[name].data or "")] for name in ("patient_id", REVISION_FIELD)]
    for pair in answer_pairs(texts):
        fields.extend([name, text] for name, text in _chosen(pair, kept))
    indices: dict[str, int] = {}
    standing: dict[str, str] = {}
    for row in row_pairs(texts):
        sent = list(_sent_of_row(row, kept))
        if sent:
            index = indices[row.group] = indices.get(row.group, -1) + 1
            uid = row.known.uid
            standing |= {side.uid: uid for side in (row.mine, row.theirs) if side}
            fields.append([f"{row.group}-{index}-uid", uid])
            fields.extend([f"{row.group}-{index}-{name}", text] for name, text in sent)
    fates = (form.last_time.data or "" for form in (texts.mine, texts.theirs))
    base = (texts.base.last_time.data or "") if texts.base else None
    return [*fields, ["last_time", of_two(*fates, base=base, rows=standing)]]


def _sent_of_row(row: RowPair, kept: Mapping[str, Keep]) -> Iterator[tuple[str, str]]:
    """What is sent of the row that stays; nothing for one that goes."""
    if row.mine is None or row.theirs is None:
        staying = row.mine if kept.get(row.key) is Keep.MINE else row.theirs
        if staying is not None:
            yield from (sent for answer in staying.answers.values() for sent in answer.sent)
            yield from staying.carried
        return
    for pair in row.answers:
        yield from _chosen(pair, kept, of=row.leader_of(pair))
    yield from (row.mine if _carries(row, kept) is Keep.MINE else row.theirs).carried


def _carries(row: RowPair, kept: Mapping[str, Keep]) -> Keep:
    """Whose hidden values go with the row: of who alone changed them, else of who is kept in all its answers."""
    if row.carried_by is not None:
        return row.carried_by
    choices = {kept.get(pair.key, Keep.THEIRS) for pair in row.questions}
    return Keep.MINE if choices == {Keep.MINE} else Keep.THEIRS


def _chosen(pair: Pair, kept: Mapping[str, Keep], *, of: Pair | None = None) -> tuple[tuple[str, str], ...]:
    choice = kept.get((of or pair).key, Keep.THEIRS)
    if choice is Keep.BOTH and pair.may_keep_both and pair.mine and pair.theirs:
        return ((pair.theirs.sent[0][0], f"{pair.theirs.words}\n\n{pair.mine.words}"),)
    answer = pair.mine if choice is Keep.MINE else pair.theirs
    return answer.sent if answer else ()


def _difference(pair: Pair) -> Difference:
    mine, theirs = (answer.words if answer else "" for answer in (pair.mine, pair.theirs))
    return Difference(pair.key, pair.name, mine, theirs, may_keep_both=pair.may_keep_both, changed=pair.changed)
