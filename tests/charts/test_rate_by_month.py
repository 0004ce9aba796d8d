"""Rates by month: only what was asked counts, and small numbers have no percentage."""

from clinic_log.charts import Chart, ChartText, RatePoint, rate_by_month
from tests.charts.drawings import parse


def rates(*points: RatePoint) -> Chart:
    return rate_by_month(points, ChartText("Side effects"))


def test_a_month_shows_its_share_and_its_count() -> None:
    chart = rates(RatePoint("Sep", 20, 100, 125), RatePoint("Oct", 10, 100, 100))

    drawing = parse(chart.print_svg)

    assert {"100", "80"} <= set(drawing.words())
    assert "Sep: 20 of 100, 20 %" in drawing.titles()
    assert chart.table_head == ("Month", "With an event, of those asked", "Asked, %")
    assert chart.table_rows[0] == ("Sep", "20 of 100, 20 %", "80")


def test_a_month_with_fewer_than_ten_asked_is_left_open() -> None:
    chart = rates(RatePoint("Sep", 20, 100), RatePoint("Oct", 3, 9), RatePoint("Nov", 1, 10))

    drawing = parse(chart.print_svg)

    assert len(drawing.centres("c-rate")) == 2
    assert chart.table_rows[1] == ("Oct", "3 of 9 (small number: no percentage)")
    assert "fewer than 10 asked" in chart.caption


def test_the_axis_starts_at_zero() -> None:
    drawing = parse(rates(RatePoint("Sep", 20, 100), RatePoint("Oct", 22, 100)).print_svg)

    assert "0 %" in drawing.words()


def test_no_month_and_no_large_month_are_said_in_words() -> None:
    assert "No months yet" in parse(rates().print_svg).words()
    assert "Too few asked for a percentage" in parse(rates(RatePoint("Sep", 1, 3)).print_svg).words()
