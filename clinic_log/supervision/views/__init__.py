"""The pages about the team, one module a group of pages."""

from clinic_log.supervision.views import leaving, pages, saved_views
from clinic_log.supervision.views.blueprint import blueprint

__all__ = ["blueprint", "leaving", "pages", "saved_views"]
