from __future__ import annotations

import pytest

from portal.drafts.errors import DraftNoClausesError
from portal.drafts.outline import read_outline

from .texts import codes

BUNDLE = """\
绿道建设意见(4篇)
篇一：绿道建设意见篇二：绿道建设意见
云川市人民政府关于建设绿道的意见
文章属性
【制定机关】云川市人民政府
【字
号】云政发〔2026〕1号
正文
各区人民政府：
一、任务
1.建设。好。
二、保障。落实经费。
云川市人民政府
2026年5月1日
篇三：绿道建设意见
云东县绿道方案
1.建设。好。
2.养护。好。
推荐访问：绿道 意见
"""


def test_a_bundle_lists_its_documents_and_keeps_its_own_clauses_empty() -> None:
    outline = read_outline(BUNDLE)
    assert outline.genre == "bundle"
    assert outline.clauses == []
    assert outline.documents is not None
    found = [(one.title, one.line, len(one.clauses)) for one in outline.documents]
    assert found == [("云川市人民政府关于建设绿道的意见", 3, 3), ("云东县绿道方案", 16, 2)]


def test_ids_are_unique_over_all_documents() -> None:
    ids = [one.id for one in read_outline(BUNDLE).all_clauses()]
    assert len(set(ids)) == 5


def test_a_bundle_that_claims_more_than_it_holds_is_reported() -> None:
    assert codes(read_outline(BUNDLE)) == [("bundle", 1), ("bundle_count", 1)]
    assert codes(read_outline(BUNDLE.replace("4篇", "2篇"))) == [("bundle", 1)]


def test_attributes_labels_signatures_and_credits_are_set_aside() -> None:
    kinds = {one.line: one.kind for one in read_outline(BUNDLE).set_aside}
    assert [kinds[line] for line in (2, 4, 7, 8, 13, 14, 15, 19)] == [
        "bundle",
        "attribute",
        "attribute",
        "attribute",
        "signature",
        "date",
        "bundle",
        "credit",
    ]


def test_a_bundle_without_any_clause_is_refused() -> None:
    with pytest.raises(DraftNoClausesError):
        read_outline("合集\n篇一：甲\n没有条款。\n篇二：乙\n也没有条款。")


def test_one_label_makes_no_bundle() -> None:
    outline = read_outline("篇一：绿道\n云东县绿道方案\n1.建设。好。\n2.养护。好。")
    assert outline.genre == "policy"
    assert outline.documents is None
