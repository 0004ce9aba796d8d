"""The course of an episode from its counted visits: pain, each measure, the sentence above them, the summary."""

from clinic_log.outcomes.rules.headline import Headline, Tone, headline, importance_in_words
from clinic_log.outcomes.rules.measure_course import (
    ErrorVerdict,
    Importance,
    MeasureCourse,
    MeasureKey,
    MeasureValue,
)
from clinic_log.outcomes.rules.measures_taken import measure_courses
from clinic_log.outcomes.rules.pain_course import PainCourse, PainPoint, pain_course
from clinic_log.outcomes.rules.signals import Plan, Signal, SignalKind, important_since, signals
from clinic_log.outcomes.rules.summary import EpisodeOutcome, practitioner_of, summarise_episode
from clinic_log.outcomes.rules.visits import HowAsked, OutsideScore, Score, Visit, find_measure, took_place

__all__ = [
    "EpisodeOutcome",
    "ErrorVerdict",
    "Headline",
    "HowAsked",
    "Importance",
    "MeasureCourse",
    "MeasureKey",
    "MeasureValue",
    "OutsideScore",
    "PainCourse",
    "PainPoint",
    "Plan",
    "Score",
    "Signal",
    "SignalKind",
    "Tone",
    "Visit",
    "find_measure",
    "headline",
    "importance_in_words",
    "important_since",
    "measure_courses",
    "pain_course",
    "practitioner_of",
    "signals",
    "summarise_episode",
    "took_place",
]
