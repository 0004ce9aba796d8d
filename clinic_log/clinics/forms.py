"""What an administrator answers about the clinic."""

from clinic_log.clinics.rules import REVIEW_HOURS, SETTINGS, Policy
from clinic_log.web.forms import ChoiceField, FieldsForm, Required, WholeNumberField

_YES = "yes"
_NO = "no"
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def _question(name: str) -> ChoiceField:
    setting = _BY_NAME[name]
    return ChoiceField(
        setting.label,
        [Required("Choose one of the two")],
        choices=[(_NO, setting.no.capitalize()), (_YES, setting.yes.capitalize())],
    )


class PolicyForm(FieldsForm):
    """A choice of two for each setting."""

    sides_count_apart = _question("sides_count_apart")
    parts_count_apart = _question("parts_count_apart")
    review_hours = WholeNumberField(
        REVIEW_HOURS.label,
        [Required("Enter a number of hours, such as 72")],
        low=REVIEW_HOURS.low,
        high=REVIEW_HOURS.high,
        unit="hours",
    )

    @classmethod
    def of(cls, policy: Policy) -> "PolicyForm":
        answers = {name: _YES if getattr(policy, name) else _NO for name in _BY_NAME}
        return cls(data={**answers, "review_hours": policy.review_hours})

    def to_policy(self) -> Policy:
        answers = {name: self[name].data == _YES for name in _BY_NAME}
        return Policy(**answers, review_hours=int(self.review_hours.data))
