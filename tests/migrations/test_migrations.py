"""Migrations lead to exactly the tables of the models, can be undone, and fail whole or not at all."""

from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.base import migration
from clinic_log.base.base_model import Base
from clinic_log.base.database import make_engine, own_transaction
from clinic_log.base.migration import SchemaError
from clinic_log.incidents import receivers as incidents
from clinic_log.incidents.rules.follow_up import Told
from clinic_log.patients.models import Patient
from clinic_log.treatments.rules import Asked, CountedHow, EffectState, EffectUpdateEntry, LotEntry, RegionCount
from tests.accounts.factories import make_actor
from tests.conftest import AUDIT_KEY
from tests.incidents.factories import make_answer
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling_visit


def test_the_migrated_schema_is_the_one_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_undone_and_done_again(engine: Engine) -> None:
    migration.downgrade(engine, "base")
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}

    upgraded = migration.upgrade(engine)

    assert left == set()
    assert upgraded
    migration.require_current(engine)


@pytest.mark.parametrize(
    "table",
    [
        "audit_entry",
        "session_version",
        "cosignature",
        "note_question",
        "contraindication_override",
        "consent_withdrawal",
    ],
)
def test_what_only_grows_stays_guarded_after_migrations_were_undone_and_done_again(engine: Engine, table: str) -> None:
    migration.downgrade(engine, "base")
    left = _guards(engine)

    migration.upgrade(engine)

    acts = ["delete", "update"] if engine.dialect.name == "sqlite" else ["delete", "truncate", "update"]
    assert left == []
    assert [name for name in _guards(engine) if name.startswith(table)] == [f"{table}_no_{act}" for act in acts]


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no TRUNCATE
@pytest.mark.parametrize("table", ["audit_entry", "session_version", "cosignature", "note_question"])
def test_what_only_grows_cannot_be_emptied(engine: Engine, table: str) -> None:
    with engine.begin() as connection, pytest.raises(DatabaseError, match="are never changed"):
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


def _guards(engine: Engine) -> list[str]:
    """The triggers, and on PostgreSQL the functions of this schema that they call, by name."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    )
    with engine.connect() as connection:
        return sorted(connection.scalars(text(catalogue)))


def test_an_upgrade_of_a_current_database_does_nothing(engine: Engine) -> None:
    assert not migration.upgrade(engine)


def test_a_newer_database_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaError, match="does not know"):
        migration.require_current(engine)


def test_an_empty_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")

    with pytest.raises(SchemaError, match="clinic-log db upgrade"):
        migration.require_current(engine)
    engine.dispose()


def test_foreign_keys_are_enforced_after_a_migration(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
        connection.execute(
            text("INSERT INTO membership (user_id, clinic_id, role, created_at) VALUES (7, 7, 'student', :at)"),
            {"at": "2026-01-01 00:00:00+00:00"},
        )


def test_a_table_that_others_point_to_can_be_rebuilt_while_it_has_rows(engine: Engine) -> None:
    """A total that was counted keeps its meaning down and up; how it was counted is dropped where it cannot be said."""
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        by = make_actor(db)
        counts = (RegionCount(region="neck", label="Neck", needles_out=2),)
        for how in (CountedHow.AT_REMOVAL, CountedHow.AFTER_REMOVAL):
            make_signed_session(db, by=by, content=needling_visit(counts=counts, counted_how=how, since_previous=None))

    migration.downgrade(engine, "0006")
    checks = {check["name"] for check in inspect(engine).get_check_constraints("treatment_session")}
    migration.upgrade(engine)

    with engine.connect() as connection:
        kept = connection.execute(text("SELECT needles_out, counted_how FROM treatment_session ORDER BY id")).all()
        assert [tuple(row) for row in kept] == [(2, "at-removal"), (2, None)]
        assert connection.scalar(text("SELECT count(*) FROM needling")) == 2
    assert "ck_treatment_session_counted_how" in checks
    assert "ck_treatment_session_signed_has_start" in checks


# To which revision the schema goes back, what stops it, and how that is taken away. Signed notes are never changed, so
# the older program must not lose what stands in them.
_STOPS = (
    ("0025", "how they were told", "UPDATE adverse_event SET told_how = ''"),
    ("0024", "needle lots", "DELETE FROM session_lot"),
    ("0023", "got worse", "UPDATE adverse_event_course SET state = 'still_there'"),
    ("0022", "outside a credential", "DELETE FROM session_override WHERE code = 'outside_credential'"),
    ("0020", "under an override", "DELETE FROM session_override WHERE code = 'contraindication'"),
)


def test_the_record_of_safety_goes_down_only_without_loss_and_up_again_whole(engine: Engine) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        incidents.connect()
        _tell_of_a_bruise(db, by=make_actor(db))
    for revision, words, remedy in _STOPS:
        with pytest.raises(RuntimeError, match=words):
            migration.downgrade(engine, revision)
        migration.require_current(engine)
        with engine.begin() as connection:
            connection.execute(text(remedy))
    migration.downgrade(engine, "0020")
    with engine.begin() as connection:  # as the older program kept it while something told waited
        connection.execute(text("UPDATE treatment_session SET side_effects_since = 'none'"))

    migration.upgrade(engine)

    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(text(_KEPT))] == [
            ("bruising", "", True, None),
            ("bruising", "", False, "none"),
        ]
        assert connection.scalar(text("SELECT count(*) FROM needling")) == 2
        assert connection.scalar(text("SELECT count(*) FROM session_version")) == 2


_KEPT = (
    "SELECT kind_slug, told_how, waits_for_confirmation, side_effects_since FROM treatment_session"
    " JOIN adverse_event ON reported_in_id = treatment_session.id ORDER BY treatment_session.id"
)


def _tell_of_a_bruise(db: Session, *, by: SignedIn) -> None:
    """A visit with a bruise of which the patient tells by link, too, and the next, which hears that it got worse."""
    bruised = needling_visit(
        started_at=days_ago(5),
        since_previous=None,
        side_effects_before_leaving=Asked.PRESENT,
        effects=(bruise(),),
    )
    first = make_signed_session(db, by=by, content=bruised)
    worse = EffectUpdateEntry(event_id=first.adverse_events[0].id, state=EffectState.WORSE, note="Rest")
    lot = LotEntry(uid="lot", lot="LT 47-11")
    later = replace(bruised, started_at=days_ago(1), since_previous=Asked.NONE, effect_updates=(worse,), lots=(lot,))
    later = replace(later, effects=(bruise(),))
    second = make_signed_session(db, by=by, patient=db.get_one(Patient, first.patient_id), content=later)
    for treatment, code in ((first, "outside_credential"), (second, "contraindication")):
        marked = "UPDATE session_override SET code = :code, reason = 'Said so' WHERE session_id = :session"
        db.execute(text(marked), {"code": code, "session": treatment.id})
    make_answer(db, by=by, treatment=first, told=Told(none_of_these=True, soreness=4))
