"""A small clinic whose figures were counted by hand, on 20 November 2026.

Two practitioners, Ada and Ben. Episodes (pain question nprs), with what is expected of each under "either" / "both":

    A  neck, Ada, discharged      7, 5, 4    responder / responder
    B  neck, Ada, discharged      9, 7       responder / non-responder
    C  neck, Ada, discharged      1, 0       floor
    D  neck, Ben, discharged      4, 6       worse, with room
    E  knee, Ben, discharged      0, 3       worse, without room
    F  knee, Ben, open 10 weeks   6          missing, eligible
    G  own words, Ada, open 3 weeks  8       missing, not eligible
    H  neck, nobody (no needles), discharged 6, 6   non-responder
    I  neck, Ada, its only visit retracted   counts nowhere
    J  neck, Ada, last score in 2024, discharged   8, 2   outside the period

Under "either": 8 episodes, 4 evaluable (A B D H), 2 responders, floor 1, worse 2 (1 without room), missing 2.
Eligible: A B C D E F H = 7, of which evaluable 4 and missing 1.
"""

from dataclasses import dataclass
from datetime import UTC, date, time

from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.actions import rebuild_summaries
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import Asked, SessionStatus, VisitKind
from tests.accounts.factories import make_actor
from tests.outcomes.factories import make_effect, make_open_episode, make_visit
from tests.patients.factories import make_patient

TODAY = date(2026, 11, 20)
NONE, PRESENT, NOT_ASKED = Asked.NONE, Asked.PRESENT, Asked.NOT_ASKED


@dataclass(frozen=True, kw_only=True)
class SmallClinic:
    """Its people, and what tests change."""

    ada: SignedIn
    ben: SignedIn
    supervisor: SignedIn
    patients: dict[str, Patient]
    episodes: dict[str, Episode]
    visits: dict[str, TreatmentSession]


def make_small_clinic(db: Session, clinic: Clinic) -> SmallClinic:
    """Everything in the table above, with its side effects (see the tests)."""
    ada, ben = make_actor(db, clinic=clinic, name="Ada"), make_actor(db, clinic=clinic, name="Ben")
    supervisor = make_actor(db, Role.SUPERVISOR, clinic=clinic, name="Helen")
    builder = _Builder(db, ada, ben)
    builder.add_courses()
    builder.add_what_does_not_count()
    builder.add_effects()
    recount(db)
    return SmallClinic(
        ada=ada,
        ben=ben,
        supervisor=supervisor,
        patients=builder.patients,
        episodes=builder.episodes,
        visits=builder.visits,
    )


def recount(db: Session) -> None:
    """What the signals do in the program: these visits were written straight into the tables."""
    rebuild_summaries(db, on_progress=lambda _what, _done: None)


