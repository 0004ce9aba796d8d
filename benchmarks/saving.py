"""Saving a whole note through the product, beside the same rows written by a bare route."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from benchmarks.place import Place, copy_database
from benchmarks.raw_route import SavedRows, make_raw_app, read_saved_rows
from benchmarks.timing import Browser, Times, at_once
from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import make_engine, own_transaction
from clinic_log.treatments.actions import start_session
from clinic_log.treatments.forms.fields_sent import Fields, fields_of
from clinic_log.treatments.models import SessionDraft, TreatmentSession
from clinic_log.treatments.rules import Asked, NeedleSide, SessionContent, Severity
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.treatments.factories import bruise, make_recorded_session, needling, needling_visit, pain, uid
from tests.treatments.pages import NoteForm, form_in

WARM_UP: Final = 5
CLIENTS: Final = 8
EACH: Final = 15  # requests of each client when all send at once
_NOTES: Final = "Stiff on turning to the right since Monday. Slept badly. Agreed on three sites a side. " * 6
_MUSCLES: Final = ("trapezius-upper", "levator-scapulae", "infraspinatus")


@dataclass
class Saving:
    """Times of one run. `rows` is how many rows a save writes in the product and in the bare route alike."""

    rows: int = 0
    fields: int = 0
    save: Times = field(default_factory=Times)
    raw: Times = field(default_factory=Times)
    save_again: Times = field(default_factory=Times)
    autosave: Times = field(default_factory=Times)
    raw_autosave: Times = field(default_factory=Times)
    commit: Times = field(default_factory=Times)
    together: dict[str, Times] = field(default_factory=dict)

    @property
    def autosave_ratio(self) -> float:
        """Autosaves in the time in which the bare route keeps one draft."""
        return self.autosave.per_second / self.raw_autosave.per_second

    @property
    def ratio(self) -> float:
        """Saves in the time in which the bare route takes one; the budget is at least a third."""
        return self.save.per_second / self.raw.per_second


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """A practitioner's browser, a patient, as many notes just begun as are needed, and the form of a full visit."""

    browser: Browser
    author_id: int
    patient_id: int
    session_ids: tuple[int, ...]
    form: NoteForm

    def path(self, session_id: int, page: str) -> str:
        return f"/patients/{self.patient_id}/sessions/{session_id}/{page}"

    def form_of(self, *, revision: int, notes: str = _NOTES) -> NoteForm:
        return self.form.with_values(revision=str(revision), notes=notes, draft_revision="0")


def full_visit(episode_id: int) -> SessionContent:
    """Six needlings, four measurements, two side effects and notes."""
    return needling_visit(
        episode_ids=(episode_id,),
        needlings=tuple(
            needling(muscle_slug=slug, side=side) for slug in _MUSCLES for side in (NeedleSide.LEFT, NeedleSide.RIGHT)
        ),
        measurements=(
            pain(),
            pain(measure_slug="ndi", before=18, after=None),
            pain(measure_slug="psfs", before=4, after=6),
            pain(measure_slug="pain-days-7", before=5, after=None),
        ),
        since_previous=None,
        side_effects_before_leaving=Asked.PRESENT,
        effects=(bruise(), bruise(kind_slug="post-needling-soreness", severity=Severity.MODERATE)),
        needles_out=12,
        notes=_NOTES,
    )


def measure_saving(place: Place, folder: Path, *, saves: int) -> Saving:
    """Product and bare route by turns, so that both meet the same moods of the disk."""
    desk = _prepare(place, saves=WARM_UP + saves)
    raw_engine = make_engine(f"sqlite:///{copy_database(place, folder / 'raw')}")
    saved = _save_first(place, desk)
    raw = Browser(app=make_raw_app(raw_engine, saved))
    measured = Saving(rows=saved.count, fields=len(fields_of(desk.form.lists())))
    warming = Saving()
    form = desk.form_of(revision=1)
    for number, session_id in enumerate(desk.session_ids[1:], start=1):
        times = measured if number >= WARM_UP else warming
        times.save.measure(desk.browser.post(desk.path(session_id, "edit"), form))
        times.raw.measure(raw.post(f"/sessions/{session_id}", form))
        times.commit.measure(lambda: _commit_one_row(raw_engine))
    _measure_saving_again(place, desk, measured)
    _measure_autosave(place, desk, measured, raw=raw)
    measured.together = _measure_together(place, desk, raw)
    raw_engine.dispose()
    return measured


def save_all(place: Place, *, saves: int) -> list[Callable[[], str]]:
    """The product's saves, ready to send; for a profiler."""
    desk = _prepare(place, saves=saves)
    form = desk.form_of(revision=1)
    return [desk.browser.post(desk.path(session_id, "edit"), form) for session_id in desk.session_ids]


