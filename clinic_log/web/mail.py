"""Which mail server this application sends by."""

from typing import Final

from flask import Flask, current_app

from clinic_log.base.mail import MailServer
from clinic_log.base.settings import Settings

_SERVER: Final = "clinic_log.mail_server"


def connect_mail(app: Flask, settings: Settings) -> None:
    app.extensions[_SERVER] = settings.mail


def find_mail_server() -> MailServer | None:
    """The server of the settings; None where e-mail is not set up."""
    server: MailServer | None = current_app.extensions[_SERVER]
    return server
