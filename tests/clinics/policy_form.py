"""The settings of a clinic as its page sends them while nobody has decided anything."""

from clinic_log.clinics.rules import DEFAULT_EMERGENCY_ADVICE

POLICY_FORM = {
    "sides_count_apart": "no",
    "parts_count_apart": "no",
    "pounds_and_inches": "no",
    "review_at_visit": "4",
    "review_after_days": "30",
    "visits_without_measure": "3",
    "reassess_after_days": "0",
    "review_hours": "72",
    "emergency_advice": DEFAULT_EMERGENCY_ADVICE,
    "supervisors_override": "no",
    "consent_days": "0",
    "adult_from_years": "18",
}
