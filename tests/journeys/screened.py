"""What is signed and asked before the first needle, through the pages, with or without scripts."""

from playwright.sync_api import Page

_EXPLAINED = (
    "Risks and side effects",
    "Benefits",
    "Alternatives",
    "That it is not acupuncture",
    "The therapist's training",
)


def record_consent(page: Page, *, day: str) -> None:
    """On the page that records consent."""
    page.get_by_role("radio", name="The patient", exact=True).check()
    page.get_by_label("Signed on").fill(day)
    for name in _EXPLAINED:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("group", name="Copy given").get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Keep consent").click()


def answer_no(page: Page) -> None:
    """On the page of the questions."""
    page.get_by_role("radio", name="All others: asked, no").check()
    page.get_by_role("button", name="Keep the answers").click()


def be_ready(page: Page, *, day: str) -> None:
    """From a page about the patient to consent and screening, and back to the record."""
    page.get_by_role("region", name="Patient").get_by_role("link", name="Consent missing").click()
    page.get_by_role("link", name="Record consent").click()
    record_consent(page, day=day)
    page.get_by_role("link", name="Ask the questions").click()
    answer_no(page)
    page.get_by_role("link", name="Back to the patient").click()
