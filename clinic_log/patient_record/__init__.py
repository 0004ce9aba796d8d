"""The page of one patient: every episode with its course, every session, every side effect. It only reads.

Words: the *course* of an episode goes from its first before-score to its last; *before leaving* and *since last time*
are two questions about side effects that are never mixed; a question that was *not asked* is never *none*.
"""
