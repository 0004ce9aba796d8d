"""A person at the keyboard: every step is a key, and what has the focus must be in sight."""

from typing import Any, Final

from playwright.sync_api import Page

MOST_TABS: Final = 90
_FOCUSED: Final = r"""() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
    const bar = top?.closest(".patient-banner, .step-bar, .action-bar");
    const said = (text) => (text ?? "").replace(/\s+/g, " ").trim();
    return {
        role: element.type === "radio" ? "radio" : element.tagName.toLowerCase(),
        label: said(element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent),
        group: said(element.closest("fieldset")?.querySelector("legend")?.textContent),
        id: element.id,
        isHidden: Boolean(bar) && !bar.contains(element),
    };
}"""


class Keyboard:
    """Presses keys and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def focused(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(_FOCUSED)
        assert not found["isHidden"], f"a bar covers {found}"
        return found

    def tab_to(self, label: str, *, group: str = "") -> dict[str, Any]:
        """Go on by Tab until the control with this label, in this group, has the focus."""
        seen = []
        for _ in range(MOST_TABS):
            found = self.focused()
            if found["label"].startswith(label) and found["group"].startswith(group):
                return found
            seen.append(found["label"][:30])
            self.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab do not lead to {label!r}: {seen}")

    def choose(self, group: str, answer: str) -> None:
        """One answer of a question: Tab into it, the arrows to the answer."""
        self.tab_to("", group=group)
        for _ in range(12):
            if self.focused()["label"].startswith(answer):
                self.press("Space")
                return
            self.press("ArrowRight")
        raise AssertionError(f"{group!r} has no answer {answer!r}")
