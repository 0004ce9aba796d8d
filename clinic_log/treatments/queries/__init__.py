"""Reading sessions. Every read starts from `scoped`, so that a foreign session answers like one that does not exist."""

from clinic_log.treatments.queries.content import content_of, signed_narrative
from clinic_log.treatments.queries.note_facts import EarlierVisit, EpisodeFact, NoteFacts, Person, get_note_facts
from clinic_log.treatments.queries.sessions import (
    UnsignedNote,
    count_sessions_of,
    get_draft,
    get_session,
    last_session_before,
    list_drafts_of_others,
    list_my_drafts,
    list_needled,
    list_sessions_of,
    list_unsigned,
    scoped,
)
from clinic_log.treatments.queries.verification import matches_record, verify_version

__all__ = [
    "EarlierVisit",
    "EpisodeFact",
    "NoteFacts",
    "Person",
    "UnsignedNote",
    "content_of",
    "count_sessions_of",
    "get_draft",
    "get_note_facts",
    "get_session",
    "last_session_before",
    "list_drafts_of_others",
    "list_my_drafts",
    "list_needled",
    "list_sessions_of",
    "list_unsigned",
    "matches_record",
    "scoped",
    "signed_narrative",
    "verify_version",
]
