"""The log keeps named, harmless fields, one JSON object a line."""

import json

import structlog

from clinic_log.web.logs import keep_allowed_fields


def test_a_field_that_is_not_on_the_list_is_left_out() -> None:
    kept = keep_allowed_fields(None, "info", {"event": "request", "status": 200, "name": "Maja", "notes": "pain"})

    assert kept == {"event": "request", "status": 200}


def test_a_line_break_cannot_forge_a_second_line() -> None:
    line = structlog.processors.JSONRenderer()(None, "info", {"event": 'a\n{"event": "forged"}'})

    assert "\n" not in str(line)
    assert json.loads(str(line))["event"].startswith("a\n")
