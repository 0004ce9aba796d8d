"""The forms of what happens to a whole note: signing, adding to it, retracting it."""

import wtforms

from clinic_log.treatments.rules.limits import REASON_LIMIT_CHARACTERS
from clinic_log.treatments.rules.states import SignatureMeaning, VersionKind
from clinic_log.web.forms import ChoiceField, FieldsForm, NotesField, Required, TextField

MEANINGS = [
    (SignatureMeaning.TREATED, "I treated this patient, and this note is true and complete."),
    (SignatureMeaning.SUPERVISED, "I supervised this visit and was present."),
    (SignatureMeaning.REVIEWED, "I reviewed this note."),
]

# Kinds of what is added to a signed note, each with when to use it. The signed words stay as they are in all of them.
ADDED_KINDS = [
    (VersionKind.ADDENDUM, "Addendum|Something new: it was not known when the note was signed."),
    (VersionKind.LATE_ENTRY, "Late entry|Something that was known at the visit and was left out."),
    (VersionKind.CLARIFICATION, "Clarification|The same facts in clearer words; nothing in the note was wrong."),
    (VersionKind.CORRECTION, "Correction|Something in the note is wrong: write which words are, and what is right."),
]


class ProvenForm(FieldsForm):
    """What a signature is sent with. PIN and password are checked beforehand, by `views.proof`."""

    pin = wtforms.PasswordField("Signing PIN")
    password = wtforms.PasswordField("Password")

    def refuse_proof(self, name: str, text: str) -> None:
        """Say beside the field why the proof was refused. Call it after `validate`."""
        self[name].errors = [*self[name].errors, text]


class SigningForm(ProvenForm):
    """What the signature says. `revision` is that of the note which was read."""

    revision = wtforms.HiddenField()
    meaning = ChoiceField("What your signature says", [Required("Choose what your signature says")], choices=MEANINGS)
    pin = wtforms.PasswordField("Signing PIN")
    password = wtforms.PasswordField("Password")


class AddendumForm(ProvenForm):
    """`version` is the number of the newest version on the page."""

    version = wtforms.HiddenField()
    kind = ChoiceField("What it is", [Required("Choose what it is")], choices=ADDED_KINDS)
    text = NotesField("What is added", [Required("Enter what is to be added")])
    reason = TextField("Why it is added now", [Required("Say why it is added now")], limit=REASON_LIMIT_CHARACTERS)
    pin = wtforms.PasswordField("Signing PIN")
    password = wtforms.PasswordField("Password")


class RetractionForm(FieldsForm):
    reason = TextField(
        "Why this session was entered in error",
        [Required("Say why it is retracted")],
        limit=REASON_LIMIT_CHARACTERS,
    )
