"""Statements compiled once a test process: each test has an engine of its own, but asks the same of its database."""

from flask import Flask
from sqlalchemy import Engine

_FIRST: dict[str, Engine] = {}


def share_statements(engine: Engine) -> Engine:
    """Let the engine know what the first one of its kind has compiled. Call it before the engine is used."""
    first = _FIRST.setdefault(engine.dialect.name, engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


def share_statements_of(app: Flask) -> None:
    with app.app_context():
        share_statements(app.extensions["sqlalchemy"].engine)
