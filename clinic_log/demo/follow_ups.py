"""What patients of the invented clinic tell by follow-up links, and what their clinicians make of it."""

from datetime import timedelta
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.incidents.actions.by_link import SentAnswer, take_answer
from clinic_log.incidents.actions.follow_up import confirm_effect, make_link
from clinic_log.incidents.actions.reporting import SentReport
from clinic_log.incidents.models import FollowUpEffect
from clinic_log.incidents.rules.follow_up import PROPOSED_KINDS, Bruise, Sign, Told
from clinic_log.incidents.rules.late import Report
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import EffectEntry, EffectTiming, Severity

ASKED_AFTER: Final = timedelta(hours=22)
# Answers of the last days still wait for a clinician.
WAITS_FOR: Final = timedelta(days=4)
_NOTHING: Final = Told(none_of_these=True, soreness=0, bruise=Bruise.NONE, pain=3)
_ANSWERS: Final = (
    _NOTHING,
    _NOTHING,
    Told(none_of_these=True, soreness=3, bruise=Bruise.NONE, pain=4),
    Told(none_of_these=True, soreness=2, bruise=Bruise.SMALL, pain=2),
)
WARNING: Final = Told(signs=(Sign.REDNESS, Sign.FEVER), soreness=5, bruise=Bruise.NONE, pain=5)


def answer_by_link(
    db: Session, *, by: SignedIn, treatment: TreatmentSession, has_warning: bool, is_looked_at: bool
) -> None:
    """The patient answers now; what is looked at is confirmed at once, as mild."""
    key = f"follow-up-{treatment.id}"
    told = WARNING if has_warning else Random(key).choice(_ANSWERS)  # noqa: S311 -- invented data, not a secret
    _, token = make_link(db, by=by, treatment=treatment, key=key)
    answer = take_answer(db, token=token, sent=SentAnswer(told=told, key=key), address=None, now=now_utc())
    for effect in answer.effects if is_looked_at else ():
        sent = SentReport(report=_report(effect, zone=by.zone), key=f"{key}-{effect.id}")
        confirm_effect(db, by=by, effect=effect, sent=sent)


def _report(effect: FollowUpEffect, *, zone: str) -> Report:
    entry = EffectEntry(
        uid=f"follow-up-{effect.id}",
        timing=EffectTiming.SINCE_LAST_TIME,
        kind_slug=PROPOSED_KINDS[effect.code],
        severity=Severity.MILD,
        reported_by="patient",
    )
    return Report(effect=entry, told_on=day_in_zone(now_utc(), zone), told_how="follow-up")
