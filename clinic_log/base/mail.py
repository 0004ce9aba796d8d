"""Sending one message by the mail server of the settings. Nothing is sent where none is set."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import StrEnum
from typing import Final

from clinic_log.base.errors import ClinicLogError

_TIMEOUT_SECONDS: Final = 20


class MailSecurity(StrEnum):
    """How the way to the mail server is protected; `none` is for a server on this machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """`sender` is the address in From; without a user nobody signs in at the server."""

    host: str
    port: int
    security: MailSecurity
    sender: str
    user: str = ""
    password: str = ""


class MailError(ClinicLogError):
    """The server did not take the message. The text names neither the address nor what was in it."""


def send_mail(server: MailServer, *, to: str, subject: str, text: str) -> None:
    """Hand one message of plain text to the server. Raises MailError. Never call it inside a transaction."""
    try:
        message = _message(server, to=to, subject=subject, text=text)
        with _connected(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise MailError(f"The mail server did not take the message ({type(error).__name__}).") from None


def _message(server: MailServer, *, to: str, subject: str, text: str) -> EmailMessage:
    """ValueError for an address with a line break."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, to, subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2] or None)
    message.set_content(text)
    return message


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security is MailSecurity.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_SECONDS)
    try:
        if server.security is MailSecurity.STARTTLS:
            connection.starttls(context=ssl.create_default_context())
    except (OSError, smtplib.SMTPException):
        connection.close()
        raise
    return connection
