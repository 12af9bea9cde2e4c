"""Language and display: two links that set a cookie and lead back."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for

from portal.web import edge
from portal.web.language import DISPLAY_COOKIE, LANGUAGE_COOKIE, LANGUAGES, MODES, local_path
from portal.web.public import blueprint

PREFERENCE_SECONDS = 365 * 86400


@blueprint.get("/language/<language>")
def set_language(language: str) -> Any:
    """The visitor reads in the language from now on."""
    return _remember(LANGUAGE_COOKIE, language, LANGUAGES)


@blueprint.get("/display/<mode>")
def set_display(mode: str) -> Any:
    """The visitor reads in the display mode from now on."""
    return _remember(DISPLAY_COOKIE, mode, MODES)


def _remember(cookie: str, value: str, known: Any) -> Any:
    if value not in known:
        abort(404)
    target = local_path(request.args.get("next"), url_for("public.consultation_list"))
    response = redirect(target, 303)
    response.set_cookie(
        cookie,
        value,
        max_age=PREFERENCE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=edge.settings().secure_cookies,
    )
    return response
