"""What one form sends twice is there once; opinions are moved, taken out and put back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError, LimitReachedError, NotFoundError, WindowClosedError
from portal.models.submissions import Basket, BasketOpinion, Comment
from portal.operations import basket_keeping, baskets, submissions
from portal.operations.baskets import Opinion
from portal.queries.baskets import basket_opinions, removed_opinions
from portal.secrets import KeyRing, new_token
from tests import make
from tests.conftest import START
from tests.make import Scene

MINE, KEY = "m" * 43, "k" * 43


def put(session: Session, scene: Scene, body: str, clause: int | None = 0, **more: Any) -> BasketOpinion:
    opinion = Opinion(None if clause is None else scene.clause_ids[clause], "remark", None, body)
    values = {"token": MINE, "consultation_id": scene.consultation_id, "now": START, **more}
    return baskets.put_opinion(session, opinion=opinion, **values)


def bodies(session: Session, scene: Scene) -> list[str]:
    return [row.body for row, _ in basket_opinions(session, MINE, scene.consultation_id)]


def whose(scene: Scene, row: BasketOpinion, **more: Any) -> dict[str, Any]:
    return {
        "token": MINE, "consultation_id": scene.consultation_id, "opinion_id": row.id, "now": START, **more
    }  # fmt: skip


def test_a_double_click_puts_one_copy_into_the_basket(scene: Scene, session: Session) -> None:
    first = put(session, scene, "同一条", form_key=KEY)
    assert put(session, scene, "同一条", form_key=KEY) is first
    assert bodies(session, scene) == ["同一条"]


def test_going_back_and_writing_something_else_makes_a_second_opinion(
    scene: Scene, session: Session
) -> None:
    put(session, scene, "第一条", form_key=KEY)
    put(session, scene, "第二条", form_key=KEY)
    put(session, scene, "第二条", form_key=KEY)
    assert bodies(session, scene) == ["第一条", "第二条"]


def test_the_same_words_of_a_form_opened_anew_are_not_taken_twice(
    scene: Scene, session: Session
) -> None:
    """The browser's back button opens the form with another key; the words are still in it."""
    row = put(session, scene, "一样", form_key=KEY)
    assert put(session, scene, "一样", form_key="j" * 43) is row
    put(session, scene, "一样", clause=1, form_key="i" * 43)
    assert bodies(session, scene) == ["一样", "一样"]
    basket_keeping.remove_opinion(session, **whose(scene, row))
    put(session, scene, "一样", form_key="l" * 43)
    assert bodies(session, scene) == ["一样", "一样"]


def test_what_is_saved_for_later_grows_and_is_finished_in_place(
    scene: Scene, session: Session
) -> None:
    row = put(session, scene, "开头", form_key=KEY, is_unfinished=True)
    assert put(session, scene, "开头和中间", form_key=KEY, is_unfinished=True) is row
    assert row.is_unfinished
    assert put(session, scene, "写完了", form_key=KEY) is row
    assert (row.is_unfinished, bodies(session, scene)) == (False, ["写完了"])


def test_an_automatic_saving_after_the_button_changes_nothing(
    scene: Scene, session: Session
) -> None:
    put(session, scene, "写完了", form_key=KEY)
    put(session, scene, "写完", form_key=KEY, is_unfinished=True)
    assert bodies(session, scene) == ["写完了"]


def test_a_finished_opinion_does_not_become_unfinished(scene: Scene, session: Session) -> None:
    row = put(session, scene, "写完了")
    changed = Opinion(None, "remark", None, "改了")
    baskets.edit_opinion(session, opinion=changed, is_unfinished=True, **whose(scene, row))
    assert not row.is_unfinished


def test_an_edit_renews_the_life_of_the_basket(scene: Scene, session: Session) -> None:
    """Once only a new opinion did: a basket in daily use was forgotten after ninety days."""
    row = put(session, scene, "初稿")
    later = START + timedelta(days=20)
    changed = Opinion(None, "remark", None, "二稿")
    baskets.edit_opinion(session, opinion=changed, **whose(scene, row, now=later))
    assert session.get_one(Basket, row.basket_id).updated_at == later


def test_opinions_stand_in_clause_order_until_they_are_moved(
    scene: Scene, session: Session
) -> None:
    rows = {name: put(session, scene, name, clause) for name, clause in (("丙", 2), ("甲", None), ("乙", 1))}
    assert bodies(session, scene) == ["甲", "乙", "丙"]
    basket_keeping.move_opinion(session, direction="up", **whose(scene, rows["丙"]))
    assert bodies(session, scene) == ["甲", "丙", "乙"]
    basket_keeping.move_opinion(session, direction="down", **whose(scene, rows["甲"]))
    basket_keeping.move_opinion(session, direction="up", **whose(scene, rows["丙"]))
    assert bodies(session, scene) == ["丙", "甲", "乙"]
    put(session, scene, "丁", 0)
    assert bodies(session, scene)[-1] == "丁"
    basket_keeping.order_by_clause(session, session.get_one(Basket, rows["甲"].basket_id), START)
    assert bodies(session, scene) == ["甲", "丁", "乙", "丙"]


