"""Where the values of a row came from, as the form carries it."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from clinic_log.treatments.rules import ChartPoint, NeedlingEntry, OriginKind, Origins
from clinic_log.treatments.rules.origins import COPIED, origins_from_plain, origins_to_plain

_LIMIT_CHARACTERS: Final = 4_000

# An answer about a row: giving one says that its values are true.
_ANSWERS: Final = ("twitch", "other_responses", "note", "insertions")


def origins_text(entry: NeedlingEntry) -> str:
    """The origins as the row of the form carries them: with each value, so that a change of it is seen."""
    plain = origins_to_plain(entry.origins)
    if entry.origins is None or plain is None:
        return ""
    values = {name: _plain_value(entry, name) for name in entry.origins.fields}
    del plain["fields"]
    return json.dumps({**plain, "values": values}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def origins_sent(text: str) -> Origins | None:
    """The origins as a row carries them, whatever its values are by now."""
    sent = _sent(text)
    values = sent.get("values")
    return origins_from_plain({**sent, "fields": list(values)}) if isinstance(values, dict) else None


def read_origins(text: str, *, entry: NeedlingEntry, now: datetime) -> Origins | None:
    """What of the row is still as it was copied. Whoever changes or answers a row from a favourite confirms it."""
    sent = _sent(text)
    values = sent.get("values")
    if not isinstance(values, dict):
        return None
    same = [name for name in COPIED if name in values and values[name] == _plain_value(entry, name)]
    origins = origins_from_plain({**sent, "fields": same})
    if origins is None or origins.kind is OriginKind.CARRIED or origins.confirmed_at is not None:
        return origins
    is_touched = len(same) < len(values) or any(getattr(entry, name) for name in _ANSWERS)
    return replace(origins, confirmed_at=now) if is_touched else origins


def confirmed_text(text: str, *, now: datetime) -> str:
    """The origins of a row after its values were confirmed."""
    sent = _sent(text)
    return json.dumps({**sent, "confirmed_at": now.isoformat(timespec="seconds")}, ensure_ascii=False) if sent else ""


def _sent(text: str) -> dict[str, Any]:
    try:
        sent = json.loads(text) if text and len(text) <= _LIMIT_CHARACTERS else {}
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def _plain_value(entry: NeedlingEntry, name: str) -> object:
    value = getattr(entry, name)
    return [value.version, value.view, value.x, value.y] if isinstance(value, ChartPoint) else value
