"""The drafting officers' pages: a module a page."""

from flask import Blueprint

blueprint = Blueprint("bureau", __name__, url_prefix="/bureau")

from portal.web.bureau import (  # noqa: E402, F401  the routes need the blueprint
    comments,
    consultation,
    consultation_list,
    consultation_new,
    decide,
    decide_topic,
    draft_import,
    draft_preview,
    notice,
    publish,
    report,
    stance,
    submitters,
    topics,
    window,
)
