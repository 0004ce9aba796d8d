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
from clinic_log.clinics.rules.policy import NUMBER_SETTINGS, SETTINGS, NumberSetting, Policy, Setting, changes

__all__ = [
    "NAME_LIMIT",
    "NUMBER_SETTINGS",
    "SETTINGS",
    "SOURCE_LIMIT",
    "UNIT_LIMIT",
    "NumberSetting",
    "OwnMeasureDetails",
    "Policy",
    "Problem",
    "Setting",
    "TakenBy",
    "changes",
    "find_measure_problems",
    "measure_of",
]
