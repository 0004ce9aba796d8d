"""Who was treated with needles of a lot, as a list and as a file: for a recall, in one step."""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import in_zone, now_utc
from clinic_log.base.permissions import Permission
from clinic_log.base.wording import counted
from clinic_log.documents.csv_text import csv_text
from clinic_log.rooms.rules import LOT_LIMIT, lot_key
from clinic_log.treatments.queries.lots import TreatedWith, list_known_lots, list_treated_with
from clinic_log.treatments.rules import SessionStatus
from clinic_log.treatments.views.blueprint import blueprint
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

STATUS_WORDS = {
    SessionStatus.DRAFT: "not signed yet",
    SessionStatus.SIGNED: "signed",
    SessionStatus.AMENDED: "signed, with an addendum",
    SessionStatus.RETRACTED: "retracted",
}
_HEAD = (
    *("Record number", "Family name", "Given names", "Date of birth", "Phone"),
    *("Date of visit", "Time", "Time zone", "State of note", "Practitioner"),
    *("Product", "Lot as recorded", "Use by"),
)


@blueprint.get("/lots")
@requires(Permission.VIEW_SUPERVISION)
def lots() -> str:
    """The lot stands in the address, which names no person; that the list was read is on record."""
    db, by, lot = request_session(), current_actor(), _lot_asked()
    found = list_treated_with(db, by=by, lot=lot)
    if lot:
        record_view(by=by, act=Act(action="lots.traced", object_type="lot", reason=lot_key(lot)))
    return render_template(
        "treatments/lots.html",
        lot=lot,
        found=found,
        patients=len({row.patient_id for row in found}),
        known=list_known_lots(db, by=by),
        status_words=STATUS_WORDS,
        limit=LOT_LIMIT,
    )


@blueprint.get("/lots.csv")
@requires(Permission.VIEW_SUPERVISION)
def lots_file() -> Response:
    db, by, lot = request_session(), current_actor(), _lot_asked()
    found = list_treated_with(db, by=by, lot=lot)
    record_view(by=by, act=Act(action="lots.exported", object_type="lot", reason=lot_key(lot)))
    made = f"Made {in_zone(now_utc(), by.zone):%Y-%m-%d %H:%M} ({by.zone})"
    count = f"{counted(len(found), 'visit')} of {counted(len({row.patient_id for row in found}), 'patient')}"
    text = csv_text(f"Treated with needles of lot {lot}", (_HEAD, *map(_cells, found)), notes=[(made,), (count,)])
    response = make_response(text)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="lot.csv"'
    return response


def _lot_asked() -> str:
    return request.args.get("lot", "").strip()[:LOT_LIMIT]


def _cells(row: TreatedWith) -> tuple[str, ...]:
    local = in_zone(row.started_at, row.zone) if row.started_at else None
    return (
        *(row.record_number, row.family_name, row.given_names, row.born_on.isoformat(), row.phone),
        *(f"{local:%Y-%m-%d}" if local else "", f"{local:%H:%M}" if local else "", row.zone),
        *(STATUS_WORDS[row.status], row.practitioner_name),
        *(row.product, row.lot, row.expires_on.isoformat() if row.expires_on else ""),
    )
