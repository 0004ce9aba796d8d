"""In whose name an import runs from the command line."""

from sqlalchemy.orm import Session

from clinic_log.accounts.queries import find_clinic_by_name, find_user_by_email, list_places
from clinic_log.accounts.rules import SignedIn
from clinic_log.base.errors import NotFoundError


def get_importer(db: Session, *, clinic_name: str, email: str) -> SignedIn:
    """The person with this address, at work in this clinic. NotFoundError says which of the two is not known."""
    clinic = find_clinic_by_name(db, clinic_name)
    if clinic is None:
        raise NotFoundError(f"There is no clinic with the name {clinic_name}.")
    user = find_user_by_email(db, email)
    places = list_places(db, user_id=user.id) if user is not None and user.disabled_at is None else []
    for place in places:
        if place.clinic_id == clinic.id:
            return place
    raise NotFoundError(f"Nobody with the address {email} works in {clinic.name}.")
