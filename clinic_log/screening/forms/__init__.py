"""The forms of a screening."""
