"""Whatever breaks while somebody types: what was confirmed is there afterwards, once; the rest stays in the page."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from clinic_log.treatments.models import TreatmentSession
from tests.journeys.browser import find_browser
from tests.journeys.conftest import BROWSER_ARGUMENTS, Team, enter
from tests.journeys.notes import begin_note, expect_saved, kept_notes, notes_field, person, type_notes
from tests.journeys.waiting import ready
from tests.treatments.pages import make_chart


def test_a_change_is_confirmed_within_a_second_however_long_the_typing_goes_on(
    page: Page, team: Team, engine: Engine
) -> None:
    begin_note(page, team, engine)
    page.evaluate(
        """() => {
            const form = document.getElementById("note");
            window.waits = [];
            let first = null;
            form.addEventListener("input", () => { first ??= performance.now(); });
            form.addEventListener("draft-kept", () => { waits.push(performance.now() - first); first = null; });
        }"""
    )

    notes_field(page).press_sequentially("Stiff on turning to the right since Monday.", delay=60)
    expect_saved(page)

    waits = page.evaluate("waits")
    assert len(waits) >= 2  # the typing went on for more than two seconds
    assert sorted(waits)[len(waits) // 2] < 1000


def test_a_cut_network_keeps_the_page_and_sends_the_text_when_it_is_back(
    page: Page, team: Team, engine: Engine
) -> None:
    begin_note(page, team, engine)
    type_notes(page, "Before the cut. ")

    page.context.set_offline(True)
    notes_field(page).press_sequentially("Typed without a network.")
    expect(page.locator("[data-status-words]")).to_have_text(
        re.compile(r"No connection since \d\d:\d\d\. Go on writing; do not close this page\.")
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".status-line--failed")).to_be_visible()
    expect(notes_field(page)).to_have_value("Before the cut. Typed without a network.")
    assert [notes for _author, notes in kept_notes(engine)] == ["Before the cut. "]

    page.context.set_offline(False)
    expect_saved(page)
    assert [notes for _author, notes in kept_notes(engine)] == ["Before the cut. Typed without a network."]


def test_closing_the_page_warns_while_something_is_unconfirmed(page: Page, team: Team, engine: Engine) -> None:
    begin_note(page, team, engine)
    page.context.set_offline(True)
    notes_field(page).press_sequentially("Not there yet")
    expect(page.locator(".status-line--failed")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)

    page.close(run_before_unload=True)
    expect(notes_field(page)).to_have_value("Not there yet")

    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    expect_saved(page)


def test_a_reload_right_after_typing_shows_what_was_typed(
    page: Page, app: Flask, *, team: Team, engine: Engine
) -> None:
    """The text arrives only after the page that comes was made, as behind a slow line."""
    begin_note(page, team, engine)
    page.on("dialog", lambda dialog: dialog.accept())
    with _drafts_after_the_next_page(app):
        notes_field(page).fill("Stiff since Monday.")
        page.reload()
    ready(page)

    expect(notes_field(page)).to_have_value("Stiff since Monday.")
    expect(page.get_by_text("Draft restored from")).to_be_visible()
    assert [notes for _author, notes in kept_notes(engine)] == ["Stiff since Monday."]


@contextmanager
def _drafts_after_the_next_page(app: Flask) -> Iterator[None]:
    """Whatever is sent to be kept waits until a page of a note was answered."""
    answered, inner = threading.Event(), app.wsgi_app

    def outer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "PUT":
            answered.wait(timeout=10)
        body = inner(environ, start_response)
        if environ["PATH_INFO"].endswith("/edit"):
            answered.set()
        return body

    app.wsgi_app = outer  # type: ignore[method-assign]
    try:
        yield
    finally:
        answered.set()
        app.wsgi_app = inner  # type: ignore[method-assign]


def test_a_full_disk_is_said_keeps_the_text_and_recovers_without_a_restart(
    page: Page, app: Flask, *, team: Team, engine: Engine
) -> None:
    begin_note(page, team, engine)
    type_notes(page, "Before the disk was full. ")
    with _full_disk(app):
        notes_field(page).fill("More than the free room of the last page holds. " * 300)
        expect(page.locator("[data-status-words]")).to_contain_text("the disk of the server is full")
        expect(page.locator("[data-status-words]")).to_contain_text(re.compile(r"Trying again in \d s"))
        notes = notes_field(page).input_value()

    expect_saved(page)
    assert [kept for _author, kept in kept_notes(engine)] == [notes]


@contextmanager
def _full_disk(app: Flask) -> Iterator[None]:
    """No page more than the database has: SQLite itself answers that the disk is full."""
    with app.app_context():
        pages: Engine = app.extensions["sqlalchemy"].engine

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite takes the present size for it

    event.listen(pages, "begin", limit)
    try:
        yield
    finally:
        event.remove(pages, "begin", limit)
        with pages.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
        pages.dispose()


def test_back_reload_and_a_double_tap_change_nothing(page: Page, team: Team, engine: Engine) -> None:
    begin_note(page, team, engine)
    type_notes(page, "Once.")

    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).dblclick()
    ready(page)
    page.reload()
    ready(page)
    expect(notes_field(page)).to_have_value("Once.")
    page.go_back()
    page.go_forward()

    with Session(engine) as db:
        notes = db.query(TreatmentSession).all()
        assert [(note.notes, note.revision) for note in notes] == [("Once.", 2)]


def test_two_tabs_with_two_patients_never_mix(page: Page, team: Team, engine: Engine) -> None:
    begin_note(page, team, engine)
    chart = make_chart(engine, person(engine, team.therapist))
    other = page.context.new_page()
    other.goto(f"/patients/{chart.patient_id}/sessions/new")
    ready(other)
    other.get_by_role("button", name="Start session").click()
    other.wait_for_url("**/edit")
    ready(other)

    type_notes(page, "Of the first.")
    type_notes(other, "Of the second.")
    for tab in (other, page):
        with tab.expect_navigation():
            tab.get_by_role("button", name="Save", exact=True).click()

    expect(notes_field(page)).to_have_value("Of the first.")
    expect(notes_field(other)).to_have_value("Of the second.")
    with Session(engine) as db:
        kept = {note.patient_id: note.notes for note in db.query(TreatmentSession)}
    assert kept == {chart.patient_id: "Of the second.", chart.patient_id - 1: "Of the first."}


def test_two_people_in_one_note_get_both_texts(page: Page, chromium: Browser, *, team: Team, engine: Engine) -> None:
    address = begin_note(page, team, engine)
    desktop = chromium.new_context(
        base_url=re.sub(r"/patients.*", "", address), viewport={"width": 1280, "height": 800}
    )
    second = desktop.new_page()
    enter(second, team.therapist, team.password)
    second.goto(address)
    ready(second)
    second.locator("textarea[name=home_programme]").fill("Stretch twice a day.")
    expect_saved(second)
    with second.expect_navigation():
        second.get_by_role("button", name="Save", exact=True).click()

    notes_field(page).press_sequentially("From the tablet.")
    expect(page.locator("[data-status-words]")).to_contain_text("you wrote in this note on another page")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="This note was changed in two places")).to_be_visible()
    expect(page.get_by_role("group", name="Notes").get_by_role("radio").first).to_be_checked()
    expect(page.get_by_role("group", name="Home programme").get_by_role("radio").nth(1)).to_be_checked()
    page.get_by_role("button", name="Save as one note").click()

    expect(page.get_by_text("Both texts are now one note")).to_be_visible()
    with Session(engine) as db:
        note = db.query(TreatmentSession).one()
        assert (note.notes, note.home_programme) == ("From the tablet.", "Stretch twice a day.")
    desktop.close()


class _Server:
    """`clinic-log serve` as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = self._start()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def start_again(self) -> None:
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[str]":
        command = [str(Path(sys.executable).with_name("clinic-log")), "serve", "--port", str(self.port)]
        environment = {**os.environ, "CLINIC_LOG_DATA": str(self.folder)}
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        for line in process.stderr:
            if "clinic_log is at" in line:
                return process
        raise AssertionError("The server did not start.")