def _prepare(place: Place, *, saves: int) -> _Desk:
    client = place.sign_in(Role.PRACTITIONER, "Ruth Adeyemi")
    by = client.actor
    with own_transaction(place.engine) as db:
        give_key(db, place.settings.audit_key)
        patient = make_patient(db, by=by)
        episode = make_episode(db, by=by, patient=patient)
        pattern = make_recorded_session(db, by=by, patient=patient, content=full_visit(episode.id))
        begun = [start_session(db, by=by, patient=patient, idempotency_key=uid()) for _ in range(saves)]
        path = f"/patients/{patient.id}/sessions/{pattern.id}/edit"
        patient_id, session_ids = patient.id, tuple(treatment.id for treatment in begun)
    return _Desk(
        browser=place.browser_of(client),
        author_id=by.user_id or 0,
        patient_id=patient_id,
        session_ids=session_ids,
        form=form_in(client.get(path)),
    )


def _save_first(place: Place, desk: _Desk) -> SavedRows:
    """Save one note and read what it wrote."""
    session_id = desk.session_ids[0]
    with Session(place.engine) as db:
        before = db.scalar(select(func.max(AuditEntry.sequence))) or 0
    desk.browser.post(desk.path(session_id, "edit"), desk.form_of(revision=1))()
    saved = read_saved_rows(place.engine, session_id=session_id, after_sequence=before)
    assert {name: len(rows) for name, (_, rows) in saved.children.items()} == {
        "session_episode": 1,
        "needling": 6,
        "measurement": 4,
        "adverse_event": 2,
        "session_draft": 1,
    }
    return saved


def _measure_saving_again(place: Place, desk: _Desk, measured: Saving) -> None:
    for session_id in desk.session_ids[1:]:
        with Session(place.engine) as db:
            revision = db.get_one(TreatmentSession, session_id).revision
        form = desk.form_of(revision=revision, notes=f"{_NOTES}Turned further today.")
        measured.save_again.measure(desk.browser.post(desk.path(session_id, "edit"), form))


def _measure_autosave(place: Place, desk: _Desk, measured: Saving, *, raw: Browser) -> None:
    """The page as it is sent while somebody types, one letter more each time; beside it one row changed by raw SQL."""
    session_id = desk.session_ids[0]
    for letters, draft in enumerate(_drafts(place, desk, session_id, count=len(desk.session_ids) - 1), start=1):
        measured.autosave.measure(draft)
        measured.raw_autosave.measure(raw.put(f"/drafts/{session_id}", {"fields": _fields(desk, letters)}))


def _drafts(place: Place, desk: _Desk, session_id: int, *, count: int) -> list[Callable[[], str]]:
    """So many autosaves of one note, each with a letter more than the one before."""
    with Session(place.engine) as db:
        wanted = select(SessionDraft.revision).where(SessionDraft.session_id == session_id)
        revision = db.scalars(wanted).one()
    path = desk.path(session_id, "draft")
    return [
        desk.browser.put(
            path, {"fields": _fields(desk, letters), "revision": revision + letters - 1, "author": desk.author_id}
        )
        for letters in range(1, count + 1)
    ]


def _fields(desk: _Desk, letters: int) -> Fields:
    return fields_of(desk.form_of(revision=2, notes=_NOTES + "a" * letters).lists())


def _measure_together(place: Place, desk: _Desk, raw: Browser) -> dict[str, Times]:
    """Eight people at once, each in a note of their own."""
    notes = desk.session_ids[1 : CLIENTS + 1]
    saves = [_saves(place, desk, note) for note in notes]
    times = {"save": at_once(saves)}
    times["autosave"] = at_once([_drafts(place, desk, note, count=EACH) for note in notes])
    bare = [[raw.put(f"/drafts/{note}", {"fields": _fields(desk, turn)}) for turn in range(EACH)] for note in notes]
    return {**times, "raw_autosave": at_once(bare)}


def _saves(place: Place, desk: _Desk, session_id: int) -> list[Callable[[], str]]:
    """So many saves of one note, each with another text."""
    with Session(place.engine) as db:
        revision = db.get_one(TreatmentSession, session_id).revision
    path = desk.path(session_id, "edit")
    return [
        desk.browser.post(path, desk.form_of(revision=revision + turn, notes=f"{_NOTES}{turn}")) for turn in range(EACH)
    ]


def _commit_one_row(engine: Engine) -> None:
    """The least that anything durable costs on this disk."""
    with engine.connect() as connection:
        connection.execute(text("UPDATE audit_head SET hash = hash"))
        connection.commit()
