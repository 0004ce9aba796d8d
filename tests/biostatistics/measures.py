"""Measures for examples: those of the catalogue, and invented ones where a fact has to be varied."""

from dataclasses import dataclass

from clinic_log.catalogue import measures

NPRS = measures.get("nprs")
VAS = measures.get("vas-pain")
LEFS = measures.get("lefs")
HIT6 = measures.get("hit6")
ODI = measures.get("odi")
FIQR = measures.get("fiqr")
MMT = measures.get("mmt")


@dataclass(frozen=True, kw_only=True)
class InventedMeasure:
    construct: str = "motion"
    unit: str = "deg"
    better: str = "higher"
    minimum: float | None = None
    maximum: float | None = None
    mcid: float | None = None
    mcid_percent: float | None = None
    mdc: float | None = None
    mdc_percent: float | None = None
    reference_low: float | None = None
    min_plausible: float | None = 0
