"""Whatever an officer does to a tree: it stays a tree, loses no word, and undo restores it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.drafts.lines import unblank
from portal.drafts.numbering import from_int
from portal.drafts.outline import read_outline
from portal.drafts.tree import Unit
from portal.errors import ConflictError, InvalidInputError
from portal.models.accounts import User
from portal.operations import outline_acts as acts
from portal.operations import outline_keeping, outlines
from portal.operations.outline_acts import Wording
from portal.operations.outline_history import difference, restored
from portal.operations.outline_levels import level_below, rank
from portal.operations.outline_pieces import pieces, without_opening
from portal.operations.outline_rows import load_tree
from portal.operations.outline_splitting import Cut, part_of
from portal.operations.outline_tree import Tree, TreeClause, end_of, parents, settled
from tests import make
from tests.drafts import texts
from tests.operations.test_outlines import STATUTE, Desk, sound
from tests.pace import within

RICH = """云川市道路停车管理规定（征求意见稿）

第一编　总则

第一章　一般规定

第一条　为了规范停车，根据有关规定，制定本规定。第二条规定的情形除外；其他从其规定。

第二条　市公安局履行下列职责：

（一）编制停车规划；

（二）其他职责：

1.组织普查；

2.建立档案。

前款规定的职责可以委托实施。“第九条　引文不是本规定的条款。”

第二编　附则

