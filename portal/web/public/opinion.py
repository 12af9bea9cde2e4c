"""Writing, changing and removing one opinion in the basket."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext
from markupsafe import Markup

from portal.errors import InvalidInputError, LimitReachedError, NotFoundError, WindowClosedError
from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.submissions import CommentKind
from portal.operations import baskets, drafts, limits
from portal.queries import consultations
from portal.queries.baskets import get_basket_opinion
from portal.queries.versions import find_version
from portal.web import edge
from portal.web.errors import status_of
from portal.web.forms import ConfirmForm
from portal.web.public import blueprint
from portal.web.public.basket import show_basket
from portal.web.public.basket_cookie import basket_token, fresh_basket_token, hand_out
from portal.web.public.frame import Frame, load_frame
from portal.web.public.opinion_form import OpinionForm
from portal.web.public.refusal import refusal_of

_IDENTITY = re.compile(r"[0-9a-z]{1,32}")
_OPINION = "/consultations/<reference>/basket/<int(max=2147483647):opinion_id>"


@blueprint.route("/consultations/<reference>/opinions/new", methods=["GET", "POST"])
def opinion_new(reference: str) -> Any:
    """The form for a new opinion; a success puts it into the basket."""
    frame, form = load_frame(reference), OpinionForm()
    clause = _clause(frame, form)
    form.on(clause)
    if not form.is_submitted():
        _prefill(form, clause)
        return _page(frame, clause, form)
    if not form.validate_on_submit():
        return _page(frame, clause, form), 422
    token = fresh_basket_token()
    try:
        _put(frame, token, form.opinion(clause))
    except (WindowClosedError, InvalidInputError, LimitReachedError) as error:
        return _refused(frame, clause, form, error)
    flash(_done(frame, gettext("已放入意见篮，尚未提交。"), clause), "success")
    response = redirect(frame.address("basket"), 303)
    hand_out(response, token)
    return response


def _put(frame: Frame, token: str, opinion: baskets.Opinion) -> None:
    ring, now, address = edge.ring(), edge.now(), edge.client_address()
    with edge.transaction() as db:
        limits.require_below(db, ring, limits.OPINION, address, now)
        limits.count_attempt(db, ring, limits.OPINION, address, now)
        baskets.put_opinion(
            db, token=token, consultation_id=frame.consultation.id, opinion=opinion, now=now
        )


@blueprint.route(_OPINION, methods=["GET", "POST"])
def opinion_edit(reference: str, opinion_id: int) -> Any:
    """The form for an opinion already in the basket."""
    frame, token = load_frame(reference), basket_token() or ""
    row, clause = get_basket_opinion(edge.reading(), token, frame.consultation.id, opinion_id)
    form = OpinionForm().on(clause)
    if not form.is_submitted():
        return _page(frame, clause, form.filled(row.kind, row.stance, row.body), opinion_id)
    if not form.validate_on_submit():
        return _page(frame, clause, form, opinion_id), 422
    try:
        with edge.transaction() as db:
            baskets.edit_opinion(
                db,
                token=token,
                consultation_id=frame.consultation.id,
                opinion_id=opinion_id,
                opinion=form.opinion(clause),
                now=edge.now(),
            )
    except (WindowClosedError, InvalidInputError) as error:
        return _refused(frame, clause, form, error, opinion_id)
    flash(_done(frame, gettext("修改已保存，尚未提交。"), clause), "success")
    return redirect(frame.address("basket"), 303)


@blueprint.post(f"{_OPINION}/remove")
def opinion_remove(reference: str, opinion_id: int) -> Any:
    """The opinion is out of the basket."""
    frame, form = load_frame(reference), ConfirmForm()
    if not form.validate_on_submit():
        return show_basket(frame, has_expired=True), 422
    with edge.transaction() as db:
        baskets.remove_opinion(
            db,
            token=basket_token() or "",
            consultation_id=frame.consultation.id,
            opinion_id=opinion_id,
        )
    flash(gettext("已从意见篮移除。"), "success")
    return redirect(frame.address("basket"), 303)


def _clause(frame: Frame, form: OpinionForm) -> Clause | None:
    """The clause the address names, None for the whole draft. Raises: NotFoundError."""
    identity = request.args.get("clause", "")
    if not identity:
        return None
    version = _version_read(frame, form)
    if not _IDENTITY.fullmatch(identity):
        raise NotFoundError(subject="clause")
    clause = drafts.get_clause(edge.reading(), version.id, identity)
    if not clause.is_commentable:
        raise NotFoundError(subject="clause")
    form.version.data = str(version.number)
    return clause


def _version_read(frame: Frame, form: OpinionForm) -> DraftVersion:
    """The version the visitor has before them: another may have been published meanwhile.

    Raises: NotFoundError.
    """
    db, number = edge.reading(), form.version_read
    present = consultations.public_draft(db, frame.consultation.id)
    if present is None:
        raise NotFoundError(subject="draft")
    if number is None or number >= present.number:
        return present
    earlier = find_version(db, frame.consultation.id, number)
    is_fit = earlier.published_at is not None and earlier.purpose == Purpose.CONSULTATION
    return earlier if is_fit else present


def _prefill(form: OpinionForm, clause: Clause | None) -> None:
    """Replacement text begins with the clause as it stands."""
    kind = request.args.get("kind", "")
    if kind in {choice.value for choice in form.kind.choices}:
        form.kind.data = kind
    if kind == CommentKind.REPLACEMENT and clause is not None:
        form.body.data = clause.text or clause.heading


def _page(
    frame: Frame,
    clause: Clause | None,
    form: OpinionForm,
    opinion_id: int | None = None,
    **more: Any,
) -> str:
    return render_template(
        "public/opinion.html", frame=frame, clause=clause, form=form, opinion_id=opinion_id, **more
    )


def _refused(
    frame: Frame,
    clause: Clause | None,
    form: OpinionForm,
    error: Any,
    opinion_id: int | None = None,
) -> tuple[str, int]:
    """The page again with everything typed, and why it was not taken."""
    refusal = refusal_of(error)
    if refusal is None:
        form.show(error)
    return _page(frame, clause, form, opinion_id, refusal=refusal), status_of(error)


def _done(frame: Frame, sentence: str, clause: Clause | None) -> Markup:
    anchor = f"c-{clause.identity}" if clause else None
    words = gettext("回到草案，继续提意见")
    link = Markup('<a href="{}">{}</a>').format(frame.address("draft", _anchor=anchor), words)
    return Markup("{} {}").format(sentence, link)
