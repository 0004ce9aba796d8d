"""Who looks at which clinics, through which filter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from werkzeug.datastructures import MultiDict

from clinic_log.accounts.login import current_person
from clinic_log.accounts.queries import list_places
from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Permission
from clinic_log.supervision.forms import EVERY_CLINIC, FilterForm
from clinic_log.supervision.queries import load_names
from clinic_log.supervision.rules import Names, Wanted
from clinic_log.web.database import request_session

AnyFilter = TypeVar("AnyFilter", bound=FilterForm)

_ALL: Final = "All my clinics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking(Generic[AnyFilter]):
    """The person in each clinic of the filter, `places`: the one in which they work now, `here`, unless it names
    another one or all of those whose figures they may see. Records open only once they work in their clinic.
    """

    here: int
    places: tuple[SignedIn, ...]
    form: AnyFilter
    names: Names

    @property
    def by(self) -> SignedIn:
        return self.places[0]

    @property
    def elsewhere(self) -> tuple[SignedIn, ...]:
        return tuple(place for place in self.places if place.clinic_id != self.here)

    @property
    def clinic_name(self) -> str:
        return _names_of(self.places)

    @property
    def wanted(self) -> Wanted:
        """Only of a filter that is valid. Where a clinic is a day ahead its day is the last one."""
        today = max(day_in_zone(now_utc(), place.zone) for place in self.places)
        places = tuple((place.clinic_id, place.zone) for place in self.places)
        return replace(self.form.wanted(today=today), clinics=places if len(places) > 1 else ())

    def name_of(self, clinic_id: int) -> str:
        return next(place.clinic_name for place in self.places if place.clinic_id == clinic_id)

    def record(self, act: Act) -> None:
        """That the person looked, in each of the clinics."""
        for place in self.places:
            record_view(by=place, act=act)


def look(form_class: type[AnyFilter], arguments: Mapping[str, str]) -> Looking[AnyFilter]:
    """Through the filter in the arguments. A clinic that the person may not see is refused beside its field."""
    here = current_person()
    offered = _offered(here)
    chosen = arguments.get("clinic", "")
    if chosen not in offered:
        chosen = f"{here.clinic_id}"
    places = tuple(here.moved_to(place) for place in offered[chosen])
    names = replace(
        load_names(request_session(), by=places[0], clinics=_several(places)),
        clinics={value: _ALL if value == EVERY_CLINIC else _names_of(these) for value, these in offered.items()},
        clinic=chosen,
        clinic_words=_names_of(places) if len(offered) > 1 else "",
    )
    form = form_class.of(MultiDict(arguments), names)
    return Looking(here=here.clinic_id, places=places, form=form, names=names)


def reachable(kept: Mapping[str, str]) -> dict[str, str]:
    """A filter that was kept, without a clinic that the person may not see any more."""
    offered = _offered(current_person())
    return {name: value for name, value in kept.items() if name != "clinic" or value in offered}


def _offered(here: SignedIn) -> dict[str, tuple[SignedIn, ...]]:
    """What can be chosen: all together, where there are several, and each clinic. Of all the one in which the person
    works now comes first: its calendar says which months there are.
    """
    places = list_places(request_session(), user_id=here.user_id)
    known = [place for place in places if place.may(Permission.VIEW_SUPERVISION)]
    each = {f"{place.clinic_id}": (place,) for place in known}
    if len(known) < 2:
        return {**each}
    return {EVERY_CLINIC: tuple(sorted(known, key=lambda place: place.clinic_id != here.clinic_id)), **each}


def _several(places: tuple[SignedIn, ...]) -> tuple[int, ...]:
    """What a query is told besides who asks: nothing for one clinic alone."""
    return tuple(place.clinic_id for place in places) if len(places) > 1 else ()


def _names_of(places: tuple[SignedIn, ...]) -> str:
    return ", ".join(place.clinic_name for place in places)
