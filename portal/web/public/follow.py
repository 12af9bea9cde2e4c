"""Asking to follow a consultation, its bureau, or its kind of document by e-mail."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from portal.errors import InvalidInputError, LimitReachedError, NotFoundError
from portal.operations import limits
from portal.operations.subscriptions import Scope, ask_to_follow
from portal.web import edge
from portal.web.errors import status_of
from portal.web.language import babel_locale
from portal.web.public import blueprint
from portal.web.public.forms import CitizenForm, one_of, storable_line
from portal.web.public.frame import Frame, load_frame

SCOPES: dict[str, Any] = {
    Scope.CONSULTATION.value: _l("这项征求意见"),
    Scope.BUREAU.value: _l("这个单位的全部征求意见"),
    Scope.KIND.value: _l("这类文件的全部征求意见"),
}


class FollowForm(CitizenForm):
    """What to follow, and the address."""

    scope = one_of(_l("关注什么？"), SCOPES, default=Scope.CONSULTATION.value)
    email = StringField(_l("电子邮箱"), [storable_line(_l("请填写电子邮箱。"))])

    def on(self, frame: Frame) -> FollowForm:
        """The form for a consultation: one that is over cannot be followed, its bureau and kind can."""
        if frame.is_over:
            self.scope.choices = [c for c in self.scope.choices if c.value != Scope.CONSULTATION]
            if not self.is_submitted():
                self.scope.data = Scope.BUREAU.value
        return self


@blueprint.route("/consultations/<reference>/follow", methods=["GET", "POST"])
def follow(reference: str) -> Any:
    """The form; its answer is the same whether the address follows already or not.

    The answer is fetched, so that going back to it sends no second letter.

    Raises: NotFoundError where no letters are sent.
    """
    frame = load_frame(reference)
    form = FollowForm().on(frame)
    if not frame.can_follow:
        raise NotFoundError(subject="mail")
    if not form.is_submitted():
        is_asked = "asked" in request.args
        return render_template("public/follow_asked.html", frame=frame) if is_asked else _page(frame, form)
    if not form.validate_on_submit():
        return _page(frame, form), 422
    try:
        _ask(frame, form)
    except (InvalidInputError, LimitReachedError) as error:
        form.show(error)
        return _page(frame, form), status_of(error)
    return redirect(frame.address("follow", asked=1), 303)


def _ask(frame: Frame, form: FollowForm) -> None:
    ring, visitor, now = edge.ring(), edge.client_address(), edge.now()
    with edge.transaction() as db:
        limits.require_below(db, ring, limits.FOLLOW, visitor, now)
        limits.count_attempt(db, ring, limits.FOLLOW, visitor, now)
        ask_to_follow(
            db,
            ring,
            address=form.email.data,
            scope=form.scope.data,
            consultation=frame.consultation,
            language=babel_locale(),
            now=now,
        )


def _page(frame: Frame, form: FollowForm) -> str:
    return render_template("public/follow.html", frame=frame, form=form)
