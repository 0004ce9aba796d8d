"""The page by which an administrator takes files of other programs."""

from flask import Blueprint, render_template, request
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from clinic_log.base.permissions import Permission
from clinic_log.base.settings import BODY_LIMIT_BYTES
from clinic_log.interchange.actions import import_files
from clinic_log.interchange.forms import ImportForm
from clinic_log.interchange.rules.reports import ImportReport
from clinic_log.web.database import own_transaction
from clinic_log.web.guards import current_actor, requires

blueprint = Blueprint("interchange", __name__)

LIMIT_MIB = BODY_LIMIT_BYTES // 1024**2


@blueprint.get("/import")
@requires(Permission.IMPORT_RECORDS)
def import_fhir() -> str:
    return _page(ImportForm())


@blueprint.post("/import")
@requires(Permission.IMPORT_RECORDS)
def take_fhir() -> str | tuple[str, int]:
    """Files are imported only after a report on the same files was shown; else they are checked."""
    form = ImportForm(CombinedMultiDict((request.form, request.files)))
    if not form.validate():
        return _page(form, page_error=True), 422
    digest = form.digest()
    takes = form.wants_import() and form.has_seen_report(digest)
    files = import_files(form.sources(), by=current_actor(), transaction=own_transaction, is_dry_run=not takes)
    report = ImportReport(is_dry_run=not takes, files=tuple(files))
    are_others = form.wants_import() and not takes
    form.checked.data = "" if takes else digest
    return _page(form, report=report, are_others=are_others)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    form = ImportForm()
    form.files.errors = [f"These files have more than {LIMIT_MIB} MiB together. Choose fewer, or use the command line"]
    return _page(form, page_error=True), 413


def _page(
    form: ImportForm, *, report: ImportReport | None = None, are_others: bool = False, page_error: bool = False
) -> str:
    return render_template(
        "interchange/import_fhir.html",
        form=form,
        report=report,
        are_others=are_others,
        page_error=page_error,
        limit_mib=LIMIT_MIB,
    )
