"""Fields of text: normalised, checked for what a record cannot keep, never cut off."""

from typing import Any

import wtforms
from typing_extensions import override
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from clinic_log.base.settings import NOTES_LIMIT_CHARACTERS
from clinic_log.base.text import forbidden_character, normalise


class TextField(wtforms.StringField):
    """One line of text, NFC, trimmed. Refuses what a record cannot keep and says so; cuts nothing off."""

    def __init__(
        self, label: str = "", validators: list[Any] | None = None, *, limit: int = 200, **options: Any
    ) -> None:
        super().__init__(label, validators, **options)
        self.limit = limit

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = normalise(str(valuelist[0])).strip()

    @override
    def pre_validate(self, form: BaseForm) -> None:
        _refuse_unkeepable(self.data or "", self.limit)


class NotesField(TextField):
    """Text of several lines, at most 20,000 characters."""

    widget = wtforms.widgets.TextArea()

    def __init__(
        self,
        label: str = "",
        validators: list[Any] | None = None,
        *,
        limit: int = NOTES_LIMIT_CHARACTERS,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, limit=limit, **options)


def _refuse_unkeepable(text: str, limit: int) -> None:
    character = forbidden_character(text)
    if character is not None:
        raise ValidationError(f"This text holds a character that cannot be kept ({character}). Remove it")
    if len(text) > limit:
        raise ValidationError(f"This text has {len(text):,} characters; {limit:,} is the most. Shorten it")
