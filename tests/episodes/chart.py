"""One patient of one clinic with a browser that is signed in there, for tests of pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction, reading
from clinic_log.episodes.models import Episode, EpisodeSuggestion
from clinic_log.episodes.rules import SuggestedCondition
from clinic_log.patients.models import Patient
from tests.accounts.signed_in import SignedInClient
from tests.episodes.factories import make_episode, make_suggestion, today
from tests.patients.factories import make_patient


class Chart:
    """What is saved is committed at once, in a transaction of its own. `writer` may treat, whoever is signed in."""

    def __init__(self, engine: Engine, key: bytes, client: SignedInClient) -> None:
        self._engine, self._key = engine, key
        self.client = client
        self.writer = replace(client.actor, roles=frozenset({Role.PRACTITIONER}))
        with self._saving() as db:
            self.patient_id = make_patient(db, by=self.writer, born_on=date(1981, 3, 4)).id

    @property
    def url(self) -> str:
        return f"/patients/{self.patient_id}"

    @property
    def today(self) -> date:
        return today(self.writer)

    def add_episode(self) -> int:
        with self._saving() as db:
            return make_episode(db, by=self.writer, patient=db.get_one(Patient, self.patient_id)).id

    def add_suggestion(self, found: SuggestedCondition | None = None) -> int:
        with self._saving() as db:
            return make_suggestion(db, by=self.writer, patient=db.get_one(Patient, self.patient_id), found=found).id

    def episodes(self) -> list[Episode]:
        with reading(self._engine) as db:
            return list(
                db.scalars(select(Episode).options(selectinload(Episode.tracked_measures)).order_by(Episode.id))
            )

    def suggestions(self) -> list[EpisodeSuggestion]:
        with reading(self._engine) as db:
            return list(db.scalars(select(EpisodeSuggestion).order_by(EpisodeSuggestion.id)))

    def audited(self) -> list[str]:
        with reading(self._engine) as db:
            return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))

    @contextmanager
    def _saving(self) -> Iterator[Session]:
        with own_transaction(self._engine) as db:
            give_key(db, self._key)
            yield db
