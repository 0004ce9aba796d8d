"""What higher features may need to know, told inside the same transaction."""

from typing import Final

from blinker import Signal

# Sender: the database session. Values: treatment (TreatmentSession), by (Actor). A receiver of `session_signed` may
# give a tuple of acts, which the signing writes into the audit last: one that wrote there itself would hold its head.
session_signed: Final = Signal("A session was signed.")
session_changed: Final = Signal("A signed session was amended or retracted, or something was heard about it later.")
