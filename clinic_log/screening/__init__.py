"""What must be known before a needle: contraindications asked of the patient, and consent in writing.

Words: a *screening* is one version of the answers of an episode; its *positive* answers stand in the banner as alerts,
and an absolute one *stops* the needles that it concerns until it is *overridden* with a reason. A *consent* is a signed
form; it is valid until it expires or is *withdrawn*, and today's agreement, which each visit asks, is another thing.
"""
