"""The settings, read once from the environment; every other part receives them as a value."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from clinic_log.base.errors import SettingsError
from clinic_log.base.mail import MailSecurity, MailServer
from clinic_log.base.paths import default_data_folder

BODY_LIMIT_BYTES = 16 * 1024 * 1024
NOTES_LIMIT_CHARACTERS = 20_000
_KEY_BYTES = 32
_MAIL_PORTS = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}
_OWN_MACHINE = "127.0.0.1"  # where the proxy runs unless told otherwise


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this installation runs.

    `data_folder` holds the embedded database, keys and exported audit heads. `secret_key` signs the cookies of
    visitors who have not signed in; `audit_key` keys the audit chain and lies outside the database. `trusted_proxy` is
    the address of the proxy whose word about a person's own address is believed. Without `mail` no e-mail is sent.
    """

    data_folder: Path
    database_url: str
    secret_key: bytes
    audit_key: bytes
    public_url: str | None = None
    trusted_proxy: str | None = None
    mail: MailServer | None = None
    is_demonstration: bool = False
    idle_limit: timedelta = timedelta(minutes=15)
    absolute_limit: timedelta = timedelta(hours=12)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read `CLINIC_LOG_*`; make keys with mode 0600 where there are none. Raises SettingsError."""
        folder = Path(environment.get("CLINIC_LOG_DATA") or default_data_folder())
        url = environment.get("CLINIC_LOG_DATABASE_URL")
        return cls.in_folder(
            folder,
            database_url=normalised_database_url(url) if url else None,
            public_url=_checked_public_url(environment.get("CLINIC_LOG_PUBLIC_URL")),
            trusted_proxy=environment.get("CLINIC_LOG_TRUSTED_PROXY"),
            secret_key_file=environment.get("CLINIC_LOG_SECRET_KEY_FILE"),
            audit_key_file=environment.get("CLINIC_LOG_AUDIT_KEY_FILE"),
            mail=_mail_server(environment),
        )

    @classmethod
    def in_folder(  # noqa: PLR0913 -- one named argument a setting
        cls,
        folder: Path,
        *,
        database_url: str | None = None,
        public_url: str | None = None,
        trusted_proxy: str | None = None,
        secret_key_file: str | None = None,
        audit_key_file: str | None = None,
        mail: MailServer | None = None,
        is_demonstration: bool = False,
    ) -> "Settings":
        """Settings whose data lies in folder, which is made when it is missing."""
        folder = folder.resolve()  # every part must mean the same file, wherever it was started
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"The data folder {folder} cannot be made: {error.strerror}.") from error
        return cls(
            data_folder=folder,
            database_url=database_url or f"sqlite:///{folder / 'clinic_log.sqlite3'}",
            secret_key=_key(Path(secret_key_file or folder / "secret.key")),
            audit_key=_key(Path(audit_key_file or folder / "audit.key")),
            public_url=public_url,
            trusted_proxy=trusted_proxy or (_OWN_MACHINE if public_url else None),
            mail=mail,
            is_demonstration=is_demonstration,
        )

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def is_served_securely(self) -> bool:
        """Whether people reach this installation by https, so that the cookie can say Secure."""
        return self.public_url is not None and urlsplit(self.public_url).scheme == "https"


def normalised_database_url(url: str) -> str:
    """`postgres://` and `postgresql://` mean psycopg 3. Raises SettingsError for another kind of database."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    if url.startswith("sqlite:///"):
        return f"sqlite:///{Path(url.removeprefix('sqlite:///')).resolve()}"
    if url.startswith("postgresql+psycopg://"):
        return url
    raise SettingsError("CLINIC_LOG_DATABASE_URL must begin with sqlite:/// or postgresql://.")


def _checked_public_url(url: str | None) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError("CLINIC_LOG_PUBLIC_URL must be a full address, such as https://log.example.org.")
    return url.rstrip("/")


def _mail_server(environment: Mapping[str, str]) -> MailServer | None:
    """`CLINIC_LOG_SMTP_*`; None without a host. Raises SettingsError when what is set makes no sense."""
    host = environment.get("CLINIC_LOG_SMTP_HOST")
    if not host:
        return None
    sender = environment.get("CLINIC_LOG_SMTP_FROM", "")
    if "@" not in sender:
        raise SettingsError("CLINIC_LOG_SMTP_FROM must be the address that e-mail comes from.")
    try:
        security = MailSecurity(environment.get("CLINIC_LOG_SMTP_SECURITY") or MailSecurity.STARTTLS)
        port = int(environment.get("CLINIC_LOG_SMTP_PORT") or _MAIL_PORTS[security])
    except ValueError:
        raise SettingsError(
            "CLINIC_LOG_SMTP_SECURITY must be starttls, tls or none, and CLINIC_LOG_SMTP_PORT a number."
        ) from None
    return MailServer(
        host=host,
        port=port,
        security=security,
        sender=sender,
        user=environment.get("CLINIC_LOG_SMTP_USER", ""),
        password=_password(environment.get("CLINIC_LOG_SMTP_PASSWORD_FILE")),
    )


def _password(file: str | None) -> str:
    """From a file, so that it stands in no list of processes."""
    if not file:
        return ""
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"The file {file} of the mail server's password cannot be read.") from error


def _key(path: Path) -> bytes:
    try:
        return _read_or_make_key(path)
    except OSError as error:
        raise SettingsError(f"The key file {path} cannot be read or made: {error.strerror}.") from error


def _read_or_make_key(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = _from_hexadecimal(path)
        if len(key) < _KEY_BYTES:
            raise SettingsError(f"The key file {path} is too short: {_KEY_BYTES} bytes are needed.") from None
        return key
    key = secrets.token_bytes(_KEY_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex())
    return key


def _from_hexadecimal(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except ValueError as error:
        raise SettingsError(f"The key file {path} is not a hexadecimal number.") from error
