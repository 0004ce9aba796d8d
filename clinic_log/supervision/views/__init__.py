"""The pages about the team, one module a group of pages."""

from clinic_log.supervision.views import course_looks, drill_down, leaving, literature, own, pages, saved_views
from clinic_log.supervision.views.blueprint import blueprint

__all__ = ["blueprint", "course_looks", "drill_down", "leaving", "literature", "own", "pages", "saved_views"]
