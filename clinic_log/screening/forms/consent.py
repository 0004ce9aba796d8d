"""The form that records what was signed, and the one by which it is withdrawn."""

from typing import Final
from uuid import uuid4

import wtforms

from clinic_log.base.errors import InvalidInputError
from clinic_log.catalogue import intimate_areas
from clinic_log.screening.rules.consent import (
    CHAPERONE_WORDS,
    EXPLAINED_WORDS,
    FORM_VERSION,
    GIVEN_BY_WORDS,
    NAME_LIMIT,
    NOTE_LIMIT,
    VERSION_LIMIT,
    Chaperone,
    ConsentDetails,
    ConsentKind,
    Explained,
    GivenBy,
)
from clinic_log.web.forms import ChipsField, ChoiceField, DayField, FieldsForm, Required, TextField

KINDS: Final = [(kind.value, kind.label) for kind in ConsentKind]
_SIGNERS: Final = [(one.value, words) for one, words in GIVEN_BY_WORDS.items()]
_AREAS: Final = [(area.slug, area.label) for area in intimate_areas.all_areas()]
_CHAPERONE: Final = [(one.value, words) for one, words in CHAPERONE_WORDS.items()]
_COPY: Final = [("yes", "Yes"), ("no", "No")]


class _RefusableForm(FieldsForm):
    def refuse(self, error: InvalidInputError) -> None:
        """Put what the rules refuse beside the field that it concerns."""
        for field in self:
            if field.short_name == error.field:
                field.errors = [str(error)]
                return
        self.form_errors = [*self.form_errors, str(error)]


class ConsentForm(_RefusableForm):
    """Nothing that was explained has a default; the version is that of the form that this program prints."""

    idempotency_key = wtforms.HiddenField()
    kind = ChoiceField("What was signed", [Required("Choose what was signed")], choices=KINDS)
    areas = ChipsField("For which area", choices=_AREAS)
    chaperone = ChoiceField("Chaperone", choices=_CHAPERONE)
    explained = ChipsField("What was explained", choices=list(EXPLAINED_WORDS.items()))
    form_version = TextField("Version of the form", limit=VERSION_LIMIT)
    given_by = ChoiceField("Who signed", [Required("Choose who signed")], choices=_SIGNERS)
    giver_name = TextField("Name of who signed for the patient", limit=NAME_LIMIT)
    given_on = DayField("Signed on", [Required("Enter the day on which it was signed")])
    copy_given = ChoiceField("Copy given", choices=_COPY)
    note = TextField("Note", limit=NOTE_LIMIT)

    @classmethod
    def blank(cls, **known: object) -> "ConsentForm":
        return cls(data={"idempotency_key": uuid4().hex, "form_version": FORM_VERSION, **known})

    def details(self) -> ConsentDetails:
        """Only for a form whose fields are valid."""
        return ConsentDetails(
            kind=ConsentKind(self.kind.data),
            given_by=GivenBy(self.given_by.data),
            given_on=self.given_on.data,
            form_version=self.form_version.data or "",
            explained=frozenset(map(Explained, self.explained.data or ())),
            copy_given=self.copy_given.data == "yes",
            giver_name=self.giver_name.data or "",
            areas=frozenset(self.areas.data or ()),
            chaperone=Chaperone(self.chaperone.data) if self.chaperone.data else None,
            note=self.note.data or "",
        )


class WithdrawalForm(_RefusableForm):
    withdrawn_on = DayField("Withdrawn on", [Required("Enter the day on which it was withdrawn")])
    reason = TextField("What the patient said", limit=NOTE_LIMIT)
