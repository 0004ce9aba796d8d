"""What a needling is called after."""

from clinic_log.catalogue import muscles
from clinic_log.treatments.rules.content import NeedlingDetails


def target_name(row: NeedlingDetails) -> str:
    """The muscle's name, or the words of a target that is none."""
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    return muscle.name if muscle else row.target_words
