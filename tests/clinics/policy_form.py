"""The settings of a clinic as its page sends them while nobody has decided anything."""

POLICY_FORM = {
    "sides_count_apart": "no",
    "parts_count_apart": "no",
    "pounds_and_inches": "no",
    "review_at_visit": "4",
    "review_after_days": "30",
    "visits_without_measure": "3",
    "reassess_after_days": "0",
    "review_hours": "72",
}
