"""Each page of figures as a file for outside the clinic: small cells hidden, who took it on record."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clinic_log.audit.actions import Act
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor, Permission
from clinic_log.biostatistics.responders import ResponderRule
from clinic_log.clinics.queries import get_policy
from clinic_log.documents import Document, typeset
from clinic_log.supervision.forms import FilterForm, OverTimeForm
from clinic_log.supervision.queries import (
    list_site_counts,
    load_funnel,
    load_months,
    load_quality,
    load_report,
)
from clinic_log.supervision.queries.episodes import count_effort, list_episode_groups
from clinic_log.supervision.queries.literature import count_own_effects
from clinic_log.supervision.queries.sessions import count_sessions
from clinic_log.supervision.rules import Names, Wanted, count_outcomes, rule_words, within
from clinic_log.supervision.rules.leaving import (
    Basis,
    Hiding,
    Leaving,
    as_blocks,
    as_csv,
    funnel_leaving,
    literature_leaving,
    months_leaving,
    outcomes_leaving,
    quality_leaving,
    sites_leaving,
)
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.supervision.views.looking import Looking, look
from clinic_log.web.database import request_session
from clinic_log.web.guards import requires
from clinic_log.web.template_tools import moment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PAGES: Final = 'any("outcomes", "over-time", "practitioners", "technique-and-muscle", "literature", "data-quality")'
_ADDRESSES: Final = {
    "outcomes": "supervision.outcomes",
    "over-time": "supervision.over_time",
    "practitioners": "supervision.practitioners",
    "technique-and-muscle": "supervision.sites",
    "literature": "supervision.literature",
    "data-quality": "supervision.data_quality",
}


@blueprint.get(f"/supervision/<{_PAGES}:page>.csv")
@requires(Permission.VIEW_SUPERVISION)
def export(page: str) -> ResponseReturnValue:
    """The figures of a page for a spreadsheet. A filter that cannot be leads to the page, which says why."""
    looking = _look(page)
    if not looking.form.validate():
        return _say_why(page)
    return _sent(page, "csv", as_csv(_leaving(page, looking)).encode("utf-8"), looking=looking)


@blueprint.get(f"/supervision/<{_PAGES}:page>.pdf")
@requires(Permission.VIEW_SUPERVISION)
def report(page: str) -> ResponseReturnValue:
    """The figures of a page as a document, with its period, definitions, rules and completion on the first sheet."""
    looking = _look(page)
    if not looking.form.validate():
        return _say_why(page)
    leaving = _leaving(page, looking)
    person, made_at = looking.by, now_utc()
    document = Document(
        title=leaving.title,
        about=f"{leaving.title} · {leaving.notes[0][1]}",
        clinic=looking.clinic_name,
        made=f"Made {moment(made_at, person.zone)} by {person.display_name}",
        made_at=made_at,
        blocks=as_blocks(leaving),
    )
    return _sent(page, "pdf", typeset(document), looking=looking)


def _look(page: str) -> Looking[FilterForm]:
    return look(OverTimeForm if page == "over-time" else FilterForm, request.args)


def _leaving(page: str, looking: Looking[FilterForm]) -> Leaving:
    db, form = request_session(), looking.form
    hiding = Hiding(max(get_policy(db, by=place).smallest_cell for place in looking.places))
    baseline = form.baseline_months if isinstance(form, OverTimeForm) else None
    return _COMPOSERS[page](_Asked(db, looking.by, looking.wanted, looking.names, hiding, baseline))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asked for what, how small a cell may be, and how many first months set the limits of a chart."""

    db: "Session"
    by: Actor
    wanted: Wanted
    names: Names
    hiding: Hiding
    baseline: int | None

    def sessions(self, wanted: Wanted) -> Basis:
        """What is behind the figures of a page without courses."""
        return Basis(
            filter_words=self.names.filter_words(wanted),
            data_to=moment(now_utc(), self.by.zone),
            sessions=count_sessions(self.db, by=self.by, wanted=wanted),
            has_courses=not wanted.sites,
        )

    def courses(self, wanted: Wanted, *, with_nobody: bool = True) -> Basis:
        """The same with the episodes by both rules; without those that belong to no practitioner where it says so."""
        other = ResponderRule.BOTH if wanted.rule is ResponderRule.EITHER else ResponderRule.EITHER
        outcomes, by_other_rule = (
            count_outcomes(
                group
                for group in list_episode_groups(self.db, by=self.by, wanted=each).by_practitioner
                if with_nobody or group.practitioner_id is not None
            )
            for each in (wanted, replace(wanted, rule=other))
        )
        return replace(
            self.sessions(wanted),
            outcomes=outcomes,
            by_other_rule=by_other_rule,
            other_rule=rule_words(other),
            effort=count_effort(self.db, by=self.by, wanted=wanted),
        )


def _outcomes(asked: _Asked) -> Leaving:
    report = load_report(asked.db, by=asked.by, wanted=asked.wanted, names=asked.names)
    return outcomes_leaving(report, asked.courses(asked.wanted), asked.hiding)


def _over_time(asked: _Asked) -> Leaving:
    counts = load_months(asked.db, by=asked.by, wanted=asked.wanted)
    shown = within(asked.wanted, [month.month for month in counts])
    return months_leaving(counts, asked.courses(shown), asked.hiding, baseline=asked.baseline)


def _practitioners(asked: _Asked) -> Leaving:
    everybody = replace(asked.wanted, practitioner_id=None, technique=None, muscle=None)
    funnel = load_funnel(asked.db, by=asked.by, wanted=everybody, names=asked.names)
    return funnel_leaving(funnel, asked.courses(everybody, with_nobody=False), asked.hiding)


def _sites(asked: _Asked) -> Leaving:
    counts = list_site_counts(asked.db, by=asked.by, wanted=asked.wanted)
    return sites_leaving(counts, asked.sessions(asked.wanted), asked.hiding)


def _literature(asked: _Asked) -> Leaving:
    everybody = replace(asked.wanted, practitioner_id=None)
    own = count_own_effects(asked.db, by=asked.by, wanted=everybody)
    return literature_leaving(own, asked.sessions(everybody), asked.hiding)


def _data_quality(asked: _Asked) -> Leaving:
    rows = load_quality(asked.db, by=asked.by, wanted=asked.wanted, names=asked.names)
    return quality_leaving(rows, asked.sessions(asked.wanted), asked.hiding)


_COMPOSERS: Final[Mapping[str, Callable[[_Asked], Leaving]]] = {
    "outcomes": _outcomes,
    "over-time": _over_time,
    "practitioners": _practitioners,
    "technique-and-muscle": _sites,
    "literature": _literature,
    "data-quality": _data_quality,
}


def _say_why(page: str) -> ResponseReturnValue:
    """To the page with the same filter, where the fault stands beside its field."""
    address = url_for(_ADDRESSES[page])
    return redirect(f"{address}?{urlencode(request.args)}", 303)


def _sent(page: str, kind: str, content: bytes, *, looking: Looking[FilterForm]) -> Response:
    """The file, with its hash on record."""
    digest = hashlib.sha256(content).hexdigest()
    looking.record(Act(action="supervision.exported", reason=f"{page}.{kind} sha256 {digest}"))
    mimetype = {"csv": "text/csv", "pdf": "application/pdf"}[kind]
    named = {"Content-Disposition": f'attachment; filename="{page}.{kind}"'}
    return Response(content, mimetype=mimetype, headers=named)
