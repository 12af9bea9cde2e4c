"""After a submission: its files are its own, and only what was not submitted stays in the basket."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Delete, Select, Table, Update, bindparam, delete, exists, select, update
from sqlalchemy.orm import Session

from portal.models.submissions import (
    Attachment,
    AttachmentPurpose,
    Basket,
    BasketContact,
    BasketOpinion,
    Comment,
)


def empty_basket(
    session: Session, basket: Basket, submission_id: int, opinions: Sequence[Any]
) -> None:
    """The submitted opinions have left, their files belong to the comments they became.

    The basket is gone, unless something unfinished stays in it.
    """
    moved = {"basket": basket.id, "submission": submission_id}
    _give_files_to_comments(session, basket.id, submission_id, opinions)
    session.execute(_keep_attachments(), moved)
    session.execute(_drop_basket(), {"basket": basket.id})
    session.execute(_drop_submitted(), {"basket": basket.id})
    session.execute(_drop_contact(), {"basket": basket.id})
    session.expunge(basket)


def _give_files_to_comments(
    session: Session, basket_id: int, submission_id: int, opinions: Sequence[Any]
) -> None:
    """By the place of its opinion each file finds its comment."""
    files = session.execute(_files_of_opinions(), {"basket": basket_id}).all()
    if not files:
        return
    places = {row.id: place for place, row in enumerate(opinions, start=1)}
    query = select(Comment.position, Comment.id).where(Comment.submission_id == submission_id)
    comments = {int(place): int(comment_id) for place, comment_id in session.execute(query)}
    for file_id, opinion_id in files:
        if opinion_id in places:
            owner = {
                "basket_id": None,
                "basket_opinion_id": None,
                "submission_id": submission_id,
                "comment_id": comments[places[opinion_id]],
            }
            session.execute(update(Attachment).where(Attachment.id == file_id).values(owner))


@cache
def _files_of_opinions() -> Select[*tuple[Any, ...]]:
    return select(Attachment.id, Attachment.basket_opinion_id).where(
        Attachment.basket_id == bindparam("basket"), Attachment.basket_opinion_id.is_not(None)
    )


@cache
def _keep_attachments() -> Update:
    table = cast(Table, Attachment.__table__)
    values: dict[str, Any] = {"basket_id": None, "submission_id": bindparam("submission")}
    return (
        update(table)
        .where(
            table.c.basket_id == bindparam("basket"),
            table.c.purpose != AttachmentPurpose.OPINION.value,
        )
        .values(values)
    )


@cache
def _drop_basket() -> Delete:
    basket, opinion = cast(Table, Basket.__table__), cast(Table, BasketOpinion.__table__)
    stays = exists().where(
        opinion.c.basket_id == basket.c.id,
        opinion.c.is_unfinished,
        opinion.c.removed_at.is_(None),
    )
    return delete(basket).where(basket.c.id == bindparam("basket"), ~stays)


@cache
def _drop_submitted() -> Delete:
    table = cast(Table, BasketOpinion.__table__)
    return delete(table).where(
        table.c.basket_id == bindparam("basket"),
        table.c.is_unfinished.is_(False) | table.c.removed_at.is_not(None),
    )


@cache
def _drop_contact() -> Delete:
    table = cast(Table, BasketContact.__table__)
    return delete(table).where(table.c.basket_id == bindparam("basket"))
