"""Every route names the permission that it needs, or says that it is public; without one, nothing starts."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from clinic_log.base.errors import SettingsError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.web.database import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])

_NEEDS: Final = "needs_permission"
_ACTOR: Final = "clinic_log.actor"
_PUBLIC: Final = "public"
_PROVEN: Final = "proven_by_address"


def requires(permission: Permission) -> Callable[[View], View]:
    """The view answers only people who have the permission in the clinic that they work in."""

    def mark(view: View) -> View:
        setattr(view, _NEEDS, permission)
        return view

    return mark


def public(view: View) -> View:
    """The view answers anybody."""
    setattr(view, _NEEDS, _PUBLIC)
    return view


def proven_by_address(view: View) -> View:
    """The view takes what is sent without the proof of a page of ours: its address holds a secret, which is the proof,
    and nobody's sign-in adds to what it may do. Only for pages that are public.
    """
    setattr(view, _PROVEN, True)
    return view


def is_proven_by_address(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, _PROVEN, False))


def needed_permission(app: Flask, endpoint: str) -> Permission | None:
    """The permission that an endpoint names; None when it is public. Raises SettingsError when it names none."""
    if endpoint == "static":
        return None
    needs = getattr(app.view_functions[endpoint], _NEEDS, None)
    if needs is None:
        raise SettingsError(f"The page {endpoint} does not say which permission it needs.")
    return None if needs == _PUBLIC else Permission(needs)


def guard(app: Flask, *, find_actor: Callable[[], Actor | None]) -> None:
    """Refuse to start when a route names no permission; ask for it before each request."""
    app.extensions[_ACTOR] = find_actor
    for rule in app.url_map.iter_rules():
        needed_permission(app, rule.endpoint)
    app.before_request(_check)


def find_current_actor() -> Actor | None:
    """The person signed in, or None."""
    actor: Actor | None = current_app.extensions[_ACTOR]()
    return actor


def current_actor() -> Actor:
    """The person signed in. Call it only in a view that requires a permission."""
    actor = find_current_actor()
    if actor is None:
        raise LookupError("Nobody is signed in.")
    return actor


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    permission = needed_permission(current_app, request.endpoint)
    if permission is None:
        return None
    actor = find_current_actor()
    if actor is not None:
        actor.require(permission)
        return None
    if request.method in SAFE_METHODS and request.full_path != "/?":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return redirect(url_for("accounts.sign_in"))
