"""Discharging an episode, and undoing a mistaken discharge."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from clinic_log.episodes.rules import REASON_IS_MISSING, Discharge, DischargeReason, find_discharge_problems
from clinic_log.web.forms import ChoiceField, DayField, FieldsForm, NotesField, Required, TextField

REASONS: Final[Mapping[DischargeReason, str]] = MappingProxyType(
    {
        DischargeReason.GOALS_REACHED: "Goals reached",
        DischargeReason.PLATEAU: "No further progress",
        DischargeReason.REFERRED_ON: "Referred on",
        DischargeReason.PATIENT_STOPPED: "Patient chose to stop",
        DischargeReason.DID_NOT_RETURN: "Did not return",
        DischargeReason.MOVED_AWAY: "Moved away",
        DischargeReason.ADVERSE_EVENT: "Side effect",
        DischargeReason.OTHER: "Other",
    }
)


class DischargeForm(FieldsForm):
    reason = ChoiceField(
        "Why does it end?",
        [Required("Choose why the episode ends")],
        choices=[(reason.value, words) for reason, words in REASONS.items()],
    )
    discharged_on = DayField("Discharged on", [Required("Enter the day of the discharge")])
    note = NotesField("In a few words")

    def is_fit(self, *, opened_on: date, today: date) -> bool:
        """Whether it can be saved; what cannot has its sentence beside the field."""
        if not self.validate():
            return False
        problems = list(find_discharge_problems(self.discharge(), opened_on=opened_on, today=today))
        for problem in problems:
            self[problem.field].errors = [problem.text]
        return not problems

    def discharge(self) -> Discharge:
        """What was entered. Only for a form whose fields are valid."""
        return Discharge(
            reason=DischargeReason(self.reason.data),
            discharged_on=self.discharged_on.data,
            note=self.note.data or "",
        )


class ReopeningForm(FieldsForm):
    reason = TextField("Why was the discharge a mistake?", limit=300)

    def is_fit(self) -> bool:
        """Whether there is a reason; spaces are none."""
        if self.validate() and not self.reason.data:
            self.reason.errors = [REASON_IS_MISSING]
        return not self.errors
