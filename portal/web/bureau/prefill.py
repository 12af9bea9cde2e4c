"""What a draft's own notice already says, as the fields of ours."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import force_locale, gettext

from portal import window
from portal.drafts.tree import NoticeFields
from portal.sanitize import LINE_LIMIT

_TITLE_LIMIT = 300
_LINES = ("email", "fax", "address", "postcode")
_LISTS = ("channels", "organisation_requires", "individual_requires", "contacts", "phones")


def default_title(draft_title: str) -> str:
    """The usual title of a notice, in Chinese whatever language the officer reads."""
    with force_locale("zh"):
        words = str(gettext("关于公开征求《%(title)s》意见的公告"))
    room = _TITLE_LIMIT - len(words % {"title": ""})
    return words % {"title": draft_title[:room]}


def notice_values(notice: NoticeFields, *, title: str, issuer: str) -> dict[str, Any]:
    """The fields of the notice to save; a value too long to be one of them is left out."""
    found = notice.as_json()
    values: dict[str, Any] = {name: _short(found[name]) for name in _LINES}
    for name in _LISTS:
        items: list[str] = getattr(notice, name)
        values[name] = [item for item in map(_short, items) if item]
    values |= {name: items for name, items in usual_lists().items() if not values[name]}
    values["title"] = notice.title if notice.title and len(notice.title) <= _TITLE_LIMIT else title
    values["issuer"] = _short(notice.issuer) or issuer
    values["background"] = notice.background or _background(title)
    values["issued_day"] = _day(notice.issued_day)
    return values


def usual_lists() -> dict[str, list[str]]:
    """What most notices say: this site is a channel, and who must give what.

    Source: domain.md section 2, 营口署名规则.
    """
    with force_locale("zh"):
        words = {
            "channels": gettext("本网站"),
            "organisation_requires": gettext("单位名称、联系人、联系方式、单位公章"),
            "individual_requires": gettext("姓名、联系方式"),
        }
        return {name: str(listed).split(gettext("、")) for name, listed in words.items()}


def notice_window(notice: NoticeFields | None, now: datetime) -> window.Window | None:
    """The window the notice names, unless it is incomplete or has begun on an earlier day."""
    if notice is None:
        return None
    try:
        value = _window(notice)
    except (ValueError, OverflowError):
        return None
    return None if value is None or value.begins_on_a_past_day(now) else value


def _window(notice: NoticeFields) -> window.Window | None:
    if notice.opens_at and notice.closes_at:
        opens, closes = (datetime.fromisoformat(at) for at in (notice.opens_at, notice.closes_at))
        return window.from_civil(opens.replace(tzinfo=None), closes.replace(tzinfo=None))
    first, last = _day(notice.opens_day), _day(notice.closes_day)
    return window.of_days(first, last) if first and last else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _short(value: object) -> str:
    text = str(value or "").strip()
    return text if len(text) <= LINE_LIMIT else ""


def _background(title: str) -> str:
    with force_locale("zh"):
        return str(gettext("现发布%(title)s，欢迎社会各界提出意见。", title=title))
