"""Keeping views of the team's figures, and looks at courses that do not improve."""

from clinic_log.supervision.actions.course_looks import look_at_course
from clinic_log.supervision.actions.saved_views import choose_default_view, keep_view, remove_view, rename_view

__all__ = ["choose_default_view", "keep_view", "look_at_course", "remove_view", "rename_view"]
