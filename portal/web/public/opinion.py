"""Writing one opinion for the basket, and what changing one (opinion_edit) shares with it."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.drafts.comparison import Segment, differences
from portal.errors import InvalidInputError, LimitReachedError, NotFoundError, WindowClosedError
from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.submissions import WHOLE, BasketOpinion, CommentKind
from portal.operations import baskets, drafts, limits
from portal.queries import consultations
from portal.queries.baskets import basket_opinions
from portal.queries.versions import find_version
from portal.sanitize import BODY_LIMIT
from portal.web import edge
from portal.web.errors import status_of
from portal.web.public import blueprint
from portal.web.public.basket_cookie import basket_token, fresh_basket_token, hand_out
from portal.web.public.frame import Frame, load_frame
from portal.web.public.opinion_form import OpinionForm
from portal.web.public.refusal import refusal_of

AUTOSAVE = "X-Portal-Autosave"
"""The header by which the script that saves by itself is known."""
_IDENTITY = re.compile(r"[0-9a-z]{1,32}")


@blueprint.route("/consultations/<reference>/opinions/new", methods=["GET", "POST"])
def opinion_new(reference: str) -> Any:
    """The form for a new opinion; a success puts it into the basket."""
    frame, form = load_frame(reference), OpinionForm()
    clause = clause_asked(frame, form)
    form.on(clause).keep_key()
    if not form.is_submitted():
        _prefill(form, clause)
        return opinion_page(frame, clause, form)
    if form.wants_rewrite:
        form.rewrite(_original(clause))
    if not form.validate_on_submit():
        return opinion_page(frame, clause, form), 422
    if form.wants_preview or form.wants_rewrite:
        return opinion_page(frame, clause, form)
    token = fresh_basket_token()
    try:
        _put(frame, token, form, clause)
    except (WindowClosedError, InvalidInputError, LimitReachedError) as error:
        return refused_page(frame, clause, form, error)
    return opinion_saved(frame, clause, form, token, gettext("已放入意见篮，尚未提交。"))


def _put(frame: Frame, token: str, form: OpinionForm, clause: Clause | None) -> None:
    ring, now, address = edge.ring(), edge.now(), edge.client_address()
    with edge.transaction() as db:
        limits.require_below(db, ring, limits.OPINION, address, now)
        limits.count_attempt(db, ring, limits.OPINION, address, now)
        baskets.put_opinion(
            db,
            token=token,
            consultation_id=frame.consultation.id,
            opinion=form.opinion(clause),
            form_key=form.key.data,
            is_unfinished=form.is_unfinished,
            now=now,
        )


def opinion_saved(
    frame: Frame, clause: Clause | None, form: OpinionForm, token: str, sentence: str
) -> Response:
    """On to the basket; a script that saves by itself is only told that it did."""
    if request.headers.get(AUTOSAVE):
        response: Response = current_app.response_class(status=204)
    else:
        if form.is_unfinished:
            sentence = gettext("已经存好，还没有写完；在意见篮中可以接着写。")
        flash(_done(frame, sentence, clause), "success")
        response = redirect(frame.address("basket"), 303)
    hand_out(response, token)
    return response


def clause_asked(frame: Frame, form: OpinionForm) -> Clause | None:
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
    if not number or number >= present.number:
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
        form.body.data = _original(clause)


def _original(clause: Clause | None) -> str:
    """The words a replacement begins with."""
    return (clause.text or clause.heading) if clause else ""


def opinion_page(
    frame: Frame,
    clause: Clause | None,
    form: OpinionForm,
    row: BasketOpinion | None = None,
    **more: Any,
) -> str:
    is_replacement = clause is not None and form.kind.data == CommentKind.REPLACEMENT
    is_begun = is_replacement and (form.wants_preview or form.body.data != _original(clause))
    return render_template(
        "public/opinion.html",
        frame=frame,
        clause=clause,
        form=form,
        opinion=row,
        post_to=_post_to(frame, clause, row, is_gone=bool(more.get("is_gone"))),
        is_kept=row is None or row.is_unfinished,
        segments=_segments(_original(clause), form.body.data or "") if is_begun else None,
        unfinished=_unfinished(frame, clause) if row is None and not form.is_submitted() else [],
        **more,
    )


def _post_to(
    frame: Frame, clause: Clause | None, row: BasketOpinion | None, *, is_gone: bool
) -> str:
    """Where the form goes; the clause goes along, should the opinion be gone by then."""
    on = clause.identity if clause else None
    if row is not None:
        return frame.address("opinion_edit", opinion_id=row.id, clause=on)
    return frame.address("opinion_new", clause=on) if is_gone else request.full_path.rstrip("?")


def _segments(original: str, body: str) -> list[Segment]:
    """What the replacement changes; a text that will be refused for its length is not compared."""
    return differences(original, body.replace("\r\n", "\n")) if len(body) <= BODY_LIMIT else []


def _unfinished(frame: Frame, clause: Clause | None) -> list[BasketOpinion]:
    """What the visitor began to write on the same clause and has not finished."""
    identity = clause.identity if clause else WHOLE
    if not frame.waiting.get(identity):
        return []
    rows = basket_opinions(edge.reading(), basket_token(), frame.consultation.id)
    at = clause.identity if clause else None
    return [
        opinion
        for opinion, on in rows
        if opinion.is_unfinished and (on.identity if on else None) == at
    ]


def refused_page(
    frame: Frame,
    clause: Clause | None,
    form: OpinionForm,
    error: Any,
    row: BasketOpinion | None = None,
) -> tuple[str, int]:
    """The page again with everything typed, and why it was not taken."""
    refusal = refusal_of(error)
    if refusal is None:
        form.show(error)
    return opinion_page(frame, clause, form, row, refusal=refusal), status_of(error)


def _done(frame: Frame, sentence: str, clause: Clause | None) -> Markup:
    anchor = f"c-{clause.identity}" if clause else None
    words = gettext("回到草案，继续提意见")
    link = Markup('<a href="{}">{}</a>').format(frame.address("draft", _anchor=anchor), words)
    return Markup("{} {}").format(sentence, link)
