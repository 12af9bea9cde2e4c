"""Mending an imported tree: each edit, what it refuses, and undo back to the import."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import secrets
from portal.drafts.tree import Unit
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion
from portal.operations import consultations, outline_keeping, outlines
from portal.operations.outline_acts import Wording
from portal.operations.outline_splitting import Cut
from tests import make
from tests.conftest import START

STATUTE = """云川市停车管理办法（征求意见稿）

第一章　总则

第一条　为了规范停车，制定本办法。

第二条　停车应当遵守下列规定：

（一）不得占用盲道；

（二）不得占用消防通道。

违反前款规定的，责令改正。

第二章　附则

第三条　本办法自公布之日起施行。第四条　原办法同时废止。
"""
GAPPED = STATUTE.replace("第三条", "第五条")
"""Imported with a warning."""


class Desk:
    """An officer mending the draft of a consultation in preparation."""

    def __init__(self, session: Session, actor: User, text: str) -> None:
        self.session, self.actor = session, actor
        self.made: Consultation = make.prepared(session, actor, draft=text)
        draft = consultations.current_draft(session, self.made.id)
        assert draft is not None
        self.version: DraftVersion = draft

    @property
    def told(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": START}

    def clauses(self) -> list[Clause]:
        query = select(Clause).where(Clause.draft_version_id == self.version.id)
        return list(self.session.scalars(query.order_by(Clause.position)))

    def find(self, number: str, place: int = 0) -> Clause:
        return [clause for clause in self.clauses() if clause.number == number][place]

    def act(self, verb: Any, number: str, *more: Any) -> str:
        key: str = verb(self.session, self.version, self.find(number).identity, *more, **self.told)
        return key

    def paths(self) -> list[str]:
        return [clause.path for clause in self.clauses()]

    def rows(self) -> list[tuple[Any, ...]]:
        """Everything about the clauses but the ids of their rows."""
        identities = {clause.id: clause.identity for clause in self.clauses()}
        return [
            (
                c.identity, identities.get(c.parent_id or 0), c.position, c.depth, c.path, c.level,
                c.number, c.heading, c.text, c.text_hash, c.line, c.is_commentable, c.units,
            )
            for c in self.clauses()
        ]  # fmt: skip

    def undo(self) -> str:
        return outline_keeping.undo_edit(self.session, self.version, **self.told)


@pytest.fixture
def desk(session: Session, officer: User) -> Desk:
    """The statute above at an officer's desk."""
    return Desk(session, officer, STATUTE)


def sound(rows: list[Clause]) -> None:
    """The invariants of a tree. Raises: AssertionError."""
    by_id = {clause.id: clause for clause in rows}
    assert [clause.position for clause in rows] == list(range(1, len(rows) + 1))
    assert len({clause.path for clause in rows}) == len({c.identity for c in rows}) == len(rows)
    for clause in rows:
        parent = by_id[clause.parent_id] if clause.parent_id else None
        assert clause.depth == (parent.depth + 1 if parent else 0)
        assert parent is None or parent.position < clause.position
        assert parent is None or clause.path.startswith(f"{parent.path}/")
        assert clause.text_hash == secrets.text_hash(clause.quote)
        between = [c for c in rows if parent and parent.position < c.position < clause.position]
        assert all(parent is None or c.depth > parent.depth for c in between)


def test_promoting_lifts_a_clause_beside_its_parent_and_its_siblings_below_follow(
    desk: Desk,
) -> None:
    assert desk.act(outlines.promote_clause, "（一）") == desk.find("（一）").identity
    sound(desk.clauses())
    lifted, below = desk.find("（一）"), desk.find("（二）")
    assert (lifted.level, lifted.path) == ("款", "第一章/第二条/（一）")
    assert (below.parent_id, below.level) == (lifted.id, "项")
    assert desk.find("3").text == "违反前款规定的，责令改正。"


def test_demoting_puts_a_clause_and_all_under_it_below_the_sibling_before(desk: Desk) -> None:
    desk.act(outlines.demote_clause, "第二章")
    sound(desk.clauses())
    moved, under = desk.find("第二章"), desk.find("第三条")
    assert (moved.level, moved.parent_id) == ("条", desk.find("第一章").id)
    assert (under.level, under.parent_id) == ("款", moved.id)
    assert under.path == "第一章/第二章/第三条"


def test_what_stands_outermost_or_has_no_sibling_before_it_stays(desk: Desk) -> None:
    before = desk.rows()
    for verb, number, rule in (
        (outlines.promote_clause, "第一章", "outermost"),
        (outlines.demote_clause, "第一章", "no_sibling_above"),
        (outlines.demote_clause, "（一）", "no_sibling_above"),
        (outlines.merge_clause, "第一章", "no_clause_above"),
        (outlines.delete_clause, "第一章", "not_empty"),
        (outlines.delete_clause, "第三条", "not_empty"),
    ):
        with pytest.raises(ConflictError) as caught:
            desk.act(verb, number)
        assert caught.value.details["rule"] == rule
    assert desk.rows() == before


