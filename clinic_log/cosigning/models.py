"""Versions that wait for a co-signature, the co-signatures, and the questions with which notes are sent back."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, Revised, coded
from clinic_log.cosigning.rules.states import RequestState, Settled
from clinic_log.treatments.rules import SignatureMeaning


class CosignRequest(Created, Revised, Base):
    """That a version waits, or waited, for a supervisor, and why. `waiting_since` begins anew with each answer."""

    __tablename__ = "cosign_request"
    __table_args__ = (UniqueConstraint("version_id"), Index(None, "clinic_id", "state"), Index(None, "session_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("session_version.id"))
    reasons: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[RequestState] = mapped_column(coded(RequestState))
    waiting_since: Mapped[datetime]


class Cosignature(Base):
    """A supervisor's signature on one version, of which `content_hash` is the hash. Triggers keep the row."""

    __tablename__ = "cosignature"
    __table_args__ = (UniqueConstraint("version_id"), Index(None, "session_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("session_version.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    signer_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    signer_name: Mapped[str] = mapped_column(String(200))
    signer_roles: Mapped[str] = mapped_column(String(200))
    meaning: Mapped[SignatureMeaning] = mapped_column(coded(SignatureMeaning))
    signed_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))


class NoteQuestion(Base):
    """A question to the author about one version. It comes to rest once; from then on triggers keep the row."""

    __tablename__ = "note_question"
    __table_args__ = (
        Index(None, "session_id"),
        Index(None, "clinic_id", "settled_at"),
        CheckConstraint("(settled IS NULL) = (settled_at IS NULL)", name="settling_has_moment"),
        CheckConstraint("(settled = 'answered') = (answer <> '') OR settled IS NULL", name="answered_with_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("session_version.id"))
    question: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    asked_by_name: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    settled: Mapped[Settled | None] = mapped_column(coded(Settled))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    settled_by_name: Mapped[str] = mapped_column(String(200), default="")
