"""Versions beside each other, and what became of the clauses people commented on."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import NotFoundError
from portal.models.submissions import Comment
from portal.operations.baskets import Opinion
from portal.queries import versions
from portal.queries.versions_fates import fate_of, retired_clauses
from portal.queries.versions_rows import without_inner
from portal.secrets import KeyRing
from tests import make
from tests.make import Scene
from tests.operations import redrafting
from tests.queries.conftest import Counting

ITEMS = """云川市共享单车管理办法（征求意见稿）

第一条　运营企业应当履行下列义务：
（一）按照核定的数量投放车辆；
（二）及时回收破损的车辆。

第二条　任何人不得在盲道停放共享单车。
"""
ITEMS_REDRAFTED = """云川市共享单车管理办法（征求意见稿第二稿）

第一条　运营企业应当履行下列义务：
（一）按照核定的数量投放车辆；
（二）在两日内回收破损的车辆。

第二条　任何人不得在盲道停放共享单车。
"""
THIRD = redrafting.REDRAFT.replace("不得占用盲道", "不得占用盲道、消防通道").replace(
    "（五）建立信用档案\n\n对屡次违规投放的企业，记入信用档案并依法公示。\n", ""
)


def compared(session: Session, scene: Scene, old: int, new: int) -> versions.Comparison:
    one, other = (versions.find_version(session, scene.consultation_id, n) for n in (old, new))
    return versions.comparison(session, one, other)


def told(found: versions.Comparison) -> list[tuple[str | None, str | None, str]]:
    return [
        (row.old and row.old.number, row.new and row.new.number, row.change) for row in found.rows
    ]


def test_the_rows_follow_the_new_version_and_a_deleted_clause_what_stood_before_it(
    database: Database, scene: Scene
) -> None:
    redrafting.bring_out(database, scene)
    with database.reading() as session:
        found = compared(session, scene, 1, 2)
        assert told(found) == [
            ("一、", "一、", "kept"),
            ("（一）", "（一）", "kept"),
            ("（二）", None, "deleted"),
            ("二、", "二、", "kept"),
            ("（三）", "（二）", "changed"),
            ("（五）", "（三）", "moved"),
            ("（四）", "（四）", "kept"),
            (None, "（五）", "new"),
        ]
        changed = found.rows[4]
        assert changed.before.endswith("每五百米不少于一处。")
        assert changed.after.endswith("每三百米不少于一处，并向社会公布。")
        assert (found.rows[2].after, found.rows[7].before) == ("", "")


def test_several_versions_are_chained_into_one_comparison(
    database: Database, scene: Scene
) -> None:
    redrafting.bring_out(database, scene)
    redrafting.bring_out(database, scene, THIRD, purpose="final")
    with database.reading() as session:
        assert told(compared(session, scene, 1, 3)) == [
            ("一、", "一、", "kept"),
            ("（一）", "（一）", "kept"),
            ("（二）", None, "deleted"),
            ("二、", "二、", "kept"),
            ("（三）", "（二）", "changed"),
            ("（五）", "（三）", "changed"),
            ("（四）", "（四）", "kept"),
        ]
        assert (None, None) not in {(row.old, row.new) for row in compared(session, scene, 1, 3).rows}


def test_an_article_is_one_row_with_its_items(database: Database) -> None:
    scene = make.scene(database, draft=ITEMS)
    redrafting.bring_out(database, scene, ITEMS_REDRAFTED)
    with database.reading() as session:
        found = compared(session, scene, 1, 2)
        assert len(found.rows) > 3
        rows = without_inner(found.rows)
        assert [(row.old and row.old.number, row.change) for row in rows] == [
            ("第一条", "changed"), ("第二条", "kept"),
        ]  # fmt: skip
        assert "（二）及时回收破损的车辆。" in rows[0].before
        assert "（二）在两日内回收破损的车辆。" in rows[0].after


def test_a_comparison_costs_as_little_however_long_the_draft(
    database: Database, scene: Scene, counting: Counting
) -> None:
    redrafting.bring_out(database, scene)
    redrafting.bring_out(database, scene, THIRD, purpose="final")
    with database.reading() as session:
        with counting() as statements:
            compared(session, scene, 1, 3)
        assert len(statements) <= 6, statements


@pytest.mark.parametrize(("old", "new"), [(2, 1), (1, 1), (1, 3)])
def test_only_an_earlier_version_of_the_same_draft_is_compared_with_a_later_one(
    database: Database, scene: Scene, old: int, new: int
) -> None:
    redrafting.bring_out(database, scene)
    with database.reading() as session, pytest.raises(NotFoundError):
        compared(session, scene, old, new)


def test_versions_of_two_consultations_are_not_compared(database: Database, scene: Scene) -> None:
    redrafting.bring_out(database, scene)
    with database.transaction() as session:
        other = make.published(session, make.officer(session, "other"))
    with database.reading() as session:
        mine = versions.find_version(session, scene.consultation_id, 2)
        theirs = versions.find_version(session, other.id, 1)
        with pytest.raises(NotFoundError):
            versions.comparison(session, theirs, mine)


def commented(database: Database, ring: KeyRing, scene: Scene) -> None:
    clauses = [*scene.clause_ids, None]
    opinions = [Opinion(clause, "remark", None, f"意见{i}") for i, clause in enumerate(clauses)]
    make.submission(database, ring, scene, opinions)


def fates(session: Session) -> dict[str, tuple[str, list[str]] | None]:
    found = {}
    for comment in session.scalars(select(Comment).order_by(Comment.id)):
        fate = fate_of(session, comment)
        found[comment.clause_label[:3]] = fate and (fate.change, [c.number for c in fate.clauses])
    return found


def test_each_comment_knows_what_became_of_its_clause(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    commented(database, ring, scene)
    with database.reading() as session:
        assert set(fates(session).values()) == {None}
    redrafting.bring_out(database, scene)
    with database.reading() as session:
        assert fates(session) == {
            "（一）": ("kept", ["（一）"]),
            "（二）": ("deleted", []),
            "（三）": ("changed", ["（二）"]),
            "（四）": ("kept", ["（四）"]),
            "（五）": ("moved", ["（三）"]),
            "": None,
        }
    redrafting.bring_out(database, scene, THIRD, purpose="final")
    with database.reading() as session:
        found = fates(session)
        assert found["（五）"] == ("changed", ["（三）"])
        assert found["（二）"] == ("deleted", [])


def test_the_fate_of_an_item_leads_to_its_article(database: Database, ring: KeyRing) -> None:
    scene = make.scene(database, draft=ITEMS)
    commented(database, ring, scene)
    redrafting.bring_out(database, scene, ITEMS_REDRAFTED)
    with database.reading() as session:
        item = session.scalars(select(Comment).where(Comment.clause_quote.like("%及时回收%"))).one()
        fate = fate_of(session, item)
        assert fate is not None
        assert (fate.change, [clause.number for clause in fate.places]) == ("changed", ["第一条"])


def test_an_unpublished_version_is_no_news(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    commented(database, ring, scene)
    redrafting.prepare(database, scene)
    with database.reading() as session:
        assert set(fates(session).values()) == {None}
        assert versions.newest_published(session, scene.consultation_id).number == 1


def test_a_clause_the_present_version_no_longer_has_is_found_by_its_identity(
    database: Database, scene: Scene
) -> None:
    redrafting.bring_out(database, scene)
    with database.reading() as session:
        found = retired_clauses(session, scene.consultation_id, [*scene.clause_ids, "unknown"])
        assert {clause.number for clause in found.values()} == {
            "（一）", "（二）", "（三）", "（四）",
        }  # fmt: skip
        assert found[scene.clause_ids[2]].number == "（二）"
        assert found[scene.clause_ids[1]].heading == "基本原则"
