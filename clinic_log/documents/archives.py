"""Several files as one, with a list that says what each of them was when it was made."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MANIFEST: Final = "SHA256SUMS.txt"


def zipped(files: Mapping[str, bytes], *, made_at: datetime) -> bytes:
    """A ZIP of these files by name and a manifest of their hashes, the same bytes for the same files and moment."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in (*sorted(files.items()), (MANIFEST, sums.encode("utf-8"))):
            archive.writestr(ZipInfo(name, made_at.timetuple()[:6]), content, ZIP_DEFLATED)
    return buffer.getvalue()
