"""Builds the application: settings, web parts, each feature's pages, receivers and slots."""

from functools import partial
from typing import Any

from flask import Flask, request, url_for
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session

from clinic_log import catalogue
from clinic_log.accounts.login import connect_login, find_actor
from clinic_log.accounts.views import blueprint as accounts_pages
from clinic_log.accounts.views import redirect_to_set_up
from clinic_log.audit.actions import Act, export_head, session_info
from clinic_log.audit.views import record_view
from clinic_log.base.paths import content_digest, static_folder, templates_folder
from clinic_log.base.settings import Settings
from clinic_log.clinics.views import blueprint as clinics_pages
from clinic_log.clinics.views import connect_own_measures
from clinic_log.episodes.views import blueprint as episodes_pages
from clinic_log.incidents import receivers as incidents
from clinic_log.incidents.views import blueprint as incidents_pages
from clinic_log.incidents.views.slots import fill_slots
from clinic_log.interchange.views import blueprint as interchange_pages
from clinic_log.navigation.menu import menu_for
from clinic_log.navigation.views import blueprint as navigation_pages
from clinic_log.navigation.views import finder_for
from clinic_log.outcomes import receivers as outcomes
from clinic_log.outcomes.views import blueprint as outcomes_pages
from clinic_log.patient_record.views import blueprint as patient_record_pages
from clinic_log.patients.views import blueprint as patients_pages
from clinic_log.reports.views import blueprint as reports_pages
from clinic_log.rooms.views import blueprint as rooms_pages
from clinic_log.supervision.views import blueprint as supervision_pages
from clinic_log.treatments.views import blueprint as treatments_pages
from clinic_log.web.database import commit_each_request, connect_database, dispose_engines
from clinic_log.web.errors import register_errors
from clinic_log.web.guards import guard, is_proven_by_address
from clinic_log.web.mail import connect_mail
from clinic_log.web.security import protect
from clinic_log.web.template_tools import register_template_tools
from clinic_log.worklist.views import blueprint as worklist_pages

_A_YEAR_SECONDS = 31_536_000
_PAGES = (
    accounts_pages,
    clinics_pages,
    rooms_pages,
    patients_pages,
    episodes_pages,
    treatments_pages,
    outcomes_pages,
    incidents_pages,
    patient_record_pages,
    supervision_pages,
    worklist_pages,
    reports_pages,
    interchange_pages,
    navigation_pages,
)


def create_app(settings: Settings) -> Flask:
    """The application on these settings. Raises SettingsError when a route names no permission.

    The database must already have the schema of this program.
    """
    catalogue.load()
    app = Flask(
        "clinic_log",
        template_folder=str(templates_folder()),
        static_folder=str(static_folder()),
        static_url_path=f"/static/{content_digest(static_folder())}",
    )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _A_YEAR_SECONDS  # another content has another address
    app.secret_key = settings.secret_key
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # the proof lives as long as the sign-in
    _connect_database(app, settings)
    protect(app, settings)
    connect_login(app, settings)
    connect_mail(app, settings)
    proofs = CSRFProtect(app)
    register_errors(app, on_refusal=_record_refusal)
    for blueprint in _PAGES:
        app.register_blueprint(blueprint)
    for view in filter(is_proven_by_address, app.view_functions.values()):
        proofs.exempt(view)
    fill_slots(app)
    app.before_request(redirect_to_set_up)
    register_template_tools(app, context=partial(_page_frame, settings))
    connect_receivers()
    guard(app, find_actor=find_actor)
    connect_own_measures(app)
    commit_each_request(app)
    return app


def connect_receivers() -> None:
    """Let higher features answer the signals of lower ones; for pages, commands and tests alike."""
    outcomes.connect()
    incidents.connect()


def stop(app: Flask) -> None:
    """Close the application's connections to the database."""
    dispose_engines(app)


def _connect_database(app: Flask, settings: Settings) -> None:
    def after_commit(db: Session) -> None:
        export_head(db, folder=settings.data_folder, key=settings.audit_key)

    connect_database(app, settings, session_info=session_info(settings.audit_key), after_commit=after_commit)


def _record_refusal(endpoint: str) -> None:
    actor = find_actor()
    if actor is not None:
        record_view(by=actor, act=Act(action="access.refused", outcome="refused", object_type=endpoint))


def _page_frame(settings: Settings) -> dict[str, Any]:
    actor = find_actor() if request.endpoint != "static" else None
    return {
        "menu": menu_for(actor),
        "finder": finder_for(actor),
        "current_person": actor,
        "state_url": url_for("accounts.sign_in_state"),
        "idle_seconds": int(settings.idle_limit.total_seconds()),
        "demonstration": settings.is_demonstration,
        "page_error": False,
    }
