"""What an administrator answers about the clinic."""

from clinic_log.clinics.rules import SETTINGS, Policy
from clinic_log.web.forms import ChoiceField, FieldsForm, Required

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

    @classmethod
    def of(cls, policy: Policy) -> "PolicyForm":
        return cls(data={name: _YES if getattr(policy, name) else _NO for name in _BY_NAME})

    def to_policy(self) -> Policy:
        return Policy(**{name: self[name].data == _YES for name in _BY_NAME})
