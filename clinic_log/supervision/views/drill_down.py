"""From a month on a chart to the sessions that it was counted from."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import render_template, request

from clinic_log.audit.actions import Act
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Permission
from clinic_log.supervision.forms import FilterForm
from clinic_log.supervision.queries.month_sessions import list_month_sessions
from clinic_log.supervision.rules import Wanted, month_after
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.supervision.views.looking import look
from clinic_log.treatments.rules import Asked
from clinic_log.web.database import request_session
from clinic_log.web.guards import requires

_ANSWERS = {None: "not answered", Asked.NOT_ASKED: "not asked", Asked.NONE: "asked: none", Asked.PRESENT: "present"}


@blueprint.get("/supervision/sessions")
@requires(Permission.VIEW_SUPERVISION)
def sessions() -> str:
    """The needling sessions of one month. It names patients to those who may see them; that somebody looked is on
    record. Without a month it is the present one; NotFoundError for what is none.
    """
    looking = look(FilterForm, request.args)
    for place in looking.places:
        place.require(Permission.VIEW_PATIENTS)
    month = _month(request.args.get("month"), zone=looking.by.zone)
    if not looking.form.validate():
        raise NotFoundError("There is no such filter.")
    wanted = _of_month(looking.wanted, month)
    found = list_month_sessions(request_session(), by=looking.by, wanted=wanted)
    looking.record(Act(action="supervision.sessions_viewed", reason=f"{month:%Y-%m}"))
    return render_template(
        "supervision/sessions.html",
        month=month,
        found=found,
        looking=looking,
        filter=looking.form.in_address(),
        filter_words=looking.names.filter_words(wanted)[:-1],
        answers=_ANSWERS,
        now=now_utc(),
    )


def _month(text: str | None, *, zone: str) -> date:
    """The first day of a month such as 2026-09."""
    if not text:
        return day_in_zone(now_utc(), zone).replace(day=1)
    try:
        month = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 -- a month of the calendar, no moment
        month_after(month_after(month))  # the calendar ends
    except (ValueError, OverflowError):
        raise NotFoundError("There is no such month.") from None
    return month


def _of_month(wanted: Wanted, month: date) -> Wanted:
    """The days of the month that lie in the period, as its point counts them; the whole of a month outside it."""
    first, last = month, month_after(month) - timedelta(days=1)
    within = max(first, wanted.first_day or first), min(last, wanted.last_day)
    first, last = within if within[0] <= within[1] else (first, last)
    return replace(wanted, first_day=first, last_day=last)
