"""The site's name and marks as every page needs them: asked for at most once a second a process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from portal.queries.site import Site, installed_site, present_site
from portal.web import edge
from portal.web.language import html_lang

LIFE = timedelta(seconds=1)
_EXTENSION = "portal.site"
_POLICE_NUMBER = re.compile(r"\d{14}")


@dataclass(frozen=True, slots=True)
class Known:
    """What was found, and until when it is not asked for again."""

    site: Site
    until: datetime


def site() -> Site:
    """What is set now. A page of an error needs it too, so that without a database the last known holds."""
    known: Known | None = current_app.extensions.get(_EXTENSION)
    now = edge.now()
    if known is not None and now < known.until:
        return known.site
    try:
        with edge.database().reading() as session:
            found = present_site(session, edge.settings())
    except (SQLAlchemyError, OSError):
        found = known.site if known is not None else installed_site(edge.settings())
    current_app.extensions[_EXTENSION] = Known(found, now + LIFE)
    return found


def forget_site() -> None:
    """The next page asks again."""
    current_app.extensions.pop(_EXTENSION, None)


def site_name() -> tuple[str, str]:
    """The name, and the language it is in: an English page may have to do with a Chinese name."""
    names, language = site(), html_lang()
    if language == "en" and names.name_en:
        return names.name_en, language
    if names.name_zh:
        return names.name_zh, "zh-CN"
    return general_name(), language


def general_name() -> str:
    """What a site is called that nobody named."""
    return str(gettext("公开征求意见平台"))


def police_register_address(mark: str) -> str | None:
    """Where the public security register shows the entry; None for a mark without its number."""
    number = _POLICE_NUMBER.search(mark)
    found = number.group() if number else ""
    return f"https://beian.mps.gov.cn/#/query/webSearch?code={found}" if found else None
