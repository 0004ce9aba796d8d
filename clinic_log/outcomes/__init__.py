"""Measures over time: the course of an episode, and one summary row an episode that the team pages read.

Words: the *course* goes from the first before-score to the last; the *immediate response* is after minus before in one
visit and is never added up over visits.
"""
