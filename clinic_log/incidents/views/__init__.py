"""The pages of late reports and of reviews."""

from clinic_log.incidents.views import by_link, case_file, follow_up, late, near_miss, review
from clinic_log.incidents.views.blueprint import blueprint

__all__ = ["blueprint", "by_link", "case_file", "follow_up", "late", "near_miss", "review"]
