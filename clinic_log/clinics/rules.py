"""Which settings a clinic has, what each answer means, and what holds while nobody has decided."""

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a clinic has decided. The defaults hold until somebody does.

    Sources disagree on both ways of counting muscles for a procedure code, so each default is the one that suggests
    the smaller number: a muscle counts once for both sides, and its parts (upper and middle trapezius) count as one.

    `review_hours` is how soon an incident has to be looked into after it became known: 72, as the first review of
    NHS England's Serious Incident Framework (2015).
    """

    sides_count_apart: bool = False
    parts_count_apart: bool = False
    review_hours: int = 72


@dataclass(frozen=True, slots=True)
class Setting:
    """One question to the clinic with its two answers, first the one for `False`."""

    name: str
    label: str
    no: str
    yes: str

    def answer(self, policy: Policy) -> str:
        return self.yes if getattr(policy, self.name) else self.no


SETTINGS: Final = (
    Setting(
        "sides_count_apart",
        "The same muscle on the left and on the right",
        "counts once",
        "counts twice",
    ),
    Setting(
        "parts_count_apart",
        "Parts of one muscle, such as upper and middle trapezius",
        "count as one muscle",
        "count separately",
    ),
)


@dataclass(frozen=True, slots=True)
class HoursSetting:
    """A number of whole hours within both bounds."""

    name: str
    label: str
    low: int
    high: int

    def answer(self, policy: Policy) -> str:
        return f"{getattr(policy, self.name)} hours"


REVIEW_HOURS: Final = HoursSetting("review_hours", "Hours until an incident has to be looked into", 1, 720)
ALL_SETTINGS: Final = (*SETTINGS, REVIEW_HOURS)


def changes(old: Policy, new: Policy) -> tuple[str, ...]:
    """What differs, in words for the audit: `sides_count_apart: counts once, now counts twice`."""
    return tuple(
        f"{setting.name}: {setting.answer(old)}, now {setting.answer(new)}"
        for setting in ALL_SETTINGS
        if setting.answer(old) != setting.answer(new)
    )


# A setting without a question, or a question without a setting, stops the program.
if {setting.name for setting in ALL_SETTINGS} != {field.name for field in fields(Policy)}:
    raise TypeError("Each setting of a policy needs one question.")
