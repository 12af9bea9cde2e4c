"""Changing one's own password."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from portal.errors import InvalidInputError, LimitReachedError
from portal.operations import accounts
from portal.web import edge
from portal.web.auth import blueprint
from portal.web.auth.credentials import checked_user
from portal.web.forms import PortalForm


class PasswordForm(PortalForm):
    """The present password, and the new one twice."""

    present = PasswordField(_l("当前密码"), [InputRequired(_l("请输入当前密码。"))])
    password = PasswordField(
        _l("新密码"), [InputRequired(_l("请输入新密码。"))], description=_l("至少 12 个字符。")
    )
    repeated = PasswordField(
        _l("再次输入新密码"), [EqualTo("password", _l("两次输入的新密码不一致。"))]
    )


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> Any:
    """The form; a success ends every session of the account.

    Who sits at an unlocked screen has no more tries than at the sign-in, with which they are counted.
    """
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            is_own = checked_user(current_user.username, form.present.data or "") is not None
        except LimitReachedError as error:
            form.show(error)
            return render_template("auth/password.html", form=form), 429
        if not is_own:
            form.present.errors = [gettext("当前密码不正确。")]
        elif _changed(form):
            logout_user()
            session.clear()
            flash(gettext("密码已修改，请用新密码登录。"), "success")
            return redirect(url_for("auth.sign_in"), 303)
    return render_template("auth/password.html", form=form), 422 if form.is_submitted() else 200


def _changed(form: PasswordForm) -> bool:
    try:
        with edge.transaction() as db:
            accounts.change_password(
                db,
                user_id=current_user.id,
                password=form.password.data or "",
                actor=edge.actor(db),
                now=edge.now(),
            )
    except InvalidInputError as error:
        form.show(error)
        return False
    return True
