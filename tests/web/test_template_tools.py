"""How values are written on a page."""

import re

import pytest

from clinic_log.web.template_tools import unbroken


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("7.1 % (5.1–9.8 %), 32 of 1,451", ["7.1 %", "(5.1–9.8 %),", "32 of 1,451"]),
        ("154 in 1,000 sessions (19–556)", ["154 in 1,000 sessions", "(19–556)"]),
        ("4 of 9", ["4 of 9"]),
        ("fewer than 10", []),
        ("", []),
    ],
)
def test_a_figure_breaks_only_between_its_parts(words: str, pieces: list[str]) -> None:
    shown = unbroken(words)

    assert re.findall(r'<span class="nowrap">(.*?)</span>', shown) == pieces
    assert re.sub(r"<.*?>", "", shown) == words


def test_what_stands_around_a_figure_is_text() -> None:
    assert unbroken("<b> 4 of 9") == '&lt;b&gt; <span class="nowrap">4 of 9</span>'
