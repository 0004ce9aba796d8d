"""Where the values of a row came from, as the page shows it."""

import json
from typing import Any

from clinic_log.treatments.forms.origins import origins_sent
from clinic_log.treatments.rules import OriginKind, Origins
from clinic_log.treatments.rules.origins import COPIED, origin_words

# For the script that writes the same line while a row is edited.
ORIGIN_WORDS = json.dumps(dict(COPIED))


def provenance(text: str, *, zone: str) -> dict[str, Any]:
    """The line below the row, the fields that are still as they were copied, and whether nobody confirmed them yet."""
    origins = origins_sent(text)
    if origins is None:
        return {}
    return {
        "carried": f"{origin_words(origins, zone=zone)}.",
        "copied": " ".join(origins.fields),
        "is_unconfirmed": _is_unconfirmed(origins),
    }


def _is_unconfirmed(origins: Origins) -> bool:
    return origins.kind is OriginKind.FAVOURITE and origins.confirmed_at is None
