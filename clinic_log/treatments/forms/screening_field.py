"""Where the note confirms that the screening is unchanged: one chip for each version that it can confirm."""

from datetime import date
from typing import TYPE_CHECKING

from clinic_log.base.dates import day_in_zone
from clinic_log.base.wording import day_words
from clinic_log.screening.rules.standing import StandingScreening

if TYPE_CHECKING:
    from clinic_log.treatments.forms.session_form import SessionForm


def offer_screenings(form: "SessionForm") -> None:
    """Offer what was asked before the day of the visit. An older version is not confirmed."""
    waiting = [one for one in _standing(form) if one.is_complete and one.answered_on < _day(form, one)]
    field = form.screening_confirmed
    field.offer([(str(one.id), _words(one, is_alone=len(waiting) == 1)) for one in waiting])
    field.data = [code for code in field.data or () if code in {str(one.id) for one in waiting}]


def _standing(form: "SessionForm") -> tuple[StandingScreening, ...]:
    standing = form.facts.risks.standing
    known = {episode.id for episode in form.facts.episodes}
    return tuple(one for one in standing.screenings if one.episode_id in known) if standing else ()


def _day(form: "SessionForm", screening: StandingScreening) -> date:
    typed: date | None = form.start_day.data
    return typed or day_in_zone(form.facts.now, screening.zone)


def _words(screening: StandingScreening, *, is_alone: bool) -> str:
    since = f"Unchanged since {day_words(screening.answered_on)}"
    return since if is_alone else f"{screening.episode_label}: {since[0].lower()}{since[1:]}"
