"""The blueprint that every page of a session is registered on."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("treatments", __name__)

Answer = str | Response | tuple[str, int]
