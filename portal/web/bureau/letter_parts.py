"""Splitting a letter into opinions that are answered one by one, and merging them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from portal.operations import letter_parts
from portal.queries.comments import get_card
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.decide import decide_page
from portal.web.bureau.letter_form import SplitForm
from portal.web.bureau.workbench import LARGEST_ID, ROW_ID
from portal.web.forms import ConfirmForm, PortalForm
from portal.web.numbers import typed_number

_COMMENT = f"/consultations/<reference>/comments/<{ROW_ID}:comment_id>"
_NO_CLAUSE = -1


@blueprint.post(f"{_COMMENT}/split")
def letter_split(reference: str, comment_id: int) -> Any:
    """The parts stand in the letter's place, each on its clause; the letter's page lists them."""
    own, form = workbench.get_own(reference), SplitForm()
    chosen = [_clause_id(field.data) for field in form.clauses]
    done = ngettext(
        "已拆成 %(num)s 条意见，原文保留在这里。", "已拆成 %(num)s 条意见，原文保留在这里。", len(chosen)
    )
    return _answer(
        reference,
        comment_id,
        form,
        lambda db: letter_parts.split_letter(
            db, own.id, comment_id, chosen, actor=edge.actor(db), now=edge.now()
        ),
        done,
    )


@blueprint.post(f"{_COMMENT}/merge")
def letter_merge(reference: str, comment_id: int) -> Any:
    """The letter is one opinion again."""
    own = workbench.get_own(reference)
    return _answer(
        reference,
        comment_id,
        ConfirmForm(),
        lambda db: letter_parts.merge_parts(
            db, own.id, comment_id, actor=edge.actor(db), now=edge.now()
        ),
        gettext("已并回一条意见。"),
    )


def _clause_id(typed: Any) -> int | None:
    """The id that was chosen, None for the whole draft; one that no clause has for anything else."""
    if not typed:
        return None
    return typed_number(str(typed), LARGEST_ID) or _NO_CLAUSE


def _answer(
    reference: str,
    comment_id: int,
    form: PortalForm,
    verb: Callable[[Session], object],
    done: str,
) -> Any:
    """The comment's page again: after the act, or with what is wrong."""
    get_card(edge.reading(), workbench.get_own(reference).id, comment_id)
    status = workbench.perform(form, verb) if form.validate_on_submit() else 422
    if status != workbench.DONE:
        own = workbench.get_own_anew(reference)
        row = get_card(edge.reading(), own.id, comment_id)
        return decide_page(own, row, status, errors=form)
    flash(done, "success")
    return redirect(url_for("bureau.decide", reference=reference, comment_id=comment_id), 303)
