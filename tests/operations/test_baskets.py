"""Opinions wait in a visitor's own basket, in the window only, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import InvalidInputError, LimitReachedError, NotFoundError, WindowClosedError
from portal.models.drafts import Clause
from portal.models.submissions import Basket, BasketOpinion
from portal.operations import basket_keeping, baskets
from portal.operations.baskets import Opinion
from portal.queries.baskets import basket_counts, basket_opinions, get_basket_opinion
from portal.secrets import token_hash
from tests import make
from tests.conftest import START
from tests.make import Scene

MINE, OTHERS = "m" * 43, "o" * 43


def put(
    session: Session, scene: Scene, body: str = "建议增加停放点位", **changes: Any
) -> BasketOpinion:
    opinion = {"clause": scene.clause_ids[0], "kind": "remark", "stance": None, "body": body}
    values = {"token": MINE, "consultation_id": scene.consultation_id, "now": START}
    values |= {name: changes.pop(name) for name in ("token", "now") if name in changes}
    return baskets.put_opinion(session, opinion=Opinion(**{**opinion, **changes}), **values)


def edit(session: Session, scene: Scene, row: BasketOpinion, **changes: Any) -> BasketOpinion:
    values = {"token": MINE, "consultation_id": scene.consultation_id, "now": START}
    opinion = Opinion(None, "remark", "oppose", "改为反对")
    return baskets.edit_opinion(
        session, opinion_id=row.id, **{**values, "opinion": opinion, **changes}
    )


@pytest.fixture
def open_session(scene: Scene, session: Session) -> Session:
    """A transaction after the consultation was published."""
    return session


def test_an_opinion_waits_verbatim_in_the_visitors_basket(
    open_session: Session, scene: Scene
) -> None:
    row = put(open_session, scene, "  第一行\r\n第二行 <b>&amp;</b> ＝1+1  ", stance="suggest")
    assert row.body == "第一行\n第二行 <b>&amp;</b> ＝1+1"
    basket = baskets.find_basket(open_session, MINE, scene.consultation_id)
    assert basket is not None
    assert basket.token_hash == token_hash(MINE)
    assert basket_counts(open_session, MINE, scene.consultation_id) == {scene.clause_ids[0]: 1}
    found = basket_opinions(open_session, MINE, scene.consultation_id)
    assert [(opinion.id, clause.identity) for opinion, clause in found] == [
        (row.id, scene.clause_ids[0])
    ]


def test_an_opinion_may_be_on_the_draft_as_a_whole(open_session: Session, scene: Scene) -> None:
    put(open_session, scene, clause=None, kind="addition")
    assert basket_counts(open_session, MINE, scene.consultation_id) == {"whole": 1}


@pytest.mark.parametrize(
    ("changes", "error", "rule"),
    [
        ({"kind": "poem"}, InvalidInputError, "unknown"),
        ({"stance": "none"}, InvalidInputError, "unknown"),
        ({"clause": None, "kind": "replacement"}, InvalidInputError, "needs_clause"),
        ({"clause": None, "kind": "deletion"}, InvalidInputError, "needs_clause"),
        ({"body": " \n "}, InvalidInputError, "required"),
        ({"body": "字" * 20_001}, InvalidInputError, "too_long"),
        ({"body": "甲\0乙"}, InvalidInputError, "control_character"),
        ({"clause": "unknown"}, NotFoundError, None),
        ({"clause": ""}, NotFoundError, None),
    ],
)
def test_an_opinion_that_breaks_a_rule_is_refused_and_no_basket_is_made(
    open_session: Session, scene: Scene, changes: Any, error: type[Exception], rule: str | None
) -> None:
    with pytest.raises(error) as caught:
        put(open_session, scene, **changes)
    assert getattr(caught.value, "details", {}).get("rule") == rule
    assert open_session.scalar(select(func.count()).select_from(Basket)) == 0


def test_a_clause_nobody_may_comment_on_is_not_found(database: Database) -> None:
    with database.transaction() as session:
        made = make.prepared(session, make.officer(session))
        first = make.clauses(session, made)[0]
        session.execute(update(Clause).where(Clause.id == first.id).values(is_commentable=False))
        made.published_at = START
        draft = first.draft_version
        draft.published_at = START
        session.flush()
        with pytest.raises(NotFoundError):
            baskets.put_opinion(
                session, token=MINE, consultation_id=made.id, now=START,
                opinion=Opinion(first.identity, "remark", None, "好"),
            )  # fmt: skip


def test_before_the_opening_and_from_the_closing_instant_on_nothing_enters(
    open_session: Session, scene: Scene
) -> None:
    row = put(open_session, scene, now=scene.closes_at - timedelta(microseconds=1))
    for now in (scene.closes_at, START - timedelta(days=2)):
        with pytest.raises(WindowClosedError):
            put(open_session, scene, now=now)
        with pytest.raises(WindowClosedError):
            edit(open_session, scene, row, now=now)
    assert row.body == "建议增加停放点位"


def test_an_opinion_is_changed_in_place(open_session: Session, scene: Scene) -> None:
    row = put(open_session, scene)
    later = START + timedelta(hours=1)
    edit(open_session, scene, row, now=later)
    assert (row.clause_id, row.stance, row.body) == (None, "oppose", "改为反对")
    assert (row.created_at, row.updated_at) == (START, later)
    with pytest.raises(InvalidInputError):
        edit(open_session, scene, row, opinion=Opinion(None, "deletion", None, "删去"))


def test_an_opinion_is_removed_after_the_close_too(open_session: Session, scene: Scene) -> None:
    row = put(open_session, scene)
    mine = {"token": MINE, "consultation_id": scene.consultation_id, "opinion_id": row.id}
    basket_keeping.remove_opinion(open_session, **mine, now=scene.closes_at)
    assert basket_counts(open_session, MINE, scene.consultation_id) == {}


def test_another_visitors_opinion_is_not_found(open_session: Session, scene: Scene) -> None:
    row = put(open_session, scene)
    put(open_session, scene, token=OTHERS)
    for token in (OTHERS, "unknown", "", None):
        with pytest.raises(NotFoundError):
            get_basket_opinion(open_session, token, scene.consultation_id, row.id)
        with pytest.raises(NotFoundError):
            baskets.get_opinion(open_session, token, scene.consultation_id, row.id)
    place = {"token": OTHERS, "consultation_id": scene.consultation_id}
    with pytest.raises(NotFoundError):
        basket_keeping.remove_opinion(open_session, opinion_id=row.id, now=START, **place)
    with pytest.raises(NotFoundError):
        edit(open_session, scene, row, token=OTHERS)
    assert basket_opinions(open_session, None, scene.consultation_id) == []
    mine = baskets.get_opinion(open_session, MINE, scene.consultation_id, row.id)
    assert mine is row


def test_one_visitor_has_one_basket_a_consultation(open_session: Session, scene: Scene) -> None:
    made = [
        baskets.open_basket(
            open_session, token=MINE, consultation_id=scene.consultation_id, now=START
        )
        for _ in range(2)
    ]
    assert made[0] is made[1]


def test_a_basket_holds_two_hundred_opinions_and_no_more(
    open_session: Session, scene: Scene
) -> None:
    for _ in range(baskets.OPINION_LIMIT):
        put(open_session, scene, "好")
    with pytest.raises(LimitReachedError):
        put(open_session, scene, "好")
    put(open_session, scene, "好", token=OTHERS)


def test_a_basket_nobody_touched_is_forgotten_with_its_opinions(
    open_session: Session, scene: Scene
) -> None:
    put(open_session, scene)
    put(open_session, scene, token=OTHERS, now=START + timedelta(days=5))
    now = START + timedelta(days=10)
    assert basket_keeping.forget_old_baskets(open_session, seconds=10 * 86400, now=now) == 0
    assert basket_keeping.forget_old_baskets(open_session, seconds=6 * 86400, now=now) == 1
    assert open_session.scalar(select(func.count()).select_from(BasketOpinion)) == 1
