"""Answering a screening, letting an absolute contraindication pass, and consent in writing."""

from clinic_log.screening.actions.consent import record_consent, withdraw_consent
from clinic_log.screening.actions.screening import answer_screening, override_contraindication

__all__ = ["answer_screening", "override_contraindication", "record_consent", "withdraw_consent"]
