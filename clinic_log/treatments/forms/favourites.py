"""Naming a favourite, and filling the empty places of a note from one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from clinic_log.base.errors import InvalidInputError
from clinic_log.episodes.rules import Side
from clinic_log.treatments.forms.copying import row_texts
from clinic_log.treatments.forms.fields_sent import Fields, new_uid, with_row
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.reading import read_content
from clinic_log.treatments.forms.row_list import refuse
from clinic_log.treatments.forms.session_form import SessionForm
from clinic_log.treatments.queries import NoteFacts
from clinic_log.treatments.rules import MeasurementEntry, OriginKind
from clinic_log.treatments.rules.favourites import NAME_LIMIT_CHARACTERS, FavouriteSet, MeasureAsked, missing_in
from clinic_log.treatments.rules.last_time import origins_of
from clinic_log.web.forms import ChoiceField, FieldsForm, TextField

OWN, CLINIC = "own", "clinic"
_ASKED: Final = ("measure", "side", "mode", "episode")
_OWNERS: Final = [(OWN, "For me"), (CLINIC, "For the whole clinic")]


class NameForm(FieldsForm):
    """The name of a favourite."""

    name = TextField("Name", limit=NAME_LIMIT_CHARACTERS)

    def take(self, error: InvalidInputError) -> None:
        """Put what the rules refuse beside its field."""
        if error.field == "name":
            refuse(self.name, str(error))
        else:
            self.form_errors = [*self.form_errors, str(error)]


class FavouriteForm(NameForm):
    """A new favourite: its name, and whose it is where that can be chosen."""

    owner = ChoiceField("Whose it is", choices=_OWNERS)


def filled_from(fields: Fields, favourite: FavouriteSet, *, name: str, facts: NoteFacts) -> tuple[Fields, FavouriteSet]:
    """The fields with the empty places filled, and what filled them. Needling rows have it as origin."""
    form = SessionForm.from_fields(fields, facts=facts)
    form.validate()
    content = read_content(form, readable_only=True)
    episode_id = content.episode_ids[0] if len(content.episode_ids) == 1 else None
    standing = set(measures_asked(form))
    missing = missing_in(favourite, content, episode_id=episode_id, standing=standing)
    for entry in missing.needlings:
        row = replace(entry, episode_id=episode_id, origins=origins_of(entry, OriginKind.FAVOURITE, name))
        fields = with_row(fields, "needlings", row_texts(row))
    for asked in missing.measures:
        fields = with_row(fields, "measurements", _measure_texts(asked, episode_id))
    return [*fields, *(["adjuncts", code] for code in missing.adjuncts)], missing


def measures_asked(form: SessionForm) -> Iterator[MeasureAsked]:
    """The measures that stand in the form, with a value or without."""
    for row in form.measurements.rows():
        if row.measure.data:
            yield MeasureAsked(row.measure.data, _side(row.side.data), row.mode.data or "")


def unmeasured(form: SessionForm) -> Iterator[dict[str, str]]:
    """The rows that name a measure and no value: which measure, on which side, in which mode, for which episode."""
    for row in form.measurements.rows():
        if row.measure.data and row.is_blank():
            yield {name: row[name].data for name in _ASKED if row[name].data}


def asked_entry(texts: Mapping[str, str]) -> MeasurementEntry:
    """Such a row again."""
    return MeasurementEntry(
        uid=new_uid(),
        measure_slug=texts["measure"],
        episode_id=number_sent(texts.get("episode")),
        side=_side(texts.get("side")),
        mode=texts.get("mode", ""),
    )


def _measure_texts(asked: MeasureAsked, episode_id: int | None) -> dict[str, str]:
    texts = {"measure": asked.slug, "side": asked.side or "", "mode": asked.mode, "episode": str(episode_id or "")}
    return {name: text for name, text in texts.items() if text}


def _side(text: str | None) -> Side | None:
    return next((side for side in Side if side.value == text), None)
