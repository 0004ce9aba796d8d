"""What no control shows goes with the row that it belongs to when one note is made of two texts."""

from collections.abc import Mapping
from dataclasses import replace

from clinic_log.catalogue import body_chart
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.reading import read_content
from clinic_log.treatments.forms.two_texts import Keep, Texts, differences, merged
from clinic_log.treatments.rules import ChartPoint, Fate, NeedlingEntry, OriginKind, SessionContent
from clinic_log.treatments.rules.last_time import fates_of, of_two, origins_of, rows_made, with_confirmed, with_fate
from tests.treatments.factories import needling
from tests.treatments.sent import make_facts

_FACTS = make_facts()
_BASE = needling(uid="row")
_HERE = ChartPoint(version=body_chart.version(), view="back", x=60, y=60)
_THERE = replace(_HERE, x=64)


def _texts(mine: SessionContent, theirs: SessionContent, base: SessionContent | None = None) -> Texts:
    return Texts(_form(mine), _form(theirs), None if base is None else _form(base))


def _form(content: SessionContent) -> SessionForm:
    return SessionForm.from_content(content, facts=_FACTS, revision=1)


def _with(*rows: NeedlingEntry, last_time: str = "") -> SessionContent:
    return SessionContent(needlings=rows, last_time=last_time)


def _one(texts: Texts, kept: Mapping[str, Keep]) -> SessionContent:
    return read_content(SessionForm.from_fields(merged(texts, kept), facts=_FACTS), readable_only=True)


def test_where_values_came_from_is_no_question_and_goes_with_the_kept_row() -> None:
    carried = replace(_BASE, origins=origins_of(_BASE, OriginKind.CARRIED, "2026-11-02"), needles=1)
    texts = _texts(_with(carried), _with(_BASE))

    (asked,) = differences(texts)

    assert asked.key == "needlings.row.needles"
    assert _one(texts, {asked.key: Keep.MINE}).needlings[0].origins == carried.origins
    assert _one(texts, {asked.key: Keep.THEIRS}).needlings[0].origins is None


def test_a_moved_mark_is_said_in_words_and_suggested_where_one_moved_it() -> None:
    marked, moved = replace(_BASE, chart=_HERE), replace(_BASE, chart=_THERE)

    (asked,) = differences(_texts(_with(moved), _with(marked), _with(marked)))

    assert asked.changed is Keep.MINE
    assert asked.mine.startswith("Back")
    assert "64" not in asked.mine


def test_a_mark_goes_with_the_muscle_where_that_differs() -> None:
    mine = replace(_BASE, muscle_slug="levator-scapulae", chart=_HERE)
    texts = _texts(_with(mine), _with(replace(_BASE, chart=_THERE)))

    (asked,) = differences(texts)
    kept = _one(texts, {asked.key: Keep.MINE}).needlings[0]

    assert (kept.muscle_slug, kept.chart) == ("levator-scapulae", _HERE)


def test_what_became_of_last_time_is_no_question_and_goes_with_its_row() -> None:
    confirmed = with_confirmed("", {"7.old": "row"})
    texts = _texts(_with(_BASE, last_time=confirmed), _with(), _with())

    (asked,) = differences(texts)

    assert (asked.key, asked.changed) == ("needlings.row", Keep.MINE)
    assert rows_made(_one(texts, {asked.key: Keep.MINE}).last_time) == {"7.old": "row"}
    assert fates_of(_one(texts, {asked.key: Keep.THEIRS}).last_time) == {}


def test_a_row_of_last_time_that_both_confirmed_is_one_row() -> None:
    mine = _with(replace(_BASE, uid="mine"), last_time=with_confirmed("", {"7.old": "mine"}))
    theirs = _with(replace(_BASE, uid="theirs"), last_time=with_confirmed("", {"7.old": "theirs"}))
    texts = _texts(mine, theirs)

    assert differences(texts) == []
    assert [row.uid for row in _one(texts, {}).needlings] == ["theirs"]
    assert rows_made(_one(texts, {}).last_time) == {"7.old": "theirs"}


def test_what_only_one_text_dropped_or_took_back_holds() -> None:
    dropped = with_fate("", ["7.old"], Fate.DROPPED)

    assert of_two("", dropped, base="", rows={}) == dropped
    assert of_two("", dropped, base=dropped, rows={}) == ""
    assert of_two("", dropped, base=None, rows={}) == dropped
