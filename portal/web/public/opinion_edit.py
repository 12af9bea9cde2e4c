"""Changing one opinion in the basket, and what is said when it is there no more."""

from __future__ import annotations

from typing import Any

from flask import redirect
from flask_babel import gettext

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.drafts import Clause
from portal.operations import baskets
from portal.queries.baskets import get_basket_opinion, removed_opinions
from portal.web import edge
from portal.web.errors import status_of
from portal.web.public import blueprint
from portal.web.public.basket import show_basket
from portal.web.public.basket_cookie import basket_token
from portal.web.public.frame import Frame, load_frame
from portal.web.public.opinion import clause_asked, opinion_page, opinion_saved, refused_page
from portal.web.public.opinion_form import OpinionForm


@blueprint.route(
    "/consultations/<reference>/basket/<int(max=2147483647):opinion_id>", methods=["GET", "POST"]
)
def opinion_edit(reference: str, opinion_id: int) -> Any:
    """The form for an opinion already in the basket."""
    frame, token = load_frame(reference), basket_token() or ""
    try:
        row, clause = get_basket_opinion(edge.reading(), token, frame.consultation.id, opinion_id)
    except NotFoundError:
        return _gone(frame, opinion_id)
    form = OpinionForm().on(clause)
    form.keep_key()
    if not form.is_submitted():
        form.saw(row.body)
        form.reads(clause)
        return opinion_page(frame, clause, form.filled(row.kind, row.stance, row.body), row)
    if not form.validate_on_submit():
        return opinion_page(frame, clause, form, row), 422
    if form.wants_preview:
        return opinion_page(frame, clause, form, row)
    try:
        with edge.transaction() as db:
            baskets.edit_opinion(
                db,
                token=token,
                consultation_id=frame.consultation.id,
                opinion_id=opinion_id,
                opinion=form.opinion(clause),
                is_unfinished=form.is_unfinished,
                seen=form.seen.data or "",
                now=edge.now(),
            )
    except NotFoundError:
        edge.close_reading()
        return _gone(frame, opinion_id)
    except (ConflictError, InvalidInputError) as error:
        if error.details.get("rule") == "opinion_changed":
            return _beside_another(frame, clause, form, error, opinion_id)
        return refused_page(frame, clause, form, error, row)
    return opinion_saved(frame, clause, form, token, gettext("修改已保存，尚未提交。"))


def _gone(frame: Frame, opinion_id: int) -> Any:
    """Another window removed or submitted it: what was typed stands in the form of a new opinion.

    Where nothing was, the basket shows how to put it back, or says that it is gone.
    """
    form = OpinionForm()
    if form.is_submitted():
        clause = clause_asked(frame, form)
        form.on(clause).keep_key(fresh=True)
        form.validate()  # what cannot be kept is told at once
        return opinion_page(frame, clause, form, is_gone=True), 404
    removed = removed_opinions(edge.reading(), basket_token(), frame.consultation.id)
    if any(row.id == opinion_id for row, _clause in removed):
        return redirect(frame.address("basket", removed=opinion_id, _anchor="removed"), 303)
    return show_basket(frame, is_gone=True), 404


def _beside_another(
    frame: Frame, clause: Clause | None, form: OpinionForm, error: Any, opinion_id: int
) -> tuple[str, int]:
    """The page with what was typed, and what another window saved meanwhile."""
    edge.close_reading()
    token = basket_token() or ""
    row, _clause = get_basket_opinion(edge.reading(), token, frame.consultation.id, opinion_id)
    form.saw(row.body)
    form.show(error)
    return opinion_page(frame, clause, form, row, saved_elsewhere=row.body), status_of(error)
