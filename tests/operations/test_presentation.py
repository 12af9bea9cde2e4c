"""Subject, public counts, and the pages that belong to a consultation."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.materials import RelatedLink
from portal.operations import presentation
from portal.queries.materials import related
from tests import make
from tests.conftest import START


def link(
    session: Session, made: Consultation, actor: User, target: str, kind: str = "earlier_round",
    title: str = "",
) -> RelatedLink:  # fmt: skip
    return presentation.add_related_link(
        session, made, kind=kind, target=target, title=title, actor=actor, now=START
    )


def test_an_earlier_round_is_seen_from_both_sides(session: Session, officer: User) -> None:
    first, second = make.published(session, officer), make.published(session, officer)
    row = link(session, second, officer, first.reference)
    assert [(r.kind, r.reference) for r in related(session, second.id)] == [
        ("earlier_round", first.reference)
    ]
    assert [(r.kind, r.reference) for r in related(session, first.id)] == [
        ("later_round", second.reference)
    ]
    presentation.remove_related_link(session, second, row.id, actor=officer, now=START)
    assert related(session, first.id) == related(session, second.id) == []


def test_a_round_in_preparation_is_not_shown_on_the_earlier_one(
    session: Session, officer: User
) -> None:
    first, second = make.published(session, officer), make.prepared(session, officer)
    link(session, second, officer, first.reference)
    assert related(session, first.id) == []


def test_a_page_elsewhere_has_its_own_words(session: Session, officer: User) -> None:
    made = make.published(session, officer)
    link(session, made, officer, "https://www.example.cn/a?b=1", "issued", "印发通知")
    assert [(r.title, r.url) for r in related(session, made.id)] == [
        ("印发通知", "https://www.example.cn/a?b=1")
    ]


@pytest.mark.parametrize(
    ("target", "kind", "title", "rule"),
    [
        ("2026-9999", "earlier_round", "", "no_such_consultation"),
        ("https://www.example.cn/", "earlier_round", "题", "round_is_here"),
        ("https://www.example.cn/", "other", "", "required"),
        ("javascript:alert(1)//", "other", "题", "web_address"),
        ("https://user@www.example.cn/", "other", "题", "web_address"),
        ("//www.example.cn/", "other", "题", "web_address"),
        ("https://[/", "other", "题", "web_address"),
        ("", "other", "题", "required"),
        ("2026-0001", "friend", "", "unknown"),
    ],
)
def test_what_leads_nowhere_is_refused(
    session: Session, officer: User, target: str, kind: str, title: str, rule: str
) -> None:
    made = make.published(session, officer)
    with pytest.raises(InvalidInputError) as caught:
        link(session, made, officer, target, kind, title)
    assert caught.value.details["rule"] == rule


def test_itself_twice_and_too_many_are_refused(session: Session, officer: User) -> None:
    made, other = make.published(session, officer), make.published(session, officer)
    with pytest.raises(InvalidInputError, match="no_such_consultation"):
        link(session, made, officer, made.reference)
    link(session, made, officer, other.reference)
    with pytest.raises(InvalidInputError, match="same_link"):
        link(session, made, officer, other.reference)
    for number in range(presentation.LINK_LIMIT - 1):
        link(session, made, officer, f"https://www.example.cn/{number}", "other", "题")
    with pytest.raises(ConflictError, match="too_many_links"):
        link(session, made, officer, "https://www.example.cn/more", "other", "题")


def test_anothers_link_is_not_removed(session: Session, officer: User) -> None:
    made, other = make.published(session, officer), make.published(session, officer)
    row = link(session, made, officer, other.reference)
    with pytest.raises(NotFoundError):
        presentation.remove_related_link(session, other, row.id, actor=officer, now=START)


def test_the_subject_is_one_of_the_list(session: Session, officer: User) -> None:
    made = make.published(session, officer)
    assert (made.subject, made.shows_counts) == ("other", False)
    change = presentation.set_presentation
    change(session, made, subject="transport", shows_counts=True, actor=officer, now=START)
    assert (made.subject, made.shows_counts) == ("transport", True)
    with pytest.raises(InvalidInputError, match="unknown"):
        change(session, made, subject="poetry", shows_counts=True, actor=officer, now=START)
