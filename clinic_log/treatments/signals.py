"""What higher features may need to know, told inside the same transaction."""

from typing import Final

from blinker import Signal

# Sender: the database session. Values: treatment (TreatmentSession), by (Actor), and for `session_changed`
# whether a version was added (is_amended) and the visit that was signed just before and told of this one (heard_in).
# A receiver may give a tuple of acts, which the act that sent the signal
# writes into the audit last: one that wrote there itself would hold its head.
session_signed: Final = Signal("A session was signed.")
session_changed: Final = Signal("A signed session was amended or retracted, or something was heard about it later.")
