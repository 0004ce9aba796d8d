"""The form that takes files: first to check them, then to import the same ones."""

import hashlib

from werkzeug.datastructures import FileStorage
from wtforms import Field, HiddenField, MultipleFileField
from wtforms.validators import ValidationError

from clinic_log.base.text import without_direction_overrides
from clinic_log.interchange.rules.sources import SourceFile
from clinic_log.web.forms import FieldsForm

_NAME_LIMIT = 120


class ImportForm(FieldsForm):
    """Files to check or to import. `checked` is the hash of the files whose report the person has seen."""

    files = MultipleFileField("FHIR R4 bundles (JSON)")
    checked = HiddenField()
    step = HiddenField()

    def validate_files(self, _field: Field) -> None:
        if not self._uploads():
            raise ValidationError("Choose at least one file")

    def digest(self) -> str:
        """One hash of what all the files hold, whatever their order and names."""
        hashes = sorted(hashlib.sha256(_content(upload)).hexdigest() for upload in self._uploads())
        return hashlib.sha256("".join(hashes).encode("ascii")).hexdigest()

    def wants_import(self) -> bool:
        return self.step.data == "import"

    def has_seen_report(self, digest: str) -> bool:
        return self.checked.data == digest

    def sources(self) -> list[SourceFile]:
        return [_source(upload) for upload in self._uploads()]

    def _uploads(self) -> list[FileStorage]:
        return [upload for upload in self.files.data or [] if isinstance(upload, FileStorage) and upload.filename]


def _source(upload: FileStorage) -> SourceFile:
    name = (upload.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(character for character in without_direction_overrides(name) if character.isprintable())
    return SourceFile(shown[:_NAME_LIMIT], lambda: _content(upload))


def _content(upload: FileStorage) -> bytes:
    upload.stream.seek(0)
    return upload.stream.read()
