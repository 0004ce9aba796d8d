"""What a person may do, and what every use case asks of the person who acts."""

from enum import StrEnum
from typing import Protocol

from clinic_log.base.errors import ForbiddenError


class Permission(StrEnum):
    """An act that a role allows. A route names the one that it needs."""

    SIGNED_IN = "signed_in"
    VIEW_PATIENTS = "view_patients"
    REGISTER_PATIENT = "register_patient"
    WRITE_EPISODE = "write_episode"
    WRITE_SESSION = "write_session"
    RECORD_SCREENING = "record_screening"
    OVERRIDE_CONTRAINDICATION = "override_contraindication"
    RECORD_SCORE = "record_score"
    SIGN_SESSION = "sign_session"
    RETRACT_SESSION = "retract_session"
    MAKE_REPORT = "make_report"
    MANAGE_CLINIC_FAVOURITES = "manage_clinic_favourites"
    REPORT_INCIDENT = "report_incident"
    REVIEW_INCIDENTS = "review_incidents"
    VIEW_SUPERVISION = "view_supervision"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CLINIC = "manage_clinic"
    IMPORT_RECORDS = "import_records"


class Actor(Protocol):
    """The person in whose name a use case runs, in one clinic. Never an anonymous one."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def display_name(self) -> str: ...

    @property
    def clinic_id(self) -> int: ...

    @property
    def zone(self) -> str: ...

    @property
    def role_names(self) -> tuple[str, ...]: ...

    @property
    def login_session_id(self) -> int | None: ...

    @property
    def address(self) -> str | None: ...

    def may(self, permission: Permission) -> bool: ...

    def require(self, permission: Permission) -> None:
        """Raise ForbiddenError unless the person has the permission in this clinic."""


def refuse(permission: Permission) -> ForbiddenError:
    return ForbiddenError(f"You may not do this here ({permission.value.replace('_', ' ')}).")
