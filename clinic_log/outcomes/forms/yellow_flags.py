"""The page on which somebody says which yellow flags were found, or that none was."""

from datetime import date
from typing import Any, Final

import wtforms
from typing_extensions import override

from clinic_log.base.errors import InvalidInputError
from clinic_log.outcomes.rules.prognosis import FLAG_NOTE_LIMIT, FLAG_WORDS, FlagLook, YellowFlag
from clinic_log.web.forms import ChipsField, ChoiceField, DayField, FieldsForm, Required, TextField

_NONE: Final = "none"
_PRESENT: Final = "present"


class YellowFlagsForm(FieldsForm):
    """Nothing has a default but the day: a blank is not none."""

    key = wtforms.HiddenField()
    looked_on = DayField("Day", [Required("Enter the day on which you looked")])
    found = ChoiceField(
        "Yellow flags",
        [Required("Choose whether any was found")],
        choices=[(_NONE, "Asked: none"), (_PRESENT, "Present")],
    )
    flags = ChipsField("Which", choices=[(flag.value, words) for flag, words in FLAG_WORDS.items()])
    note = TextField("Note", limit=FLAG_NOTE_LIMIT)

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the two answers agree."""
        is_valid: bool = super().validate(extra_validators)
        if not is_valid:
            return False
        if self.found.data == _PRESENT and not self.flags.data:
            self.flags.errors = ["Choose which were present"]
        if self.found.data == _NONE and self.flags.data:
            self.flags.errors = ["“None” was chosen above: choose “Present”, or take these away"]
        return not self.errors

    def refuse(self, error: InvalidInputError) -> None:
        """Put what the rules refuse beside its field."""
        field = self[error.field or "looked_on"]
        field.errors = [*field.errors, str(error)]

    def look(self) -> FlagLook:
        """What was said. Only for a valid form."""
        day: date = self.looked_on.data
        chosen = set(self.flags.data or ())
        return FlagLook(
            looked_on=day,
            flags=tuple(flag for flag in YellowFlag if flag.value in chosen),
            note=self.note.data or "",
        )
