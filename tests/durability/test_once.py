"""One form that reaches a real server twenty times at once is one record, on both databases."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.treatments.models import SessionDraft, SessionVersion, TreatmentSession
from tests.accounts.signed_in import SignInFixture
from tests.serving import served
from tests.treatments.pages import (
    Desk,
    NoteForm,
    begin_signed_work,
    begin_work,
    form_in,
    make_chart,
    needling_note,
    stored,
)

AT_ONCE = 20


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """Where the application answers, served with threads as in production."""
    with served(app, threads=8) as port:
        yield port


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    return begin_work(sign_in(Role.PRACTITIONER), engine)


def _send(port: int, desk: Desk, path: str, *, form: dict[str, str] | NoteForm) -> list[tuple[int, str]]:
    """Send the form from twenty browsers with the same cookie; (status, place to go on) of each answer."""
    cookie = desk.client.get_cookie("clinic_log")
    assert cookie is not None
    pairs = list(form.items(multi=True)) if isinstance(form, NoteForm) else list(form.items())
    headers = {"Cookie": f"{cookie.key}={cookie.value}", "Content-Type": "application/x-www-form-urlencoded"}
    gate = threading.Barrier(AT_ONCE)

    def once(_number: int) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        gate.wait()
        connection.request("POST", path, body=urlencode(pairs), headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers.get("Location") or ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(once, range(AT_ONCE)))


def _count(engine: Engine, table: type) -> int:
    with Session(engine) as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_a_note_is_begun_once(port: int, desk: Desk) -> None:
    chart = make_chart(desk.engine, desk.client.actor)

    answers = _send(port, desk, f"/patients/{chart.patient_id}/sessions", form={"idempotency_key": "one form"})

    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert _count(desk.engine, TreatmentSession) == 2


def test_a_note_is_saved_once(port: int, desk: Desk) -> None:
    note = needling_note(desk)
    with Session(desk.engine) as db:
        before = stored(db, desk.session_id).revision

    answers = _send(port, desk, desk.edit_url, form=note)

    assert {status for status, _place in answers} == {303}
    with Session(desk.engine) as db:
        kept = stored(db, desk.session_id)
        assert (kept.revision, len(kept.needlings), kept.needles_out) == (before + 1, 1, 2)
        assert len(kept.recounts or ()) == 1
    assert _count(desk.engine, SessionDraft) == 1


def test_a_note_is_signed_once(port: int, desk: Desk) -> None:
    assert desk.client.post(desk.edit_url, data=needling_note(desk)).status_code == 303

    answers = _send(port, desk, desk.url("sign"), form=form_in(desk.client.get(desk.url("sign")), "sign"))

    assert {status for status, _place in answers} == {303}
    assert _count(desk.engine, SessionVersion) == 1


def test_an_addendum_is_added_once(port: int, sign_in: SignInFixture, engine: Engine) -> None:
    desk = begin_signed_work(sign_in(Role.PRACTITIONER), engine)
    form = form_in(desk.client.get(desk.url("")), "addendum")

    sent = form.with_values(kind="addendum", text="Bruise of 2 cm", reason="Seen later")
    answers = _send(port, desk, desk.url("addendum"), form=sent)

    assert {status for status, _place in answers} == {303}
    assert _count(desk.engine, SessionVersion) == 2
