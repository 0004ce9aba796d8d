"""Opening an episode from inside a note, in the same act that saves the note."""

from sqlalchemy.orm import Session

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Actor
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes.actions import add_episode
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeDetails
from clinic_log.patients.models import Patient
from clinic_log.treatments.rules import ContentError, Gap, NewEpisode, SessionContent


def add_episode_of_note(db: Session, *, by: Actor, patient: Patient, content: SessionContent) -> Episode:
    """The episode that the content describes, opened on the day of the visit; its audit entry is still to be written.
    ContentError when it cannot be opened.
    """
    new = content.new_episode or NewEpisode()
    try:
        return add_episode(
            db,
            by=by,
            patient=patient,
            details=EpisodeDetails(
                condition_slug=new.condition_slug,
                condition_label=new.words,
                region=Region(new.region) if new.region else None,
                side=new.side,
                onset_on=new.onset_on,
                opened_on=day_in_zone(content.started_at or now_utc(), by.zone),
            ),
        )
    except InvalidInputError as error:
        name = {"condition_label": "words"}.get(error.field or "", error.field or "condition_slug")
        raise ContentError([Gap(f"new_episode.{name}", str(error).removesuffix("."))]) from error
