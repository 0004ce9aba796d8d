"""The pages of follow-up links: what a patient reads and sends, and what a clinician makes of it."""

import quopri
import re
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.base.mail import MailSecurity, MailServer
from clinic_log.base.settings import Settings
from clinic_log.incidents.models import FollowUpAnswer, FollowUpEffect, FollowUpLink
from clinic_log.incidents.rules.follow_up import Confirmation
from clinic_log.treatments.models import LateReport, TreatmentSession
from clinic_log.treatments.rules import Asked
from clinic_log.web.mail import connect_mail
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.base.mail_server import taking_mail
from tests.conftest import AUDIT_KEY
from tests.incidents.factories import make_visit
from tests.patients.factories import make_patient
from tests.queries import count_queries

GET_HELP = "Get help now"


@dataclass
class Desk:
    """A practitioner with a signed visit, a supervisor, and the patient's phone."""

    engine: Engine
    settings: Settings
    ruth: SignedInClient
    helen: SignedInClient
    phone: FlaskClient
    patient_id: int
    session_id: int

    @property
    def page(self) -> str:
        return f"/patients/{self.patient_id}/sessions/{self.session_id}/follow-up"

    def make_link(self) -> str:
        """The path of a fresh link, as the page shows it."""
        key = re.search(r'name="idempotency_key"[^>]*value="(\w+)"', self.ruth.get(self.page).text)
        assert key
        made = self.ruth.post(self.page, data={"idempotency_key": key[1]})
        link = re.search(r'value="http://localhost(/follow-up/[\w-]{43})"', made.text)
        assert made.status_code == 200
        assert 'class="qr-code"' in made.text
        assert link
        return link[1]

    def effects(self) -> list[FollowUpEffect]:
        with Session(self.engine) as db:
            return list(db.scalars(select(FollowUpEffect).order_by(FollowUpEffect.id)))


@pytest.fixture
def desk(*, app: Flask, engine: Engine, settings: Settings, sign_in: SignInFixture) -> Desk:
    ruth = sign_in(Role.PRACTITIONER)
    helen = sign_in(Role.SUPERVISOR, clinic=ruth.actor.clinic_id, name="Helen Park")
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=ruth.actor, family_name="Quillfeather")
        visit = make_visit(db, by=ruth.actor, patient=patient)
        return Desk(engine, settings, ruth, helen, app.test_client(use_cookies=False), patient.id, visit.id)


def told(**changes: str | list[str]) -> dict[str, str | list[str]]:
    return {"idempotency_key": "k1", "signs": "none", "soreness": "0", "bruise": "none", "pain": "3"} | changes


def test_the_page_of_a_link_names_nobody_keeps_no_cookie_and_tells_that_nobody_reads_it(desk: Desk) -> None:
    page = desk.phone.get(desk.make_link())

    assert page.status_code == 200
    assert "Quillfeather" not in page.text
    assert "Ruth" not in page.text
    assert "Nobody reads this outside" in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.index("Short of breath") < page.text.index("How sore")


def test_a_phone_without_cookies_can_send(app: Flask, desk: Desk) -> None:
    link = desk.make_link()
    app.config["WTF_CSRF_ENABLED"] = True

    assert desk.phone.post(link, data=told()).status_code == 200
    assert desk.phone.post(desk.page, data={}).status_code == 400


def test_a_clinician_who_opens_the_link_sees_no_more_than_the_patient(desk: Desk) -> None:
    link = desk.make_link()

    page = desk.ruth.get(link)

    assert "Ruth" not in page.text
    assert "app-bar" not in page.text


def test_a_wrong_an_old_and_a_stopped_link_answer_alike(desk: Desk) -> None:
    stopped = desk.make_link()
    desk.ruth.post(f"{desk.page}/stop")

    answers = [desk.phone.get(path) for path in (stopped, "/follow-up/x", f"/follow-up/{'a' * 43}")]
    answers += [desk.phone.post(path, data=told()) for path in (stopped, f"/follow-up/{'a' * 43}")]

    nonce = re.compile(r'nonce="[^"]+"')
    assert {answer.status_code for answer in answers} == {404}
    assert len({nonce.sub("", answer.text) for answer in answers}) == 1
    assert "nearest emergency department" in answers[0].text


def test_the_signs_have_to_be_answered_and_nothing_typed_is_lost(desk: Desk) -> None:
    page = desk.phone.post(desk.make_link(), data=told(signs=[], other="Dizzy on the stairs"))

    assert page.status_code == 422
    assert 'id="signs-error"' in page.text
    assert "Dizzy on the stairs" in page.text
    assert re.search(r'id="bruise-0"\s+value="none" checked', page.text)
    assert desk.effects() == []


def test_a_warning_sign_shows_the_advice_at_once_and_alerts_therapist_and_supervisor(desk: Desk) -> None:
    link = desk.make_link()

    kept = desk.phone.post(link, data=told(signs=["breathless", "fever"], other="My name is Quillfeather"))
    again = desk.phone.get(link)

    assert (kept.status_code, GET_HELP in kept.text) == (200, True)
    assert "nearest emergency department" in kept.text
    assert "Quillfeather" not in kept.text + again.text
    assert not re.search(r'value="\w+" checked', again.text)
    for client in (desk.ruth, desk.helen):
        today = client.get("/").text
        assert "1 patient tells of a warning sign" in today
        assert "Short of breath, Fever, Other: My name is Quillfeather" in today
    for address in (f"/patients/{desk.patient_id}", desk.page.removesuffix("/follow-up")):
        assert "Warning sign told by the patient" in desk.helen.get(address).text


