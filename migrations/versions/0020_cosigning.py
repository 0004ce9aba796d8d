"""Co-signatures, what waits for one, the questions about notes, and when a clinic asks for them."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SETTINGS = ("cosign_students", "cosign_effects", "cosign_overrides")
_ONE_IN = "ck_clinic_policy_cosign_one_in_range"
# What never changes, and when: a question once it has come to rest.
_UPDATES = {"cosignature": "", "note_question": "WHEN (OLD.settled_at IS NOT NULL) "}
_REFUSAL = "co-signatures and answers are never changed"


def upgrade():
    with op.batch_alter_table("clinic_policy") as policies:
        for name in _SETTINGS:
            policies.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))
        policies.add_column(sa.Column("cosign_one_in", sa.Integer(), nullable=False, server_default="20"))
        policies.create_check_constraint(
            op.f(_ONE_IN), sa.text("cosign_one_in BETWEEN 1 AND 1000 OR cosign_one_in = 0")
        )
    with op.batch_alter_table("clinic_policy") as policies:
        for name in (*_SETTINGS, "cosign_one_in"):
            policies.alter_column(name, server_default=None)
    _create_request()
    _create_cosignature()
    _create_question()
    _guard()


def downgrade():
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM cosignature"))
    if kept:  # a signature is evidence: an older program would lose it
        raise RuntimeError(f"{kept} notes are co-signed, which the older program does not know.")
    for table in ("note_question", "cosignature", "cosign_request"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_cosigning_change()")
    with op.batch_alter_table("clinic_policy") as policies:
        policies.drop_constraint(op.f(_ONE_IN), type_="check")
        for name in (*_SETTINGS, "cosign_one_in"):
            policies.drop_column(name)


def _create_request():
    op.create_table(
        "cosign_request",
        *_places("cosign_request"),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", _codes("request_state", "waiting", "sent_back", "cosigned", "lapsed"), nullable=False),
        sa.Column("waiting_since", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.UniqueConstraint("version_id", name=op.f("uq_cosign_request_version_id")),
    )
    op.create_index(op.f("ix_cosign_request_clinic_id_state"), "cosign_request", ["clinic_id", "state"])
    op.create_index(op.f("ix_cosign_request_session_id"), "cosign_request", ["session_id"])


def _create_cosignature():
    op.create_table(
        "cosignature",
        *_places("cosignature"),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.Column("signer_name", sa.String(length=200), nullable=False),
        sa.Column("signer_roles", sa.String(length=200), nullable=False),
        sa.Column("meaning", _codes("signature_meaning", "treated", "supervised", "reviewed"), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        *_references("cosignature", signer_id="app_user"),
        sa.UniqueConstraint("version_id", name=op.f("uq_cosignature_version_id")),
    )
    op.create_index(op.f("ix_cosignature_session_id"), "cosignature", ["session_id"])


def _create_question():
    op.create_table(
        "note_question",
        *_places("note_question"),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled", _codes("settled", "answered", "amended", "cosigned", "retracted"), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_by_name", sa.String(length=200), nullable=False),
        *_references("note_question", asked_by_id="app_user", settled_by_id="app_user"),
        sa.CheckConstraint(
            "(settled IS NULL) = (settled_at IS NULL)", name=op.f("ck_note_question_settling_has_moment")
        ),
        sa.CheckConstraint(
            "(settled = 'answered') = (answer <> '') OR settled IS NULL",
            name=op.f("ck_note_question_answered_with_words"),
        ),
    )
    op.create_index(op.f("ix_note_question_session_id"), "note_question", ["session_id"])
    op.create_index(op.f("ix_note_question_clinic_id_settled_at"), "note_question", ["clinic_id", "settled_at"])


def _places(table):
    """The key, and which version of which session of which clinic it belongs to."""
    others = {"clinic_id": "clinic", "session_id": "treatment_session", "version_id": "session_version"}
    yield sa.Column("id", sa.Integer(), nullable=False)
    for column in others:
        yield sa.Column(column, sa.Integer(), nullable=False)
    yield from _references(table, **others)
    yield sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _codes(name, *codes):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _references(table, **columns):
    for column, other in columns.items():
        yield sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _guard():
    """Nobody changes or deletes a co-signature, deletes a question, or changes one that came to rest."""
    if op.get_bind().dialect.name == "sqlite":
        for table, when in _UPDATES.items():
            for act, condition in (("UPDATE", when), ("DELETE", "")):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {condition}"
                    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_cosigning_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for table, when in _UPDATES.items():
        for act, condition in (("UPDATE", when), ("DELETE", "")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"FOR EACH ROW {condition}EXECUTE FUNCTION refuse_cosigning_change()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_cosigning_change()"
        )
