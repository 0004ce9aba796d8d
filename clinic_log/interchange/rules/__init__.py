"""How FHIR R4 is read (https://hl7.org/fhir/R4/): plain dictionaries, checked where they are read."""

from dataclasses import dataclass

from clinic_log.base.errors import ClinicLogError


class BrokenFileError(ClinicLogError):
    """A file of which nothing can be taken. `place` says where, `reason` why; neither quotes what is recorded there."""

    def __init__(self, reason: str, *, place: str = "") -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place = place
        self.reason = reason


@dataclass(frozen=True)
class Remark:
    """Something in a sound file that was not taken as it stands, and where."""

    place: str
    text: str
