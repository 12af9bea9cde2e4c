"""The paragraphs a report usually has, filled in: in Chinese whatever language the officer reads."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale, gettext, ngettext

from portal.models.consultations import Consultation
from portal.web.filters import periodformat
from portal.web.words import listed


def usual_words(own: Consultation, figures: dict[str, Any]) -> dict[str, str]:
    """Title, course, collection and thanks. Source: domain.md section 2, 结果页."""
    with force_locale("zh"):
        return {
            "title": _title(own.title),
            "course": _course(own),
            "collection": _collection(figures),
            "thanks": gettext("感谢社会各界对本次征求意见工作的关心和支持。"),
        }


def _title(title: str) -> str:
    suffix = gettext("的公告")
    about = title.removesuffix(suffix)
    return str(gettext("%(about)s采纳情况的反馈", about=about))[:300]


def _course(own: Consultation) -> str:
    notice, window = own.notice, own.window
    if notice is None or window is None:
        return ""
    words = gettext(
        "%(issuer)s于%(period)s，通过%(channels)s向社会公开征求意见。",
        issuer=notice.issuer,
        period=periodformat(window.value()),
        channels=listed(notice.channels),
    )
    return str(words)


def _collection(figures: dict[str, Any]) -> str:
    formal = _no_comment(figures["no_comment_count"])
    if not figures["comment_count"]:
        return str(gettext("征集期间未收到意见建议。")) + formal
    words = gettext(
        "共收到%(people)s人（单位）提出的%(comments)s条意见，采纳（含部分采纳）%(adopted)s条。",
        people=figures["people_count"],
        comments=figures["comment_count"],
        adopted=figures["adopted_count"],
    )
    return str(words) + formal


def _no_comment(count: int) -> str:
    """The sentence on the organisations that answered 无意见; "" when there are none."""
    if not count:
        return ""
    return str(ngettext("%(num)s个单位正式答复无意见。", "%(num)s个单位正式答复无意见。", count))
