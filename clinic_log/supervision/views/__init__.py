"""The pages about the team, one module a group of pages."""

from clinic_log.supervision.views import drill_down, literature, own, pages
from clinic_log.supervision.views.blueprint import blueprint

__all__ = ["blueprint", "drill_down", "literature", "own", "pages"]