def test_an_answer_is_confirmed_or_set_aside_and_then_waits_no_more(desk: Desk) -> None:
    desk.phone.post(desk.make_link(), data=told(soreness="4", other="Tired"))
    sore, other = (f"/patients/{desk.patient_id}/follow-up/{effect.id}" for effect in desk.effects())
    form = desk.ruth.get(sore).text
    assert 'name="aside-reason"' in form
    day = re.search(r'name="told_on"[^>]*value="([\d-]+)"', form)
    assert day
    sent = {
        "idempotency_key": "c1",
        "kind": "post-needling-soreness",
        "severity": "",
        "timing": "since_last_time",
        "reported_by": "patient",
        "told_on": day[1],
        "told_how": "follow-up",
    }

    refused = desk.ruth.post(sore, data=sent)
    kept = desk.ruth.post(sore, data=sent | {"severity": "mild"})
    without_reason = desk.ruth.post(f"{other}/set-aside", data={"aside-reason": ""})
    aside = desk.ruth.post(f"{other}/set-aside", data={"aside-reason": "Slept badly"}, follow_redirects=True)

    assert (refused.status_code, 'id="severity-error"' in refused.text) == (422, True)
    assert (kept.status_code, kept.location) == (303, other)
    assert (without_reason.status_code, 'id="aside-reason-error"' in without_reason.text) == (422, True)
    assert "Slept badly" in aside.text
    assert [effect.state for effect in desk.effects()] == [Confirmation.CONFIRMED, Confirmation.SET_ASIDE]
    with Session(desk.engine) as db:
        assert db.get_one(TreatmentSession, desk.session_id).side_effects_since is Asked.PRESENT
        assert db.scalars(select(LateReport.told_how)).all() == ["follow-up"]
    assert "follow-up link on" in desk.ruth.get(desk.page.removesuffix("/follow-up")).text
    assert "Told by follow-up link" not in desk.ruth.get("/").text


def test_the_record_says_how_many_were_asked_with_an_answer_by_link(desk: Desk) -> None:
    def captions() -> str:
        return desk.ruth.get(f"/patients/{desk.patient_id}").text

    assert "At the next contact or by link: no signed session yet for which it could be asked" in captions()
    desk.phone.post(desk.make_link(), data=told())

    assert (
        "At the next contact or by link: asked for 1 of 1 session. Present (dot) 0, none (ring with a bar) 1"
        in captions()
    )


def test_a_link_that_is_opened_too_often_says_so_with_the_advice(desk: Desk) -> None:
    link = desk.make_link()

    statuses = [desk.phone.get(link).status_code for _ in range(20)]
    busy = desk.phone.post(link, data=told(signs="breathless"))

    assert statuses == [200] * 20
    assert (busy.status_code, busy.headers["Retry-After"], "emergency department" in busy.text) == (429, "10", True)
    with Session(desk.engine) as db:
        assert db.scalars(select(FollowUpAnswer)).all() == []


def test_the_pages_take_the_same_number_of_statements_however_many_answers(desk: Desk) -> None:
    def count() -> list[int]:
        found = []
        for address in ("/", desk.page, f"/patients/{desk.patient_id}"):
            with count_queries(desk.engine) as statements:
                assert desk.ruth.get(address).status_code == 200
            found.append(len(statements))
        return found

    link = desk.make_link()
    desk.phone.post(link, data=told(signs="fever", soreness="2"))
    few = count()
    for number in range(3):
        desk.phone.post(link, data=told(idempotency_key=f"more{number}", signs="fever", soreness="2", other="More"))

    assert count() == few


def test_a_link_is_sent_by_mail_without_a_name_and_the_address_is_kept_nowhere(app: Flask, desk: Desk) -> None:
    assert "Send by e-mail" not in desk.ruth.get(desk.page).text
    with taking_mail() as (server, messages):
        connect_mail(app, replace(desk.settings, mail=server))
        assert "Send by e-mail" in desk.ruth.get(desk.page).text
        wrong = desk.ruth.post(desk.page, data={"idempotency_key": "m1", "act": "mail", "email": "nobody"})
        sent = desk.ruth.post(desk.page, data={"idempotency_key": "m1", "act": "mail", "email": "ada@example.org"})

    assert (wrong.status_code, 'id="email-error"' in wrong.text, sent.status_code) == (422, True, 303)
    assert len(messages) == 1
    link = re.search(r"http://localhost(/follow-up/[\w-]{43})", quopri.decodestring(messages[0]).decode())
    assert "Quillfeather" not in messages[0]
    assert link
    assert desk.phone.get(link[1]).status_code == 200
    assert b"ada@example.org" not in desk.settings.data_folder.joinpath("clinic_log.sqlite3").read_bytes()


def test_a_link_that_no_mail_server_took_works_not_and_the_page_says_so(app: Flask, desk: Desk) -> None:
    gone = MailServer(host="127.0.0.1", port=1, security=MailSecurity.NONE, sender="log@example.org")
    connect_mail(app, replace(desk.settings, mail=gone))

    page = desk.ruth.post(desk.page, data={"idempotency_key": "m1", "act": "mail", "email": "ada@example.org"})

    assert (page.status_code, "nothing was sent" in page.text, "ada@example.org" in page.text) == (503, True, True)
    with Session(desk.engine) as db:
        assert [link.stopped_at is not None for link in db.scalars(select(FollowUpLink))] == [True]
