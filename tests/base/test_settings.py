"""Settings come from the environment once; keys are made where there are none, and only the owner can read them."""

from pathlib import Path

import pytest

from clinic_log.base.errors import SettingsError
from clinic_log.base.mail import MailSecurity, MailServer
from clinic_log.base.settings import Settings, normalised_database_url


def test_without_anything_set_the_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings.from_environment({"CLINIC_LOG_DATA": str(tmp_path / "data")})

    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'clinic_log.sqlite3'}"
    assert settings.is_sqlite


def test_keys_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    first = Settings.from_environment({"CLINIC_LOG_DATA": str(tmp_path)})
    second = Settings.from_environment({"CLINIC_LOG_DATA": str(tmp_path)})

    assert (first.secret_key, first.audit_key) == (second.secret_key, second.audit_key)
    assert first.secret_key != first.audit_key
    assert (tmp_path / "audit.key").stat().st_mode & 0o077 == 0


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("abcd")

    with pytest.raises(SettingsError, match="too short"):
        Settings.from_environment({"CLINIC_LOG_DATA": str(tmp_path)})


def test_a_key_that_is_not_hexadecimal_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("not a key")

    with pytest.raises(SettingsError, match="hexadecimal"):
        Settings.from_environment({"CLINIC_LOG_DATA": str(tmp_path)})


def test_a_relative_folder_means_the_same_file_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    settings = Settings.from_environment({"CLINIC_LOG_DATA": "data"})

    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'clinic_log.sqlite3'}"
    assert normalised_database_url("sqlite:///log.db") == f"sqlite:///{tmp_path / 'log.db'}"


@pytest.mark.parametrize("url", ["postgres://a@b/c", "postgresql://a@b/c", "postgresql+psycopg://a@b/c"])
def test_every_spelling_of_postgresql_means_the_same_driver(url: str) -> None:
    assert normalised_database_url(url) == "postgresql+psycopg://a@b/c"


@pytest.mark.parametrize("name", ["CLINIC_LOG_DATABASE_URL", "CLINIC_LOG_PUBLIC_URL"])
def test_a_setting_that_makes_no_sense_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({"CLINIC_LOG_DATA": str(tmp_path), name: "nonsense"})


def test_a_data_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="cannot be made"):
        Settings.from_environment({"CLINIC_LOG_DATA": str(tmp_path / "file" / "data")})


def test_a_mail_server_is_set_by_its_host_and_the_sender(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")
    given = {
        "CLINIC_LOG_DATA": str(tmp_path),
        "CLINIC_LOG_SMTP_HOST": "mail.example.org",
        "CLINIC_LOG_SMTP_FROM": "log@example.org",
        "CLINIC_LOG_SMTP_PASSWORD_FILE": str(tmp_path / "password"),
    }

    server = Settings.from_environment(given).mail

    assert server == MailServer(
        host="mail.example.org",
        port=587,
        security=MailSecurity.STARTTLS,
        sender="log@example.org",
        password="secret",
    )
    assert Settings.from_environment({"CLINIC_LOG_DATA": str(tmp_path)}).mail is None
    for name, value in (("FROM", "nobody"), ("SECURITY", "some"), ("PORT", "x"), ("PASSWORD_FILE", "/nowhere")):
        with pytest.raises(SettingsError, match=name if name != "PASSWORD_FILE" else "password"):
            Settings.from_environment(given | {f"CLINIC_LOG_SMTP_{name}": value})
