"""Operational logs: JSON lines that hold only named, harmless fields; never names, notes, paths with ids or secrets."""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from flask import Flask, Response, request

ALLOWED_FIELDS: Final = frozenset(
    {
        "event", "level", "timestamp", "endpoint", "method", "status", "milliseconds", "error_id", "kind", "where",
        "address", "port", "revision", "count",
    }
)  # fmt: skip
_STARTED: Final = "clinic_log.request_started"


def configure_logs() -> None:
    """One JSON object a line on standard error; a field that is not on the list is left out."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed_fields,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def keep_allowed_fields(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in ALLOWED_FIELDS}


def log_requests(app: Flask) -> None:
    """A line for each request but static files: endpoint, method, status and time."""
    log = structlog.get_logger()

    def start() -> None:
        request.environ[_STARTED] = time.perf_counter()

    def finish(response: Response) -> Response:
        if request.endpoint != "static":
            started = request.environ.get(_STARTED)
            milliseconds = None if started is None else round(1000 * (time.perf_counter() - started), 1)
            log.info(
                "request",
                endpoint=request.endpoint,
                method=request.method,
                status=response.status_code,
                milliseconds=milliseconds,
            )
        return response

    app.before_request(start)
    app.after_request(finish)
