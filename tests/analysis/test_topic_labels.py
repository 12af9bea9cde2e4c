"""Topics chosen by people, by number: kept exactly, learned from, and never renumbered."""

from collections import Counter

import pytest

from portal.analysis.corrections import Correction
from portal.analysis.engine import analyse
from portal.analysis.topic_words import can_name
from portal.analysis.types import Opinion
from tests.analysis.invented_topics import matter, opinions

NUMBER = {"停车": 7, "垃圾": 3, "电梯": 41}


def _corrections(comments: list[Opinion], share: int) -> dict[str, Correction]:
    return {one.id: Correction(topic=NUMBER[matter(one.id)]) for one in comments[::share]}


def test_chosen_numbers_stay_and_the_others_follow_them() -> None:
    comments = opinions(40)
    taught = _corrections(comments, 6)
    found = {one.id: one.topic for one in analyse(comments, 3, taught).findings}
    assert all(found[id_] == said.topic for id_, said in taught.items())
    assert sum(found[one.id] == NUMBER[matter(one.id)] for one in comments) >= 0.9 * len(comments)


def test_the_groups_bear_the_chosen_numbers_and_hold_every_comment_once() -> None:
    comments = [*opinions(40), Opinion("e", "")]
    result = analyse(comments, 3, _corrections(comments[:-1], 6))
    members = Counter(id_ for one in result.topics for id_ in one.member_ids)
    assert set(members.values()) == {1}
    assert len(members) == len(comments)
    assert set(NUMBER.values()) <= {one.index for one in result.topics}
    assert len({one.index for one in result.topics}) == len(result.topics)


def test_numbers_for_unknown_comments_empty_texts_and_the_rest_do_no_harm() -> None:
    comments = [*opinions(20), Opinion("e", "")]
    taught = {
        "nobody": Correction(topic=5),
        "e": Correction(topic=9),
        comments[0].id: Correction(topic=-1),
    }
    found = {one.id: one.topic for one in analyse(comments, 3, taught).findings}
    assert found["e"] == 9


def test_a_number_chosen_among_few_comments_is_kept_though_nothing_is_grouped() -> None:
    comments = opinions(3)
    found = analyse(comments, None, {comments[1].id: Correction(topic=2)}).findings
    assert [one.topic for one in found].count(2) == 1
    assert sum(one.topic is None for one in found) == len(comments) - 1


def test_the_rest_bore_the_number_people_had_chosen_for_a_topic() -> None:
    """Where nothing can be grouped, the rest was numbered 0, whatever 0 was."""
    comments = [Opinion(str(n), "😀") for n in range(20)]
    taught = {"3": Correction(topic=0), "5": Correction(topic=1)}
    result = analyse(comments, None, taught)
    assert {one.index: one.member_ids for one in result.topics if one.warnings != ["rest"]} == {
        0: ["3"],
        1: ["5"],
    }
    rest = next(one for one in result.topics if one.warnings == ["rest"])
    assert rest.index == 2
    assert len(rest.member_ids) == 18
    assert {one.topic for one in result.findings} == {0, 1, 2}


@pytest.mark.parametrize("word", ["怎么办", "是不是", "不然", "什么时候", "天天"])
def test_no_topic_is_called_how_or_whether(word: str) -> None:
    assert not can_name(word)


@pytest.mark.parametrize("chosen", [{"nobody": 0}, {"停车0": -1}, {"nobody": 3, "停车0": -1}])
def test_labels_of_none_of_these_comments_ended_the_analysis(chosen: dict[str, int]) -> None:
    comments = opinions(10)
    assert "停车0" in {one.id for one in comments}
    taught = {id_: Correction(topic=number) for id_, number in chosen.items()}
    found = analyse(comments, 3, taught).findings
    assert len(found) == len(comments)
