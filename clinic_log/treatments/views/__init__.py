"""Pages of the treatment session: begin, write, sign, read, amend."""

import clinic_log.treatments.views.conflict
import clinic_log.treatments.views.drafts
import clinic_log.treatments.views.favourites
import clinic_log.treatments.views.lots
import clinic_log.treatments.views.nearer_view
import clinic_log.treatments.views.note
import clinic_log.treatments.views.point_line
import clinic_log.treatments.views.rapid_removal
import clinic_log.treatments.views.signed
import clinic_log.treatments.views.signing
import clinic_log.treatments.views.starting
import clinic_log.treatments.views.versions  # noqa: F401 -- each module registers its pages
from clinic_log.treatments.views.blueprint import blueprint

__all__ = ["blueprint"]
