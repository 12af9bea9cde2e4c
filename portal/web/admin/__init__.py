"""The administrators' pages."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from portal.web.admin import (  # noqa: E402  the routes need the blueprint
    audit,  # noqa: F401
    bureaus,  # noqa: F401
    consultations,  # noqa: F401
    overview,  # noqa: F401
    site,  # noqa: F401
    user_acts,  # noqa: F401
    users,  # noqa: F401
    window,  # noqa: F401
    withdraw,  # noqa: F401
)
