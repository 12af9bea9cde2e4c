"""The site's names and the marks of its footer, set by an administrator."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.models.accounts import User
from portal.models.site import SiteSetting
from portal.operations.audit import record_event
from portal.queries.site import site_setting
from portal.sanitize import clean_line

NAME_LIMIT = 60
MARK_LIMIT = 100
ADDRESS_LIMIT = 300
_LIMITS = {"name_zh": NAME_LIMIT, "name_en": NAME_LIMIT, "error_report_url": ADDRESS_LIMIT}
_SHAPES = {
    "icp": (re.compile(r"[\u4e00-\u9fff]ICP备\d{8,10}号(-\d{1,3})?"), "icp_number"),
    "identifier": (re.compile(r"\d{10}|bm\d{8}"), "site_identifier"),
    "police": (re.compile(r"[\u4e00-\u9fff]公网安备 ?\d{14}号"), "police_number"),
}
"""Source: 国办发〔2017〕47号 (identifier; bm for ministries), the registers of 工信部 and 公安部."""
EXAMPLES = {
    "icp": "京ICP备12345678号-1",
    "identifier": "1234567890",
    "police": "京公网安备 12345678901234号",
}
"""What the shapes look like."""
FIELDS = (
    "name_zh", "name_en", "sponsor", "operator", "icp", "identifier", "police", "error_report_url",
)  # fmt: skip


def save_site_settings(
    session: Session, given: Mapping[str, str], *, actor: User, now: datetime
) -> list[str]:
    """The settings are as given, "" meaning as installed; the event holds old and new values.

    Returns the names of the fields that changed. Raises: InvalidInputError by field, `others` those after the first.
    """
    values = _all_checked(given)
    row = site_setting(session)
    before = {name: getattr(row, name) if row else "" for name in FIELDS}
    changed = [name for name in FIELDS if before[name] != values[name]]
    if not changed:
        return []
    if row is None:
        row = SiteSetting(id=1, **values)
        session.add(row)
    for name in changed:
        setattr(row, name, values[name])
    row.changed_at, row.changed_by_id = now, actor.id
    record_event(
        session,
        "site_settings_saved",
        at=now,
        subject="site",
        actor=actor,
        facts={name: [before[name], values[name]] for name in changed},
    )
    return changed


def _all_checked(given: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    refused: list[InvalidInputError] = []
    for name in FIELDS:
        try:
            values[name] = _checked(name, given.get(name, ""))
        except InvalidInputError as error:
            refused.append(error)
    if refused:
        first, *others = refused
        raise InvalidInputError(**first.details, others=others)
    return values


def _checked(name: str, value: str) -> str:
    """The value in the shape its register gives it. Raises: InvalidInputError."""
    line = clean_line(value, field=name, limit=_LIMITS.get(name, MARK_LIMIT), required=False)
    if not line:
        return ""
    if name == "error_report_url":
        return _checked_address(line)
    if name not in _SHAPES:
        return line
    shape, rule = _SHAPES[name]
    line = unicodedata.normalize("NFKC", line)
    if not shape.fullmatch(line):
        raise InvalidInputError(field=name, rule=rule)
    return line


def _checked_address(line: str) -> str:
    try:
        parts = urlsplit(line)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or " " in line or "\\" in line or "@" in parts.netloc:
        raise InvalidInputError(field="error_report_url", rule="web_address")
    return line
