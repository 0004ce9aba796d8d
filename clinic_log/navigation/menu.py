"""The menu: which page stands in it, for which permission. What is not built is not in it."""

from dataclasses import dataclass
from typing import Final

from flask import request, url_for

from clinic_log.base.permissions import Actor, Permission


@dataclass(frozen=True)
class Entry:
    """A page in the menu; `pages` are the features, or single endpoints, that count as being there."""

    label: str
    endpoint: str
    permission: Permission
    pages: frozenset[str]


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    is_current: bool


_PEOPLE: Final = frozenset(
    f"accounts.{name}"
    for name in (
        *("people", "person", "invite", "send_invite", "roles", "send_roles", "act", "send_act"),
        *("credential", "keep_credential", "renewal", "keep_renewal", "credential_end", "keep_credential_end"),
    )
)

MENU: Final = (
    Entry("Today", "worklist.today", Permission.SIGNED_IN, frozenset({"worklist"})),
    Entry(
        "Patients",
        "patients.search",
        Permission.VIEW_PATIENTS,
        frozenset({"patients", "patient_record", "episodes", "treatments", "outcomes", "reports"}),
    ),
    Entry("Incidents", "incidents.index", Permission.REVIEW_INCIDENTS, frozenset({"incidents"})),
    Entry("Supervision", "supervision.outcomes", Permission.VIEW_SUPERVISION, frozenset({"supervision"})),
    Entry("Rooms", "rooms.index", Permission.SIGNED_IN, frozenset({"rooms", "treatments.lots"})),
    Entry("People", "accounts.people", Permission.MANAGE_PEOPLE, _PEOPLE),
    Entry("Clinic settings", "clinics.policy", Permission.MANAGE_CLINIC, frozenset({"clinics"})),
    Entry("Import", "interchange.import_fhir", Permission.IMPORT_RECORDS, frozenset({"interchange"})),
)


def menu_for(actor: Actor | None) -> list[MenuItem]:
    """The pages that this person may open, in the order of the menu."""
    if actor is None:
        return []
    is_named = any(request.endpoint in entry.pages for entry in MENU)  # one page may stand apart from its feature
    here = request.endpoint if is_named else request.blueprint
    return [
        MenuItem(entry.label, url_for(entry.endpoint), here in entry.pages)
        for entry in MENU
        if actor.may(entry.permission)
    ]
