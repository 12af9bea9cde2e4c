"""Seeding the demonstration: three consultations of 云川市, upcoming, open, and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import window
from portal.config import Settings
from portal.db import Database
from portal.demo import content
from portal.demo.issued import issue
from portal.demo.people import submit_all
from portal.drafts.outline import read_outline
from portal.models.accounts import Role, User
from portal.models.consultations import Consultation, DocumentKind
from portal.operations import (
    accounts,
    consultations,
    drafts,
    outlines,
    presentation,
    responses,
    windows,
)
from portal.operations.reports import ReportText, publish_report, report_figures
from portal.operations.responses import Decision
from portal.operations.site import save_site_settings
from portal.secrets import KeyRing, load_key_ring, new_password

OPENED_DAYS_AGO = {"open": 13, "closed": 62, "upcoming": -6}
ANSWERED_DAYS_AFTER_CLOSE = 12
WINDOW_DAYS = 30
_REQUIRES = {
    "organisation_requires": ["单位名称", "联系人", "联系方式", "单位公章"],
    "individual_requires": ["姓名", "联系方式"],
}


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """The staff accounts of the demonstration, to be printed at start."""

    rows: tuple[tuple[str, str, str], ...]
    """(role and bureau, user name, password)."""

    def __str__(self) -> str:
        lines = ["演示账号 / staff accounts of the demonstration"]
        lines += [f"  {who}:用户名 {name}  密码 {password}" for who, name, password in self.rows]
        lines.append(
            "  登录 / sign in: /staff/sign-in    公众页面不需要登录 / citizens need none: /"
        )
        return "\n".join(lines) + "\n"


_NAMES = {"name_zh": "云川市公开征求意见平台", "name_en": "Yunchuan public consultations"}


def seed(database: Database, settings: Settings, now: datetime) -> DemoAccounts:
    """The demonstration stands, in one transaction; staff passwords are new and random."""
    ring = load_key_ring(settings.key_file)
    with database.transaction() as session:
        consultations.ensure_document_kinds(session)
        rows, officers = _staff(session, now)
        for name in ("closed", "open", "upcoming"):
            bureau = str(content.notice(name)["bureau"])
            _consultation(session, ring, name, officers[bureau], now)
    return DemoAccounts(tuple(rows))


def _staff(session: Session, now: datetime) -> tuple[list[tuple[str, str, str]], dict[str, User]]:
    created_at = now - timedelta(days=90)
    password = new_password()
    administrator = accounts.create_user(
        session,
        username="admin",
        display_name="平台管理员",
        password=password,
        role=Role.ADMIN,
        bureau=None,
        actor=None,
        now=created_at,
    )
    save_site_settings(session, _NAMES, actor=administrator, now=created_at)
    rows = [("管理员", "admin", password)]
    officers: dict[str, User] = {}
    for name in ("closed", "open", "upcoming"):
        title = str(content.notice(name)["bureau"])
        if title in officers:
            continue
        bureau = accounts.find_bureau(session, title) or accounts.create_bureau(
            session, name=title, actor=None, now=created_at
        )
        username, password = f"officer{len(officers) + 1}", new_password()
        officers[title] = accounts.create_user(
            session,
            username=username,
            display_name=f"{title}经办人",
            password=password,
            role=Role.OFFICER,
            bureau=bureau,
            actor=None,
            now=created_at,
        )
        rows.append((f"经办人({title})", username, password))
    return rows, officers


def _consultation(session: Session, ring: KeyRing, name: str, officer: User, now: datetime) -> None:
    first_day = window.civil_day(now) - timedelta(days=OPENED_DAYS_AGO[name])
    period = window.of_days(first_day, first_day + timedelta(days=WINDOW_DAYS - 1))
    prepared_at = min(period.opens_at, now) - timedelta(hours=6)
    made = _prepared(session, name, officer, period, prepared_at)
    consultations.publish_consultation(
        session, made, actor=officer, now=min(period.opens_at, now - timedelta(minutes=5))
    )
    if name == "upcoming":
        return
    rows = submit_all(session, ring, made, content.comments(name), period.opens_at, now)
    if name == "closed":
        _answer(session, ring, made, rows, officer, period)


def _prepared(
    session: Session, name: str, officer: User, period: window.Window, at: datetime
) -> Consultation:
    facts = content.notice(name)
    kind = session.scalars(
        select(DocumentKind.code).where(DocumentKind.name == facts["document_kind"])
    ).one()
    assert officer.bureau_id is not None  # noqa: S101  an officer has a bureau
    made = consultations.create_consultation(
        session,
        bureau_id=officer.bureau_id,
        title=facts["title"],
        document_kind_code=kind,
        actor=officer,
        now=at,
    )
    fields = {
        **facts,
        **_REQUIRES,
        "issuer": facts["bureau"],
        "issued_day": window.civil_day(period.opens_at),
        "explanatory_note": content.load(f"{name}_note.txt"),
    }
    consultations.save_notice(session, made, fields, actor=officer, now=at)
    presentation.set_presentation(
        session, made, subject=facts["subject"], shows_counts=False, actor=officer, now=at
    )
    text = content.load(f"{name}_draft.txt")
    text = text.replace("{opens}", _day(window.civil_day(period.opens_at)))
    text = text.replace("{closes}", _day(window.last_civil_day(period)))
    drafts.import_draft(
        session,
        made,
        read_outline(text),
        source_text=text,
        source_name=f"{facts['draft_title']}.txt",
        actor=officer,
        now=at,
    )
    _open_whole_items(session, made, officer, at)
    windows.set_window(session, made, period, actor=officer, now=at)
    return made


def _open_whole_items(session: Session, made: Consultation, officer: User, at: datetime) -> None:
    """The officer also lets people comment on an item that has sub-items."""
    draft = consultations.current_draft(session, made.id)
    assert draft is not None  # noqa: S101  imported a moment ago
    chosen = [c.identity for c in draft.clauses if c.is_commentable or c.level == "（一）"]
    outlines.mark_clauses(session, draft, chosen, actor=officer, now=at)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _answer(
    session: Session,
    ring: KeyRing,
    made: Consultation,
    rows: list[tuple[int, dict[str, Any]]],
    officer: User,
    period: window.Window,
) -> None:
    """Each comment has its response, report and issued text are published some days after the close."""
    at = period.closes_at + timedelta(days=ANSWERED_DAYS_AFTER_CLOSE, hours=10)
    for comment_id, opinion in rows:
        twin = opinion.get("duplicate_of")
        decision = Decision(
            outcome=opinion["outcome"],
            reason=opinion.get("reason") or "",
            changed_text=opinion.get("changed_text") or "",
            duplicate_of=rows[twin - 1][0] if twin else None,
        )
        responses.decide_comments(session, made.id, [comment_id], decision, actor=officer, now=at)
    publish_report(
        session,
        ring,
        made,
        _report_text(session, made, period),
        masking_confirmed=True,
        actor=officer,
        now=at,
    )
    issue(session, made, rows, officer, at + timedelta(hours=1))


def _report_text(session: Session, made: Consultation, period: window.Window) -> ReportText:
    words, figures = content.report("closed"), report_figures(session, made.id)
    facts = {
        "opens": _day(window.civil_day(period.opens_at)),
        "closes": _day(window.last_civil_day(period)),
        "submission_count": figures["submission_count"],
        "comment_count": figures["comment_count"],
        **{
            f"{code}_count": figures["outcomes"].get(code, 0)
            for code in ("adopted", "partly_adopted", "not_adopted")
        },
    }
    return ReportText(
        title=words["title"],
        process=words["opening"].format(**facts),
        collection=words["collection"].format(**facts),
        thanks=words["thanks"],
    )
