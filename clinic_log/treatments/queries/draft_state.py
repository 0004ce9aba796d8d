"""How what a page sends stands to what is kept of the same person: newer, older, or the very text that was saved."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

from clinic_log.treatments.models import SessionDraft

Fields = list[list[str]]

# In place of a draft's text once it is saved: the hash of that text, so that sending it again changes nothing, and the
# measures that stood in it without a value, which a visit does not hold.
_SAVED: Final = "saved-text"
_ASKED: Final = "asked"


def saved_mark(fields: Fields, asked: Iterable[Mapping[str, str]] = ()) -> Fields:
    """`asked` are the texts of each measurement row without a value, by the name of the control."""
    return [[_SAVED, _hash(fields)], *([_ASKED, json.dumps(row, sort_keys=True)] for row in asked)]


def asked_in(draft: SessionDraft | None) -> list[dict[str, str]]:
    """The measurement rows without a value that stood in the text that was saved."""
    if draft is None or is_typed(draft):
        return []
    return [json.loads(text) for name, text in draft.fields if name == _ASKED]


def is_typed(draft: SessionDraft | None) -> bool:
    """Whether the draft holds text that is not saved."""
    return draft is not None and bool(draft.fields) and draft.fields[0][0] != _SAVED


def is_saved(draft: SessionDraft | None, fields: Fields) -> bool:
    """Whether exactly this text was saved last: a double tap, or a page that was loaded again."""
    return draft is not None and draft.fields[:1] == saved_mark(fields)


def is_later_than(draft: SessionDraft | None, seen: int, fields: Fields) -> bool:
    """Whether the draft holds other text, kept after the page that now sends: `seen` is the revision it had."""
    return draft is not None and is_typed(draft) and draft.revision > seen and not _is_same(draft.fields, fields)


def _is_same(kept: Fields, sent: Fields) -> bool:
    """The same text; the name of a row that was just added may differ, since each press makes one."""
    return kept == sent or (
        bool(kept and sent) and kept[:-1] == sent[:-1] and kept[-1][0] == sent[-1][0] and kept[-1][0].endswith("-uid")
    )


def _hash(fields: Fields) -> str:
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode("ascii")).hexdigest()
