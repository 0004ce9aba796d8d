"""Reading what stands for a patient now, and what stood before the needles of one visit."""

from clinic_log.screening.queries.stood import NeedledVisit, Stood, what_stood

__all__ = ["NeedledVisit", "Stood", "what_stood"]