def test_the_ladder_ends_where_no_inner_level_is_left(desk: Desk) -> None:
    desk.act(outlines.demote_clause, "（二）")
    desk.act(outlines.rewrite_clause, "（二）", Wording("1.", "", "不得占用消防通道。"))
    assert desk.find("1.").level == "目"
    desk.act(outlines.split_clause, "1.", Cut(0, "2."))
    with pytest.raises(ConflictError) as caught:
        desk.act(outlines.demote_clause, "2.")
    assert caught.value.details["rule"] == "innermost"


def test_merging_keeps_the_first_identity_and_every_word(desk: Desk) -> None:
    kept = desk.find("（二）").identity
    gone = desk.find("2").identity
    assert desk.act(outlines.merge_clause, "2") == kept
    sound(desk.clauses())
    merged = desk.find("（二）")
    assert merged.text == "不得占用消防通道。\n违反前款规定的，责令改正。"
    assert gone not in {clause.identity for clause in desk.clauses()}


def test_merging_a_line_that_only_looked_like_a_clause_goes_on_in_the_sentence(
    desk: Desk,
) -> None:
    desk.act(outlines.rewrite_clause, "第一条", Wording("第一条", "", "停车适用"))
    desk.act(outlines.merge_clause, "第二条")
    sound(desk.clauses())
    first = desk.find("第一条")
    assert first.text == "停车适用第二条"
    assert {c.parent_id for c in desk.clauses() if c.level == "款"} == {first.id}


def test_splitting_reads_the_number_of_the_new_clause_and_keeps_the_identity_on_the_first(
    desk: Desk,
) -> None:
    old = desk.find("第三条")
    desk.act(outlines.split_clause, "第三条", Cut(1))
    sound(desk.clauses())
    assert desk.find("第三条").identity == old.identity
    assert desk.find("第三条").text == "本办法自公布之日起施行。"
    new = desk.find("第四条")
    assert (new.text, new.level, new.path) == ("原办法同时废止。", "条", "第二章/第四条")
    assert new.is_commentable
    assert (
        new.line
        == STATUTE.splitlines().index("第三条　本办法自公布之日起施行。第四条　原办法同时废止。")
        + 1
    )


def test_a_split_clause_may_be_an_inner_or_an_outer_one_as_its_number_says(desk: Desk) -> None:
    text = "车位分为：（七）长期车位；（八）临时车位。第三章　罚则"
    desk.act(outlines.rewrite_clause, "第三条", Wording("第三条", "", text))
    desk.act(outlines.split_clause, "第三条", Cut(3, "第三章", "罚则"))
    desk.act(outlines.split_clause, "第三条", Cut(1))
    desk.act(outlines.split_clause, "（七）", Cut(0, "一类"))
    sound(desk.clauses())
    assert desk.paths()[-4:] == [
        "第二章/第三条",
        "第二章/第三条/（七）",
        "第二章/第三条/一类",
        "第三章",
    ]
    chapter = desk.find("第三章")
    assert (chapter.heading, chapter.text, chapter.is_commentable) == ("罚则", "", False)
    assert desk.find("一类").text == "长期车位；（八）临时车位。"


def test_what_follows_a_split_off_chapter_stands_in_it_siblings_beside_siblings(desk: Desk) -> None:
    desk.act(outlines.rewrite_clause, "（一）", Wording("（一）", "", "盲道。第三章　停车"))
    desk.act(outlines.split_clause, "（一）", Cut(1, "第三章", "停车"))
    sound(desk.clauses())
    chapter = desk.find("第三章")
    assert [c.number for c in desk.clauses() if c.parent_id == chapter.id] == ["（二）", "1"]
    assert desk.find("第二章").parent_id is None


def test_a_split_without_a_number_or_at_no_piece_is_refused(desk: Desk) -> None:
    before = desk.rows()
    for cut, field in ((Cut(0), "number"), (Cut(9, "第四条"), "piece"), (Cut(-1, "三"), "piece")):
        with pytest.raises(InvalidInputError) as caught:
            desk.act(outlines.split_clause, "第三条", cut)
        assert caught.value.details["field"] == field
    assert desk.rows() == before


