"""Waiting for the scripts of a page before acting on it: whatever comes earlier meets a page that does not listen."""

from weakref import WeakSet

from playwright.sync_api import Locator, Page

PLAIN_PAGES: WeakSet[Page] = WeakSet()
"""Pages of browsers that run no script."""


def ready(page: Page) -> None:
    """Wait until the scripts of the page listen, where the browser runs any."""
    if page not in PLAIN_PAGES:
        page.wait_for_selector("html[data-started]", state="attached")


def follow(way: Locator) -> None:
    """Press what leads to another page, and wait for that page: the old one may be saved before it is left."""
    with way.page.expect_navigation():
        way.click()
    ready(way.page)
