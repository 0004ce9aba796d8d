"""A supervisor's signature on a note that somebody else signed.

Words: a version of a note *waits* when the clinic's policy asks for a *co-signature*; a supervisor co-signs exactly
that version, or *sends it back* with a question to its author. A further version of the note waits anew.
"""
