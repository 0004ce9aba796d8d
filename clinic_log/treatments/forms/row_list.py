"""A list of rows that counts what it was sent, and a row that knows whether anything was answered in it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Final

import wtforms
from typing_extensions import override
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.utils import unset_value

from clinic_log.treatments.forms.fields_sent import new_uid
from clinic_log.web.forms import FieldsForm

if TYPE_CHECKING:
    _FieldList = wtforms.FieldList[Any]
else:
    _FieldList = wtforms.FieldList  # generic in its type stubs only

# More rows than this are counted but not built: no visit has them, and building them would keep the server busy.
_READ_FACTOR: Final = 3


class RowForm(FieldsForm):
    """A row, bound by its uid wherever it stands in the list."""

    # Names of what is filled in beforehand, or tells only which row it is: alone they say nothing.
    SILENT: ClassVar[frozenset[str]] = frozenset({"uid"})

    # Without these no entry can be made of it.
    NEEDED: ClassVar[tuple[str, ...]] = ()

    uid = wtforms.HiddenField()

    def is_blank(self) -> bool:
        """Whether nothing was answered in it."""
        return not any(is_answered(field) for field in self if field.short_name not in self.SILENT)

    def lacks_what_it_needs(self) -> bool:
        return any(self[name].data is None for name in self.NEEDED)


class RowsField(_FieldList):
    """Rows of one kind. Too many are refused with their number, never dropped in silence."""

    def __init__(self, row: type[RowForm], label: str, *, most: int, **options: Any) -> None:
        super().__init__(wtforms.FormField(row), label, max_entries=most * _READ_FACTOR, **options)
        self.row = row
        self.most = most
        self.sent = 0

    @property
    def next_index(self) -> int:
        """Above every index in use: rows that were removed leave gaps."""
        return int(self.last_index) + 1

    def rows(self) -> Iterator[Any]:
        for entry in self.entries:
            yield entry.form

    def row_of(self, uid: str) -> Any:
        """The row with this uid, or None."""
        return next((row for row in self.rows() if row.uid.data == uid), None)

    @override
    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        if formdata:
            places = {int(index): place for place, index in enumerate(_indices(self.name, formdata))}
            found = zip(sorted(places), self.entries, strict=False)  # those beyond the most that are read have no entry
            self.entries = [entry for _, entry in sorted(found, key=lambda pair: places[pair[0]])]
        self.sent = len(_indices(self.name, formdata)) if formdata else len(self.entries)
        for row in self.rows():
            row.uid.data = row.uid.data or new_uid()

    @override
    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:
        super().validate(form, extra_validators)
        if self.sent > self.most:
            refuse(self, f"{self.sent} rows are more than one visit can hold ({self.most}). Remove some")
        return not self.errors


def _indices(name: str, formdata: Any) -> dict[str, None]:
    """The different rows that were sent, however many, in the order of the page."""
    parts = (sent.split("-", 2) for sent in formdata)
    return dict.fromkeys(part[1] for part in parts if len(part) == 3 and part[0] == name and part[1].isdigit())


def refuse(field: Field, text: str) -> None:
    """Put a message beside a field, once."""
    if text not in field.errors:
        field.errors = [*field.errors, text]


def is_answered(field: Field) -> bool:
    """Whether anything was typed or chosen, readable or not. 0 is an answer, an empty box is none."""
    unread = bool(field.process_errors) or bool(getattr(field, "typed", ""))
    return unread or not (field.data is None or field.data is False or field.data in ("", [], ()))
