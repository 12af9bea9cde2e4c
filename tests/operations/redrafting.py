"""A second version of the drafts in tests.make, and the steps of bringing it out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.drafts.outline import read_outline
from portal.drafts.tree import Outline
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion
from portal.models.versions import ClauseMapping
from portal.operations import consultations, submissions, versions
from portal.operations.versions_mapping import Correction, correct_mapping
from portal.queries.consultations import clauses
from portal.secrets import KeyRing, new_token
from tests import make
from tests.conftest import START

REDRAFT = """关于规范云川市共享单车停放管理的实施意见（征求意见稿第二稿）

为规范停放秩序，制定本意见。

一、总体要求

（一）工作目标

到2027年，主城区停放点位覆盖率达到百分之九十。

二、主要任务

（二）科学设置点位

由市城市管理局会同市自然资源和规划局划定停放点位，每三百米不少于一处，并向社会公布。

（三）便利特殊人群

停放点位不得占用盲道和无障碍通道。

（四）明确企业责任

运营企业应当在两小时内清理违规停放车辆，逾期由市城市管理局代为清理。

（五）建立信用档案

对屡次违规投放的企业，记入信用档案并依法公示。
"""
"""Of make.DRAFT: （二） deleted, （三） changed, （五） moved before （四）, the last one new."""

ARTICLES = """云川市共享单车管理办法（征求意见稿）

第一条　为了规范共享单车的投放和停放，维护城市道路交通秩序，制定本办法。

第二条　运营企业应当按照核定的数量投放车辆，不得超量投放。运营企业应当建立维护制度，及时回收破损车辆，保持车身整洁。

第三条　任何人不得在盲道和消防通道停放共享单车。

第四条　任何人不得在公共汽车站台和地铁出入口停放共享单车。

第五条　本办法自公布之日起施行。
"""
ARTICLES_REDRAFTED = """云川市共享单车管理办法（征求意见稿第二稿）

第一条　为了规范共享单车的投放和停放，维护城市道路交通秩序，制定本办法。

第二条　运营企业应当建立维护制度，及时回收破损车辆，保持车身整洁。

第三条　运营企业应当按照核定的数量投放车辆，不得超量投放。

第四条　任何人不得在盲道和消防通道停放共享单车。任何人不得在公共汽车站台和地铁出入口停放共享单车。

第五条　本办法自公布之日起施行。
"""
"""第二条 is split, 第三条 and 第四条 are merged."""


def outline(text: str) -> Outline:
    """The outline of a text."""
    return read_outline(text)


def import_text(
    session: Session,
    made: Consultation,
    actor: User,
    text: str,
    *,
    purpose: str = "consultation",
) -> DraftVersion:
    """The text is the consultation's next version, unpublished."""
    version = versions.import_version(
        session,
        made,
        outline(text),
        purpose=purpose,
        source_text=text,
        source_name="二稿.txt",
        actor=actor,
        now=START,
    )
    session.expire_all()
    return version


def publish(
    session: Session,
    made: Consultation,
    version: DraftVersion,
    actor: User,
    *,
    now: datetime = START,
) -> None:
    """The version is public."""
    versions.publish_version(session, made, version, actor=actor, now=now)
    session.expire_all()


def by_number(session: Session, version: DraftVersion | None) -> dict[str, Clause]:
    """The clauses of a version by their numbers."""
    assert version is not None
    return {clause.number: clause for clause in clauses(session, version.id)}


def changes(session: Session, version: DraftVersion) -> dict[tuple[str | None, str | None], str]:
    """The kinds of change by the numbers of old and new clause."""
    numbers = {clause.id: clause.number for clause in session.scalars(select(Clause))}
    rows = session.scalars(
        select(ClauseMapping).where(ClauseMapping.draft_version_id == version.id)
    )
    return {
        (numbers.get(row.old_clause_id or 0), numbers.get(row.new_clause_id or 0)): row.change
        for row in rows
    }


def correct(
    session: Session,
    version: DraftVersion,
    actor: User,
    old: str | None,
    new: str | None,
    change: str = "",
    **keeping: bool,
) -> None:
    """The officer says that the new clause continues the old one; both by number."""
    before = session.scalars(
        select(DraftVersion).where(
            DraftVersion.consultation_id == version.consultation_id,
            DraftVersion.number == version.number - 1,
        )
    ).one()
    correction = Correction(
        by_number(session, before)[old].id if old else None,
        by_number(session, version)[new].id if new else None,
        change,
        **keeping,
    )
    correct_mapping(session, version, correction, actor=actor, now=START)
    session.expire_all()


def bring_out(
    database: Database, scene: make.Scene, text: str = REDRAFT, *, purpose: str = "consultation"
) -> None:
    """The next version of a scene's draft is imported and public."""
    with database.transaction() as session:
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        made = consultations.lock_consultation(session, scene.consultation_id)
        version = import_text(session, made, actor, text, purpose=purpose)
        publish(session, made, version, actor)


def prepare(database: Database, scene: make.Scene, text: str = REDRAFT) -> None:
    """The next version of a scene's draft is imported and not public."""
    with database.transaction() as session:
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        made = consultations.lock_consultation(session, scene.consultation_id)
        import_text(session, made, actor, text)


def submit(database: Database, ring: KeyRing, scene: make.Scene, now: datetime) -> None:
    """The visitor "mmm…" submits the basket."""
    with database.transaction() as session:
        submissions.submit_basket(
            session,
            ring,
            token="m" * 43,
            consultation_id=scene.consultation_id,
            contact=make.PERSON,
            idempotency_key=new_token(),
            now=now,
        )


def versions_of(session: Session, scene: make.Scene) -> list[DraftVersion]:
    """All versions of a scene's draft, oldest first."""
    query = select(DraftVersion).where(DraftVersion.consultation_id == scene.consultation_id)
    return list(session.scalars(query.order_by(DraftVersion.number)))


def first_version(session: Session, made: Consultation) -> DraftVersion:
    """The first version of a consultation."""
    query = select(DraftVersion).where(DraftVersion.consultation_id == made.id)
    return session.scalars(query.order_by(DraftVersion.number)).first()  # type: ignore[return-value]  # there is one


def _numbered(database: Database, scene: make.Scene, version: int, number: str) -> Clause:
    with database.reading() as session:
        found = next(v for v in versions_of(session, scene) if v.number == version)
        return by_number(session, found)[number]


def identity(database: Database, scene: make.Scene, version: int, number: str) -> str:
    """The identity of a clause of a scene's version."""
    return _numbered(database, scene, version, number).identity


def clause_id(database: Database, scene: make.Scene, version: int, number: str) -> int:
    """The id of a clause of a scene's version."""
    return _numbered(database, scene, version, number).id


def edit(database: Database, scene: make.Scene, number: str, addition: str) -> None:
    """A clause of the newest version has a longer text."""
    with database.transaction() as session:
        by_number(session, versions_of(session, scene)[-1])[number].text += addition
