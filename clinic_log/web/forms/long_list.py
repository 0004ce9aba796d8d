"""A long list that is the same on every page: its options are written once and only the chosen one changes."""

from typing import Any, Final

from markupsafe import Markup
from typing_extensions import override
from wtforms.fields.choices import SelectFieldBase
from wtforms.widgets import Select, html_params

_END: Final = "</select>"


class LongList(Select):
    """For lists of a hundred options, which a page shows once for each row. Not for lists that `offer` fills.

    A field may say in `more_choices` what else this page offers: groups that stand at the end.
    """

    def __init__(self) -> None:
        super().__init__()
        self._options: Markup | None = None

    @override
    def __call__(self, field: SelectFieldBase, **attributes: Any) -> Markup:
        if self._options is None:
            whole = super().__call__(field)
            self._options = whole[whole.index(">") + 1 : -len(_END)].replace(" selected value=", Markup(" value="), 1)
        attributes.setdefault("id", field.id)
        opening = html_params(name=field.name, **attributes)
        options = self._options + _more(field)
        return Markup(f"<select {opening}>") + self._chosen(options, field.data) + Markup(_END)  # noqa: S704 -- html_params escapes

    def _chosen(self, options: Markup, code: str | None) -> Markup:
        if not code:
            return options
        mark = Markup(' value="{}"').format(code)
        return options.replace(mark, Markup(" selected") + mark, 1)


def _more(field: SelectFieldBase) -> Markup:
    groups: dict[str, list[tuple[str, str]]] = getattr(field, "more_choices", {})
    option, group = Markup('<option value="{}">{}</option>'), Markup('<optgroup label="{}">{}</optgroup>')
    return Markup().join(
        group.format(title, Markup().join(option.format(*pair) for pair in pairs)) for title, pairs in groups.items()
    )
