"""Proof of who signs: the signing PIN at every signature, the password where no PIN is set.

A PIN is the act of signing itself, so it is asked for each time. Without one, a password that was proved less than five
minutes ago counts. After five wrong PINs the password is asked for, however fresh the last proof is; once it is right
the PIN is asked for again.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from flask import request

from clinic_log.accounts.actions.pins import check_pin, trust_pin_again
from clinic_log.accounts.login import confirm_identity, current_person
from clinic_log.accounts.queries import find_pin
from clinic_log.accounts.rules.login_sessions import needs_proof
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import TooManyAttemptsError
from clinic_log.base.wording import counted
from clinic_log.web.database import own_transaction, reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PIN_SUSPENDED: Final = "This PIN was wrong too often. Enter your password; after it the PIN is asked for again"


class Asked(Enum):
    """What a person must type to sign. PASSWORD_FOR_PIN: the PIN was wrong too often."""

    PIN = auto()
    PASSWORD = auto()
    PASSWORD_FOR_PIN = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class ProofRefusal:
    """Why nothing was signed: the field, a sentence to stand beside it, and the status of the answer."""

    field: str
    text: str
    status: int = 422


def asked_of_signer(db: "Session") -> Asked:
    """What the person at work must type to sign now."""
    person, now = current_person(), now_utc()
    pin = find_pin(db, user_id=person.user_id, now=now)
    if pin.is_set:
        return Asked.PIN if pin.tries_left else Asked.PASSWORD_FOR_PIN
    return Asked.PASSWORD if needs_proof(person.confirmed_at, now=now) else Asked.NOTHING


def find_proof_refusal() -> ProofRefusal | None:
    """What stops the person at work from signing with what this request sends; None when they proved who they are.

    Call it before the request's transaction begins, since checking a PIN or a password takes long.
    """
    with reading() as db:
        asked = asked_of_signer(db)
    if asked is Asked.PIN:
        return _check_pin(request.form.get("pin", ""))
    if asked is Asked.NOTHING:
        return None
    refusal = _check_password(request.form.get("password", ""), asked)
    if refusal is None and asked is Asked.PASSWORD_FOR_PIN:
        trust_pin_again(own_transaction, by=current_person())
    return refusal


def _check_pin(typed: str) -> ProofRefusal | None:
    if not typed.strip():
        return ProofRefusal("pin", "Enter your signing PIN")
    check = check_pin(own_transaction, by=current_person(), typed=typed, now=now_utc())
    if check.is_right:
        return None
    if not check.tries_left:
        return ProofRefusal("password", _PIN_SUSPENDED)
    left = "1 try is" if check.tries_left == 1 else f"{counted(check.tries_left, 'try', 'tries')} are"
    return ProofRefusal("pin", f"This is not your signing PIN. {left} left, then your password is asked for")


def _check_password(typed: str, asked: Asked) -> ProofRefusal | None:
    if not typed:
        return ProofRefusal("password", _PIN_SUSPENDED if asked is Asked.PASSWORD_FOR_PIN else "Enter your password")
    try:
        is_right = confirm_identity(typed)
    except TooManyAttemptsError as error:
        return ProofRefusal("password", str(error), 429)
    return None if is_right else ProofRefusal("password", "This is not your password")
