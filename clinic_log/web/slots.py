"""Places in a lower feature's page that a higher one fills, on the server, so that they print and need no script."""

from collections.abc import Callable
from typing import Final

from flask import Flask, current_app
from markupsafe import Markup, escape

Filler = Callable[..., Markup]

_SLOTS: Final = "clinic_log.slots"


def fill_slot(app: Flask, name: str, filler: Filler) -> None:
    """Let filler write into every page that has the slot. It gets the slot's named values."""
    app.extensions.setdefault(_SLOTS, {}).setdefault(name, []).append(filler)


def slot(name: str, **values: object) -> Markup:
    """What the higher features put here; empty when none does."""
    fillers: list[Filler] = current_app.extensions.get(_SLOTS, {}).get(name, [])
    return Markup("").join(filler(**values) for filler in fillers)


def piece(template: str, **values: object) -> Markup:
    """A template as a part of a page. What it holds is escaped by the template itself."""
    current_app.update_template_context(values)
    return escape(current_app.jinja_env.get_template(template).make_module(values))
