"""Who looks at which clinic, through which filter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from werkzeug.datastructures import MultiDict

from clinic_log.accounts.login import current_person
from clinic_log.accounts.queries import list_places
from clinic_log.accounts.rules import SignedIn
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Permission
from clinic_log.supervision.forms import FilterForm
from clinic_log.supervision.queries import load_names
from clinic_log.supervision.rules import Names, Wanted
from clinic_log.web.database import request_session

AnyFilter = TypeVar("AnyFilter", bound=FilterForm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking(Generic[AnyFilter]):
    """`by` is the person in the clinic of the filter: the one in which they work now, unless it names another of those
    whose figures they may see. Its records open only once they work there.
    """

    by: SignedIn
    form: AnyFilter
    names: Names
    is_elsewhere: bool

    @property
    def wanted(self) -> Wanted:
        """Only of a filter that is valid."""
        return self.form.wanted(today=day_in_zone(now_utc(), self.by.zone))


def look(form_class: type[AnyFilter], arguments: Mapping[str, str]) -> Looking[AnyFilter]:
    """Through the filter in the arguments. A clinic that the person may not see is refused beside its field."""
    db, here = request_session(), current_person()
    places = [place for place in list_places(db, user_id=here.user_id) if place.may(Permission.VIEW_SUPERVISION)]
    chosen = next((place for place in places if f"{place.clinic_id}" == arguments.get("clinic")), here)
    by = here.moved_to(chosen)
    names = replace(
        load_names(db, by=by),
        clinics={f"{place.clinic_id}": place.clinic_name for place in places},
        clinic=f"{by.clinic_id}",
    )
    form = form_class.of(MultiDict(arguments), names)
    return Looking(by=by, form=form, names=names, is_elsewhere=by.clinic_id != here.clinic_id)
