"""What every page carries: the site's name and the marks of its footer."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings, SiteMarks
from portal.models.site import SiteSetting


@dataclass(frozen=True, slots=True)
class Site:
    """The names ("" where nobody gave one) and the marks."""

    name_zh: str
    name_en: str
    marks: SiteMarks


def installed_site(settings: Settings) -> Site:
    """As the installation's environment says."""
    return Site(settings.site_name, settings.site_name_en, settings.site)


def site_setting(session: Session) -> SiteSetting | None:
    """What an administrator set, if any did."""
    return session.scalars(select(SiteSetting)).one_or_none()


def present_site(session: Session, settings: Settings) -> Site:
    """What an administrator set; what is blank there is as the installation says."""
    installed, row = installed_site(settings), site_setting(session)
    if row is None:
        return installed
    marks = {
        field.name: getattr(row, field.name) or getattr(installed.marks, field.name)
        for field in fields(SiteMarks)
    }
    return Site(
        row.name_zh or installed.name_zh, row.name_en or installed.name_en, SiteMarks(**marks)
    )
