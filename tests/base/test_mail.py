"""A message reaches the server as it was written; what the server does not take is one clear error."""

from dataclasses import replace

import pytest

from clinic_log.base.mail import MailError, MailSecurity, send_mail
from tests.base.mail_server import taking_mail


def test_a_message_is_plain_text_from_the_sender_of_the_settings() -> None:
    with taking_mail() as (server, messages):
        send_mail(server, to="ada@example.org", subject="How are you?", text="Tell us: https://log.example.org/x\n")

    assert len(messages) == 1
    assert "From: log@example.org" in messages[0]
    assert "To: ada@example.org" in messages[0]
    assert "https://log.example.org/x" in messages[0]


def test_a_server_that_is_not_there_or_speaks_no_tls_is_an_error_without_the_address() -> None:
    with taking_mail() as (server, messages):
        for wrong in (replace(server, port=1), replace(server, security=MailSecurity.STARTTLS)):
            with pytest.raises(MailError) as error:
                send_mail(wrong, to="ada@example.org", subject="", text="")
            assert "ada" not in str(error.value)

    assert messages == []


def test_no_line_of_the_head_can_be_added_by_an_address() -> None:
    with taking_mail() as (server, messages), pytest.raises(MailError):
        send_mail(server, to="ada@example.org\nBcc: all@example.org", subject="", text="")

    assert messages == []
