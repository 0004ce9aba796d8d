"""The pages about the team, one module a group of pages."""

from clinic_log.supervision.views import pages
from clinic_log.supervision.views.blueprint import blueprint

__all__ = ["blueprint", "pages"]