class _Builder:
    def __init__(self, db: Session, ada: SignedIn, ben: SignedIn) -> None:
        self.db, self.ada, self.ben = db, ada, ben
        self.patients: dict[str, Patient] = {}
        self.episodes: dict[str, Episode] = {}
        self.visits: dict[str, TreatmentSession] = {}

    def add_courses(self) -> None:
        done = date(2026, 10, 30)
        self._episode("A", self.ada, discharged_on=done)
        self._episode("B", self.ada, discharged_on=done)
        self._episode("C", self.ada, discharged_on=done)
        self._episode("D", self.ben, discharged_on=done)
        self._episode("E", self.ben, condition="knee-osteoarthritis", discharged_on=done)
        self._episode("F", self.ben, condition="knee-osteoarthritis", opened_on=date(2026, 9, 11))
        self._episode("G", self.ada, condition=None, opened_on=date(2026, 10, 30))
        self._episode("H", self.ada, discharged_on=done)
        self._visit("A1", self.ada, date(2026, 9, 14), before=7, before_leaving=PRESENT, since=NONE)
        self._visit("A2", self.ada, date(2026, 9, 21), before=5, before_leaving=NONE, since=PRESENT)
        self._visit("A3", self.ben, date(2026, 9, 28), before=4, before_leaving=NOT_ASKED)
        self._visit("B1", self.ada, date(2026, 9, 15), before=9, before_leaving=NONE, since=NOT_ASKED)
        self._visit("B2", self.ada, date(2026, 9, 22), before=7, before_leaving=None)
        self._visit("C1", self.ada, date(2026, 9, 16), before=1, before_leaving=PRESENT, since=NONE)
        self._visit("C2", self.ada, date(2026, 9, 23), before=0, before_leaving=PRESENT)
        self._visit("D1", self.ben, date(2026, 9, 17), before=4, before_leaving=NONE, since=PRESENT)
        self._visit("D2", self.ben, date(2026, 9, 24), before=6, before_leaving=NONE)
        self._visit("E1", self.ben, date(2026, 9, 18), before=0, before_leaving=NONE, since=NONE)
        self._visit("E2", self.ben, date(2026, 9, 25), before=3, before_leaving=NONE)
        self._visit("F1", self.ben, date(2026, 9, 14), before=6, before_leaving=NONE)
        self._visit("G1", self.ada, date(2026, 11, 2), before=8, before_leaving=NONE)
        self._visit("H1", self.ada, date(2026, 9, 17), before=6, needled=False, before_leaving=PRESENT)
        self._visit("H2", self.ada, date(2026, 9, 24), before=6, needled=False)

    def add_what_does_not_count(self) -> None:
        """A retracted visit, drafts, a missed visit, a visit outside the period, another clinic."""
        self._episode("I", self.ada)
        self._visit("I1", self.ada, date(2026, 9, 14), before=5, status=SessionStatus.RETRACTED, before_leaving=PRESENT)
        self._episode("J", self.ada, opened_on=date(2024, 1, 1), discharged_on=date(2024, 3, 1))
        self._visit("J1", self.ada, date(2024, 1, 8), before=8, before_leaving=PRESENT)
        self._visit("J2", self.ada, date(2024, 1, 15), before=2, before_leaving=PRESENT)
        self._visit("A4", self.ada, date(2026, 10, 5), before=0, status=SessionStatus.RETRACTED, before_leaving=PRESENT)
        self._visit("A5", self.ada, date(2026, 10, 12), before=0, status=SessionStatus.DRAFT, before_leaving=PRESENT)
        self._visit("F2", self.ben, date(2026, 9, 21), before=None, needled=False, kind=VisitKind.DID_NOT_ATTEND)
        stranger = make_actor(self.db, name="Stranger")
        foreign = make_open_episode(
            self.db, by=stranger, patient=make_patient(self.db, by=stranger), opened_on=date(2026, 9, 1)
        )
        visit = make_visit(
            self.db, by=stranger, episodes=[foreign], on=date(2026, 9, 2), pain=(9, 1), before_leaving=PRESENT
        )
        make_effect(self.db, of=visit, kind="pneumothorax", serious=True)

    def add_effects(self) -> None:
        make_effect(self.db, of=self.visits["A1"], kind="bruising")
        make_effect(self.db, of=self.visits["A1"], kind="bleeding-minor")
        make_effect(self.db, of=self.visits["C1"], kind="post-needling-soreness")
        make_effect(self.db, of=self.visits["C2"], kind="post-needling-soreness")
        make_effect(self.db, of=self.visits["C2"], kind="nausea")
        make_effect(self.db, of=self.visits["A2"], kind="post-needling-soreness", told_in=self.visits["A3"])
        make_effect(self.db, of=self.visits["D1"], kind="bruising", told_in=self.visits["D2"])
        make_effect(self.db, of=self.visits["H1"], kind="headache")
        make_effect(self.db, of=self.visits["I1"], kind="pneumothorax", serious=True)
        make_effect(self.db, of=self.visits["A1"], kind="headache", told_in=self.visits["A4"])

    def _episode(
        self,
        name: str,
        by: SignedIn,
        *,
        condition: str | None = "neck-pain",
        opened_on: date = date(2026, 9, 7),
        discharged_on: date | None = None,
    ) -> None:
        self.patients[name] = make_patient(self.db, by=by, family_name=f"Of {name}")
        self.episodes[name] = make_open_episode(
            self.db,
            by=by,
            patient=self.patients[name],
            opened_on=opened_on,
            condition=condition,
            label="Neck pain" if condition == "neck-pain" else "Something else",
            discharged_on=discharged_on,
        )

    def _visit(
        self,
        name: str,
        by: SignedIn,
        on: date,
        *,
        before: float | None,
        needled: bool = True,
        before_leaving: Asked | None = None,
        since: Asked | None = None,
        status: SessionStatus = SessionStatus.SIGNED,
        kind: VisitKind | None = None,
    ) -> None:
        self.visits[name] = make_visit(
            self.db,
            by=by,
            episodes=[self.episodes[name[0]]],
            on=on,
            at=time(9, tzinfo=UTC),
            pain=None if before is None else (before, None),
            needled=needled,
            before_leaving=before_leaving,
            since=since,
            status=status,
            kind=kind,
        )
