"""What a supervisor and an author send about a note that waits for a co-signature."""

from typing import Final

import wtforms
from wtforms import Field
from wtforms.validators import ValidationError

from clinic_log.cosigning.rules import QUESTION_LIMIT, Seen
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.signing import ProvenForm
from clinic_log.treatments.rules import SignatureMeaning
from clinic_log.web.forms import ChoiceField, FieldsForm, NotesField, Required

_QUESTION: Final = "Write the question"
_ANSWER: Final = "Write the answer, or add to the note"
MEANINGS: Final = [
    (SignatureMeaning.SUPERVISED, "I supervised and was present"),
    (SignatureMeaning.REVIEWED, "I reviewed"),
]


class _SeenFields:
    """Which version was on the page."""

    version = wtforms.HiddenField()
    content_hash = wtforms.HiddenField()

    @property
    def seen(self) -> Seen:
        """A number that no version has, when the page sent none."""
        return Seen(number=number_sent(self.version.data) or 0, content_hash=self.content_hash.data or "")

    def show(self, number: int, content_hash: str) -> None:
        self.version.data, self.content_hash.data = str(number), content_hash


class CosignForm(_SeenFields, ProvenForm):
    meaning = ChoiceField("What your signature says", [Required("Choose what your signature says")], choices=MEANINGS)
    pin = wtforms.PasswordField("Signing PIN")
    password = wtforms.PasswordField("Password")


class SendBackForm(_SeenFields, FieldsForm):
    question = NotesField("Question to the author", [Required(_QUESTION)], limit=QUESTION_LIMIT)

    def validate_question(self, field: Field) -> None:
        """Blanks are no question."""
        if not field.data:
            raise ValidationError(_QUESTION)


class AnswerForm(FieldsForm):
    answer = NotesField("Answer", [Required(_ANSWER)], limit=QUESTION_LIMIT)

    def validate_answer(self, field: Field) -> None:
        """Blanks are no answer."""
        if not field.data:
            raise ValidationError(_ANSWER)
