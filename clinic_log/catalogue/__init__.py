"""Reference data with its sources: what can be measured, needled, suffered and suggested. Read-only.

Words: a *measure* is something that can be scored; a *muscle* may be a part that is needled on its own; a *kind* of
adverse event is mild, moderate or serious beforehand; a *code* belongs to one controlled list. Each subject is a
module of its own, read once and checked in full; empty in the data means unknown and reads as None.
"""

from clinic_log.catalogue import (
    adverse_events,
    body_chart,
    conditions,
    contraindications,
    intimate_areas,
    measures,
    muscles,
    needling,
    published_rates,
)
from clinic_log.catalogue.tables import DATA_FOLDER
from clinic_log.catalogue.version import content_version

VERSION = content_version(DATA_FOLDER)


def load() -> None:
    """Read and check every file, so that a broken one stops the start and not a visit; raises CatalogueError."""
    measures.all_measures()
    muscles.all_muscles()
    needling.lists()
    contraindications.by_code()
    intimate_areas.all_areas()
    adverse_events.all_kinds()
    conditions.all_conditions()
    published_rates.all_rates()
    body_chart.all_views()
