"""The settings of a clinic, and what a measure of its own must say."""

from clinic_log.clinics.rules.own_measures import (
    NAME_LIMIT,
    SOURCE_LIMIT,
    UNIT_LIMIT,
    OwnMeasureDetails,
    Problem,
    TakenBy,
    find_measure_problems,
    measure_of,
)
from clinic_log.clinics.rules.policy import (
    DEFAULT_EMERGENCY_ADVICE,
    NUMBER_SETTINGS,
    SETTINGS,
    TEXT_SETTINGS,
    NumberSetting,
    Policy,
    Setting,
    TextSetting,
    changes,
)

__all__ = [
    "DEFAULT_EMERGENCY_ADVICE",
    "NAME_LIMIT",
    "NUMBER_SETTINGS",
    "SETTINGS",
    "SOURCE_LIMIT",
    "TEXT_SETTINGS",
    "UNIT_LIMIT",
    "NumberSetting",
    "OwnMeasureDetails",
    "Policy",
    "Problem",
    "Setting",
    "TakenBy",
    "TextSetting",
    "changes",
    "find_measure_problems",
    "measure_of",
]
