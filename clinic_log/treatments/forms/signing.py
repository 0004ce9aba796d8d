"""The forms of what happens to a whole note: signing, adding to it, retracting it."""

import wtforms

from clinic_log.treatments.rules.limits import REASON_LIMIT_CHARACTERS
from clinic_log.treatments.rules.states import SignatureMeaning
from clinic_log.web.forms import ChoiceField, FieldsForm, NotesField, Required, TextField

MEANINGS = [
    (SignatureMeaning.TREATED, "I treated this patient, and this note is true and complete."),
    (SignatureMeaning.SUPERVISED, "I supervised this visit and was present."),
    (SignatureMeaning.REVIEWED, "I reviewed this note."),
]


class SigningForm(FieldsForm):
    """What the signature says. `revision` is that of the note which was read; the password is checked beforehand."""

    revision = wtforms.HiddenField()
    password = wtforms.PasswordField("Password")
    meaning = ChoiceField("What your signature says", [Required("Choose what your signature says")], choices=MEANINGS)


class AddendumForm(FieldsForm):
    """`version` is the number of the newest version on the page; the password is checked beforehand."""

    version = wtforms.HiddenField()
    text = NotesField("What is added", [Required("Enter what is to be added")])
    reason = TextField("Why it is added now", [Required("Say why it is added now")], limit=REASON_LIMIT_CHARACTERS)
    password = wtforms.PasswordField("Password")

    def refuse_password(self) -> None:
        """Say beside the field that it is not the signer's password, or is missing. Call it after `validate`."""
        message = "This is not your password" if self.password.data else "Enter your password"
        self.password.errors = [*self.password.errors, message]


class RetractionForm(FieldsForm):
    reason = TextField(
        "Why this session was entered in error",
        [Required("Say why it is retracted")],
        limit=REASON_LIMIT_CHARACTERS,
    )
