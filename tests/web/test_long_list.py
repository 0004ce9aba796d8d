"""A list whose options are written once."""

import pytest
from wtforms import widgets

from clinic_log.web.forms import Choices, FieldsForm, ListField
from clinic_log.web.forms.long_list import LongList

PLAIN = {"a": "Ann & Bob", "b": '"Quoted"', "a-b": "<Both>"}
GROUPED = {"First <group>": [("a", "Ann"), ("b", "Bob")], "Second": [("a-b", "Both")]}


@pytest.mark.parametrize("choices", [list(PLAIN.items()), GROUPED])
@pytest.mark.parametrize("chosen", [None, "", "a", "a-b", "unknown", '"><script>'])
def test_it_writes_the_same_list_as_without_the_memory(choices: Choices, chosen: str | None) -> None:
    class ListForm(FieldsForm):
        one = ListField("One", choices=choices, widget=LongList())

    ListForm(data={"one": "b"}).one()

    form = ListForm(data={"one": chosen})

    assert form.one(class_="input") == widgets.Select()(form.one, class_="input")
