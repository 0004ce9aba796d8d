"""Two texts of one note, answer by answer: where they differ, and the one that is made of what is kept of each.

Rows are the same row when they have the same uid, or were made from the same row of last time; a measurement also when
it is of the same measure, side, episode and kind of motion, since each page makes the row for it anew. The *base* is
what both texts began from, where that is known: what only one of them changed is suggested, and still asked.
"""

from clinic_log.treatments.forms.two_texts.one_note import NOT_THERE, Difference, differences, merged
from clinic_log.treatments.forms.two_texts.pairs import Keep, Texts

__all__ = ["NOT_THERE", "Difference", "Keep", "Texts", "differences", "merged"]
