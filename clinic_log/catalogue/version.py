"""Which edition of the reference data this is, so that a record can say what its codes meant."""

import hashlib
from pathlib import Path

_HASH_LENGTH = 12


def content_version(folder: Path) -> str:
    """A short hash over names and bytes of all data files; any change of any file changes it."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_HASH_LENGTH]
