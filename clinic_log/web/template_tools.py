"""How values are written on a page: days, times, numbers, percentages, counts."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from flask import Flask
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup

from clinic_log.base.dates import age_on, day_in_zone, in_zone, now_utc
from clinic_log.base.text import without_direction_overrides
from clinic_log.base.wording import counted
from clinic_log.web.guards import find_current_actor
from clinic_log.web.security import csp_nonce
from clinic_log.web.slots import slot

_MINUS: Final = "\u2212"
_FIGURES: Final = re.compile(r"\([^()]*\),?|[\d.,]+ %|[\d,]+ of [\d,]+|[\d.,]+ in [\d,]+ sessions")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | datetime | None) -> str:
    """20 Nov 2026. A moment is shown as the day in the zone of the clinic."""
    if value is None:
        return ""
    shown = in_zone(value, _zone()).date() if isinstance(value, datetime) and value.tzinfo else value
    return f"{shown.day} {_MONTHS[shown.month - 1]} {shown.year}"


def clock(value: datetime | None, zone: str | None = None) -> str:
    """14:02, on the clock of the clinic or of the zone given."""
    return "" if value is None else in_zone(value, zone or _zone()).strftime("%H:%M")


def moment(value: datetime | None, zone: str | None = None) -> str:
    """20 Nov 2026, 14:02."""
    if value is None:
        return ""
    local = in_zone(value, zone or _zone())
    return f"{day(local.date())}, {local:%H:%M}"


def number(value: float | None, digits: int = 2) -> str:
    """A number without superfluous zeros, with a true minus sign."""
    if value is None:
        return ""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", _MINUS) if text not in {"-0", "0"} else "0"


def signed(value: float | None, digits: int = 2) -> str:
    """A change with its sign: +2 or −2; 0 has none."""
    if value is None:
        return ""
    text = number(value, digits)
    return f"+{text}" if value > 0 and text != "0" else text


def percent(value: float | None, digits: int = 0) -> str:
    """0.635 as 64 %."""
    return "" if value is None else f"{100 * value:.{digits}f} %"


def unbroken(words: str) -> Markup:
    """7.1 % (5.1–9.8 %), 32 of 451, with line breaks only between the share, its interval and its count."""
    shown, end = Markup(), 0
    for found in _FIGURES.finditer(words):
        shown += words[end : found.start()] + Markup('<span class="nowrap">{}</span>').format(found.group())
        end = found.end()
    return shown + words[end:]


def age(born_on: date, on: date) -> int:
    return age_on(on, born_on=born_on)


def today() -> date:
    """This day on the calendar of the clinic."""
    return day_in_zone(now_utc(), _zone())


def csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def register_template_tools(app: Flask, *, context: Callable[[], dict[str, Any]]) -> None:
    """Filters and globals for every template; `context` gives what the frame of each page shows."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    filters: tuple[Callable[..., Any], ...] = (
        day,
        clock,
        moment,
        number,
        signed,
        percent,
        unbroken,
        age,
        without_direction_overrides,
    )
    for function in filters:
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(plural=counted, today=today, csrf_field=csrf_field, csp_nonce=csp_nonce, slot=slot)
    app.context_processor(context)


def _zone() -> str:
    actor = find_current_actor()
    return actor.zone if actor else "UTC"
