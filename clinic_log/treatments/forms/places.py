"""What the fields of the content are called in the form."""

from typing import Final

# Where a field of the content has no control of its own name; an empty name is the row itself.
_CONTROLS: Final = {
    "": {
        "started_at": "start_clock",
        "ended_at": "end_clock",
        "stopped_at": "stopped_clock",
        "episode_ids": "episodes",
    },
    "needlings": {
        "": "muscle",
        "muscle_slug": "muscle",
        "episode_id": "episode",
        "origins": "muscle",
        "diameter_mm": "diameter",
        "length_mm": "length",
        "inserted_by_id": "inserted_by",
    },
    "stimulations": {"": "first", "first_uid": "first", "second_uid": "second"},
    "measurements": {
        "": "measure",
        "measure_slug": "measure",
        "episode_id": "episode",
        "rater_id": "rater",
        "entered_unit": "unit",
    },
    "counts": {"": "needles_out"},
    "lots": {"": "lot"},
    "vital_signs": {"": "pulse_per_minute", "taken_at": "taken_clock"},
    "effects": {"": "kind", "kind_slug": "kind", "muscle_slug": "place"},
    "effect_updates": {"": "state"},
    "precaution_reasons": {},
    "new_episode": {
        "condition_slug": "condition",
        "condition_label": "words",
    },
}


def control_name(group: str, name: str) -> str:
    """The name of the control for a field of a row of the group, or of the visit itself when group is empty."""
    return _CONTROLS[group].get(name, name)
