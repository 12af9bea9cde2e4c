"""The kept counts equal what the rows say, after whatever people and machines did."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.models.accounts import User
from portal.models.responses import Outcome
from portal.models.submissions import WHOLE, ClauseTally, Comment, Stance
from portal.operations import analyses, responses
from portal.operations.baskets import Opinion
from portal.operations.responses import Decision
from portal.operations.tallies import derived_tally, recount
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import PERSON, Scene

TEXTS = ("坚决反对收费", "很好，支持", "建议增加点位", "请问何时执行？", "好", "无意见")
COUNTS = [c.name for c in ClauseTally.__table__.columns if c.name.endswith(("_count", "_sum"))]


def kept(session: Session, scene: Scene) -> dict[str, dict[str, Any]]:
    rows = session.scalars(
        select(ClauseTally)
        .where(ClauseTally.consultation_id == scene.consultation_id)
        .execution_options(populate_existing=True)
    )
    return {row.clause_key: {name: getattr(row, name) for name in COUNTS} for row in rows}


def derived(session: Session, scene: Scene) -> dict[str, dict[str, Any]]:
    keys = session.scalars(select(Comment.clause_key).distinct())
    return {key: derived_tally(session, scene.consultation_id, key) for key in keys.all()}


class People:
    """Commenters, officers and the machine acting at random, in an order the seed decides."""

    def __init__(self, database: Database, ring: KeyRing, scene: Scene, seed: int) -> None:
        self.database, self.ring, self.scene = database, ring, scene
        self.random = Random(seed)

    def act(self) -> None:
        acts = [self.submit, self.submit, self.analyse, self.decide, self.correct]
        self.random.choice(acts)()

    def submit(self) -> None:
        opinions = [
            Opinion(
                self.random.choice([*self.scene.clause_ids[:3], None]),
                "remark",
                self.random.choice([None, None, *[stance.value for stance in Stance]]),
                self.random.choice(TEXTS),
            )
            for _ in range(self.random.randint(1, 4))
        ]
        contact = replace(PERSON, reach=f"199{self.random.randrange(10**8):08d}")
        make.submission(self.database, self.ring, self.scene, opinions, contact=contact)

    def analyse(self) -> None:
        analyses.analyse_pending(self.database, START, batch=self.random.randint(1, 6))

    def decide(self) -> None:
        with self.database.transaction() as session:
            ids = list(session.scalars(select(Comment.id)))
            chosen = self.random.sample(ids, min(len(ids), self.random.randint(1, 3)))
            outcome = self.random.choice([o for o in Outcome if o != Outcome.DUPLICATE])
            decision = Decision(outcome, reason="研究后认为如此。", changed_text="改为二米。")
            if chosen:
                responses.decide_comments(
                    session, self.scene.consultation_id, chosen, decision,
                    actor=_officer(session), now=START,
                )  # fmt: skip

    def correct(self) -> None:
        with self.database.transaction() as session:
            ids = list(session.scalars(select(Comment.id)))
            if ids:
                analyses.judge_comment(
                    session,
                    comment_id=self.random.choice(ids),
                    stance=self.random.choice([*[stance.value for stance in Stance], "none"]),
                    actor=_officer(session),
                    now=START,
                )


def _officer(session: Session) -> User:
    return session.scalars(select(User).where(User.username == "officer")).one()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_each_of_many_random_acts_kept_and_derived_counts_are_equal(
    database: Database, ring: KeyRing, scene: Scene, seed: int
) -> None:
    people = People(database, ring, scene, seed)
    for step in range(25):
        people.act()
        with database.reading() as session:
            found, wanted = kept(session, scene), derived(session, scene)
        assert found.keys() == wanted.keys()
        for key, row in found.items():
            assert row == pytest.approx(wanted[key]), (step, key)


def test_a_stance_the_commenter_chose_counts_before_any_analysis(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    opinions = [
        Opinion(None, "remark", stance, "总体意见") for stance in ("support", "support", None)
    ]
    make.submission(database, ring, scene, opinions)
    with database.reading() as session:
        row = kept(session, scene)[WHOLE]
    assert (row["comment_count"], row["support_count"], row["oppose_count"]) == (3, 2, 0)


def test_a_damaged_count_is_mended_by_a_recount_and_others_are_left_alone(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    for clause in scene.clause_ids[:2]:
        make.submission(database, ring, scene, [Opinion(clause, "remark", "oppose", "反对")])
    with database.transaction() as session:
        for row in session.scalars(select(ClauseTally)):
            row.comment_count = row.oppose_count = 99
        session.flush()
        recount(session, scene.consultation_id, {scene.clause_ids[0]})
        found = kept(session, scene)
    assert found[scene.clause_ids[0]]["comment_count"] == 1
    assert found[scene.clause_ids[0]]["oppose_count"] == 1
    assert found[scene.clause_ids[1]]["comment_count"] == 99


def test_a_clause_nobody_commented_on_derives_to_nothing(database: Database, scene: Scene) -> None:
    with database.transaction() as session:
        assert set(derived_tally(session, scene.consultation_id, "unknown").values()) == {0}
        recount(session, scene.consultation_id, {"unknown"})
        assert session.execute(delete(ClauseTally)).rowcount == 0  # type: ignore[attr-defined]  # a DELETE returns a cursor result
