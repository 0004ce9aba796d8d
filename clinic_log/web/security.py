"""Headers that every answer carries, errors included, and limits on what is taken in."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, request

from clinic_log.base.settings import BODY_LIMIT_BYTES, Settings

_NONCE = "clinic_log.csp_nonce"
_MAX_FORM_PARTS: Final = 20_000
_MAY_BE_KEPT: Final = "clinic_log.may_be_kept"
_HSTS: Final = "max-age=31536000; includeSubDomains"


def protect(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT_BYTES,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT_BYTES,
        MAX_FORM_PARTS=_MAX_FORM_PARTS,
        TRUSTED_HOSTS=_trusted_hosts(settings),
    )
    secure = settings.is_served_securely

    def add_headers(response: Response) -> Response:
        nonce = request.environ.get(_NONCE)
        script = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Referrer-Policy", "same-origin")  # a page whose address is a secret says less
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.endpoint != "static" and _MAY_BE_KEPT not in request.environ:
            response.headers["Cache-Control"] = "no-store"
        if secure:
            response.headers["Strict-Transport-Security"] = _HSTS
        return response

    app.after_request(add_headers)


def _trusted_hosts(settings: Settings) -> list[str]:
    """Host names under which the application answers: its public one, else this machine only."""
    public = urlsplit(settings.public_url).hostname if settings.public_url else None
    return [public] if public else ["localhost", "127.0.0.1", "[::1]"]


def may_be_kept(response: Response) -> Response:
    """Let the browser of this person keep the answer for a year. Only for reference data that no record is part of."""
    request.environ[_MAY_BE_KEPT] = True
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def csp_nonce() -> str:
    """The nonce of this answer; the header names it only when a page asked for it."""
    nonce = request.environ.get(_NONCE)
    if nonce is None:
        nonce = request.environ[_NONCE] = secrets.token_urlsafe(18)
    return str(nonce)


def is_internal_path(target: str | None) -> bool:
    """Whether a redirect may lead there: a path of this application, never another host."""
    return (
        target is not None
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and "\\" not in target
        and target.isprintable()
    )
