"""Registrations and needling certificates of the invented people: one expires soon, one covers the upper body only."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.actions.credentials import record_credential
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.credentials import CredentialDetails, CredentialKind

_FIRST_DAY_BEFORE: Final = timedelta(days=900)
_A_YEAR_ON: Final = timedelta(days=365)
_EXPIRES_SOON: Final = timedelta(days=38)
_UPPER_BODY: Final = ("head", "neck", "shoulder", "arm", "forearm", "hand", "upper-back")


def add_credentials(db: Session, team: tuple[SignedIn, ...], *, last_day: date) -> None:
    """A registration and a certificate for each practitioner; the second one's certificate is for the upper body, the
    third one's expires soon after the last day.
    """
    administrator = next(person for person in team if Role.ADMINISTRATOR in person.roles)
    practitioners = [person for person in team if Role.PRACTITIONER in person.roles]
    for number, person in enumerate(practitioners):
        is_limited, ends_soon = number == 1, number == 2
        registration = CredentialDetails(
            kind=CredentialKind.REGISTRATION,
            issuing_body="Health Professions Register",
            number=f"PT-{104_210 + number}",
            valid_from=last_day - _FIRST_DAY_BEFORE,
            expires_on=last_day + _A_YEAR_ON,
        )
        certificate = replace(
            registration,
            kind=CredentialKind.NEEDLING,
            issuing_body="Dry Needling Academy",
            number=f"DN-{2_310 + number}",
            expires_on=last_day + (_EXPIRES_SOON if ends_soon else _A_YEAR_ON),
            regions=_UPPER_BODY if is_limited else (),
        )
        for paper in (registration, certificate):
            record_credential(db, by=administrator, user_id=person.user_id, details=paper)
