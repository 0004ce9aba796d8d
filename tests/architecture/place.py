"""Two clinics behind one application, and the request that each of its routes waits for."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.base_model import Base
from clinic_log.catalogue import body_chart
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.architecture.access_table import ACCESS
from tests.populated_clinic import PopulatedClinic

UNKNOWN: Final = 999_999
# Attempts: a link that does not work counts for its address, as a refusal, whatever the request was.
_READING_ADDS_TO: Final = {"audit_entry", "audit_head", "login_session", "sign_in_attempt"}
_OF_DRAFTS: Final = {
    *("edit", "save", "put_draft", "settle", "sign", "sign_now", "discard", "discard_now"),
    *("new_favourite", "keep_favourite", "rapid_removal", "say_why_stopped"),
}
_OF_CREDENTIALS: Final = {"renewal", "keep_renewal", "credential_end", "keep_credential_end"}
_OF_RETIRED: Final = {"restore_measure", "restore_room"}
_OF_DISCHARGED: Final = {"reopen", "save_reopening"}
# The nonce of scripts, the CSRF proof and other hidden keys, the number of an error.
_NEW_IN_EVERY_ANSWER: Final = re.compile(r'(nonce|value)="[^"]+"|<strong class="mono">[^<]+')

Values = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """The application, its database, the clinic in which a test works, and another one with the same to show."""

    app: Flask
    engine: Engine
    sign_in: SignInFixture
    here: PopulatedClinic
    elsewhere: PopulatedClinic

    def everybody(self) -> SignedInClient:
        """Somebody with every role."""
        return self.sign_in(*Role, clinic=self.here.clinic_id)

    def person(self, role: Role) -> SignedInClient:
        return self.sign_in.as_person(self.here.people[role])

    def number_names(self, endpoint: str) -> set[str]:
        """The names of the numbers in an address."""
        rule = next(self.app.url_map.iter_rules(endpoint))
        return {name for name in rule.arguments if name == "number" or name.endswith("_id")}

    def kept(self) -> dict[str, tuple[int, str]]:
        """How many rows each table has and a digest of them, but for the tables that reading may add to."""
        with self.engine.connect() as connection:
            rows = {
                table.name: sorted(map(repr, connection.execute(select(table))))
                for table in Base.metadata.sorted_tables
                if table.name not in _READING_ADDS_TO
            }
        return {name: (len(found), hashlib.sha256(repr(found).encode()).hexdigest()) for name, found in rows.items()}

    def refusals(self) -> list[str | None]:
        """The endpoints that were refused, in order, as the audit has them."""
        refused = select(AuditEntry.object_type).where(AuditEntry.action == "access.refused")
        with Session(self.engine) as db:
            return list(db.scalars(refused.order_by(AuditEntry.sequence)))


def values_of(clinic: PopulatedClinic, endpoint: str, *, role: Role = Role.PRACTITIONER) -> Values:
    """What stands in the address: objects of which the page has something to show or to do."""
    page = endpoint.rpartition(".")[2]
    draft = clinic.drafts.get(role, clinic.drafts[Role.PRACTITIONER])
    return {
        "patient_id": clinic.patient_id,
        "episode_id": clinic.discharged_id if page in _OF_DISCHARGED else clinic.episode_id,
        "session_id": draft if page in _OF_DRAFTS else clinic.signed_id,
        "number": 1,
        "suggestion_id": clinic.suggestion_id,
        "alert_id": clinic.alert_id,
        "favourite_id": clinic.favourite_id,
        "user_id": clinic.people[Role.SUPERVISOR if page in _OF_CREDENTIALS else Role.STUDENT].user_id,
        "act": "sign-out",
        "login_session_id": UNKNOWN,
        "view_id": clinic.view_id,
        "choice": "default",
        "token": "no-such-invitation",
        "filename": "css/main.css",
        "page": "outcomes",
        "version": body_chart.version(),
        "name": "head-left",
        "kind": "summary",
        "report_id": clinic.report_id,
        "score_id": clinic.score_id,
        "look_id": clinic.look_id,
        "measure_id": clinic.retired_measure_id if page in _OF_RETIRED else clinic.measure_id,
        "event_id": clinic.event_id,
        "review_id": clinic.review_id,
        "action_id": clinic.action_id,
        "effect_id": clinic.effect_id,
        "question_id": clinic.question_id,
        "screening_id": clinic.screening_id,
        "consent_id": clinic.consent_id,
        "credential_id": clinic.credential_id,
        "room_id": clinic.retired_room_id if page in _OF_RETIRED else clinic.room_id,
        "box_id": clinic.box_id,
    }


def send(client: FlaskClient, endpoint: str, values: Values) -> TestResponse:
    """The request with nothing in its body, but what the page of a draft always sends."""
    urls = client.application.url_map.bind("localhost")
    path = urls.build(endpoint, values, append_unknown=False)
    author = client.actor.user_id if isinstance(client, SignedInClient) else UNKNOWN
    content = {"fields": [], "revision": 0, "author": author} if endpoint == "treatments.put_draft" else None
    return client.open(path, method=ACCESS[endpoint][0], json=content, buffered=True)


def answer(response: TestResponse) -> tuple[int, str]:
    """Status and page, without what is new in every answer."""
    return response.status_code, _NEW_IN_EVERY_ANSWER.sub("", response.get_data(as_text=True))