@pytest.fixture
def real_server(database_url: str, tmp_path: Path) -> Iterator[_Server]:
    server = _Server(tmp_path)
    yield server
    server.kill()


def test_killing_the_server_while_somebody_types_loses_nothing(
    chromium: Browser, real_server: _Server, *, team: Team, engine: Engine
) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{real_server.port}")
    page = context.new_page()
    begin_note(page, team, engine)
    type_notes(page, "Confirmed. ")

    real_server.kill()
    notes_field(page).press_sequentially("Typed while the server was dead.")
    expect(page.locator("[data-status-words]")).to_contain_text(re.compile(r"Not saved since \d\d:\d\d\. Trying again"))
    assert [notes for _author, notes in kept_notes(engine)] == ["Confirmed. "]
    real_server.start_again()

    expect_saved(page)
    assert [notes for _author, notes in kept_notes(engine)] == ["Confirmed. Typed while the server was dead."]
    context.close()


def test_killing_the_browser_loses_nothing_that_was_confirmed(
    page: Page, server_address: str, tmp_path: Path, *, team: Team, engine: Engine
) -> None:
    assert page.context.browser is not None
    with _browser_of_its_own(tmp_path) as (process, port):
        other = page.context.browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        doomed = other.new_context(base_url=server_address).new_page()
        address = begin_note(doomed, team, engine)
        type_notes(doomed, "Confirmed before the browser was killed.")

        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    enter(page, team.therapist, team.password)
    page.goto(address)
    ready(page)

    expect(notes_field(page)).to_have_value("Confirmed before the browser was killed.")
    expect(page.get_by_text("Draft restored from")).to_be_visible()
    assert len(kept_notes(engine)) == 1


@contextmanager
def _browser_of_its_own(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A browser that may be killed, and the port on which it takes orders.

    What it says is read to the end: a browser whose words nobody reads stops once the pipe is full.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = find_browser()
    assert path
    command = [path, "--headless", f"--remote-debugging-port={port}", f"--user-data-dir={folder / 'profile'}"]
    listening = threading.Event()
    command += BROWSER_ARGUMENTS
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:

        def read_to_the_end() -> None:
            for line in process.stderr or ():
                if "DevTools listening" in line:
                    listening.set()

        reader = threading.Thread(target=read_to_the_end)
        reader.start()
        try:
            assert listening.wait(timeout=60)
            yield process, port
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with the processes that it started
            reader.join()