第三条　本规定自公布之日起施行。（责任单位：市公安局、市城市管理局）
"""
SOURCES = (STATUTE, RICH, make.DRAFT, texts.POLICY, texts.STATUTE)
DIGITS = str.maketrans("", "", "0123456789")
ACTS = ("promote", "demote", "merge", "split", "mark", "units", "empty", "delete")
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 40), st.integers(0, 9)), max_size=14
)


def imported(text: str) -> Tree:
    """The tree as importing the text makes it."""
    nodes = read_outline(text).all_clauses()
    depths: dict[str | None, int] = {None: -1}
    tree = []
    for node in nodes:
        depths[node.id] = depths[node.parent] + 1
        units = [{"role": unit.role, "names": list(unit.names)} for unit in node.units]
        tree.append(
            TreeClause(
                node.id, depths[node.id], node.level, node.number, node.heading, node.text,
                node.line, node.commentable, units, node.path,
            )
        )  # fmt: skip
    return tree


def words(tree: Tree) -> str:
    """All that is printed, without blanks; digits are left out, for a 款 is counted anew."""
    return unblank("".join(c.label + c.text for c in tree)).translate(DIGITS)


def act_of(name: str, pick: int) -> Callable[[Tree, int], Tree]:
    """The act of that name; `pick` chooses where it leaves a choice."""

    def split(tree: Tree, at: int) -> Tree:
        count = len(pieces(tree[at].text))
        if not count:
            raise ConflictError(rule="not_empty")
        for number in ("", "", f"（{pick}）"):
            try:
                part = part_of(RICH, tree, at, Cut(pick % count, number))
            except InvalidInputError:
                continue
            return acts.split(tree, at, part)
        raise AssertionError("a number that is given is taken")

    def mark(tree: Tree, _at: int) -> Tree:
        return acts.mark(tree, {c.identity for c in tree[:: pick + 1]})

    def units(tree: Tree, at: int) -> Tree:
        return acts.set_units(tree, at, [{"role": "责任单位", "names": [str(pick)]}])

    def empty(tree: Tree, at: int) -> Tree:
        return acts.rewrite(tree, at, Wording(tree[at].number, "", ""))

    return {
        "promote": acts.promote, "demote": acts.demote, "merge": acts.merge,
        "delete": acts.delete, "split": split, "mark": mark, "units": units, "empty": empty,
    }[name]  # fmt: skip


def require_tree(tree: Tree) -> None:
    """Raises: AssertionError when it is none."""
    depth = -1
    for at, clause in enumerate(tree):
        assert 0 <= clause.depth <= depth + 1
        depth = clause.depth
        inner = tree[at + 1 : end_of(tree, at)]
        assert all(child.path.startswith(f"{clause.path}/") for child in inner)
        assert clause.number
        assert clause.line >= 1
    assert len({c.path for c in tree}) == len({c.identity for c in tree}) == len(tree)


@pytest.mark.parametrize("text", SOURCES)
def test_the_paths_of_an_import_are_those_an_edit_would_give(text: str) -> None:
    tree = imported(text)
    assert settled(tree) == tree
    assert len(parents(tree)) == len(tree) > 3


@settings(max_examples=500, deadline=None)
@given(source=st.sampled_from(SOURCES), taken=steps)
def test_any_edits_keep_a_tree_and_every_word_and_undo_restores_the_import(
    source: str, taken: list[tuple[str, int, int]]
) -> None:
    tree = first = [c for c in imported(source) if c.number]
    history = []
    for name, place, pick in taken:
        at = place % len(tree)
        try:
            after = settled(act_of(name, pick)(tree, at))
        except ConflictError:
            continue
        require_tree(after)
        _require_words(name, tree, after, at)
        assert [c.identity for c in after if c.identity in {o.identity for o in tree}] == [
            c.identity for c in tree if c.identity in {n.identity for n in after}
        ]
        history.append(json.loads(json.dumps(difference(tree, after))))
        tree = after
    for change in reversed(history):
        tree = restored(tree, change)
    assert tree == first


def _require_words(name: str, before: Tree, after: Tree, at: int) -> None:
    """Only an emptied clause loses words, only a new number adds some."""
    if name in ("empty", "delete"):
        lost = words(before[at : at + 1])
        assert len(words(before)) - len(words(after)) in range(len(lost) + 1)
    elif name == "split":
        number = unblank(after[at + 1].number).translate(DIGITS)
        printed = words(after[: at + 1]), words(after[at + 1 :])
        assert (
            "".join(printed) == words(before)
            or words(before) == printed[0] + printed[1][len(number) :]
        )
    else:
        assert words(after) == words(before)
    if name in ("promote", "demote"):
        moved = {c.identity: c for c in after}[before[at].identity]
        parent = next((c for c in reversed(after[:at]) if c.depth < moved.depth), None)
        is_end = parent is not None and level_below(parent.level) is None
        assert parent is None or is_end or rank(parent.level) < rank(moved.level)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(source=st.sampled_from(SOURCES[:3]), taken=steps)
def test_the_rows_follow_every_edit_and_every_undo(
    session: Session, officer: User, source: str, taken: list[tuple[str, int, int]]
) -> None:
    with session.begin_nested() as savepoint:
        desk = Desk(session, officer, source)
        states = [desk.rows()]
        for name, place, pick in taken:
            rows = desk.clauses()
            clause = rows[place % len(rows)]
            try:
                _do(desk, name, clause.identity, pick)
            except (ConflictError, InvalidInputError):
                continue
            sound(desk.clauses())
            if desk.rows() != states[-1]:
                states.append(desk.rows())
        for state in reversed(states[:-1]):
            desk.undo()
            assert desk.rows() == state
        assert not outline_keeping.newest_edits(session, desk.version, 1)
        savepoint.rollback()


def _do(desk: Desk, name: str, identity: str, pick: int) -> None:
    place: tuple[Any, ...] = (desk.session, desk.version, identity)
    if name in ("promote", "demote", "merge", "delete"):
        getattr(outlines, f"{name}_clause")(*place, **desk.told)
    elif name == "split":
        outlines.split_clause(*place, Cut(pick % 3, f"（{pick}）"), **desk.told)
    elif name == "mark":
        outlines.mark_clause(*place, pick % 2 == 0, **desk.told)
    elif name == "units":
        outlines.set_units(*place, [Unit("责任单位", [str(pick)])], **desk.told)
    else:
        outlines.rewrite_clause(*place, Wording("（一）", "", ""), **desk.told)


@given(st.text("第一条（）二1.。；：！”“\n 　文字", max_size=60))
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    found = pieces(text)
    assert unblank("".join(piece.text for piece in found)) == unblank(text)
    assert all(text[piece.start :].lstrip().startswith(piece.text) for piece in found)


def test_an_opening_is_taken_off_in_whatever_width_it_is_written() -> None:
    assert without_opening("　（一） 甲", "(一)") == "甲"
    assert without_opening("甲（一）", "（一）") == "甲（一）"
    assert without_opening("甲", "") == "甲"


def test_an_edit_of_a_statute_of_1300_articles_takes_less_than_a_second(
    session: Session, officer: User
) -> None:
    articles = "".join(f"第{from_int(n)}条　停车位应当有序设置。\n\n" for n in range(1, 1301))
    desk = Desk(session, officer, f"云川市停车办法（征求意见稿）\n\n第一章　总则\n\n{articles}")
    assert len(load_tree(session, desk.version.id).tree) == 1301
    with within(2):
        desk.act(outlines.merge_clause, "第二条")
        desk.undo()
