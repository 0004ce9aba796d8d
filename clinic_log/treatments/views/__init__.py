"""Pages of the treatment session: begin, write, sign, read, amend."""

import clinic_log.treatments.views.conflict
import clinic_log.treatments.views.drafts
import clinic_log.treatments.views.note
import clinic_log.treatments.views.signed
import clinic_log.treatments.views.signing
import clinic_log.treatments.views.starting  # noqa: F401 -- each module registers its pages
from clinic_log.treatments.views.blueprint import blueprint

__all__ = ["blueprint"]
