"""What every drawing keeps, whatever its data: well-formed, escaped, without styles, inside its frame."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from clinic_log.charts.palette import PAINT
from tests.charts.drawings import parse, parse_all
from tests.charts.examples import COUNTS, every_chart, every_inline, words

HOSTILE = "</text><script>alert('x')</script>\" onload=\"1\x00 & <b>"
STYLES = Path(__file__).parents[2] / "clinic_log/static/css"


def test_every_drawing_is_an_image_with_a_title() -> None:
    drawings = [d for chart in every_chart() for d in parse_all(chart.svg)] + [parse(each) for each in every_inline()]

    for drawing in drawings:
        assert drawing.root.get("role") == "img"
        assert drawing.titles()[0]


@pytest.mark.parametrize("count", COUNTS)
def test_figures_hold_any_number_of_points(count: int) -> None:
    for chart in every_chart(count=count):
        for drawing in parse_all(chart.svg):
            assert drawing.outside() == []


def test_no_drawing_has_a_style_attribute_a_script_or_a_handler() -> None:
    for markup in [*(chart.svg for chart in every_chart(HOSTILE, HOSTILE)), *every_inline(HOSTILE)]:
        assert "<script" not in markup
        for drawing in parse_all(markup):
            for element in drawing.root.iter():
                assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_hostile_words_stay_words() -> None:
    for chart in every_chart(HOSTILE, HOSTILE):
        for drawing in parse_all(chart.svg):
            assert drawing.titles()[0] == HOSTILE.replace("\x00", "\ufffd")


@settings(max_examples=25)
@given(words, words)
def test_any_words_give_a_well_formed_drawing_inside_its_frame(label: str, title: str) -> None:
    for chart in every_chart(label, title, count=4):
        for drawing in parse_all(chart.svg):
            assert drawing.outside() == []


def test_charts_with_different_data_share_no_id_on_a_page() -> None:
    page = "".join(chart.svg for count in (2, 5) for chart in every_chart(count=count))

    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) == set(ids)


def test_the_same_data_give_the_same_drawing() -> None:
    assert [chart.svg for chart in every_chart()] == [chart.svg for chart in every_chart()]


def test_rows_of_every_table_are_as_long_as_its_head() -> None:
    for chart in every_chart():
        assert {len(row) for row in chart.table_rows} == {len(chart.table_head)}


def test_every_painted_class_has_its_theme_rule() -> None:
    rules = "".join((STYLES / "components" / name).read_text() for name in ("chart.css", "body_chart.css"))

    assert [name for name in PAINT if not re.search(rf"\.{name}\b(?!-)", rules)] == []


def test_every_class_of_a_drawing_is_painted() -> None:
    frames = {"chart", "chart-wide", "chart-compact", "chart-small", "chart-inline", "chart-strip", "chart-interval"}
    frames |= {"body-chart"}

    for markup in [*(chart.svg for chart in every_chart()), *every_inline()]:
        for drawing in parse_all(markup):
            used = {name for element in drawing.root.iter() for name in element.get("class", "").split()}
            assert used - frames <= PAINT.keys()


def test_style_sheets_use_only_tokens_that_exist() -> None:
    sheets = [STYLES / "components" / name for name in ("chart.css", "body_chart.css")]
    known = set(re.findall(r"(--[\w-]+):", "".join(p.read_text() for p in [STYLES / "tokens.css", *sheets])))

    used = {name for sheet in sheets for name in re.findall(r"var\((--[\w-]+)\)", sheet.read_text())}

    assert used <= known
