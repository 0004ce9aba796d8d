"""Outcomes and safety of the team over a period: rates with their counts, intervals and what is missing.

Words: an *evaluable* episode has both scores and had room to improve; an *eligible* one is discharged, or has been open
for more than eight weeks; *before leaving* and *since last time* are two rates of side effects that are never mixed;
*expected soreness* is counted apart from both.
"""
