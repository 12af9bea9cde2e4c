"""An officer at work, and the texts these tests hand in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal import clock
from portal.db import Database
from portal.models.consultations import Consultation
from portal.models.responses import Response
from portal.operations import analyses, responses, topic_runs
from portal.operations.baskets import Opinion
from portal.operations.responses import Decision
from portal.queries.accounts import users
from portal.queries.comments import comments_of_consultation
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient, elements, form_fields

NOTICED = """关于《云川市共享单车停放管理实施意见》（征求意见稿）公开征求意见的公告

本次征求意见起止日期为{opens}——{closes}

近年来共享单车停放秩序混乱，我局起草了《云川市共享单车停放管理实施意见》（征求意见稿），现公开征求意见。

一是登录本平台在线填写；二是发送电子邮件；三是邮寄信函。

以单位名义反馈意见的，请注明单位名称、联系人、联系方式，并加盖单位公章；以个人名义反馈意见的，请注明姓名及联系方式。

联系人：韩溪    方启舟

电  话：0999-5550136

邮  箱：bike@example.cn

地  址：云川市临川区望江路66号

邮  编：999001

云川市城市管理局

{opens}


云川市共享单车停放管理实施意见（征求意见稿）

为规范停放秩序，制定本意见。

一、总体要求

（一）工作目标

到2027年，主城区停放点位覆盖率达到百分之九十。

（二）基本原则

坚持方便群众、规范有序。

二、主要任务

（三）科学设置点位

划定停放点位，每五百米不少于一处。

责任单位：市城市管理局、市自然资源和规划局

（四）明确企业责任

运营企业应当在两小时内清理违规停放车辆。
"""

WILLING = replace(make.PERSON, allows_publication=True)
"""A person who agreed to publication."""
SPEECH = """在全市停车管理工作会议上的讲话

同志们：

今天召开这次会议，主要任务是部署下一步停车管理工作。下面，我讲三点意见。

一、统一思想，充分认识停车管理的重要性

一要提高站位。同志们要认识到，停车问题关系千家万户。

二要正视差距。我们的工作与群众的期待还有距离。

二、突出重点，扎实抓好各项任务

一要抓规划。各部门要尽快拿出方案。

二要抓建设。年底前见到成效。

同志们，让我们共同努力。谢谢大家！
"""

BUNDLE = """停车管理实施意见（共2篇）

第一篇：

云川市停车设施建设实施意见

一、总体要求

（一）工作目标

新增停车泊位三万个。

二、主要任务

（二）增加供给

利用边角地建设停车场。

第二篇：

云川市共享单车管理实施意见

一、总体要求

（一）工作目标

停放点位全覆盖。

二、主要任务

（二）明确责任

企业两小时内清理。
"""


def officer(client: LintClient, database: Database) -> LintClient:
    """The client, signed in as the officer of the bureau of city management."""
    with database.transaction() as session:
        make.officer(session)
    client.sign_in("officer", make.PASSWORD)
    return client


def own(database: Database, **changes: Any) -> str:
    """The reference of a consultation in preparation of an existing officer's bureau."""
    with database.transaction() as session:
        actor = next(user for user in users(session) if user.username == "officer")
        return make.prepared(session, actor, **changes).reference


def opinions(scene: make.Scene, *bodies: str, clause: int = 0) -> list[Opinion]:
    """One opinion a body on a clause of the scene."""
    return [
        Opinion(clause=scene.clause_ids[clause], kind="remark", stance=None, body=body)
        for body in bodies
    ]


def comment_ids(database: Database, scene: make.Scene) -> list[int]:
    """The ids of the scene's comments, oldest first."""
    with database.reading() as session:
        rows = comments_of_consultation(session, scene.consultation_id)
        return [row.Comment.id for row in rows]


def comment_page(scene: make.Scene, number: int) -> str:
    """The address of the page where one comment is answered."""
    return f"/bureau/consultations/{scene.reference}/comments/{number}"


def responses_of(database: Database) -> dict[int, Response]:
    """Every response there is, by its comment."""
    with database.reading() as session:
        rows = {row.comment_id: row for row in session.scalars(select(Response))}
        session.expunge_all()
        return rows


def analysed(database: Database, scene: make.Scene) -> None:
    """The scene's comments are analysed and grouped."""
    analyses.analyse_pending(database, clock.now())
    topic_runs.group_topics(database, scene.consultation_id, clock.now())


def decide_all(database: Database, scene: make.Scene, reason: str = "已经写入") -> None:
    """Every comment of the scene has a response."""
    ids = comment_ids(database, scene)
    with database.transaction() as session:
        actor = next(user for user in users(session) if user.username == "officer")
        responses.decide_comments(
            session, scene.consultation_id, ids, Decision("adopted", reason), actor=actor,
            now=clock.now(),
        )


def consultation_count(database: Database) -> int:
    """How many consultations there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Consultation)) or 0


def send(
    client: LintClient, action: str, data: dict[str, Any] | None = None, *, follow: bool = True
) -> TestResponse:
    """The form of exactly this action is sent as it stands plus `data`."""
    assert client.page is not None
    form = next(form for form in elements(client.page, "form") if form.get("action") == action)
    return client.post(
        action, data={**form_fields(form), **(data or {})}, follow_redirects=follow
    )


def submitted(
    database: Database, ring: KeyRing, scene: make.Scene, *bodies: str, clause: int = 0, **more: Any
) -> make.Receipt:
    """A submission of opinions on one clause."""
    return make.submission(database, ring, scene, opinions(scene, *bodies, clause=clause), **more)
