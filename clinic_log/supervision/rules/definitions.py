"""How each figure is counted, in words: for the page and for every file that leaves the clinic."""

from typing import Final

HOW_COUNTED: Final = {
    "Responder": (
        "An episode, from its first before-score to its last, by its pain question, that is better by the chosen rule. "
        "Retracted sessions and drafts never count."
    ),
    "Evaluable": (
        "Both scores are there and the first one left room for an important change. A worse episode with room stays in "
        "the denominator."
    ),
    "Month and practitioner": (
        "An episode belongs to the day of its last before-score, or of its last visit when it has no score, and to the "
        "practitioner of most of its needling visits."
    ),
    "Completion": (
        "Episodes with an evaluable last score among those that are discharged or open for more than 8 weeks. Under "
        "60 %, or when counting the missing as non-responders moves the rate by more than 10 points, no rate is shown."
    ),
    "Side effects": (
        "Needling sessions, with an insertion, in which the question was asked. Not asked is never none. Before "
        "leaving and since last time are two questions; the latest visit of a patient can only have been asked about "
        "by a follow-up link, whose answer counts once nothing of it waits for a clinician."
    ),
    "Expected soreness": "Post-needling soreness that was neither severe nor serious is counted apart.",
    "Intervals": (
        "Proportions: Wilson, 95 %. Effects in 1,000 sessions: exact Poisson, 95 %. None seen: the one-sided 95 % "
        "upper bound."
    ),
    "Small numbers": "Counts always; percentages from 10; practitioners from 20 evaluable episodes.",
}
