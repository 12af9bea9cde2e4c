"""意见篮: the review page before the contact form, and what one does there with an opinion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, session
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.errors import LimitReachedError, NotFoundError, WindowClosedError
from portal.operations import basket_files, basket_keeping
from portal.operations.baskets import find_basket
from portal.operations.collations import find_own_collation
from portal.queries.baskets import basket_opinions, removed_opinions
from portal.web import edge
from portal.web.errors import status_of
from portal.web.forms import ConfirmForm
from portal.web.public import blueprint
from portal.web.public.basket_cookie import basket_token, hand_out
from portal.web.public.frame import Frame, load_frame
from portal.web.words import sentence

_OPINION = "/consultations/<reference>/basket/<int(max=2147483647):opinion_id>"


@blueprint.get("/consultations/<reference>/basket")
def basket(reference: str) -> Any:
    """The visitor's opinions in their order, each to be changed, moved or removed."""
    return show_basket(load_frame(reference))


def show_basket(frame: Frame, *, messages: tuple[Any, ...] = (), is_gone: bool = False) -> str:
    """The page; `messages` say why what was pressed did not happen, `is_gone` that its opinion is not there."""
    token, db = basket_token(), edge.reading()
    rows = basket_opinions(db, token, frame.consultation.id)
    held = find_basket(db, token, frame.consultation.id)
    removed = removed_opinions(db, token, frame.consultation.id) if held else []
    return render_template(
        "public/basket.html",
        frame=frame,
        opinions=rows,
        finished_count=sum(not opinion.is_unfinished for opinion, _clause in rows),
        is_ordered=any(opinion.place for opinion, _clause in rows),
        removed=removed,
        just_removed=_just_removed(removed),
        leads=find_own_collation(db, token, frame.consultation.id) is not None,
        files=basket_files.basket_files(db, held.id) if held else [],
        form=ConfirmForm() if held else None,
        messages=messages,
        is_gone=is_gone,
        has_receipt="receipt" in session,
    )


def _just_removed(removed: Sequence[Any]) -> Any:
    """The row of the removal that the address announces, while it can still be undone; else None."""
    asked = request.args.get("removed", type=int)
    return next((row for row in removed if row[0].id == asked), None)


def _act(
    reference: str,
    act: Callable[[Session, dict[str, Any]], object],
    done: str | None,
    **place: Any,
) -> Any:
    """One button of the page was pressed: it acts, or the page says why not.

    `place` is where on the page one goes on; `done` is None where that place says what happened.
    """
    frame, form = load_frame(reference), ConfirmForm()
    if not form.validate_on_submit():
        expired = gettext("页面打开太久，安全校验已过期，请再按一次。")
        return show_basket(frame, messages=(expired,)), 422
    token = basket_token() or ""
    whose = {"token": token, "consultation_id": frame.consultation.id, "now": edge.now()}
    try:
        with edge.transaction() as db:
            act(db, whose)
    except NotFoundError:
        return show_basket(frame, is_gone=True), 404
    except (WindowClosedError, LimitReachedError) as error:
        return show_basket(frame, messages=(sentence(error),)), status_of(error)
    if done:
        flash(done, "success")
    response = redirect(frame.address("basket", **place), 303)
    hand_out(response, token)
    return response


@blueprint.post(f"{_OPINION}/remove")
def opinion_remove(reference: str, opinion_id: int) -> Any:
    """The opinion is out of the basket; the page says so where it can be put back."""

    def act(db: Session, whose: dict[str, Any]) -> None:
        basket_keeping.remove_opinion(db, opinion_id=opinion_id, **whose)

    return _act(reference, act, None, removed=opinion_id, _anchor="removed")


@blueprint.post(f"{_OPINION}/restore")
def opinion_restore(reference: str, opinion_id: int) -> Any:
    """The removed opinion is back."""

    def act(db: Session, whose: dict[str, Any]) -> None:
        basket_keeping.restore_opinion(db, opinion_id=opinion_id, **whose)

    return _act(reference, act, gettext("已放回意见篮。"), _anchor=f"opinion-{opinion_id}")


@blueprint.post(f"{_OPINION}/move")
def opinion_move(reference: str, opinion_id: int) -> Any:
    """The opinion stands one place higher or lower."""

    def act(db: Session, whose: dict[str, Any]) -> None:
        direction = "up" if request.form.get("direction") == "up" else "down"
        basket_keeping.move_opinion(db, opinion_id=opinion_id, direction=direction, **whose)

    return _act(reference, act, gettext("顺序已调整。"), _anchor=f"opinion-{opinion_id}")


@blueprint.post("/consultations/<reference>/basket/order")
def basket_order(reference: str) -> Any:
    """The opinions stand in the order of the draft again."""

    def act(db: Session, whose: dict[str, Any]) -> None:
        held = find_basket(db, whose["token"], whose["consultation_id"], lock=True)
        if held is not None:
            basket_keeping.order_by_clause(db, held, whose["now"])

    return _act(reference, act, gettext("已按条款顺序排列。"))
