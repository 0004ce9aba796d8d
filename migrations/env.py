"""Alembic's entry: the application hands over its connection; a developer's command opens one from the settings."""

from alembic import context

from clinic_log.accounts import models as accounts
from clinic_log.audit import models as audit
from clinic_log.base.base_model import Base
from clinic_log.base.database import make_engine
from clinic_log.base.migration import run_in_environment
from clinic_log.base.settings import Settings
from clinic_log.clinics import models as clinics
from clinic_log.cosigning import models as cosigning
from clinic_log.episodes import models as episodes
from clinic_log.incidents import models as incidents
from clinic_log.outcomes import models as outcomes
from clinic_log.patients import models as patients
from clinic_log.reports import models as reports
from clinic_log.rooms import models as rooms
from clinic_log.screening import models as screening
from clinic_log.supervision import models as supervision
from clinic_log.treatments import models as treatments

TABLES = (
    *(audit, accounts, clinics, rooms, patients, episodes, screening, treatments, outcomes, incidents, cosigning),
    *(supervision, reports),
)


def run(connection):
    run_in_environment(context, connection, Base.metadata)


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with make_engine(Settings.from_environment().database_url).connect() as opened, opened.begin():
        run(opened)
