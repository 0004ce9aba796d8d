"""The nearer views of the body, fetched only when somebody looks closer. They hold no word about any patient."""

from flask import Response, render_template

from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Permission
from clinic_log.catalogue import body_chart
from clinic_log.catalogue.errors import UnknownChartPlaceError
from clinic_log.treatments.views.blueprint import blueprint
from clinic_log.treatments.views.body import nearer_view
from clinic_log.web.guards import requires
from clinic_log.web.security import may_be_kept


@blueprint.get("/body-chart/<version>/<name>")
@requires(Permission.WRITE_SESSION)
def body_view(version: str, name: str) -> Response:
    """The drawing as the page of a note holds it. The version in the address lets the browser keep it."""
    try:
        view = nearer_view(name)
    except UnknownChartPlaceError as error:
        raise NotFoundError("There is no such view of the body.") from error
    if version != body_chart.version():
        raise NotFoundError("There is no such drawing of the body.")
    return may_be_kept(Response(render_template("treatments/_body_view.html", view=view), mimetype="text/html"))
