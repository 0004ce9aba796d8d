"""Finds a Chromium for the journeys, or installs one: from the system's packages, else by playwright.

Run as a command it prints what it did and fails with one line when there is no way to a browser.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The shell without windows comes first: it does the same work on half the processor time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """Path of a Chromium on this machine, or None."""
    for name in _NAMES:
        path = shutil.which(name)
        if path is not None:
            return path
    return _playwright_browser()


def install_browser() -> str | None:
    """Install a Chromium and return its path, or None when neither way works here."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _try("apt-get", "update")
        for package in ("chromium-headless-shell", "chromium"):
            if find_browser() is None:
                _try("apt-get", "install", "-y", "--no-install-recommends", package, "fonts-dejavu-core")
    if find_browser() is None:
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    return find_browser()


def _playwright_browser() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- needed only where the system has none

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _try(*command: str) -> None:
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> int:
    if find_browser() is not None:
        return 0
    print("Installing Chromium for the browser tests ...")  # noqa: T201 -- a command
    if install_browser() is None:
        print("No Chromium: install one (package chromium) and run make test again.", file=sys.stderr)  # noqa: T201 -- a command
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
