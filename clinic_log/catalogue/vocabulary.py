"""Words that several catalogue files share: regions of the body and how far a figure was checked."""

from enum import StrEnum


class Region(StrEnum):
    """Part of the body, from head to foot. `general` belongs to conditions of no single place."""

    HEAD = "head"
    NECK = "neck"
    SHOULDER = "shoulder"
    ARM = "arm"
    FOREARM = "forearm"
    HAND = "hand"
    UPPER_BACK = "upper-back"
    THORAX = "thorax"
    ABDOMEN = "abdomen"
    LOWER_BACK = "lower-back"
    PELVIS = "pelvis"
    HIP = "hip"
    THIGH = "thigh"
    LEG = "leg"
    FOOT = "foot"
    GENERAL = "general"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


class Verified(StrEnum):
    """Whether a figure was checked against the source it names."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
