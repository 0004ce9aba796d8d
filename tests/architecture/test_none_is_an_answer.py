"""That there was no side effect is said by a person: no default, copy, script or import may say it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import Asked, SessionContent
from clinic_log.treatments.rules.favourites import FavouriteSet, favourite_of
from clinic_log.treatments.rules.origins import COPIED
from tests.treatments.factories import needling_visit
from tests.treatments.sent import make_facts

PACKAGE = Path(__file__).parents[2] / "clinic_log"
ANSWERS = ("side_effects_before_leaving", "since_previous", "side_effects_since")
# The invented clinic has invented people who answer.
INVENTED = PACKAGE / "demo"


def _given(tree: ast.AST) -> Iterator[ast.expr]:
    """Every value that is given to an answer by its name: as an argument, an assignment or an entry."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ANSWERS:
            yield node.value
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(target, "attr", getattr(target, "id", "")) in ANSWERS for target in targets):
                yield node.value
        elif isinstance(node, ast.Dict):
            yield from (
                value for key, value in zip(node.keys, node.values, strict=True) if getattr(key, "value", "") in ANSWERS
            )


def _says_none(value: ast.expr) -> bool:
    return any(
        getattr(part, "attr", "") == Asked.NONE.name or getattr(part, "value", "") == Asked.NONE.value
        for part in ast.walk(value)
    )


def test_no_line_of_the_program_answers_none() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if INVENTED not in path.parents]
    given = [(path.name, value) for path in files for value in _given(ast.parse(path.read_text(encoding="utf-8")))]

    assert len(given) > len(ANSWERS)
    assert [name for name, value in given if _says_none(value)] == []


def test_no_script_knows_the_answers() -> None:
    scripts = list((PACKAGE / "static" / "js").glob("*.js"))

    assert scripts
    assert [path.name for path in scripts if any(name in path.read_text(encoding="utf-8") for name in ANSWERS)] == []


def test_no_table_answers_by_itself() -> None:
    columns = TreatmentSession.__table__.columns

    assert [name for name in ANSWERS if columns[name].default or columns[name].server_default] == []


def test_a_blank_note_is_not_answered() -> None:
    blank = SessionContent()
    shown = SessionForm.from_content(blank, facts=make_facts())
    sent = SessionForm.from_fields([], facts=make_facts())

    for form in (shown, sent):
        content = form.to_content()
        assert (content.side_effects_before_leaving, content.since_previous) == (None, None)
        assert [effect for effect in content.effect_updates if effect.state] == []


def test_neither_a_copy_nor_a_favourite_can_hold_an_answer() -> None:
    kept = favourite_of(needling_visit(side_effects_before_leaving=Asked.NONE, since_previous=Asked.NONE))

    assert set(FavouriteSet.__dataclass_fields__) == {"needlings", "measures", "adjuncts"}
    assert not {*COPIED}.intersection(ANSWERS)
    assert "none" not in kept.adjuncts
