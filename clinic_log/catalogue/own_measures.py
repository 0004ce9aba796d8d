"""The measures that the clinic at work has added to the catalogue, for as long as a page, a command or a test asks.

They lie in the database, which the catalogue does not know. Whoever begins a piece of work for one clinic says how its
measures are read; they are read once and only when somebody asks. Outside such work there are none: a slug of an own
measure is then unknown, and nothing that carries it can be saved. Their slugs hold the number of their row, so two
clinics can never mean each other's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from clinic_log.catalogue.measure import Measure

PREFIX: Final = "own-"

Reader = Callable[[], "Iterable[Measure]"]


class _AtWork:
    """How the measures of the clinic are read, and what was read."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._known: Mapping[str, Measure] | None = None

    @property
    def known(self) -> "Mapping[str, Measure]":
        if self._known is None:
            self._known = {measure.slug: measure for measure in self._read()}
        return self._known


_at_work: ContextVar[_AtWork | None] = ContextVar("own_measures", default=None)


def begin(read: Reader) -> None:
    """From here on the clinic's measures are those that `read` gives, retired ones included. Replaces what was."""
    _at_work.set(_AtWork(read))


def end() -> None:
    """From here on there are none."""
    _at_work.set(None)


@contextmanager
def at_work(read: Reader) -> Iterator[None]:
    """The clinic's measures within a block."""
    token = _at_work.set(_AtWork(read))
    try:
        yield
    finally:
        _at_work.reset(token)


def find(slug: str) -> "Measure | None":
    """The clinic's measure with this slug, retired or not."""
    at = _at_work.get()
    return at.known.get(slug) if at is not None and slug.startswith(PREFIX) else None


def offered() -> "tuple[Measure, ...]":
    """The clinic's measures that can be chosen, in their order."""
    at = _at_work.get()
    return tuple(measure for measure in at.known.values() if not measure.is_retired) if at is not None else ()


def slug_of(number: int) -> str:
    return f"{PREFIX}{number}"
