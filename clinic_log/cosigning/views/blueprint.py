"""The blueprint that the modules of this package add their pages to."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("cosigning", __name__)

Answer = str | Response | tuple[str, int]
