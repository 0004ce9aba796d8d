"""A file that an import reads when its turn comes."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class SourceFile:
    """A file to take. `read` gives its bytes when its turn comes; it may raise BrokenFileError."""

    name: str
    read: Callable[[], bytes]
