"""The forms of scores outside a session and of yellow flags."""

from clinic_log.outcomes.forms.scores import RetractionForm, ScoresForm
from clinic_log.outcomes.forms.yellow_flags import YellowFlagsForm

__all__ = ["RetractionForm", "ScoresForm", "YellowFlagsForm"]
