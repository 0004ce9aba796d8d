"""The pages of late reports and of reviews."""

from clinic_log.incidents.views import late, near_miss, review
from clinic_log.incidents.views.blueprint import blueprint

__all__ = ["blueprint", "late", "near_miss", "review"]
