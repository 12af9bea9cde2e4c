"""The citizens' pages: no account, no script needed."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from portal.web.public import (  # noqa: E402, F401  the routes need the blueprint
    basket,
    basket_files,
    check,
    clause_table,
    collation,
    comparison,
    comparison_files,
    consultation,
    consultation_files,
    consultation_list,
    draft,
    feeds,
    follow,
    follow_links,
    hand_in,
    health,
    no_comment,
    not_me,
    open_data,
    opinion,
    opinion_edit,
    opinions,
    page_cache,
    preferences,
    privacy,
    receipt,
    receipt_file,
    result,
    result_files,
    seal_form,
    status,
    status_acts,
    submit,
)
