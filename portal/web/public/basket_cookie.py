"""The random cookie a visitor's basket is found by; made with the first opinion, never before."""

from __future__ import annotations

import re

from flask import request
from werkzeug.wrappers import Response

from portal.secrets import new_token
from portal.web import edge

BASKET_COOKIE = "portal_basket"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def basket_token() -> str | None:
    """The visitor's token; None when there is none or it is not one of ours."""
    value = request.cookies.get(BASKET_COOKIE, "")
    return value if _TOKEN.fullmatch(value) else None


def fresh_basket_token() -> str:
    """The visitor's token, or a new one still to be handed out."""
    return basket_token() or new_token()


def hand_out(response: Response, token: str) -> None:
    """The visitor holds the token, for as long again as the basket now lives."""
    settings = edge.settings()
    response.set_cookie(
        BASKET_COOKIE,
        token,
        max_age=settings.basket_seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies,
    )
