"""Letters to citizens and bureaus: plain text from templates/mail, the same as simple HTML.

No citizen's words stand in any letter; what bureaus wrote (titles, names) stands in it as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from html import escape
from typing import Any

from babel.dates import format_date
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.config import RESOURCE_DIR
from portal.window import to_civil

_POLICY = SMTP.clone(max_line_length=900)
"""Links in headers stay whole; RFC 5322 allows lines of 998 octets."""
_LINK = re.compile(r"https?://[^\s<>\"']+")
_LOOK = "max-width: 38em; margin: 0 auto; padding: 1em; font: 16px/1.75 sans-serif; overflow-wrap: anywhere"
"""On the body: mail programs drop style sheets. No colours, so that a dark program may choose its own."""
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is put in an envelope: what the template needs, and who may leave."""

    template: str
    language: str
    words: Mapping[str, Any]
    leave_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def write_letter(
    letter: Letter, *, sender: str, to: str, message_id: int, created_at: datetime
) -> EmailMessage:
    """The mail, its first line the subject. Raises: ValueError for what no header can hold."""
    subject, _, body = rendered(letter).partition("\n")
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = " ".join(subject.split())
    mail["From"] = sender
    mail["To"] = to
    mail["Date"] = format_datetime(created_at)
    # The same id on every attempt: a server that got it before can tell.
    mail["Message-ID"] = f"<portal-{message_id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if letter.leave_url:  # RFC 8058: one click in the mail program, no page between
        mail["List-Unsubscribe"] = f"<{letter.leave_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(body.strip() + "\n")
    mail.add_alternative(as_html(subject, body, letter.language), subtype="html")
    return mail


def rendered(letter: Letter) -> str:
    """The text of the letter in its language."""
    environment = _environment(letter.language)
    return environment.get_template(f"{letter.template}.txt").render(letter.words)


def as_html(subject: str, body: str, language: str) -> str:
    """The same words as paragraphs; addresses of pages are links, all else is escaped."""
    paragraphs = [part.strip() for part in body.strip().split("\n\n") if part.strip()]
    shown = "\n".join(f"<p>{_linked(part)}</p>" for part in paragraphs)
    return (
        f'<!doctype html>\n<html lang="{HTML_LANGUAGES[language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f'<title>{escape(subject)}</title></head>\n<body style="{_LOOK}">\n{shown}\n</body></html>\n'
    )


def _linked(text: str) -> str:
    parts, end = [], 0
    for found in _LINK.finditer(text):
        url = escape(found.group())
        parts += [escape(text[end : found.start()]), f'<a href="{url}">{url}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])]).replace("\n", "<br>\n")


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(RESOURCE_DIR / "templates" / "mail"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  plain text; as_html escapes
        trim_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words: NullTranslations = NullTranslations()
    if language != "zh":
        words = Translations.load(str(RESOURCE_DIR / "translations"), [language])
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]  # the i18n extension's
    return environment


def day(value: datetime, language: str) -> str:
    """The civil day as the reader writes it."""
    pattern = "d MMMM yyyy" if language == "en" else "yyyy年M月d日"
    return format_date(to_civil(value).date(), pattern, locale=language)


def deadline(value: datetime, language: str) -> str:
    """A closing instant as people read it: midnight is 24:00 of the day before."""
    civil = to_civil(value)
    if civil.time() == time():
        return f"{day(value - timedelta(minutes=1), language)} 24:00"
    return f"{day(value, language)} {civil:%H:%M}"
