"""Builders of test data, all through operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, window
from portal.db import Database
from portal.drafts.outline import read_outline
from portal.models.accounts import Bureau, Role, User
from portal.models.consultations import Consultation
from portal.models.drafts import Clause
from portal.operations import accounts, baskets, consultations, drafts, submissions, windows
from portal.operations.baskets import Opinion
from portal.operations.submissions import Contact, Receipt
from portal.secrets import KeyRing, new_token

PASSWORD = "a long enough password"
DRAFT = """关于规范云川市共享单车停放管理的实施意见（征求意见稿）

为规范停放秩序，制定本意见。

一、总体要求

（一）工作目标

到2027年，主城区停放点位覆盖率达到百分之九十。

（二）基本原则

坚持方便群众、规范有序。

二、主要任务

（三）科学设置点位

由市城市管理局会同市自然资源和规划局划定停放点位，每五百米不少于一处。

（四）明确企业责任

运营企业应当在两小时内清理违规停放车辆，逾期由市城市管理局代为清理。

（五）便利特殊人群

停放点位不得占用盲道和无障碍通道。
"""


def bureau(session: Session, name: str = "云川市城市管理局") -> Bureau:
    """A bureau."""
    return accounts.find_bureau(session, name) or accounts.create_bureau(
        session, name=name, actor=None, now=clock.now()
    )


def officer(
    session: Session, username: str = "officer", bureau_name: str = "云川市城市管理局"
) -> User:
    """An officer of a bureau, with PASSWORD."""
    return accounts.create_user(
        session,
        username=username,
        display_name="经办人",
        password=PASSWORD,
        role=Role.OFFICER,
        bureau=bureau(session, bureau_name),
        actor=None,
        now=clock.now(),
    )


def admin(session: Session, username: str = "admin") -> User:
    """An administrator with PASSWORD."""
    return accounts.create_user(
        session,
        username=username,
        display_name="管理员",
        password=PASSWORD,
        role=Role.ADMIN,
        bureau=None,
        actor=None,
        now=clock.now(),
    )


NOTICE: dict[str, Any] = {
    "title": "关于《规范云川市共享单车停放管理的实施意见》公开征求意见的公告",
    "issuer": "云川市城市管理局",
    "background": "为规范共享单车停放，我局起草了征求意见稿，现公开征求意见。",
    "explanatory_note": "一、起草背景\n停放秩序混乱。",
    "channels": ["网站", "电子邮箱"],
    "contacts": ["韩溪"],
    "phones": ["0999-5550123"],
    "email": "bike@example.cn",
    "organisation_requires": ["单位名称", "联系人", "联系方式", "单位公章"],
    "individual_requires": ["姓名", "联系方式"],
}


def prepared(
    session: Session,
    actor: User,
    *,
    days: int = 30,
    draft: str = DRAFT,
    title: str = NOTICE["title"],
    from_day: int = 0,
) -> Consultation:
    """A consultation ready to be published, with a window of whole days beginning in `from_day` days."""
    assert actor.bureau_id is not None
    now = clock.now()
    made = consultations.create_consultation(
        session,
        bureau_id=actor.bureau_id,
        title=title,
        document_kind_code="major_decision",
        actor=actor,
        now=now,
    )
    consultations.save_notice(session, made, {**NOTICE, "title": title}, actor=actor, now=now)
    drafts.import_draft(
        session,
        made,
        read_outline(draft),
        source_text=draft,
        source_name="draft.txt",
        actor=actor,
        now=now,
    )
    first = window.civil_day(now) + timedelta(days=from_day)
    windows.set_window(
        session, made, window.of_days(first, first + timedelta(days=days - 1)), actor=actor, now=now
    )
    return made


def published(session: Session, actor: User, **more: Any) -> Consultation:
    """A published consultation; `more` as for `prepared`."""
    made = prepared(session, actor, **more)
    consultations.publish_consultation(session, made, actor=actor, now=clock.now())
    return made


def clauses(session: Session, consultation: Consultation) -> list[Clause]:
    """The commentable clauses in reading order."""
    draft = consultations.current_draft(session, consultation.id)
    assert draft is not None
    return [clause for clause in draft.clauses if clause.is_commentable]


@dataclass(frozen=True)
class Scene:
    """A published consultation with its staff."""

    consultation_id: int
    reference: str
    closes_at: datetime
    clause_ids: list[str]
    """Identities of the commentable clauses."""


def staff(session: Session) -> User:
    """There are an administrator "admin" and an officer "officer": the latter."""
    found = session.scalar(select(User).where(User.username == "officer"))
    if found is None:
        admin(session)
        found = officer(session)
    return found


def scene(database: Database, **more: Any) -> Scene:
    """A published consultation of the staff's; `more` as for `prepared`."""
    with database.transaction() as session:
        made = published(session, staff(session), **more)
        assert made.window is not None
        return Scene(
            made.id,
            made.reference,
            made.window.closes_at,
            [c.identity for c in clauses(session, made)],
        )


PERSON = Contact(kind="individual", name="李晓禾", reach="19900001234")
ORGANISATION = Contact(
    kind="organisation",
    name="周一鸣",
    reach="0999-5550188",
    organisation="云川市骑行协会",
    seal="post",
)


def basket(
    session: Session, scene_: Scene, opinions: list[Opinion], *, now: datetime | None = None
) -> str:
    """A basket holds the opinions; its token."""
    token = new_token()
    for opinion in opinions:
        baskets.put_opinion(
            session,
            token=token,
            consultation_id=scene_.consultation_id,
            opinion=opinion,
            now=now or clock.now(),
        )
    return token


def submission(
    database: Database,
    ring: KeyRing,
    scene_: Scene,
    opinions: list[Opinion],
    *,
    contact: Contact = PERSON,
    now: datetime | None = None,
) -> Receipt:
    """A submission of the opinions, by way of a basket."""
    instant = now or clock.now()
    with database.transaction() as session:
        token = basket(session, scene_, opinions, now=instant)
        return submissions.submit_basket(
            session,
            ring,
            token=token,
            consultation_id=scene_.consultation_id,
            contact=contact,
            idempotency_key=new_token(),
            now=instant,
        )
