"""The full-text search finds what is public, at once, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from portal.db import Database
from portal.models.consultations import Consultation
from portal.operations import consultations
from portal.queries import search
from portal.queries.consultations import public_list, state_counts
from portal.queries.narrowing import Narrowing, choices
from portal.search_words import question_words
from tests import make
from tests.conftest import START
from tests.operations import redrafting


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction that ends with the test."""
    with database.transaction() as value:
        yield value
        value.rollback()


def found(session: Session, typed: str, **more: object) -> list[Consultation]:
    asked = Narrowing(words=tuple(question_words(typed)), **more)  # type: ignore[arg-type]  # a test's shorthand
    listed = public_list(session, "all", START, narrowing=asked)
    return [item.consultation for item in listed]


@pytest.mark.parametrize(
    "typed",
    ["点位", "盲道", "停放点位", "两小时内", "盲", "共享单车", "（四）", "企业 车辆", "停放秩序混乱"],
)
def test_words_of_two_characters_and_of_any_number_are_found(session: Session, typed: str) -> None:
    made = make.published(session, make.officer(session))
    assert found(session, typed) == [made]


@pytest.mark.parametrize("typed", ["点停", "地铁", "盲车", "企业 地铁", "两时", "zzz"])
def test_what_is_not_there_is_not_found(session: Session, typed: str) -> None:
    make.published(session, make.officer(session))
    assert found(session, typed) == []


@pytest.mark.parametrize(
    "typed", ['"', "'", "* OR *", "停车\" OR \"", "NEAR(点位 盲道)", "a:*", "点位)", "-点位", "\\", "&|!"]
)
def test_the_syntax_of_the_index_is_only_text(session: Session, typed: str) -> None:
    make.published(session, make.officer(session))
    found(session, typed)
    search.passages(session, [1], question_words(typed))


def test_only_what_is_public_is_found(session: Session) -> None:
    actor = make.officer(session)
    made = make.prepared(session, actor)
    assert found(session, "点位") == []
    consultations.publish_consultation(session, made, actor=actor, now=START)
    assert found(session, "点位") == [made]
    consultations.withdraw_consultation(session, made, reason="撤回", actor=actor, now=START)
    assert found(session, "点位") == []


def test_a_publication_that_fails_leaves_nothing_in_the_index(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        make.published(session, make.officer(session)).title = str(1 // 0)
    with database.reading() as session:
        assert found(session, "点位") == []


def test_a_new_version_replaces_the_old_one(session: Session) -> None:
    actor = make.officer(session)
    made = make.published(session, actor)
    version = redrafting.import_text(
        session, made, actor, make.DRAFT.replace("盲道", "消防通道")
    )
    assert found(session, "消防") == []
    redrafting.publish(session, made, version, actor)
    assert found(session, "消防") == [made]
    assert found(session, "盲道") == []


def test_a_hit_names_its_clause_and_how_many_there_are(session: Session) -> None:
    made = make.published(session, make.officer(session))
    words = question_words("停放")
    passages, total = search.passages(session, [made.id], words)[made.id]
    assert len(passages) == search.PASSAGES_SHOWN < total
    clause, _ = search.passages(session, [made.id], question_words("盲道"))[made.id]
    assert [(hit.kind, hit.clause.number if hit.clause else "") for hit in clause] == [
        ("clause", "（五）")
    ]
    assert "盲道" in clause[0].text
    assert search.passages(session, [made.id], []) == {}


def test_the_list_is_narrowed_down_by_bureau_kind_subject_and_year(session: Session) -> None:
    first = make.published(session, make.officer(session))
    second = make.published(session, make.officer(session, "second", "云川市林业局"))
    second.subject = "agriculture"
    session.flush()
    assert found(session, "", bureau="云川市林业局") == [second]
    assert found(session, "", subject="agriculture") == [second]
    assert found(session, "", kind="major_decision") == [second, first]
    assert found(session, "", kind="law") == found(session, "", bureau="某局") == []
    assert found(session, "", year=2026) == [second, first]
    assert found(session, "", year=2025) == []
    assert found(session, "点位", bureau="云川市林业局", year=2026) == [second]
    counts = state_counts(session, START, Narrowing(subject="agriculture"))
    assert counts == {"open": 1, "upcoming": 0, "closed": 0, "answered": 0}


def test_what_can_be_chosen_is_what_is_public(session: Session) -> None:
    assert choices(session).bureaus == choices(session).years == []
    make.prepared(session, make.officer(session))
    assert choices(session).kinds == []
    make.published(session, make.officer(session, "second", "云川市林业局"))
    offered = choices(session)
    assert offered.bureaus == ["云川市林业局"]
    assert offered.years == [2026]
    assert offered.subjects == ["other"]
    assert [code for code, _name in offered.kinds] == ["major_decision"]


def test_a_hit_in_the_preamble_of_the_draft_shows_the_preamble(session: Session) -> None:
    draft = make.DRAFT.replace("为规范停放秩序，制定本意见。", "为方便市民慢行，制定本意见。")
    made = make.published(session, make.officer(session), draft=draft)
    (hit,), total = search.passages(session, [made.id], question_words("慢行"))[made.id]
    assert (hit.kind, total) == ("preamble", 1)
    assert "慢行" in hit.text


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("共享单车 盲道", ["（五）"]),  # of the title and of a clause
        ("处罚 盲道", None),  # one is nowhere
        ("覆盖率 盲道", ["（一）", "（五）"]),  # of two clauses, in the order typed
        ("盲道 覆盖率 共享单车", ["（五）", "（一）"]),
        ("点位 盲道", ["（五）"]),  # one clause has both: it alone is shown, as ever
    ],
)
def test_two_words_in_the_title_and_in_a_clause_found_nothing(
    session: Session, typed: str, places: list[str] | None
) -> None:
    """Words had to stand in one passage together."""
    made = make.published(session, make.officer(session))
    other = make.published(session, make.officer(session, "second", "云川市林业局"), draft=redrafting.ARTICLES)
    assert made in found(session, typed) if places else found(session, typed) == []
    assert sum(state_counts(session, START, Narrowing(words=tuple(question_words(typed)))).values()) == len(
        found(session, typed)
    )
    if places:
        shown, total = search.passages(session, [made.id, other.id], question_words(typed))[made.id]
        assert [hit.clause.number if hit.clause else "" for hit in shown][: len(places)] == places
        assert total >= len(places)
        assert all(word in hit.clause.quote for hit in shown if hit.clause for word in hit.words)


def test_a_heading_is_not_repeated_unless_the_words_stand_in_it(session: Session) -> None:
    """A list showed "（五）便利特殊人群 便利特殊人群 停放点位…"."""
    made = make.published(session, make.officer(session))
    for typed, is_repeated in (("盲道", False), ("特殊人群", True)):
        (hit,), _total = search.passages(session, [made.id], question_words(typed))[made.id]
        assert ("便利特殊人群" in hit.text) == is_repeated
