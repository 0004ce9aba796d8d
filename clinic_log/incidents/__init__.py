"""What happened after a visit or nearly did: late reports of side effects, and reviews of incidents.

Words: a *late report* tells of a side effect of a signed visit outside any visit; an *incident* is a serious event, one
that a supervisor has to know of, or a *near miss*; its *review* goes from reported to closed; a *step* is one line of
what was done in it, and a *legal hold* says that the record is wanted as evidence.
"""
