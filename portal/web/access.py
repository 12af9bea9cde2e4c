"""Who may reach which endpoint: every endpoint stands in exactly one list, or the build fails."""

from __future__ import annotations

from flask import Flask, Response, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

PUBLIC = frozenset(
    {
        "static",
        "assets.stylesheet",
        "public.consultation_list",
        "public.consultation",
        "public.open_data_page",
        "public.open_data_description",
        "public.open_consultations",
        "public.open_consultation",
        "public.open_clauses",
        "public.open_counts",
        "public.open_comments",
        "public.open_report",
        "public.feed",
        "public.deadlines",
        "public.consultation_qr",
        "public.consultation_deadline",
        "public.notice_file",
        "public.draft",
        "public.note",
        "public.comparison",
        "public.comparison_docx",
        "public.comparison_xlsx",
        "public.opinions",
        "public.result",
        "public.result_file",
        "public.opinion_new",
        "public.opinion_edit",
        "public.opinion_remove",
        "public.opinion_restore",
        "public.opinion_move",
        "public.basket",
        "public.basket_order",
        "public.files",
        "public.file_remove",
        "public.submit",
        "public.check",
        "public.no_comment",
        "public.collation",
        "public.collation_file",
        "public.hand_in",
        "public.clause_table",
        "public.clause_table_xlsx",
        "public.clause_table_docx",
        "public.seal_form",
        "public.receipt_seal_form",
        "public.receipt",
        "public.receipt_file",
        "public.status",
        "public.own_submission",
        "public.own_receipt_file",
        "public.status_end",
        "public.supplement",
        "public.withdraw",
        "public.not_me",
        "public.follow",
        "public.follow_confirm",
        "public.follow_leave",
        "public.privacy",
        "public.set_language",
        "public.display_settings",
        "public.set_display",
        "public.health",
        "auth.sign_in",
    }
)

SIGNED_IN = frozenset({"auth.sign_out", "auth.password"})

OFFICER = frozenset(
    {
        "bureau.consultation_list",
        "bureau.consultation_new",
        "bureau.consultation",
        "bureau.draft_import",
        "bureau.draft_preview",
        "bureau.outline_clause",
        "bureau.outline_undo",
        "bureau.outline_check",
        "bureau.notice",
        "bureau.materials",
        "bureau.notice_file_add",
        "bureau.notice_file_remove",
        "bureau.related_link_add",
        "bureau.related_link_remove",
        "bureau.presentation_set",
        "bureau.window",
        "bureau.publish",
        "bureau.comments",
        "bureau.clause_comments",
        "bureau.topic_list",
        "bureau.topic",
        "bureau.topic_rename",
        "bureau.topic_merge",
        "bureau.topic_confirm",
        "bureau.comment_move",
        "bureau.analysis",
        "bureau.analysis_cancel",
        "bureau.decide",
        "bureau.decide_topic",
        "bureau.stance",
        "bureau.letter_split",
        "bureau.letter_merge",
        "bureau.contact",
        "bureau.comments_flagged",
        "bureau.no_comments",
        "bureau.submission_contact",
        "bureau.attachment",
        "bureau.report",
        "bureau.report_file",
        "bureau.versions",
        "bureau.version_import",
        "bureau.version",
        "bureau.version_renew",
        "bureau.version_clause",
        "bureau.version_comments",
        "bureau.version_publish",
    }
)
"""For officers (their own bureau's consultations) and administrators (all of them)."""

ADMIN = frozenset(
    {
        "admin.overview",
        "admin.bureaus",
        "admin.users",
        "admin.user_disabled",
        "admin.user_password",
        "admin.consultations",
        "admin.window",
        "admin.withdraw",
        "admin.audit",
        "admin.site",
    }
)

LISTS = {"public": PUBLIC, "signed_in": SIGNED_IN, "officer": OFFICER, "admin": ADMIN}


def check_lists(app: Flask) -> None:
    """Raises: RuntimeError for an endpoint that stands in no list, or in several."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    listed = [name for names in LISTS.values() for name in names]
    unlisted = endpoints - set(listed)
    doubled = {name for name in listed if listed.count(name) > 1}
    if unlisted or doubled:
        raise RuntimeError(f"access lists: unlisted {sorted(unlisted)}, twice {sorted(doubled)}")


def guard() -> Response | BaseResponse | None:
    """Denies by default: before each request, the endpoint's list decides."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        if request.method in ("GET", "HEAD"):
            return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")), 303)
        abort(403)
    if endpoint in SIGNED_IN or endpoint in OFFICER:
        return None
    if endpoint not in ADMIN or not current_user.is_admin:
        abort(403)
    return None
