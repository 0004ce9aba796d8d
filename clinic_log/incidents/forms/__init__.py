"""The forms of late reports and of reviews."""
