"""The team's figures on their way out of the clinic."""

from clinic_log.supervision.rules.leaving.files import as_blocks, as_csv
from clinic_log.supervision.rules.leaving.hiding import Group, Hiding, Leaving, LeavingTable
from clinic_log.supervision.rules.leaving.literature import literature_leaving
from clinic_log.supervision.rules.leaving.months import months_leaving
from clinic_log.supervision.rules.leaving.outcomes import outcomes_leaving
from clinic_log.supervision.rules.leaving.practitioners import funnel_leaving
from clinic_log.supervision.rules.leaving.quality import quality_leaving
from clinic_log.supervision.rules.leaving.sites import sites_leaving
from clinic_log.supervision.rules.leaving.totals import Basis

__all__ = [
    "Basis",
    "Group",
    "Hiding",
    "Leaving",
    "LeavingTable",
    "as_blocks",
    "as_csv",
    "funnel_leaving",
    "literature_leaving",
    "months_leaving",
    "outcomes_leaving",
    "quality_leaving",
    "sites_leaving",
]
