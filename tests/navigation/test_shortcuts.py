"""The list of shortcuts says what the scripts do, and nothing else."""

import re
from pathlib import Path

import pytest

from clinic_log.navigation.shortcuts import SHORTCUTS
from tests.accounts.signed_in import SignInFixture

SCRIPTS = Path(__file__).parents[2] / "clinic_log" / "static" / "js"
LISTED = [shortcut for place in SHORTCUTS for shortcut in place.shortcuts]
# Keys as scripts name them: compared with event.key or event.code, or as names of a table of keys.
_KEYS = re.compile(
    r"""event\.(?:key(?:\.toLowerCase\(\))?|code) (?:===|!==) "([^"]+)"|"""
    r"""event\.code\.startsWith\("(\w+)"\)|"""
    r"""\b((?:Arrow|Page)(?:Up|Down)|Escape|Enter):"""
)


def _listened(name: str) -> set[str]:
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    return {key for found in _KEYS.findall(text) for key in found if key}


@pytest.mark.parametrize("name", sorted({shortcut.script for shortcut in LISTED if shortcut.script}))
def test_a_script_listens_to_the_keys_that_are_listed_for_it(name: str) -> None:
    listed = {key for shortcut in LISTED if shortcut.script == name for key in shortcut.listens}
    text = (SCRIPTS / name).read_text(encoding="utf-8")

    assert listed >= _listened(name)
    assert not [key for key in listed if key not in text]


def test_every_script_that_listens_to_keys_is_listed() -> None:
    listening = {path.name for path in SCRIPTS.glob("*.js") if _listened(path.name)}

    assert listening <= {shortcut.script for shortcut in LISTED}


def test_the_page_of_shortcuts_shows_them_all_to_everybody(sign_in: SignInFixture) -> None:
    page = sign_in().get("/help/shortcuts").text

    assert all(place.name in page for place in SHORTCUTS)
    assert page.count("<dt>") == len(LISTED)
