"""What the buttons of the body chart do to the raw fields of a note: the same as the chart does by script.

`add_region` adds a row for the place that `chart_region` names (`back/upper-trapezius/right`, the side always left or
right); `remove_mark` names the uid of a row, `take_side` a uid and the side that the row takes (`<uid>/right`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from clinic_log.catalogue import body_chart
from clinic_log.catalogue.body_chart import ChartRegion, ChartSide
from clinic_log.treatments.forms.fields_sent import Fields, fields_of, with_row

Groups = dict[str, list[tuple[str, str]]]

_ADD: Final = "add_region"
_PLACE: Final = "chart_region"
_REMOVE: Final = "remove_mark"
_TAKE_SIDE: Final = "take_side"
_SIDES: Final = (ChartSide.LEFT.value, ChartSide.RIGHT.value)
_MARK: Final = ("chart_version", "chart_view", "chart_x", "chart_y")


def region_groups() -> Groups:
    """Every place by view. On the midline left and right are two choices, since its muscles have sides."""
    return {
        view.label: [choice for region in view.regions for choice in _choices(region)]
        for view in body_chart.all_views()
    }


def with_chart_button(sent: Iterable[tuple[str, Sequence[str]]]) -> Fields | None:
    """The fields after a button of the chart was pressed; None when none was. Unknown names change nothing."""
    lists = [(name, list(texts)) for name, texts in sent]
    pressed = {name: texts[0] for name, texts in lists if name in {_ADD, _PLACE, _REMOVE, _TAKE_SIDE} and texts}
    fields = fields_of(lists)
    if _ADD in pressed:
        return _with_place(fields, pressed.get(_PLACE, ""))
    if _REMOVE in pressed:
        return _with_texts(fields, pressed[_REMOVE], dict.fromkeys(_MARK, ""))
    if _TAKE_SIDE in pressed:
        uid, _, side = pressed[_TAKE_SIDE].rpartition("/")
        return _with_texts(fields, uid, {"side": side}) if side in _SIDES else fields
    return None


def _choices(region: ChartRegion) -> Iterator[tuple[str, str]]:
    sides = _SIDES if region.asks_side else (region.side.value,)
    for side in sides:
        yield f"{region.view}/{region.slug}/{side}", f"{region.label}, {side}"


def _with_place(fields: Fields, place: str) -> Fields:
    known = {
        value: (region, value.rpartition("/")[2])
        for view in body_chart.all_views()
        for region in view.regions
        for value, _label in _choices(region)
    }
    if place not in known:
        return fields
    region, side = known[place]
    x, y = region.centroid
    mark = (body_chart.version(), region.view, str(x), str(y))
    texts = {"region": region.label, "side": side, **dict(zip(_MARK, mark, strict=True))}
    return with_row(fields, "needlings", texts)


def _with_texts(fields: Fields, uid: str, texts: dict[str, str]) -> Fields:
    """The fields with other texts in the row of this uid."""
    row = _row(fields, uid)
    if not row:
        return fields
    names = {f"{row}{name}" for name in texts}
    kept = [[name, text] for name, text in fields if name not in names]
    return [*kept, *([f"{row}{name}", text] for name, text in texts.items())]


def _row(fields: Fields, uid: str) -> str:
    """What the names of the needling with this uid begin with; empty when there is none."""
    found = (name.removesuffix("uid") for name, text in fields if name.endswith("-uid") and text == uid)
    return next((row for row in found if row.startswith("needlings-")), "")
