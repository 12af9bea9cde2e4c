"""Which language and which display a visitor reads in: a cookie of preference, nothing stored."""

from __future__ import annotations

from flask import request

LANGUAGES = {"zh-CN": "zh", "en": "en"}
MODES = ("standard", "elder")
LANGUAGE_COOKIE = "portal_language"
DISPLAY_COOKIE = "portal_display"


def html_lang() -> str:
    """zh-CN or en: the cookie, else the browser's wish, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh-CN")
    return "en" if best == "en" else "zh-CN"


def babel_locale() -> str:
    """The locale Flask-Babel renders with."""
    return LANGUAGES[html_lang()]


def display_mode() -> str:
    """standard or elder (长者模式)."""
    mode = request.cookies.get(DISPLAY_COOKIE, "")
    return mode if mode in MODES else "standard"


def local_path(target: str | None, default: str) -> str:
    """A path on this site to go on to; anything else becomes `default`.

    Source: OWASP Unvalidated Redirects Cheat Sheet (`//host`, `/\\host` and control characters).
    """
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return default
    if any(character <= " " or character == "\\" for character in target):
        return default
    return target
