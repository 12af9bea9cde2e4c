"""What holds for every pair of versions, and how often a random redraft is understood."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.drafts.comparison import Mapping, align
from portal.drafts.tree import ClauseNode
from tests.pace import within

from .redrafts import Article, Statute, articles_of, redrafted, statute

MIRRORED = {"split": "merged", "merged": "split", "deleted": "new", "new": "deleted"}
Row = tuple[str | None, str | None, str]

NODE_TEXTS = st.sampled_from(
    ["", "甲", "设置蜂箱。", "设置蜂箱，定期检查。", "定期检查。", "蜜源植物名录由市园林部门公布。"]
)
LEVELS = st.sampled_from(["章", "条", "款", "项", "一、", "（一）", "①"])


@st.composite
def trees(draw: st.DrawFn) -> list[ClauseNode]:
    """Any tree at all, sensible or not."""
    made: list[ClauseNode] = []
    for at in range(draw(st.integers(0, 12))):
        parent = draw(st.none() | st.sampled_from(made)) if made else None
        number, text = draw(st.sampled_from(["第一条", "（一）", "1"])), draw(NODE_TEXTS)
        above = parent.id if parent else None
        node = ClauseNode(f"c{at}", f"{at}", above, draw(LEVELS), number, "", text, at, True, [])
        made.append(node)
    return made


@given(trees(), trees())
@settings(deadline=None, max_examples=150)
def test_every_clause_has_its_row_and_every_row_makes_sense(
    old: list[ClauseNode], new: list[ClauseNode]
) -> None:
    found = align(old, new)
    assert {one.old for one in found} - {None} == {one.id for one in old}
    assert {one.new for one in found} - {None} == {one.id for one in new}
    for one in found:
        assert (one.old is None) == (one.change == "new")
        assert (one.new is None) == (one.change == "deleted")
        assert 0 <= one.similarity <= 1
        assert (one.similarity == 1) >= (one.change in ("kept", "moved", "renumbered"))
        assert one.change != "changed" or one.similarity < 1


@given(trees())
@settings(deadline=None)
def test_a_version_compared_with_itself_is_kept(clauses: list[ClauseNode]) -> None:
    rows = [(one.old, one.new, one.change) for one in align(clauses, clauses)]
    assert rows == [(one.id, one.id, "kept") for one in clauses]


def test_the_order_of_rows_is_that_of_the_new_version() -> None:
    random = Random(5)
    old = statute(random, 3, 8)
    after = articles_of(redrafted(random, old, 10))
    place = {clause.id: at for at, clause in enumerate(after)}
    found = [place[one.new] for one in align(articles_of(old), after) if one.new]
    assert found == sorted(found)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.integers(0, 12))
def test_most_of_a_random_redraft_is_understood(seed: int, edit_count: int) -> None:
    """Of any one redraft of 30 articles nearly all is found; below, how much of many."""
    wanted, found = _wanted_and_found(seed, edit_count)
    assert len(wanted & found) >= 0.75 * len(wanted)
    if edit_count == 0:
        assert wanted == found


def test_of_many_random_redrafts_almost_all_is_understood() -> None:
    """A third of all articles edited in every way there is: 97 rows of 100 are right."""
    counts = [0, 0, 0]
    for seed in range(30):
        wanted, found = _wanted_and_found(seed, 10)
        counts = [
            counts[0] + len(wanted & found),
            counts[1] + len(wanted),
            counts[2] + len(found),
        ]
    assert counts[0] / counts[1] >= 0.97
    assert counts[0] / counts[2] >= 0.97


def test_seen_from_the_new_version_almost_all_is_mirrored() -> None:
    count = differing = 0
    for seed in range(20):
        random = Random(seed)
        drafted = statute(random, 3, 10)
        old, new = articles_of(drafted), articles_of(redrafted(random, drafted, 10))
        forth = {_row(one) for one in align(old, new)}
        back = {_mirrored(one) for one in align(new, old)}
        count += len(forth)
        differing += len(forth ^ back)
    assert differing <= 0.02 * count


@pytest.mark.parametrize("kind", ["redraft", "other", "repeated"])
def test_thirteen_hundred_articles_take_less_than_five_seconds(kind: str) -> None:
    random = Random(1)
    old = statute(random, 26, 50)
    repeated = [[Article(["养护单位应当每月检查一次。"]) for _at in range(50)] for _c in range(26)]
    versions = {
        "redraft": (old, redrafted(random, old, 200)),
        "other": (old, statute(Random(2), 26, 50)),
        "repeated": (repeated, repeated[:-3]),
    }
    before, after = (articles_of(version) for version in versions[kind])
    with within(5):
        align(before, after)


def _wanted_and_found(seed: int, edit_count: int) -> tuple[set[Row], set[Row]]:
    random = Random(seed)
    drafted = statute(random, 3, 10)
    made = redrafted(random, drafted, edit_count)
    before, after = articles_of(drafted), articles_of(made)
    old, new = (_article_ids(clauses) for clauses in (before, after))
    rows = {_row(one) for one in align(before, after) if one.old in old or one.new in new}
    return _wanted(made, before, after), rows


def _article_ids(clauses: list[ClauseNode]) -> set[str | None]:
    return {clause.id for clause in clauses if clause.level == "条"}


def _wanted(made: Statute, before: list[ClauseNode], after: list[ClauseNode]) -> set[Row]:
    old = [clause for clause in before if clause.level == "条"]
    new = [clause for clause in after if clause.level == "条"]
    rows: set[Row] = set()
    for article, clause in zip((one for chapter in made for one in chapter), new, strict=True):
        for was in article.was:
            is_renumbered = article.change == "kept" and old[was].number != clause.number
            rows.add((old[was].id, clause.id, "renumbered" if is_renumbered else article.change))
        if not article.was:
            rows.add((None, clause.id, "new"))
    gone = {clause.id for clause in old} - {row[0] for row in rows}
    return rows | {(one, None, "deleted") for one in gone}


def _row(one: Mapping) -> Row:
    return one.old, one.new, one.change


def _mirrored(one: Mapping) -> Row:
    return one.new, one.old, MIRRORED.get(one.change, one.change)
