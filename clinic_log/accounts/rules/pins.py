"""Which signing PINs a person may choose, and how often one may be wrong."""

import re
from typing import Final

PIN_DIGITS: Final = 6
# Five guesses find one of a million PINs once in 200,000 times. Then the password is asked for in its place, which has
# a throttle of its own: nobody is locked out, and a screen left open does not sign.
PIN_TRIES: Final = 5

_PIN: Final = re.compile(r"[0-9]{6}")
_RUNS: Final = ("0123456789", "9876543210")


def normalise_pin(typed: str) -> str:
    """Without the spaces that people put between digits."""
    return "".join(typed.split())


def is_pin(typed: str) -> bool:
    return _PIN.fullmatch(normalise_pin(typed)) is not None


def find_pin_fault(typed: str) -> str | None:
    """What is wrong with a PIN that somebody chose, in a sentence, or None.

    Only the patterns that hands type by themselves are refused, since they are guessed first: one or two digits alone
    (111111, 121212), runs (123456, 654321) and the same three digits twice (123123). Longer lists only push people to
    write their PIN down.
    """
    pin = normalise_pin(typed)
    if not is_pin(pin):
        return f"A signing PIN has {PIN_DIGITS} digits"
    is_run = any(pin in run for run in _RUNS)
    if is_run or len(set(pin)) <= 2 or pin[:3] == pin[3:]:
        return "This PIN is easy to guess. Choose one without a pattern such as 123456, 112211 or 123123"
    return None
