"""Three thousand consultations, written in bulk and indexed as publication does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.models.consultations import Consultation, ConsultationWindow, Notice, Subject
from portal.models.drafts import Clause, DraftVersion
from portal.operations.search_index import index_consultation
from tests import make
from tests.conftest import START

_THINGS = ("停车", "供暖", "养犬", "垃圾分类", "学前教育", "电动自行车", "物业服务")
_SUBJECTS = [subject.value for subject in Subject]


def add_many(session: Session, count: int) -> None:
    """`count` public consultations of two bureaus: a tenth open, a tenth upcoming, the rest closed."""
    officers = [make.officer(session), make.officer(session, "other", "云川市林业局")]
    model = make.published(session, officers[0])
    draft = session.scalars(select(DraftVersion)).one()
    rows: dict[Any, list[dict[str, Any]]] = {
        kind: [] for kind in (Consultation, Notice, ConsultationWindow, DraftVersion, Clause)
    }
    for number in range(1, count):
        _add(rows, model.id + number, number, officers[number % 2].bureau_id or 0, draft)
    for kind, values in rows.items():
        for at in range(0, len(values), 1000):
            session.execute(insert(kind), values[at : at + 1000])
    session.execute(
        update(DraftVersion).where(DraftVersion.published_at.is_(None)).values(published_at=START)
    )
    session.expire_all()
    public = select(Consultation).where(Consultation.id > model.id)
    for consultation in session.scalars(public).unique():
        index_consultation(session, consultation)


def _add(rows: Any, id_: int, number: int, bureau_id: int, draft: DraftVersion) -> None:
    thing = _THINGS[number % len(_THINGS)]
    days = {0: -5, 1: 5}.get(number % 10, -40 - number % 900)
    opens_at = START + timedelta(days=days)
    rows[Consultation].append(
        {"id": id_, "reference": f"2026-{id_:04d}", "bureau_id": bureau_id, "document_kind_id": 1 + number % 3,
         "title": f"关于《云川市{thing}管理办法》第{number}号公开征求意见的公告", "created_at": START,
         "created_by_id": 1, "published_at": START, "subject": _SUBJECTS[number % len(_SUBJECTS)]}
    )  # fmt: skip
    rows[Notice].append(
        {"consultation_id": id_, "title": f"关于《云川市{thing}管理办法》第{number}号公开征求意见的公告",
         "issuer": "云川市城市管理局", "background": f"为规范{thing}，现公开征求意见。",
         "explanatory_note": "起草背景。"}
    )  # fmt: skip
    rows[ConsultationWindow].append(
        {"consultation_id": id_, "opens_at": opens_at, "closes_at": opens_at + timedelta(days=30)}
    )
    rows[DraftVersion].append(
        {"id": draft.id + number, "consultation_id": id_, "number": 1, "title": "题", "genre": "policy",
         "preamble": "", "source_text": "文", "source_name": "a.txt", "source_hash": "a" * 64,
         "warnings": [], "imported_at": START, "imported_by_id": 1}
    )  # fmt: skip
    rows[Clause] += [
        {"draft_version_id": draft.id + number, "identity": f"c{at}", "position": at, "depth": 0,
         "path": str(at), "level": "条", "number": f"第{at}条", "heading": "",
         "text": f"本市{thing}的收费标准由市人民政府另行规定。", "text_hash": "a" * 64, "line": at,
         "is_commentable": True, "units": []}
        for at in range(1, 4)
    ]  # fmt: skip
