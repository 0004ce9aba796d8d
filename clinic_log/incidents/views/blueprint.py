"""The blueprint that the modules of this package add their pages to, and the words of its codes for templates."""

from flask import Blueprint
from werkzeug.wrappers import Response

from clinic_log.incidents.rules import states
from clinic_log.treatments.views.risk_words import EFFECT_STATE_WORDS

blueprint = Blueprint("incidents", __name__)

Answer = str | Response | tuple[str, int]

WORDS = {
    "kind_words": states.KIND_WORDS,
    "state_words": states.STATE_WORDS,
    "step_words": states.STEP_WORDS,
    "how_words": states.TOLD_HOW_WORDS,
    "effect_state_words": EFFECT_STATE_WORDS,
}
