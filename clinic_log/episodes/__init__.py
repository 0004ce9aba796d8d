"""Episodes of care: one problem of one patient, from the first visit to discharge.

Words: the *pain question* is the one measure by which the course of the episode is judged; *tracked measures* are asked
at each visit; a *suggestion* is a condition that an import found and that nobody has yet made an episode of.
"""
