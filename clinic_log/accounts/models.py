"""Clinics, users, their roles and credentials, and who is signed in."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.credentials import CredentialEnd, CredentialKind
from clinic_log.base.base_model import Base, Created, Revised, coded


class Clinic(Created, Base):
    """One site with its own staff and patients; `zone` is the IANA name of its time zone."""

    __tablename__ = "clinic"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(200), unique=True)
    zone: Mapped[str] = mapped_column(String(64))

    memberships: Mapped[list["Membership"]] = relationship(back_populates="clinic")


class User(Created, Revised, Base):
    """A person with an account. No password hash means that the person has not yet accepted the invitation.

    `pin_hash` is that of the signing PIN, which is asked for at every signature; without one the password is.
    """

    __tablename__ = "app_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    password_changed_at: Mapped[datetime | None]
    pin_hash: Mapped[str | None] = mapped_column(String(255))
    pin_changed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user")


class Membership(Created, Base):
    """One role of one person in one clinic."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "clinic_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), index=True)
    role: Mapped[Role] = mapped_column(coded(Role))

    user: Mapped[User] = relationship(back_populates="memberships")
    clinic: Mapped[Clinic] = relationship(back_populates="memberships")


class Credential(Created, Base):
    """One version of a registration or certificate of a person, as a clinic has it on record.

    It is never changed: a renewal is a new row that names the one it takes over from; an end is added once.
    """

    __tablename__ = "credential"
    __table_args__ = (
        Index(None, "clinic_id", "expires_on"),
        CheckConstraint("expires_on IS NULL OR expires_on >= valid_from", name="expires_after_begin"),
        CheckConstraint("(ended_as IS NULL) = (ended_at IS NULL)", name="end_has_moment"),
        CheckConstraint("(ended_as IS NULL) = (end_reason = '')", name="end_has_reason"),
        CheckConstraint("(ended_on IS NOT NULL) = (coalesce(ended_as, '') = 'withdrawn')", name="withdrawal_has_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"), index=True)
    kind: Mapped[CredentialKind] = mapped_column(coded(CredentialKind))
    issuing_body: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[date]
    expires_on: Mapped[date | None]
    regions: Mapped[list[str]] = mapped_column(JSON, default=list)
    techniques: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(String(300), default="")
    ended_as: Mapped[CredentialEnd | None] = mapped_column(coded(CredentialEnd))
    ended_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    end_reason: Mapped[str] = mapped_column(String(300), default="")


class Invitation(Created, Base):
    """A one-time link to set a password; of its token only the hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginSession(Base):
    """A signed-in browser. `last_input_at` moves only after a person's own input; `data` keeps messages."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    created_at: Mapped[datetime]
    last_input_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]  # when the person last proved who they are
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(String(64))
    data: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)

    user: Mapped[User] = relationship()
    clinic: Mapped[Clinic] = relationship()


class SignInAttempt(Base):
    """A refused sign-in, or an opening of a patient's link, counted by the account, link or address that it concerns;
    unknown names share one bucket.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "bucket", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class SetUpCode(Base):
    """The one-time code that the server printed for the first visit; the hash of the newest one counts."""

    __tablename__ = "set_up_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