def test_only_two_directions_inside_the_window_move_an_opinion(
    scene: Scene, session: Session
) -> None:
    row = put(session, scene, "甲")
    with pytest.raises(InvalidInputError):
        basket_keeping.move_opinion(session, direction="left", **whose(scene, row))
    with pytest.raises(WindowClosedError):
        basket_keeping.move_opinion(session, direction="up", **whose(scene, row, now=scene.closes_at))
    with pytest.raises(NotFoundError):
        basket_keeping.move_opinion(session, direction="up", **whose(scene, row, token="o" * 43))


def test_what_was_removed_can_be_put_back(scene: Scene, session: Session) -> None:
    row = put(session, scene, "误删")
    basket_keeping.remove_opinion(session, **whose(scene, row))
    assert bodies(session, scene) == []
    assert [r.body for r, _ in removed_opinions(session, MINE, scene.consultation_id)] == ["误删"]
    with pytest.raises(NotFoundError):
        basket_keeping.remove_opinion(session, **whose(scene, row))
    basket_keeping.restore_opinion(session, **whose(scene, row))
    assert bodies(session, scene) == ["误删"]
    with pytest.raises(NotFoundError):
        basket_keeping.restore_opinion(session, **whose(scene, row))


def test_nothing_is_put_back_into_a_full_basket_or_after_the_close(
    scene: Scene, session: Session
) -> None:
    row = put(session, scene, "误删")
    basket_keeping.remove_opinion(session, **whose(scene, row))
    with pytest.raises(WindowClosedError):
        basket_keeping.restore_opinion(session, **whose(scene, row, now=scene.closes_at))
    for _ in range(baskets.OPINION_LIMIT):
        put(session, scene, "好")
    with pytest.raises(LimitReachedError):
        basket_keeping.restore_opinion(session, **whose(scene, row))


def test_forms_sent_again_filled_a_basket_past_its_limit(scene: Scene, session: Session) -> None:
    for number in range(baskets.OPINION_LIMIT):
        put(session, scene, f"第{number}条", form_key=f"{number:043}")
    for row, _ in list(basket_opinions(session, MINE, scene.consultation_id))[:2]:
        basket_keeping.remove_opinion(session, **whose(scene, row))
    put(session, scene, "新的")
    assert put(session, scene, "第0条", form_key=f"{0:043}").removed_at is None
    assert put(session, scene, "第0条", form_key=f"{0:043}").removed_at is None
    with pytest.raises(LimitReachedError):
        put(session, scene, "第1条", form_key=f"{1:043}")
    assert len(bodies(session, scene)) == baskets.OPINION_LIMIT


def test_only_the_last_removed_opinions_are_kept_and_for_a_day(
    scene: Scene, session: Session
) -> None:
    for number in range(basket_keeping.REMOVED_LIMIT + 3):
        row = put(session, scene, f"第{number}条")
        basket_keeping.remove_opinion(session, **whose(scene, row))
    found = removed_opinions(session, MINE, scene.consultation_id)
    assert len(found) == basket_keeping.REMOVED_LIMIT
    later = START + basket_keeping.REMOVED_FOR + timedelta(seconds=1)
    basket_keeping.forget_old_baskets(session, seconds=90 * 86400, now=later)
    assert session.scalar(select(func.count()).select_from(BasketOpinion)) == 0


def test_the_unfinished_and_the_removed_are_not_submitted_and_the_unfinished_stays(
    scene: Scene, session: Session, ring: KeyRing
) -> None:
    put(session, scene, "提交我")
    put(session, scene, "还没写完", is_unfinished=True)
    basket_keeping.remove_opinion(session, **whose(scene, put(session, scene, "不要了")))
    receipt = submissions.submit_basket(
        session, ring, token=MINE, consultation_id=scene.consultation_id, contact=make.PERSON,
        idempotency_key=new_token(), now=START,
    )  # fmt: skip
    query = select(Comment.body).where(Comment.submission_id == receipt.submission_id)
    assert session.scalars(query).all() == ["提交我"]
    assert bodies(session, scene) == ["还没写完"]
    assert removed_opinions(session, MINE, scene.consultation_id) == []
