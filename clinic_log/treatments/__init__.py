"""The treatment session: what was needled, measured and felt in one visit; draft, signed, amended, retracted.

Words: a *treatment session* is one visit of one patient, which may serve several episodes; a *needling* is one target
on one side; a *measurement* is one measure before and after; an *adverse event* is any unwanted effect, mild or
serious, asked *before leaving* (stored with this visit) and *since last time* (asked at the next contact, stored with
the earlier visit, whose signed note stays untouched). Never plain "session" in code: that is the database's.
"""
