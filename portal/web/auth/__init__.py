"""Signing in and out, and one's own password."""

from flask import Blueprint

blueprint = Blueprint("auth", __name__, url_prefix="/staff")

from portal.web.auth import password, sign_in  # noqa: E402, F401  the routes need the blueprint
