"""The team's figures on their way out of the clinic."""

from clinic_log.supervision.rules.leaving.files import as_blocks, as_csv
from clinic_log.supervision.rules.leaving.hiding import Group, Hiding, Leaving, LeavingTable
from clinic_log.supervision.rules.leaving.pages import (
    funnel_leaving,
    months_leaving,
    outcomes_leaving,
    quality_leaving,
    sites_leaving,
)

__all__ = [
    "Group",
    "Hiding",
    "Leaving",
    "LeavingTable",
    "as_blocks",
    "as_csv",
    "funnel_leaving",
    "months_leaving",
    "outcomes_leaving",
    "quality_leaving",
    "sites_leaving",
]
