from pathlib import Path

import pytest

from clinic_log.catalogue import adverse_events, published_rates
from clinic_log.catalogue.adverse_events import SeverityClass
from clinic_log.catalogue.errors import CatalogueError, UnknownAdverseEventError
from tests.catalogue.conftest import BreakCell


def test_all_kinds_are_there_by_severity() -> None:
    classes = [kind.severity_class for kind in adverse_events.all_kinds()]

    assert [classes.count(severity) for severity in SeverityClass] == [18, 15, 18]


def test_soreness_is_everyday_and_pneumothorax_is_serious() -> None:
    everyday = [kind.slug for kind in adverse_events.everyday_kinds()]
    serious = [kind.slug for kind in adverse_events.serious_kinds()]

    assert "post-needling-soreness" in everyday
    assert "pneumothorax" in serious
    assert not set(everyday) & set(serious)


def test_every_serious_kind_is_escalated() -> None:
    assert all(kind.must_escalate for kind in adverse_events.serious_kinds())


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UnknownAdverseEventError, match="no adverse event 'boredom'"):
        adverse_events.get("boredom")


def test_a_serious_kind_that_nobody_hears_of_is_refused(folder: Path, break_cell: BreakCell) -> None:
    row = break_cell("adverse_events.csv", first="pneumothorax", column="must_escalate", value="no")

    with pytest.raises(CatalogueError, match=rf"^adverse_events\.csv, row {row}, column must_escalate: "):
        adverse_events.read_adverse_events(folder)


@pytest.mark.parametrize(("column", "value"), [("typical_onset", "later"), ("slug", "bruising"), ("expected", "1")])
def test_a_broken_kind_is_refused(*, folder: Path, break_cell: BreakCell, column: str, value: str) -> None:
    break_cell("adverse_events.csv", first="pneumothorax", column=column, value=value)

    with pytest.raises(CatalogueError, match=column):
        adverse_events.read_adverse_events(folder)


def test_all_published_rates_are_there_and_name_how_they_were_asked() -> None:
    rates = published_rates.all_rates()

    assert len(rates) == 70
    assert all(rate.ascertainment and rate.source for rate in rates)


def test_brady_counts_events_and_not_sessions() -> None:
    mild = published_rates.for_event("any-mild")[0]

    assert (mild.events, mild.denominator, mild.rate_percent) == (1463, 7629, 19.18)
    assert mild.is_roll_up


def test_an_event_that_nobody_reported_has_no_rates() -> None:
    assert published_rates.for_event("boredom") == ()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event_slug", "any-thing"),
        ("rate_percent", "101"),
        ("rate_percent", ""),
        ("year", ""),
        ("unit", "needles"),
        ("events", "1.5"),
        ("wilson95_high_pct", "1"),
    ],
)
def test_a_broken_rate_is_named(*, folder: Path, break_cell: BreakCell, column: str, value: str) -> None:
    break_cell("published_rates.csv", first="Brady 2014 Ireland", column=column, value=value)

    with pytest.raises(CatalogueError, match=rf"^published_rates\.csv, row 2, column {column}: "):
        published_rates.read_published_rates(folder, known_events=adverse_events.by_slug())