def test_units_named_in_the_second_part_of_a_split_go_with_it(desk: Desk) -> None:
    text = "停车应当有序。\n清理车辆。\n责任单位：市城市管理局"
    desk.act(outlines.rewrite_clause, "第一条", Wording("第一条", "", text))
    units = [Unit("牵头单位", ["市公安局"]), Unit("责任单位", ["市城市管理局"])]
    desk.act(outlines.set_units, "第一条", units)
    desk.act(outlines.split_clause, "第一条", Cut(1, "第二条"))
    assert [unit["role"] for unit in desk.find("第一条").units] == ["牵头单位"]
    assert [unit["role"] for unit in desk.find("第二条").units] == ["责任单位"]


def test_the_words_of_a_clause_are_rewritten_with_its_hash_and_the_paths_under_it(
    desk: Desk,
) -> None:
    desk.act(outlines.rewrite_clause, "第二条", Wording(" 第二条之一 ", "停车", ""))
    sound(desk.clauses())
    assert desk.find("（一）").path == "第一章/第二条之一/1/（一）"
    assert desk.find("第二条之一").heading == "停车"


def test_two_clauses_of_one_number_have_paths_of_their_own(desk: Desk) -> None:
    desk.act(outlines.rewrite_clause, "第二条", Wording("第一条", "", ""))
    sound(desk.clauses())
    assert "第一章/第一条~2/1" in desk.paths()


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        (Wording("", "", "文"), "number"),
        (Wording("一" * 41, "", ""), "number"),
        (Wording("一", "题\x00", ""), "heading"),
        (Wording("一", "", "文\ud800"), "text"),
    ],
)
def test_malformed_words_are_refused(desk: Desk, wording: Wording, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        desk.act(outlines.rewrite_clause, "第二条", wording)
    assert caught.value.details["field"] == field
    assert not outline_keeping.newest_edits(desk.session, desk.version, 1)


def test_numbers_so_long_that_a_path_does_not_fit_are_refused(desk: Desk) -> None:
    desk.act(outlines.split_clause, "（一）", Cut(0, "1."))
    for number in ("第一章", "第二条", "（一）", "1."):
        desk.act(outlines.rewrite_clause, number, Wording(number.ljust(40, "长"), "", "文"))
    before = desk.rows()
    with pytest.raises(InvalidInputError) as caught:
        desk.act(outlines.rewrite_clause, "1", Wording("款" * 40, "", "文"))
    assert caught.value.details == {"field": "number", "rule": "too_long"}
    assert desk.rows() == before


def test_a_clause_is_opened_and_closed_for_comments(desk: Desk) -> None:
    desk.act(outlines.mark_clause, "第一条", False)
    assert not desk.find("第一条").is_commentable
    desk.act(outlines.mark_clause, "第一章", True)
    assert desk.find("第一章").is_commentable
    keys = [desk.find("第一条").identity]
    outlines.mark_clauses(desk.session, desk.version, keys, **desk.told)
    assert [c.identity for c in desk.clauses() if c.is_commentable] == keys
    for chosen, rule in (([], "required"), (["none"], "unknown")):
        with pytest.raises(InvalidInputError) as caught:
            outlines.mark_clauses(desk.session, desk.version, chosen, **desk.told)
        assert caught.value.details["rule"] == rule


def test_units_have_a_known_role_and_names(desk: Desk) -> None:
    units = [Unit("牵头单位", ["市公安局", " 市城市管理局 "]), Unit("完成时限", [])]
    desk.act(outlines.set_units, "第一条", units)
    assert desk.find("第一条").units == [
        {"role": "牵头单位", "names": ["市公安局", "市城市管理局"]}
    ]
    for refused in (Unit("主办单位", ["市公安局"]), Unit("牵头单位", ["局" * 201])):
        with pytest.raises(InvalidInputError):
            desk.act(outlines.set_units, "第一条", [refused])


def test_an_emptied_clause_can_be_deleted(desk: Desk) -> None:
    desk.act(outlines.rewrite_clause, "第一条", Wording("第一条", "", ""))
    assert desk.act(outlines.delete_clause, "第一条") == desk.find("第一章").identity
    sound(desk.clauses())
    assert "第一条" not in {clause.number for clause in desk.clauses()}


def test_the_only_clause_stays(session: Session, officer: User) -> None:
    desk = Desk(session, officer, "云川市停车办法（征求意见稿）\n\n第一条　停车应当有序。\n")
    desk.act(outlines.rewrite_clause, "第一条", Wording("第一条", "", ""))
    with pytest.raises(ConflictError) as caught:
        desk.act(outlines.delete_clause, "第一条")
    assert caught.value.details["rule"] == "only_clause"


def test_a_clause_of_another_draft_is_not_found(desk: Desk, officer: User) -> None:
    other = Desk(desk.session, officer, make.DRAFT)
    with pytest.raises(NotFoundError):
        outlines.promote_clause(
            desk.session, desk.version, other.find("（一）").identity, **desk.told
        )
