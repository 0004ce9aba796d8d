"""A real server and a real browser; any message about content security, and any script error, fails the test."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from sqlalchemy import Engine

from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.models import Membership
from clinic_log.accounts.rules import Role
from clinic_log.base.database import own_transaction
from tests.accounts.factories import make_clinic, make_user
from tests.journeys.browser import find_browser
from tests.journeys.waiting import PLAIN_PAGES, ready
from tests.serving import served

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
_TIMEOUT_MS = 30_000  # a busy machine is no failure


expect.set_options(timeout=_TIMEOUT_MS / 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Journeys run on the embedded database; the use cases beneath them are tested on both."""
    shutil.copy(sqlite_template, tmp_path / "clinic_log.sqlite3")
    return f"sqlite:///{tmp_path / 'clinic_log.sqlite3'}"


@pytest.fixture
def server_address(app: Flask) -> Iterator[str]:
    """Address of the application, served by waitress as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    with served(app, threads=4) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_browser()
    assert path is not None, "No Chromium: run python -m tests.journeys.browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page said on its console that it should not have said."""

    complaints: list[str]

    def note(self, message: ConsoleMessage) -> None:
        text = message.text
        is_script_error = message.type == "error" and "Failed to load resource" not in text
        if is_script_error or "Content Security Policy" in text:
            self.complaints.append(text)


@pytest.fixture
def page(chromium: Browser, server_address: str) -> Iterator[Page]:
    """A tablet held upright, on an empty browser profile."""
    context = chromium.new_context(
        base_url=server_address, viewport={"width": 820, "height": 1180}, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(_TIMEOUT_MS)
    page = context.new_page()
    watch = Watch([])
    page.on("console", watch.note)
    page.on("pageerror", lambda error: watch.complaints.append(str(error)))
    yield page
    context.close()
    assert watch.complaints == []


@pytest.fixture
def plain_page(chromium: Browser, server_address: str) -> Iterator[Page]:
    """A browser that runs no script of a page."""
    context = chromium.new_context(base_url=server_address, java_script_enabled=False, locale="en-GB")
    context.set_default_timeout(_TIMEOUT_MS)
    page = context.new_page()
    PLAIN_PAGES.add(page)
    yield page
    context.close()


@dataclass(frozen=True)
class Team:
    """Who works in the clinic of a journey; all have the same password."""

    clinic: str
    therapist: str
    supervisor: str
    password: str


@pytest.fixture
def team(engine: Engine) -> Team:
    """A therapist who also imports, and a supervisor, each with an account of their own."""
    password = "quiet morning by the river"
    with own_transaction(engine) as db:
        clinic = make_clinic(db, name="Riverside")
        ruth = make_user(db, name="Ruth Adeyemi", email="ruth@example.org")
        helen = make_user(db, name="Helen Novak", email="helen@example.org")
        held = ((ruth, Role.PRACTITIONER), (ruth, Role.ADMINISTRATOR), (helen, Role.SUPERVISOR))
        db.add_all(Membership(user_id=user.id, clinic_id=clinic.id, role=role) for user, role in held)
        for user in (ruth, helen):
            user.password_hash = hash_password(password)
    return Team("Riverside", "ruth@example.org", "helen@example.org", password)


def enter(page: Page, email: str, password: str) -> None:
    """Sign in as a person does. A page that is left while its scripts load complains, so each is waited for."""
    page.goto("/sign-in")
    ready(page)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    ready(page)


def leave(page: Page) -> None:
    """Sign out as a person does."""
    page.locator("summary", has_text=re.compile("Ruth|Helen")).click()
    page.get_by_role("button", name="Sign out").click()
