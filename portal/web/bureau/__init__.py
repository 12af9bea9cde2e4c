"""The drafting officers' pages: a module a page."""

from flask import Blueprint

blueprint = Blueprint("bureau", __name__, url_prefix="/bureau")

from portal.web.bureau import (  # noqa: E402, F401  the routes need the blueprint
    analysis,
    comments,
    consultation,
    consultation_list,
    consultation_new,
    decide,
    decide_topic,
    draft_import,
    draft_preview,
    letter_parts,
    materials,
    no_comments,
    notice,
    outline_clause,
    outline_state,
    publish,
    report,
    report_files,
    stance,
    submitters,
    topic_edits,
    topics,
    version_clause,
    version_comments,
    version_import,
    version_list,
    version_mapping,
    version_publish,
    window,
)
