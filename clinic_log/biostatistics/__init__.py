"""Pure formulas behind every figure: responders, change, intervals, trend and motion. Knows no patient and no page.

Words: the *MCID* is the least change that patients on average call important; the *MDC* the least that measurement
error does not explain; an *improvement* is positive when the patient is better, whichever way the scale runs; the
*course* runs from the first visit's before-score to the last one's; the *immediate response* is the change within one
visit and is never summed over visits. The specification is the product's methods paper; docstrings name its sections.
"""
