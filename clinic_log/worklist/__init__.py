"""Today: what waits for the person who is signed in.

Words: a note *waits* while it is a draft; it is *overdue* when the visit began more than 48 hours ago. Read only.
"""
