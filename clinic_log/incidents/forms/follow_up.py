"""The form that a patient fills in by a follow-up link, and those by which a clinician makes and answers one."""

import re
from typing import Final
from uuid import uuid4

import wtforms
from wtforms.validators import ValidationError

from clinic_log.incidents.forms.review import ReviewForm
from clinic_log.incidents.rules.follow_up import Bruise, Sign, Told, find_signs_gap
from clinic_log.incidents.rules.follow_up_texts import FollowUpTexts
from clinic_log.web.forms import ChipsField, ChoiceField, FieldsForm, NotesField, TextField

OTHER_LIMIT: Final = 1000
KEY_LIMIT: Final = 64
_NONE_OF_THESE: Final = "none"
_SCALE: Final = [(str(score), str(score)) for score in range(11)]
# One address, as people type it; whether it exists only its server knows.
_ADDRESS: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


class AnswerForm(FieldsForm):
    """What the patient answers. Nothing has a default, and a blank is no answer."""

    idempotency_key = wtforms.HiddenField()
    signs = ChipsField()
    soreness = ChoiceField(choices=_SCALE)
    bruise = ChoiceField()
    other = NotesField(limit=OTHER_LIMIT)
    pain = ChoiceField(choices=_SCALE)

    def prepare(self, texts: FollowUpTexts) -> "AnswerForm":
        """Give the form its words and its key."""
        signs = [(sign.value, words) for sign, words in texts.sign_words.items()]
        self.signs.offer([*signs, (_NONE_OF_THESE, texts.none_of_these)])
        self.bruise.offer([(bruise.value, words) for bruise, words in texts.bruise_words.items()])
        for name in ("signs", "soreness", "bruise", "other", "pain"):
            self[name].label.text = getattr(texts, name)
        self.idempotency_key.data = (self.idempotency_key.data or uuid4().hex)[:KEY_LIMIT]
        return self

    def is_answered(self, texts: FollowUpTexts) -> bool:
        """Whether it can be kept; else the words stand beside the field."""
        if not self.validate():
            return False
        gap = find_signs_gap(self.told())
        if gap is not None:
            self.signs.errors = [texts.signs_gaps[gap]]
        return gap is None

    def told(self) -> Told:
        ticked = set(self.signs.data or ())
        return Told(
            signs=tuple(sign for sign in Sign if sign in ticked),
            none_of_these=_NONE_OF_THESE in ticked,
            soreness=_score(self.soreness.data),
            bruise=next((one for one in Bruise if one == self.bruise.data), None),
            other=self.other.data or "",
            pain=_score(self.pain.data),
        )

    @property
    def has_sign(self) -> bool:
        """Whether a warning sign was ticked, also in a form that cannot be kept."""
        return bool(set(self.signs.data or ()) & set(Sign))


class LinkForm(FieldsForm):
    """A new link: shown, or sent to an address that is kept nowhere."""

    idempotency_key = wtforms.HiddenField()
    act = wtforms.HiddenField()
    email = TextField("E-mail address of the patient", limit=254)

    def prepare(self) -> "LinkForm":
        self.idempotency_key.data = self.idempotency_key.data or uuid4().hex
        return self

    @property
    def is_mail(self) -> bool:
        """Whether the button of the e-mail was pressed."""
        return self.act.data == "mail"

    def validate_email(self, field: TextField) -> None:
        if self.is_mail and not _ADDRESS.fullmatch(field.data or ""):
            raise ValidationError("Enter one e-mail address, such as name@example.org")


class SetAsideForm(ReviewForm):
    reason = TextField("Why it is no side effect of this visit", limit=500)


def _score(text: str | None) -> int | None:
    return int(text) if text is not None else None
