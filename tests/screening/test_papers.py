"""What is handed out on paper: complete, in the clinic's name, one page of aftercare, and the same file for all."""

import re

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.documents import Block, Facts, Heading, Paragraph
from clinic_log.screening.rules.papers import TEXTS, FormSubject, consent_blocks, leaflet_blocks
from tests.accounts.signed_in import SignInFixture
from tests.conftest import AUDIT_KEY
from tests.patients.factories import make_patient

PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")
SUBJECT = FormSubject(patient="Lindqvist, Maja", therapist="Ruth Adeyemi", form_version="1")


def words(blocks: tuple[Block, ...]) -> str:
    told = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            told.append(block.text)
        elif isinstance(block, Facts):
            told.extend(" ".join(pair) for pair in block.pairs)
    return " ".join(told)


def test_the_form_says_all_that_has_to_be_explained() -> None:
    said = words(consent_blocks(TEXTS["en"], SUBJECT))

    for part in (
        "Risks",
        "lessen pain",
        "Alternatives",
        "not acupuncture",
        "Training in needling",
        "withdraw",
        "copy",
        "chaperone",
    ):
        assert part in said, part


@pytest.mark.parametrize("language", TEXTS)
def test_the_form_names_who_signs_and_who_treats(language: str) -> None:
    said = words(consent_blocks(TEXTS[language], SUBJECT))

    assert "Lindqvist, Maja" in said
    assert "Ruth Adeyemi" in said


def test_the_leaflet_names_the_warning_signs_of_the_chest() -> None:
    said = words(leaflet_blocks(TEXTS["en"]))

    for sign in ("shortness of breath", "pain in the chest", "one to three days later", "tip of the shoulder", "fever"):
        assert sign in said, sign


def test_both_papers_are_files_and_making_a_form_is_audited(engine: Engine, sign_in: SignInFixture) -> None:
    client = sign_in(Role.PRACTITIONER)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient_id = make_patient(db, by=client.actor).id

    form, leaflet = client.get(f"/patients/{patient_id}/consent-form"), client.get("/aftercare-leaflet")

    for answer, name in ((form, "consent-form-2.pdf"), (leaflet, "aftercare.pdf")):
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.data.startswith(b"%PDF")
        assert b"pdfuaid" in answer.data
    assert len(PAGES.findall(leaflet.data)) <= 1
    with Session(engine) as db:
        assert "consent.form_made" in db.scalars(select(AuditEntry.action)).all()
