"""Importing a draft and marking what may be commented on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import secrets
from portal.drafts.outline import read_outline
from portal.drafts.tree import Document, Outline
from portal.errors import InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion
from portal.operations import consultations, drafts
from tests import make
from tests.conftest import START

SHORT = """云川市停车办法（征求意见稿）

第一条　为了规范停车，制定本办法。

第二条　本办法自公布之日起施行。
"""


@pytest.fixture
def empty(session: Session, officer: User) -> Consultation:
    """A consultation without a draft."""
    return consultations.create_consultation(
        session,
        bureau_id=officer.bureau_id or 0,
        title="云川市停车办法",
        document_kind_code="government_rule",
        actor=officer,
        now=START,
    )


def import_text(
    session: Session, made: Consultation, actor: User, text: str, document: int | None = None
) -> DraftVersion:
    version = drafts.import_draft(
        session,
        made,
        read_outline(text),
        source_text=text,
        source_name="草案.txt",
        document=document,
        actor=actor,
        now=START,
    )
    session.expire_all()
    return version


def count(session: Session, model: type[Clause | DraftVersion]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_outline_becomes_a_version_with_its_tree(
    session: Session, officer: User, empty: Consultation
) -> None:
    version = import_text(session, empty, officer, make.DRAFT)
    outline = read_outline(make.DRAFT)
    assert (version.number, version.genre) == (1, "policy")
    assert version.source_hash == secrets.text_hash(make.DRAFT)
    assert version.source_text == make.DRAFT
    assert [c.number for c in version.clauses] == [node.number for node in outline.clauses]
    assert [c.position for c in version.clauses] == list(range(1, len(outline.clauses) + 1))
    ids = {clause.id: clause for clause in version.clauses}
    for clause, node in zip(version.clauses, outline.clauses, strict=True):
        assert (clause.text, clause.heading, clause.line) == (node.text, node.heading, node.line)
        assert clause.is_commentable == node.commentable
        assert clause.text_hash == secrets.text_hash(clause.quote)
        assert clause.depth == (ids[clause.parent_id].depth + 1 if clause.parent_id else 0)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "draft_imported")).one()
    assert event.facts["clause_count"] == len(outline.clauses)


def test_importing_again_replaces_the_first_import(
    session: Session, officer: User, empty: Consultation
) -> None:
    first = import_text(session, empty, officer, make.DRAFT)
    identities = {clause.identity for clause in first.clauses}
    second = import_text(session, empty, officer, SHORT)
    assert [clause.number for clause in second.clauses] == ["第一条", "第二条"]
    assert (count(session, DraftVersion), count(session, Clause)) == (1, 2)
    assert identities.isdisjoint(clause.identity for clause in second.clauses)
    assert consultations.current_draft(session, empty.id) is second


def test_a_failed_import_keeps_the_earlier_draft(
    session: Session, officer: User, empty: Consultation
) -> None:
    import_text(session, empty, officer, make.DRAFT)
    before = count(session, Clause)
    outline = read_outline(SHORT)
    nothing = replace(outline, clauses=[replace(c, commentable=False) for c in outline.clauses])
    with pytest.raises(InvalidInputError, match="no_clauses"):
        drafts.import_draft(
            session, empty, nothing, source_text=SHORT, source_name="a.txt", actor=officer,
            now=START,
        )  # fmt: skip
    assert count(session, Clause) == before > 0


def _bundle() -> Outline:
    parts = [read_outline(text) for text in (make.DRAFT, SHORT)]
    documents = [Document(part.title, 1, part.clauses) for part in parts]
    return Outline("bundle", "两份办法", None, documents, "合并征求意见", [], [])


def test_one_document_of_a_bundle_is_chosen_by_its_place(
    session: Session, officer: User, empty: Consultation
) -> None:
    version = drafts.import_draft(
        session, empty, _bundle(), source_text="原文", source_name="合集.txt", document=1,
        actor=officer, now=START,
    )  # fmt: skip
    assert [clause.number for clause in version.clauses] == ["第一条", "第二条"]
    assert version.preamble == ""


@pytest.mark.parametrize("document", [-1, 2, 99])
def test_a_document_the_bundle_does_not_have_is_refused(
    session: Session, officer: User, empty: Consultation, document: int
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        drafts.import_draft(
            session, empty, _bundle(), source_text="原文", source_name="合集.txt",
            document=document, actor=officer, now=START,
        )  # fmt: skip
    assert caught.value.details == {"field": "document", "rule": "unknown"}
    assert count(session, DraftVersion) == 0


def test_a_bundle_without_a_choice_has_no_clauses_of_its_own(
    session: Session, officer: User, empty: Consultation
) -> None:
    with pytest.raises(InvalidInputError, match="no_clauses"):
        drafts.import_draft(
            session, empty, _bundle(), source_text="原文", source_name="合集.txt", actor=officer,
            now=START,
        )  # fmt: skip


def test_a_clause_is_found_only_in_its_own_version(
    session: Session, officer: User, empty: Consultation
) -> None:
    version = import_text(session, empty, officer, make.DRAFT)
    with pytest.raises(NotFoundError):
        drafts.get_clause(session, version.id + 1, version.clauses[0].identity)
    with pytest.raises(NotFoundError):
        drafts.get_clause(session, version.id, "unknown")


def test_an_unnumbered_closing_chapter_is_imported_under_its_heading(
    session: Session, officer: User
) -> None:
    text = (
        "云川市共享单车管理办法（征求意见稿）\n\n第一章 总则\n\n第一条 为规范停放，制定本办法。\n\n"
        "第二条 本市适用本办法。\n\n附则\n\n第三条 本办法自公布之日起施行。\n"
    )
    made = make.prepared(session, officer, draft=text)
    labels = [clause.label for clause in make.clauses(session, made)]
    assert labels[-1] == "第三条"
    draft = consultations.current_draft(session, made.id)
    assert draft is not None
    assert "附则" in [clause.label for clause in draft.clauses]
