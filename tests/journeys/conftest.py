"""A real server and a real browser; any message about content security, and any script error, fails the test."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from waitress.server import create_server

from tests.journeys.browser import find_browser

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
_TIMEOUT_MS = 10_000


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
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_browser()
    assert path is not None, "No Chromium: run python -m tests.journeys.browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
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
