"""What a visit with needles needs of screening and consent before it is signed, and what its note says of them."""

from collections.abc import Iterator
from dataclasses import replace

from clinic_log.base.wording import day_words
from clinic_log.screening.rules.standing import Standing, StandingScreening, since_words
from clinic_log.treatments.rules.content import NEW_EPISODE, Gap, SessionContent
from clinic_log.treatments.rules.contraindications import standing_overrides, stop_gaps
from clinic_log.treatments.rules.intimate import areas_needled, lacks

FIELD = "screening_confirmed"
CONSENT_FIELD = "consent"


def served_episodes(content: SessionContent) -> frozenset[int]:
    """The episodes for which something was needled; all of the visit where the rows do not say yet."""
    named = {row.episode_id for row in content.needlings if row.episode_id is not None}
    return frozenset(named or content.episode_ids)


def to_confirm(content: SessionContent, standing: Standing) -> tuple[StandingScreening, ...]:
    """The screenings that this visit confirms in one act; none when all were asked on its day or later."""
    if content.started_at is None:
        return ()
    return standing.unconfirmed(served_episodes(content), at=content.started_at)


def screening_gaps(content: SessionContent, standing: Standing | None) -> Iterator[Gap]:
    """What is missing, and every needle that a contraindication stops. Without needles nothing is asked.

    Nobody passes a consent that does not stand when the visit begins, in general and for each intimate area.
    """
    if standing is None or not content.needlings:
        return
    yield from _consent_gap(content, standing)
    yield from _unanswered(content, standing)
    confirmed = set(content.screening_confirmed.split())
    waiting = [one for one in to_confirm(content, standing) if str(one.id) not in confirmed]
    if waiting:
        yield Gap(FIELD, f"Confirm the screening: unchanged since {since_words(waiting)}, or change the answers")
    yield from stop_gaps(content, standing)


def with_standing(content: SessionContent, standing: Standing | None) -> SessionContent:
    """The content as it is signed: with what stood before the needles in words, and the overrides it was done under."""
    if standing is None or not content.needlings:
        return content
    passed = standing_overrides(content, standing)
    words = "\n".join((*_consent_lines(content, standing), *_lines(content, standing)))
    return replace(content, screening_words=words, overrides=(*content.overrides, *passed))


def _consent_gap(content: SessionContent, standing: Standing) -> Iterator[Gap]:
    if content.started_at is None:
        return
    consent = standing.consent_at(content.started_at)
    if not consent.is_valid:
        yield Gap(CONSENT_FIELD, f"{consent.words}. Without valid consent in writing needling cannot be signed")
    for words in lacks(content, standing, at=content.started_at):
        yield Gap(CONSENT_FIELD, f"{words}. Needling there cannot be signed without it")


def _consent_lines(content: SessionContent, standing: Standing) -> Iterator[str]:
    if content.started_at is None:
        return
    consent = standing.consent_at(content.started_at).consent
    if consent is not None:
        yield f"Consent in writing: {consent.in_words}."
    for area in areas_needled(content):
        explicit = standing.area_consent_at(area.slug, content.started_at).consent
        if explicit is not None:
            yield f"Consent for an intimate area ({area.label.lower()}): {explicit.in_words}."


def _unanswered(content: SessionContent, standing: Standing) -> Iterator[Gap]:
    for episode_id in sorted(served_episodes(content)):
        screening = standing.of_episode(episode_id)
        if episode_id == NEW_EPISODE:
            yield Gap(FIELD, "Save the note, then ask the screening of the new episode")
        elif screening is None:
            yield Gap(FIELD, "Ask the screening of this episode before needling")
        elif not screening.is_complete:
            yield Gap(FIELD, f"Finish the screening of {screening.episode_label}: not all was asked")


def _lines(content: SessionContent, standing: Standing) -> Iterator[str]:
    confirmed = {one.id for one in to_confirm(content, standing)}
    served = served_episodes(content)
    for screening in standing.screenings:
        if screening.episode_id in served:
            found = "; ".join(answer.in_words for answer in screening.positive) or "no contraindication"
            now = ", confirmed unchanged" if screening.id in confirmed else ""
            asked = f"{day_words(screening.answered_on)}, version {screening.number}{now}"
            yield f"Screening ({screening.episode_label}) of {asked}: {found}."
