"""Whatever can be saved goes through the form unchanged, and whatever was typed is shown again."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic_log.base.text import normalise
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.as_sent import fields_of_form
from clinic_log.treatments.rules import NewEpisode, SessionContent
from clinic_log.treatments.rules.plausibility import Circumstances, refused
from tests.treatments.sent import make_facts
from tests.treatments.strategies import ZONE, contents, with_new_episode

FACTS = make_facts()
NECK = NewEpisode(condition_slug="neck-pain", words="after a fall", region="neck")

in_time = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _in_form_order(content: SessionContent) -> SessionContent:
    """Side effects stand in the form by when they were asked."""
    return replace(content, effects=tuple(sorted(content.effects, key=lambda row: row.timing)))


@in_time
@given(content=contents())
def test_a_content_that_the_rules_accept_goes_through_the_form_unchanged(content: SessionContent) -> None:
    content = with_new_episode(content, NECK)
    circumstances = Circumstances(now=FACTS.now, zone=ZONE, born_on=FACTS.born_on, has_earlier_visit=True)
    assert refused(content, circumstances=circumstances) == ()
    shown = SessionForm.from_content(content, facts=FACTS)

    read = SessionForm.from_fields(fields_of_form(shown), facts=FACTS)

    assert read.validate(), read.all_errors()
    assert read.to_content() == _in_form_order(content)


@in_time
@given(
    texts=st.lists(
        st.tuples(
            st.sampled_from(
                (
                    *("notes", "start_day", "start_clock", "needles_out", "kind", "episodes", "new_episode-words"),
                    *("needlings-0-needles", "needlings-0-diameter_other", "needlings-0-target_words"),
                    *("measurements-0-before", "measurements-0-after", "effects_before-0-onset_on"),
                )
            ),
            st.text(st.characters(codec="utf-8"), max_size=30),
        ),
        unique_by=lambda pair: pair[0],
    )
)
def test_a_draft_is_shown_as_it_was_typed_valid_or_not(texts: list[tuple[str, str]]) -> None:
    form = SessionForm.from_fields([list(pair) for pair in texts], facts=FACTS)
    form.validate()

    shown = dict(fields_of_form(form))

    for name, text in texts:
        if text.strip() and name not in {"kind", "episodes"}:
            assert normalise(shown[name]).strip() == normalise(text).strip()


@in_time
@given(content=contents())
def test_showing_a_draft_twice_changes_nothing(content: SessionContent) -> None:
    once = fields_of_form(SessionForm.from_content(content, facts=FACTS))

    twice = fields_of_form(SessionForm.from_fields(once, facts=FACTS))

    assert twice == once
