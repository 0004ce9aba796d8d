"""Looking at a chart leaves an entry, in a transaction of its own, since the request that only reads saves nothing."""

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.permissions import Actor
from clinic_log.web.database import own_transaction


def record_view(*, by: Actor, act: Act) -> None:
    """Append an entry for what a person saw, printed, searched or was refused."""
    with own_transaction() as db:
        record_change(db, by=by, act=act)
