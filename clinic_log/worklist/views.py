"""The first page: what waits for the person who is signed in."""

from functools import partial

from flask import Blueprint, render_template, request

from clinic_log.accounts.queries.credentials import list_expiring
from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, in_zone, now_utc
from clinic_log.base.permissions import Permission
from clinic_log.catalogue import needling
from clinic_log.patients.forms import SearchForm
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires
from clinic_log.worklist.queries import get_my_work, list_told_to_team
from clinic_log.worklist.queries.queue import get_queue
from clinic_log.worklist.rules.queue import kind_named, since_words

blueprint = Blueprint("worklist", __name__)


@blueprint.get("/")
@requires(Permission.SIGNED_IN)
def today() -> str:
    """The day of the person; where it names patients, that they were shown is on record."""
    db, actor, now = request_session(), current_actor(), now_utc()
    mine = get_my_work(db, by=actor, now=now)
    queue = get_queue(db, by=actor, now=now, chosen=kind_named(request.args.get("kind")))
    told = list_told_to_team(db, by=actor) or (mine.told if mine is not None else [])
    names_mine = mine is not None and bool(mine.questions or mine.waiting or mine.today or mine.lately)
    if names_mine or told or (queue is not None and (queue.total or queue.looked_at)):
        record_view(by=actor, act=Act(action="worklist.viewed"))
    return render_template(
        "worklist/today.html",
        now=now,
        day_title=f"{in_zone(now, actor.zone):%A} {in_zone(now, actor.zone).day} {in_zone(now, actor.zone):%B}",
        mine=mine,
        told=told,
        may_decide=actor.may(Permission.SIGN_SESSION),
        queue=queue,
        waits=partial(since_words, now=now),
        expiring=list_expiring(db, by=actor, today=day_in_zone(now, actor.zone)),
        user_id=actor.user_id,
        search=SearchForm() if actor.may(Permission.VIEW_PATIENTS) else None,
        may_manage=actor.may(Permission.MANAGE_PEOPLE),
        may_set_clinic=actor.may(Permission.MANAGE_CLINIC),
        may_import=actor.may(Permission.IMPORT_RECORDS),
        kinds={code.code: code.label for code in needling.codes("visit_kind")},
    )
