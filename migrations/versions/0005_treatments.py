"""Tables of treatments."""

import sqlalchemy as sa
from alembic import op

from clinic_log.base.base_model import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE FUNCTION refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'signed versions are never changed'; END $$"
        )
    op.create_table(
        "treatment_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "discarded",
                "signed",
                "amended",
                "retracted",
                name="session_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("catalogue_version", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "evaluation",
                "needling",
                "no-needles",
                "phone",
                "did-not-attend",
                "cancelled",
                name="visit_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("no_needles_reason", sa.String(length=300), nullable=False),
        sa.Column(
            "ended",
            sa.Enum(
                "as-planned", "stopped-early", name="visit_end", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("stopped_reason", sa.String(length=300), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=True),
        sa.Column(
            "agreement",
            sa.Enum(
                "not_asked",
                "agrees",
                "declines",
                name="agreement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("agreement_regions", sa.String(length=300), nullable=False),
        sa.Column("since_last_visit", sa.String(length=20), nullable=True),
        sa.Column("previous_session_id", sa.Integer(), nullable=True),
        sa.Column(
            "since_previous",
            sa.Enum(
                "not_asked",
                "none",
                "present",
                name="since_previous",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "side_effects_before_leaving",
            sa.Enum(
                "not_asked",
                "none",
                "present",
                name="side_effects_before_leaving",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "side_effects_since",
            sa.Enum(
                "not_asked",
                "none",
                "present",
                name="side_effects_since",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("needles_out", sa.Integer(), nullable=True),
        sa.Column(
            "counted_how",
            sa.Enum(
                "at-removal", "from-memory", name="counted_how", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("count_note", sa.String(length=300), nullable=False),
        sa.Column("recounts", sa.JSON(), nullable=False),
        sa.Column("needling_reason", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(length=20), nullable=True),
        sa.Column("home_programme", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("retracted_at", UtcDateTime(), nullable=True),
        sa.Column("retracted_by_id", sa.Integer(), nullable=True),
        sa.Column("retraction_reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'retracted') = (retracted_at IS NOT NULL)",
            name=op.f("ck_treatment_session_retraction_has_moment"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'discarded') OR started_at IS NOT NULL",
            name=op.f("ck_treatment_session_signed_has_start"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_treatment_session_end_after_start")
        ),
        sa.CheckConstraint(
            "needles_out IS NULL OR needles_out >= 0", name=op.f("ck_treatment_session_needles_out_range")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_treatment_session_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_treatment_session_patient_id")),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["app_user.id"], name=op.f("fk_treatment_session_practitioner_id")
        ),
        sa.ForeignKeyConstraint(
            ["previous_session_id"], ["treatment_session.id"], name=op.f("fk_treatment_session_previous_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["retracted_by_id"], ["app_user.id"], name=op.f("fk_treatment_session_retracted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_session")),
        sa.UniqueConstraint(
            "clinic_id", "idempotency_key", name=op.f("uq_treatment_session_clinic_id_idempotency_key")
        ),
    )
    op.create_index(
        op.f("ix_treatment_session_clinic_id_status_started_at"),
        "treatment_session",
        ["clinic_id", "status", "started_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_treatment_session_patient_id_started_at"),
        "treatment_session",
        ["patient_id", "started_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_treatment_session_practitioner_id_status"),
        "treatment_session",
        ["practitioner_id", "status"],
        unique=False,
    )
    op.create_table(
        "adjunct",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_adjunct_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjunct")),
        sa.UniqueConstraint("session_id", "code", name=op.f("uq_adjunct_session_id_code")),
    )
    op.create_table(
        "adverse_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("reported_in_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "timing",
            sa.Enum(
                "before_leaving",
                "since_last_time",
                name="effect_timing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kind_slug", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "mild", "moderate", "severe", name="severity", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("is_serious", sa.Boolean(), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("onset_on", sa.Date(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("reported_by", sa.String(length=20), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(timing = 'before_leaving') = (session_id = reported_in_id)",
            name=op.f("ck_adverse_event_timing_matches_visit"),
        ),
        sa.CheckConstraint(
            "resolved_on IS NULL OR onset_on IS NULL OR resolved_on >= onset_on",
            name=op.f("ck_adverse_event_resolved_after_onset"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_adverse_event_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_adverse_event_patient_id")),
        sa.ForeignKeyConstraint(
            ["reported_in_id"], ["treatment_session.id"], name=op.f("fk_adverse_event_reported_in_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_adverse_event_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adverse_event")),
    )
    op.create_index(
        op.f("ix_adverse_event_clinic_id_is_serious"), "adverse_event", ["clinic_id", "is_serious"], unique=False
    )
    op.create_index(op.f("ix_adverse_event_patient_id"), "adverse_event", ["patient_id"], unique=False)
    op.create_index(op.f("ix_adverse_event_reported_in_id"), "adverse_event", ["reported_in_id"], unique=False)
    op.create_index(op.f("ix_adverse_event_session_id"), "adverse_event", ["session_id"], unique=False)
    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("measure_slug", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "left", "right", "both", "midline", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Double(), nullable=True),
        sa.Column("after", sa.Double(), nullable=True),
        sa.Column("not_asked_reason", sa.String(length=200), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=True),
        sa.Column("tool", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "before IS NOT NULL OR after IS NOT NULL OR not_asked_reason <> ''",
            name=op.f("ck_measurement_value_or_reason"),
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_measurement_episode_id")),
        sa.ForeignKeyConstraint(["rater_id"], ["app_user.id"], name=op.f("fk_measurement_rater_id")),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_measurement_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint("session_id", "uid", name=op.f("uq_measurement_session_id_uid")),
    )
    op.create_index(
        op.f("ix_measurement_episode_id_measure_slug"), "measurement", ["episode_id", "measure_slug"], unique=False
    )
    op.create_table(
        "needling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_kind", sa.String(length=20), nullable=False),
        sa.Column("muscle_slug", sa.String(length=80), nullable=True),
        sa.Column("target_label", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "left", "right", "midline", name="needle_side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("spinal_level", sa.String(length=20), nullable=False),
        sa.Column("point_kind", sa.String(length=40), nullable=True),
        sa.Column("diameter_mm", sa.Double(), nullable=True),
        sa.Column("length_mm", sa.Double(), nullable=True),
        sa.Column("needles", sa.Integer(), nullable=False),
        sa.Column("insertions", sa.Integer(), nullable=True),
        sa.Column("depth_class", sa.String(length=40), nullable=True),
        sa.Column("patient_position", sa.String(length=40), nullable=True),
        sa.Column("approach", sa.String(length=40), nullable=True),
        sa.Column("technique", sa.String(length=40), nullable=True),
        sa.Column("dwell_minutes", sa.Double(), nullable=True),
        sa.Column("response_sought", sa.String(length=40), nullable=True),
        sa.Column("twitch", sa.String(length=40), nullable=True),
        sa.Column("other_responses", sa.JSON(), nullable=False),
        sa.Column("inserted_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("chart_version", sa.String(length=20), nullable=True),
        sa.Column("chart_view", sa.String(length=40), nullable=True),
        sa.Column("chart_x", sa.Double(), nullable=True),
        sa.Column("chart_y", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "(target_kind = 'muscle') = (muscle_slug IS NOT NULL)", name=op.f("ck_needling_muscle_is_named")
        ),
        sa.CheckConstraint(
            "(chart_view IS NULL) = (chart_x IS NULL) AND (chart_x IS NULL) = (chart_y IS NULL)",
            name=op.f("ck_needling_chart_mark_whole"),
        ),
        sa.CheckConstraint(
            "diameter_mm IS NULL OR diameter_mm BETWEEN 0.05 AND 1", name=op.f("ck_needling_diameter_range")
        ),
        sa.CheckConstraint("insertions IS NULL OR insertions >= 1", name=op.f("ck_needling_insertions_range")),
        sa.CheckConstraint("length_mm IS NULL OR length_mm BETWEEN 5 AND 200", name=op.f("ck_needling_length_range")),
        sa.CheckConstraint("needles BETWEEN 1 AND 30", name=op.f("ck_needling_needles_range")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_needling_episode_id")),
        sa.ForeignKeyConstraint(["inserted_by_id"], ["app_user.id"], name=op.f("fk_needling_inserted_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_needling_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needling")),
        sa.UniqueConstraint("session_id", "uid", name=op.f("uq_needling_session_id_uid")),
    )
    op.create_index(op.f("ix_needling_episode_id"), "needling", ["episode_id"], unique=False)
    op.create_index(op.f("ix_needling_muscle_slug_session_id"), "needling", ["muscle_slug", "session_id"], unique=False)
    op.create_table(
        "session_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name=op.f("fk_session_draft_author_id")),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_session_draft_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_draft")),
        sa.UniqueConstraint("session_id", "author_id", name=op.f("uq_session_draft_session_id_author_id")),
    )
    op.create_table(
        "session_episode",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_session_episode_episode_id")),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_session_episode_session_id")),
        sa.PrimaryKeyConstraint("session_id", "episode_id", name=op.f("pk_session_episode")),
    )
    op.create_index(op.f("ix_session_episode_episode_id"), "session_episode", ["episode_id"], unique=False)
    op.create_table(
        "session_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("original", "addendum", name="version_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.Column("signer_name", sa.String(length=200), nullable=False),
        sa.Column("signer_roles", sa.String(length=200), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum(
                "treated",
                "supervised",
                "reviewed",
                name="signature_meaning",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("addendum", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_session_version_session_id")),
        sa.ForeignKeyConstraint(["signer_id"], ["app_user.id"], name=op.f("fk_session_version_signer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_version")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_session_version_session_id_number")),
    )
    op.create_table(
        "stimulation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_uid", sa.String(length=32), nullable=False),
        sa.Column("second_uid", sa.String(length=32), nullable=False),
        sa.Column("waveform", sa.String(length=40), nullable=True),
        sa.Column("frequency_hz", sa.Double(), nullable=True),
        sa.Column("pulse_width_us", sa.Double(), nullable=True),
        sa.Column("intensity_ma", sa.Double(), nullable=True),
        sa.Column("minutes", sa.Double(), nullable=True),
        sa.CheckConstraint("first_uid <> second_uid", name=op.f("ck_stimulation_two_needles")),
        sa.ForeignKeyConstraint(["session_id"], ["treatment_session.id"], name=op.f("fk_stimulation_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stimulation")),
    )
    op.create_index(op.f("ix_stimulation_session_id"), "stimulation", ["session_id"], unique=False)

    for name, act in (("update", "UPDATE"), ("delete", "DELETE")):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER session_version_no_{name} BEFORE {act} ON session_version "
                "BEGIN SELECT RAISE(ABORT, 'signed versions are never changed'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER session_version_no_{name} BEFORE {act} ON session_version "
                "FOR EACH ROW EXECUTE FUNCTION refuse_version_change()"
            )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE TRIGGER session_version_no_truncate BEFORE TRUNCATE ON session_version "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_version_change()"
        )


def downgrade():
    op.drop_index(op.f("ix_stimulation_session_id"), table_name="stimulation")
    op.drop_table("stimulation")
    op.drop_table("session_version")
    op.drop_index(op.f("ix_session_episode_episode_id"), table_name="session_episode")
    op.drop_table("session_episode")
    op.drop_table("session_draft")
    op.drop_index(op.f("ix_needling_muscle_slug_session_id"), table_name="needling")
    op.drop_index(op.f("ix_needling_episode_id"), table_name="needling")
    op.drop_table("needling")
    op.drop_index(op.f("ix_measurement_episode_id_measure_slug"), table_name="measurement")
    op.drop_table("measurement")
    op.drop_index(op.f("ix_adverse_event_session_id"), table_name="adverse_event")
    op.drop_index(op.f("ix_adverse_event_reported_in_id"), table_name="adverse_event")
    op.drop_index(op.f("ix_adverse_event_patient_id"), table_name="adverse_event")
    op.drop_index(op.f("ix_adverse_event_clinic_id_is_serious"), table_name="adverse_event")
    op.drop_table("adverse_event")
    op.drop_table("adjunct")
    op.drop_index(op.f("ix_treatment_session_practitioner_id_status"), table_name="treatment_session")
    op.drop_index(op.f("ix_treatment_session_patient_id_started_at"), table_name="treatment_session")
    op.drop_index(op.f("ix_treatment_session_clinic_id_status_started_at"), table_name="treatment_session")
    op.drop_table("treatment_session")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_version_change()")
