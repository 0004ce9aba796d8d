"""Filling in the pages of a session as a browser without scripts does."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from typing_extensions import override
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.models import LoginSession, User
from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.treatments.models import TreatmentSession
from tests.accounts.signed_in import SignedInClient
from tests.conftest import AUDIT_KEY
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.screening.factories import make_ready
from tests.treatments.factories import days_ago

PASSWORD = "correct horse battery staple"

_CHOSEN = frozenset({"radio", "checkbox"})
_NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass(frozen=True)
class Chart:
    """A patient with one open episode of neck pain on the right."""

    patient_id: int
    episode_id: int


@dataclass
class Desk:
    """Somebody signed in, a patient, and the note that was just begun for this patient."""

    client: SignedInClient
    chart: Chart
    engine: Engine
    edit_url: str

    @property
    def session_id(self) -> int:
        return int(self.edit_url.split("/")[4])

    @property
    def engine_of_pages(self) -> Engine:
        """The engine on which the application answers."""
        app = self.client.application
        with app.app_context():
            engine: Engine = app.extensions["sqlalchemy"].engine
        return engine

    def url(self, page: str) -> str:
        """The address of another page of the session; "" for the one that shows it."""
        return self.edit_url.removesuffix("/edit") + (f"/{page}" if page else "")


def make_chart(engine: Engine, by: SignedIn) -> Chart:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=by)
        episode_id = make_episode(db, by=by, patient=patient).id
        make_ready(db, by=by, episode_ids=[episode_id])
        return Chart(patient.id, episode_id)


def begin_work(client: SignedInClient, engine: Engine) -> Desk:
    """A new patient, and a note begun for this patient."""
    chart = make_chart(engine, client.actor)
    return Desk(client, chart, engine, start_note(client, chart))


def stored(db: Session, session_id: int) -> TreatmentSession:
    return db.get_one(TreatmentSession, session_id)


# Three of four elements of a note are options that nobody chose and drawings: the reader need not meet them.
_NEVER_SENT = re.compile(r"<option\b(?![^>]*\bselected\b)[^>]*>[^<]*</option>|<svg\b.*?</svg>", re.DOTALL)


class NoteForm(MultiDict[str, str]):
    """The fields that the form of a page would send, with changes."""

    def with_values(self, **changes: str | list[str] | None) -> "NoteForm":
        """A copy with other values; None leaves a field out."""
        changed = NoteForm(self.items(multi=True))
        for name, value in changes.items():
            changed.pop(name, None)
            if value is not None:
                changed.setlist(name, value if isinstance(value, list) else [value])
        return changed


class _FieldReader(HTMLParser):
    """Collects what one form would send: checked boxes, selected options, texts."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.fields: list[tuple[str, str]] = []
        self._inside = False
        self._templates = 0
        self._select: tuple[str, list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._templates += tag == "template"
        if tag == "form":
            self._inside = values.get("id") == self.form_id
        if not self._inside or self._templates:
            return
        name = values.get("name", "")
        if tag == "input":
            self._take_input(name, values)
        elif tag == "select":
            self._select = (name, [])
        elif tag == "option" and self._select is not None and "selected" in values:
            self._select[1].append(values.get("value", ""))
        elif tag == "textarea":
            self._area = (name, [])

    def _take_input(self, name: str, values: dict[str, str]) -> None:
        kind = values.get("type", "text")
        is_left_out = kind in _NOT_SENT or (kind in _CHOSEN and "checked" not in values) or "form" in values
        if name and not is_left_out:
            self.fields.append((name, values.get("value", "on" if kind in _CHOSEN else "")))

    @override
    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    @override
    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select is not None:
            self.fields.append((self._select[0], (self._select[1] or [""])[0]))
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self.fields.append((self._area[0], "".join(self._area[1]).removeprefix("\n").removeprefix("\r\n")))
            self._area = None


def form_in(response: TestResponse, form_id: str = "note") -> NoteForm:
    """The fields of the form with this id, as the page shows them."""
    reader = _FieldReader(form_id)
    reader.feed(_NEVER_SENT.sub("", response.text))
    assert reader.fields, f"The page has no form {form_id}."
    return NoteForm(reader.fields)


def start_note(client: SignedInClient, chart: Chart, key: str = "one-key") -> str:
    """Begin a note and give the address of its page."""
    response = client.post(f"/patients/{chart.patient_id}/sessions", data={"idempotency_key": key})
    assert response.status_code == 303
    return response.location


def blank_note(desk: Desk) -> NoteForm:
    """The fields of the note as its page shows them now."""
    return form_in(desk.client.get(desk.edit_url))


def needling_note(desk: Desk) -> NoteForm:
    """An ordinary needling visit: the page with one site added by its button and everything answered."""
    sent = desk.client.post(desk.edit_url, data=blank_note(desk).with_values(add_row="needlings"))
    assert sent.status_code == 303
    return blank_note(desk).with_values(
        **{
            "episodes": str(desk.chart.episode_id),
            "kind": "needling",
            "start_day": "2026-11-02",
            "start_clock": "13:40",
            "ended": "as-planned",
            "agreement": "agrees",
            "measurements-0-before": "7",
            "measurements-0-after": "5",
            "needlings-0-muscle": "levator-scapulae",
            "needlings-0-side": "right",
            "needlings-0-needles": "2",
            "needlings-0-twitch": "ltr-yes",
            "needlings-0-hazard_read": "levator-scapulae",
            "warning_signs_given": "yes",
            "needles_out": "2",
            "counted_how": "at-removal",
            "side_effects_before_leaving": "none",
        }
    )


def begin_signed_work(client: SignedInClient, engine: Engine, **changes: str) -> Desk:
    """A new patient with an ordinary needling visit, saved and signed."""
    desk = begin_work(client, engine)
    assert client.post(desk.edit_url, data=needling_note(desk).with_values(**changes)).status_code == 303
    assert client.post(desk.url("sign"), data=form_in(client.get(desk.url("sign")), "sign")).status_code == 303
    return desk


def forget_the_proof(desk: Desk) -> None:
    """Six minutes after the person last proved who they are, with a password to prove it by."""
    with own_transaction(desk.engine) as db:
        db.get_one(User, desk.client.actor.user_id).password_hash = hash_password(PASSWORD)
        db.get_one(LoginSession, desk.client.actor.login_session_id).confirmed_at = days_ago(0.005)
