"""`clinic-log serve` as a newcomer starts it: a real process, a real port, and what it says when it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from clinic_log.base.errors import SettingsError
from clinic_log.base.settings import Settings
from clinic_log.cli import command_line
from clinic_log.cli.serving import refuse_unsafe_address

_ADDRESS = re.compile(r"clinic_log is at (http://\S+)")
_CODE = re.compile(r"one-time code: (\S+)")


def _command(folder: Path, *words: str) -> list[str]:
    return [str(Path(sys.executable).parent / "clinic-log"), "--data", str(folder), *words]


@contextmanager
def _served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A running server, its address, and all that it said until it had one."""
    process = subprocess.Popen(
        _command(folder, "serve", "--port", "0"),
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if _ADDRESS.search(line):
            break
    found = _ADDRESS.search(said)
    assert found is not None, said
    try:
        yield process, found.group(1), said
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_a_new_installation_says_its_address_and_the_code_of_the_first_visit(tmp_path: Path) -> None:
    with _served(tmp_path) as (_process, address, said), urllib.request.urlopen(address) as answer:
        page = answer.read().decode()

        assert _CODE.search(said)
        assert answer.url.endswith("/set-up")
        assert "code" in page


def test_starting_again_on_the_same_folder_does_no_harm(tmp_path: Path) -> None:
    with _served(tmp_path):
        pass

    with _served(tmp_path) as (_process, address, said), urllib.request.urlopen(address) as answer:
        assert answer.status == 200
        assert "Upgrading" not in said


def test_ctrl_c_stops_it_without_a_traceback(tmp_path: Path) -> None:
    # Tests that were started in the background hear no Ctrl-C, and would hand their deafness down.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with _served(tmp_path) as (process, _address, _said):
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        rest = process.stderr.read()

        assert process.wait(timeout=10) == 0
        assert "Traceback" not in rest


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        outcome = subprocess.run(
            _command(tmp_path, "serve", "--port", port), capture_output=True, text=True, check=False, timeout=30
        )

    assert outcome.returncode == 1
    assert f"Port {port}" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_serving_beyond_this_machine_without_tls_is_refused(tmp_path: Path) -> None:
    plain = Settings.in_folder(tmp_path)
    behind_tls = Settings.in_folder(tmp_path, public_url="https://log.example.org")

    with pytest.raises(SettingsError, match="unencrypted"):
        refuse_unsafe_address(plain, "0.0.0.0")  # noqa: S104 -- it is refused
    refuse_unsafe_address(behind_tls, "0.0.0.0")  # noqa: S104 -- behind a proxy with TLS
    refuse_unsafe_address(plain, "127.0.0.1")
    refuse_unsafe_address(plain, "::1")
    refuse_unsafe_address(plain, "localhost")


def _commands(group: click.Group, *words: str) -> Iterator[tuple[str, ...]]:
    yield words
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, *words, name)
        else:
            yield (*words, name)


@pytest.mark.parametrize("words", list(_commands(command_line)), ids=" ".join)
def test_every_command_explains_itself_and_makes_no_files(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "data"

    outcome = CliRunner().invoke(command_line, ["--data", str(folder), *words, "--help"])

    assert outcome.exit_code == 0
    assert "Usage:" in outcome.stdout
    assert not folder.exists()


def test_the_installed_command_says_what_there_is(tmp_path: Path) -> None:
    outcome = subprocess.run(
        _command(tmp_path / "data", "--help"), capture_output=True, text=True, check=False, timeout=60
    )

    assert outcome.returncode == 0
    assert "serve" in outcome.stdout
    assert not (tmp_path / "data").exists()
