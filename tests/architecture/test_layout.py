"""The house rules that linters do not know: what a module says first, how long it is, what an action must do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "clinic_log"
LONGEST_MODULE = 300

# Actions that nobody is signed in for, or that are part of another action, each with its reason.
EXEMPT = {
    "audit/actions.py": "writing the audit is what the other actions call",
    "accounts/actions": "signing in, set-up and invitations: nobody is signed in yet",
    "treatments/actions/steps": "parts of an act; the act itself asks for the permission and is audited",
    "incidents/actions/by_link.py": "answers by a patient's link: its token is the proof, and nobody is signed in",
    "incidents/actions/steps": "parts of an act; the act itself asks for the permission and is audited",
    "outcomes/actions/steps": "the summary follows from an act that was itself permitted and audited",
    "cosigning/actions/steps": "parts of an act; the act itself asks for the permission and is audited",
}


def _modules() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _actions() -> Iterator[tuple[str, ast.FunctionDef]]:
    files = [*PACKAGE.glob("*/actions.py"), *PACKAGE.glob("*/actions/*.py")]
    for path in sorted(files):
        if any(_name(path).startswith(exempt) for exempt in EXEMPT):
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{_name(path)}:{node.name}", node


def _calls(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }


@pytest.mark.parametrize("path", [pytest.param(path, id=_name(path)) for path in _modules()])
def test_a_module_begins_with_a_sentence_and_is_not_too_long(path: Path) -> None:
    text = path.read_text("utf-8")

    sentence = ast.get_docstring(ast.parse(text)) or ""

    assert sentence.split("\n", 1)[0].rstrip().endswith((".", "?", ":", ";")) or "\n" in sentence
    assert sentence
    assert len(text.splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize(("name", "action"), [pytest.param(name, node, id=name) for name, node in _actions()])
def test_an_action_says_by_whom_and_never_commits(name: str, action: ast.FunctionDef) -> None:
    keyword_only = {argument.arg for argument in action.args.kwonlyargs}

    assert "by" in keyword_only, f"{name} does not say by whom"
    assert "commit" not in _calls(action), f"{name} commits; the request does"


@pytest.mark.parametrize(("name", "action"), [pytest.param(name, node, id=name) for name, node in _actions()])
def test_an_action_asks_for_a_permission_and_is_audited(name: str, action: ast.FunctionDef) -> None:
    calls = _calls(action)

    assert "require" in calls, f"{name} asks for no permission"
    is_audited = calls & {"record_change", "record_changes"} or any(call.startswith("_") for call in calls)
    assert is_audited, f"{name} leaves no audit entry"


@pytest.mark.parametrize("feature", ["patient_record", "worklist"])
def test_pages_that_put_features_together_only_read(feature: str) -> None:
    folder = PACKAGE / feature

    assert not (folder / "forms.py").exists()
    assert not (folder / "actions.py").exists()


def test_an_exemption_is_still_needed() -> None:
    assert all((PACKAGE / exempt).exists() or (PACKAGE / f"{exempt}.py").exists() for exempt in EXEMPT)
