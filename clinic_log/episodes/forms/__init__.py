"""What a person enters about an episode."""

from clinic_log.episodes.forms.ending import DischargeForm, ReopeningForm
from clinic_log.episodes.forms.episode import Difference, EpisodeForm

__all__ = ["Difference", "DischargeForm", "EpisodeForm", "ReopeningForm"]
