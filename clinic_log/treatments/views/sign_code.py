"""The procedure code that the page before the signature suggests, in words."""

from dataclasses import dataclass

from clinic_log.base.wording import counted
from clinic_log.clinics.rules import Policy
from clinic_log.treatments.rules import SessionContent
from clinic_log.treatments.rules.procedure_code import count_muscles, suggested_code


@dataclass(frozen=True, slots=True)
class CodeSuggestion:
    """The code, the counts of both ways of counting sides, and how this clinic counts."""

    code: str
    counts: str
    rule: str


def code_suggestion(content: SessionContent, *, policy: Policy) -> CodeSuggestion | None:
    """None when no muscle was needled."""
    counts = count_muscles(
        content.needlings, sides_count_apart=policy.sides_count_apart, parts_count_apart=policy.parts_count_apart
    )
    code = suggested_code(counts)
    if code is None:
        return None
    sides = "each side counts" if policy.sides_count_apart else "both sides count once"
    parts = "parts of a muscle count separately" if policy.parts_count_apart else "parts of a muscle count as one"
    return CodeSuggestion(
        code=code,
        counts=f"{counted(counts.muscles, 'muscle')}; {counts.counting_sides} counting sides",
        rule=f"In this clinic {sides}, {parts}, levels never count",
    )
